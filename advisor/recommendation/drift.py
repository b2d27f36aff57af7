"""What changed between two results for the same answers, and which rules made the difference.

Two uses: an author wants to know what an edit does to past cases, and an old result is looked at with today's rules.
The lead is the value of the former advice less that of its rival, in points of a hundred; a row's effect is the part of
the lead that its change gives or takes. Both are read from the results, so the content of the former may be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from advisor.questionnaire.answers import Refused, parse
from advisor.questionnaire.flow import replay
from advisor.questionnaire.schema import Answer
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.lead import DIGITS, SCORES, Lead
from advisor.recommendation.model import Recommendation
from advisor.recommendation.replay import concluded
from advisor.recommendation.tailoring import tailored
from advisor.rules.schema import Result, Row
from advisor.scoring.model import Option, Scheme

Kind = Literal["fires", "silent", "changed"]
# Lists whose entries come and go with the path; of these only the ids are compared.
_LISTED = ("modules", "risks", "products")
# What of an estimate does not hang on the path that is advised.
_ANY_PATH = ("assumptions", "options", "as_of")
_DATES = ("as_of", "since", "year")
SHOWN = 8  # of each kind of change, in plain text


@dataclass(frozen=True)
class Standing:
    """What one side advised, how clearly, and the version of its content."""

    path: str
    deployment: str
    status: str
    content_version: str


@dataclass(frozen=True)
class RowChange:
    """A row that fires now and did not, is silent now and was not, or puts out something else.

    `before` and `after` are what it put out: empty when it did not fire, or is not known any more. `effect` is what the
    change does to the lead, None for a knock-out and where it is not known; `bars` says whether the change of a
    knock-out puts out the former advice or lets in the rival.
    """

    row: str
    table: str
    kind: Kind
    before: Result
    after: Result
    effect: float | None
    bars: Literal["", "former", "rival"]
    since: str


@dataclass(frozen=True)
class Moved:
    """A score (0 to 100) or weight (0 to 1) that moved, and the group it stands in."""

    group: str
    id: str
    before: float
    after: float


@dataclass(frozen=True)
class ValueChange:
    """Another value that differs, by its place in the result, each side with the nearest date that stands above it. Of
    modules and risks, `before` are the ids that are gone and `after` those that are new."""

    where: str
    before: Any
    after: Any
    dated_before: str
    dated_after: str


@dataclass(frozen=True)
class Ignored:
    """An answer that no longer counts: its question is gone, refuses it, or is not asked in this case."""

    question: str
    why: Literal["gone", "refused", "not-asked"]
    message: str


@dataclass(frozen=True)
class Drift:
    """The difference between two results.

    `rival` is the new advice or, where the advice stayed, the best option of another path, empty when none is left.
    Leads are over it, None where one of the two was ruled out. `deciding` are the one or two rows without whose change
    the former advice would stay; `opened` are questions that are open now and were not.
    """

    before: Standing
    after: Standing
    rival: str
    lead_before: float | None
    lead_after: float | None
    rows: tuple[RowChange, ...]
    deciding: tuple[str, ...]
    scores: tuple[Moved, ...]
    weights: tuple[Moved, ...]
    excluded: tuple[str, ...]
    admitted: tuple[str, ...]
    values: tuple[ValueChange, ...]
    ignored: tuple[Ignored, ...]
    opened: tuple[str, ...]

    @property
    def flips(self) -> bool:
        """Whether another path or deployment is advised."""
        return (self.before.path, self.before.deployment) != (self.after.path, self.after.deployment)

    @property
    def moved(self) -> bool:
        """Whether anything differs that a decision rests on."""
        parts = (self.rows, self.scores, self.weights, self.excluded, self.admitted, self.ignored)
        return self.flips or self.before.status != self.after.status or any(parts)


def drift(
    before: Recommendation,
    after: Recommendation,
    rows_before: Mapping[str, Row],
    rows_after: Mapping[str, Row],
    scheme: Scheme,
    ignored: tuple[Ignored, ...] = (),
) -> Drift:
    """The difference between two results, measured with the scheme of the later one.

    A row that `rows_before` lacks is taken from what the former result says of it."""
    former, new = _option(before), _option(after)
    pair = (former, new if new != former else _best_other(after))
    rows = _row_changes(before, after, (rows_before, rows_after), Lead(scheme, after, rows_after, pair))
    out_before, out_after = _ruled_out(before), _ruled_out(after)
    found = Drift(
        before=_standing(before),
        after=_standing(after),
        rival=pair[1].id if pair[1] != former else "",
        lead_before=_lead(before, pair),
        lead_after=_lead(after, pair),
        rows=tuple(sorted(rows, key=lambda c: (not c.bars, -abs(c.effect or 0.0), c.row))),
        deciding=(),
        scores=tuple(m for group in SCORES for m in moved(group, getattr(before, group), getattr(after, group))),
        weights=tuple(moved("weights", before.weights, after.weights)),
        excluded=tuple(sorted(out_after - out_before)),
        admitted=tuple(sorted(out_before - out_after)),
        values=tuple(sorted(_value_changes(before, after), key=lambda v: (v.where not in _LISTED, v.where))),
        ignored=ignored,
        opened=tuple(sorted({u.question for u in after.unknowns} - {u.question for u in before.unknowns})),
    )
    return replace(found, deciding=_deciding(found))


def under_today(content: Content, stored: Recommendation, former: Content | None = None) -> Drift:
    """A stored result beside today's content on its answers and tailoring; `former` is the content it came from, if it
    was kept."""
    answers, ignored = usable(content, stored.answers, former)
    today = concluded(content, stored, answers)
    rows_before = rows_of(former) if former is not None else {}
    scheme = tailored(content, today.tailoring).scheme
    return drift(stored, today, rows_before, rows_of(content), scheme, ignored)


def rows_of(content: Content) -> dict[str, Row]:
    """Every row of every table by its id."""
    return {row.id: row for table in content.tables.values() for row in table.rows}


def usable(
    content: Content, raw: Mapping[str, Any], former: Content | None = None
) -> tuple[dict[str, Answer], tuple[Ignored, ...]]:
    """The answers that `content` takes, and those that do not count in it. An answer to a question that does not apply
    is named if it applied in `former`; without that content every such answer is named."""
    found: dict[str, Answer] = {}
    ignored: list[Ignored] = []
    for key, value in raw.items():
        question = content.questionnaire.by_id.get(key)
        if question is None:
            ignored.append(Ignored(key, "gone", "There is no such question."))
            continue
        try:
            found[key] = parse(question, value)
        except Refused as refusal:
            ignored.append(Ignored(key, "refused", refusal.message))
    hidden = found.keys() - _applying(content, found)
    if hidden and former is not None:
        hidden &= _applying(former, usable(former, raw)[0])
    ignored += [Ignored(key, "not-asked", "This question is not asked in this case.") for key in sorted(hidden)]
    return found, tuple(ignored)


def _applying(content: Content, answers: Mapping[str, Answer]) -> set[str]:
    return {q.id for q in replay(content.questionnaire, content.vocabulary, content.rates, answers).applies}


def _standing(it: Recommendation) -> Standing:
    return Standing(it.path, it.deployment, it.verdict_status, it.content_version)


def _option(it: Recommendation) -> Option:
    return Option(it.path, it.deployment)


def _best_other(it: Recommendation) -> Option:
    """The best option of another path; the advice itself when all other paths are ruled out."""
    others = [o for o in it.options if o.excluded_by is None and o.path != it.path]
    best = max(others, key=lambda o: o.value, default=None)
    return Option(best.path, best.deployment) if best else _option(it)


def _ruled_out(it: Recommendation) -> set[str]:
    return {Option(o.path, o.deployment).id for o in it.options if o.excluded_by is not None}


def _lead(it: Recommendation, pair: tuple[Option, Option]) -> float | None:
    values = {Option(o.path, o.deployment): o.value for o in it.options if o.excluded_by is None}
    if not values.keys() >= set(pair):
        return None
    return round(100.0 * (values[pair[0]] - values[pair[1]]), DIGITS)


def moved(group: str, before: Mapping[str, float], after: Mapping[str, float]) -> Iterator[Moved]:
    """The figures of a group that differ; one that a side lacks counts as zero."""
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key, 0.0), after.get(key, 0.0)
        if was != now:
            yield Moved(group, key, was, now)


def _row_changes(
    before: Recommendation, after: Recommendation, rows: tuple[Mapping[str, Row], Mapping[str, Row]], lead: Lead
) -> Iterator[RowChange]:
    fired_before, fired_after = _fired(before), _fired(after)
    remembered = _remembered(before)
    for row in sorted({*fired_before, *fired_after}):
        known = rows[0].get(row)
        was: Result = (known.then if known else remembered.get(row, {})) if row in fired_before else {}
        now: Result = rows[1][row].then if row in fired_after else {}
        kind: Kind = "fires" if row not in fired_before else "silent" if row not in fired_after else "changed"
        compared = now if known or kind != "changed" else {key: now.get(key, 0.0) for key in was}
        if kind == "changed" and compared == was:
            continue
        unknown = kind == "silent" and not was
        table, today = fired_after.get(row) or fired_before[row], rows[1].get(row)
        yield RowChange(
            row=row,
            table=table,
            kind=kind,
            before=was,
            after=now,
            effect=None if unknown or "path" in {**was, **now} else lead.effect(table, was, compared),
            bars=lead.bars(was, now),
            since=today.since if today else known.since if known else "",
        )


def _fired(it: Recommendation) -> dict[str, str]:
    """Rows that fired, each with its table."""
    return {row: entry.table for entry in it.trace for row in entry.rows}


def _remembered(it: Recommendation) -> dict[str, dict[str, str | float]]:
    """What a result itself says of its rows: the points of its reasons, what its knock-outs rule out, and what it names
    for the chosen option."""
    found: dict[str, dict[str, str | float]] = {}
    for reason in (*it.reasons, *it.against, *it.deployment_reasons):
        found.setdefault(reason.row, {})[reason.moves] = reason.points
    for out in it.exclusions:
        found[out.row] = {"path": out.path, "deployment": out.deployment}
    described = [("module", m.id, m.reasons) for m in it.modules] + [("risk", r.id, r.reasons) for r in it.risks]
    for output, value, rows in (*described, ("style", it.integration.style, it.integration.reasons)):
        found |= {row: {output: value} for row in rows}
    return found


def _deciding(found: Drift) -> tuple[str, ...]:
    """The fewest rows, two at most, whose change taken back restores the former advice; none where no two suffice."""
    if not found.flips:
        return ()
    barring = tuple(change.row for change in found.rows if change.bars)
    if barring or found.lead_after is None:
        return barring[:2]
    against = sorted((c for c in found.rows if (c.effect or 0.0) < 0), key=lambda c: (c.effect or 0.0, c.row))[:2]
    lead = found.lead_after
    for place, change in enumerate(against):
        lead -= change.effect or 0.0
        if lead >= 0:
            return tuple(c.row for c in against[: place + 1])
    return ()


def _value_changes(before: Recommendation, after: Recommendation) -> Iterator[ValueChange]:
    """Differences in the parts that both results have; a part that an older result lacks is no difference."""
    for key in _LISTED:
        was, now = ({entry.id for entry in getattr(side, key)} for side in (before, after))
        if was != now:
            yield ValueChange(key, sorted(was - now), sorted(now - was), "", "")
    flips = _option(before) != _option(after)
    was_all, now_all = (dict(_leaves(_priced(side.plain(), flips), "", "")) for side in (before, after))
    for where in was_all.keys() & now_all.keys():
        (was_value, was_date), (now_value, now_date) = was_all[where], now_all[where]
        if was_value != now_value:
            yield ValueChange(where, was_value, now_value, was_date, now_date)


def _priced(plain: Mapping[str, Any], flips: bool) -> dict[str, Any]:
    """The values that come from dated lists of prices and surveys; with another advice only those that can still be
    compared."""
    estimate = (plain.get("budget") or {}).get("estimate") or {}
    kept = {key: value for key, value in estimate.items() if not flips or key in _ANY_PATH}
    products = {p["id"]: {"price": p.get("price"), "facts": p.get("facts")} for p in plain.get("products") or ()}
    return {"estimate": kept, "products": products, "peers": plain.get("peers") or []}


def _leaves(node: Any, where: str, date: str) -> Iterable[tuple[str, tuple[Any, str]]]:
    """Every single value by its place, with the nearest date above it; entries of a list are named by what they are."""
    if isinstance(node, dict):
        date = next((str(node[key]) for key in _DATES if node.get(key)), date)
        for key, value in node.items():
            if key not in _DATES:
                yield from _leaves(value, f"{where}.{key}" if where else key, date)
    elif isinstance(node, list) and node and all(_name(entry) for entry in node):
        for entry in node:
            yield from _leaves(entry, f"{where}.{_name(entry)}", date)
    else:
        yield where, (node, date)


def _name(entry: Any) -> str:
    """What tells an entry of a list from the others: its id, option, phase, field, or system and region."""
    keys = ("id", "path", "deployment", "phase", "field", "system", "region")
    return "/".join(str(entry[key]) for key in keys if key in entry) if isinstance(entry, dict) else ""


def lines(found: Drift) -> Iterator[str]:
    """A difference as plain text."""
    was, now = (f"{side.path}, {side.deployment} ({side.status})" for side in (found.before, found.after))
    yield f"The advice was {was} and is {now}." if found.flips else f"The advice stays: {now}."
    if found.before.status != found.after.status and not found.flips:
        yield f"It was {found.before.status} and is {found.after.status}."
    leads = [("ruled out" if lead is None else f"{lead:+g}") for lead in (found.lead_before, found.lead_after)]
    if found.rival:
        yield f"Lead over {found.rival}, in points of 100: was {leads[0]}, is {leads[1]}."
    if found.flips:
        yield f"Deciding: {', '.join(found.deciding)}." if found.deciding else "No one or two rows decide it."
    counted = [change for change in found.rows if change.bars or change.effect or change.effect is None]
    yield from _some([_row_line(change) for change in counted])
    moves = (*found.scores, *found.weights)
    yield from _some([f"{m.group} {m.id}: was {m.before:g}, is {m.after:g}" for m in moves])
    for title, options in (("Ruled out now", found.excluded), ("No longer ruled out", found.admitted)):
        if options:
            yield f"{title}: {', '.join(options)}."
    yield from _some([f"answer {i.question}: {i.why}. {i.message}" for i in found.ignored])
    if found.opened:
        yield f"Open now: {', '.join(found.opened)}."
    yield from _some([_value_line(value) for value in found.values])


def _some(texts: list[str]) -> Iterator[str]:
    yield from (f"  {text}" for text in texts[:SHOWN])
    if len(texts) > SHOWN:
        yield f"  and {len(texts) - SHOWN} more"


_KINDS = {"fires": "fires now", "silent": "no longer fires", "changed": "puts out something else"}
_BARS = {"former": "rules out the former advice", "rival": "ruled out the new advice"}


def _row_line(change: RowChange) -> str:
    does = _BARS.get(change.bars) or ("effect not known" if change.effect is None else f"lead {change.effect:+g}")
    return f"{change.row} {_KINDS[change.kind]} ({_put_out(change.before)} to {_put_out(change.after)}): {does}"


def _put_out(then: Result) -> str:
    shown = (f"{key} {value}" if isinstance(value, str) else f"{key} {value:+g}" for key, value in then.items())
    return ", ".join(shown) or "nothing"


def _value_line(value: ValueChange) -> str:
    if value.where in _LISTED:
        gone, new = ", ".join(value.before) or "none", ", ".join(value.after) or "none"
        return f"{value.where} that are gone: {gone}; that are new: {new}"
    was, now = _dated(value.before, value.dated_before), _dated(value.after, value.dated_after)
    return f"{value.where}: was {was}, is {now}"


def _dated(value: Any, date: str) -> str:
    return f"{value} ({date})" if date else str(value)

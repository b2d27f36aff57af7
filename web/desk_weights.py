"""The page of weights: who gives which, in three ways, what they come to together, and what that changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import get_args

from advisor.errors import AdvisorError, BadInput
from advisor.language import Words, listed, number, parse_integer
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.what_if import SAMPLES, Outcome, outcome, with_weights
from advisor.recommendation.ranking import SEED, Case, compare
from advisor.recommendation.tailoring import Tailoring, tailored
from advisor.recommendation.telling.words import said
from advisor.recommendation.texts import Texts
from advisor.scoring.judging import GOOD_ENOUGH, Pairwise, unlinked
from advisor.scoring.model import NO_DEPLOYMENT, Scheme
from advisor.workspace.desk import adjusting, concluding, voices
from advisor.workspace.desk.adjusting import MOST_POINTS, PAIR, WHOLE, Method
from web.desk import Work
from web.desk_case import row_of
from web.desk_case_pages import CaseRow
from web.desk_differences import role_names
from web.desk_pages import DeskPage
from web.forms import sentence
from web.pages import Page
from web.render import translations

METHODS: tuple[Method, ...] = get_args(Method)
PREFIX: dict[Method, str] = {"direct": "d.", "ranking": "k.", "pairwise": "p."}
# What can be said of a pair, as a form sends it, from "the first by far" to "the second by far".
STEPS = (*(str(n) for n in range(9, 1, -1)), "1", *(f"1/{n}" for n in range(2, 10)))
TIMES = {step: 1 / int(step[2:]) if "/" in step else float(step) for step in STEPS}
ALIKE = 0.05  # so near to one is told as the same


@dataclass(frozen=True)
class Entered:
    """What is being given: whose weights, in which way, and the fields as they were typed."""

    who: str
    method: Method
    typed: Mapping[str, str]


@dataclass(frozen=True)
class CriterionRow:
    """A criterion with what stands in its field, points or a rank."""

    id: str
    name: str
    about: str
    typed: str


@dataclass(frozen=True)
class PairRow:
    """Two criteria to compare: the name of the field, what is chosen (empty: nothing), and in words what can be."""

    field: str
    first: str
    second: str
    chosen: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PairGroup:
    """All pairs that begin with one criterion, and how many of them are compared."""

    name: str
    pairs: tuple[PairRow, ...]
    compared: int


@dataclass(frozen=True)
class SetRow:
    """Weights that were set: whose, in which way, how much they count, the share of each criterion in order."""

    who: str
    name: str
    method: Method
    say: int
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Consistency:
    """How far comparisons contradict each other; `worst` says which to look at again, empty when all fit."""

    ratio: float
    good: bool
    missing: int
    worst: str


@dataclass(frozen=True)
class Side:
    """What the weights come to: the advised option in words, in which share of readings it comes first, and its lead in
    points over the best option of another path (None: there is none)."""

    path: str
    deployment: str
    share: float
    clear: bool
    rival: str
    lead: float | None


@dataclass(frozen=True)
class Preview:
    """What the weights that are being given come to. `problem` is why that cannot be told; `sides` are before and
    after, empty while nobody has answered anything; `counts` whether these weights count at all."""

    problem: str = ""
    shares: tuple[tuple[str, float], ...] = ()
    consistency: Consistency | None = None
    sides: tuple[Side, ...] = ()
    counts: bool = True


@dataclass(frozen=True)
class PreviewPart(Page):
    """The preview alone, for the page that asks for it."""

    template = "desk/weights_preview.html"
    preview: Preview


@dataclass(frozen=True)
class WeightsPage(DeskPage):
    """Weights of a case. `rules` are the shares of the rules, `group` those that count together (empty: none are set),
    both in the order of `names`. `error` belongs to the field `field`; `outdated` are those whose weights cannot be
    used any more."""

    template = "desk/weights.html"
    case: CaseRow
    who: str
    method: Method
    people: Mapping[str, str]
    criteria: tuple[CriterionRow, ...]
    groups: tuple[PairGroup, ...]
    most: int
    names: tuple[str, ...]
    rules: tuple[float, ...]
    sets: tuple[SetRow, ...]
    group: tuple[float, ...]
    outdated: tuple[str, ...]
    heaviest: int
    reason: str
    preview: Preview
    note: str = ""
    field: str = ""
    error: str = ""


def people(content: Content, texts: Texts) -> dict[str, str]:
    """Who can give weights, with their names: the case as a whole, and every role that is asked."""
    words, names = translations(texts.language).gettext, role_names(texts)
    return {WHOLE: words("The case as a whole"), **{role: names[role] for role in voices.roles(content.questionnaire)}}


def given(scheme: Scheme, entered: Entered, texts: Texts) -> dict[str, float]:
    """The fields as numbers, by criterion or pair; raises BadInput with the name of the field."""
    prefix = PREFIX[entered.method]
    sent = {key.removeprefix(prefix): text for key, text in entered.typed.items() if key.startswith(prefix)}
    if entered.method == "pairwise":
        return _compared(scheme, sent, texts)
    least, most = (0, MOST_POINTS) if entered.method == "direct" else (1, len(scheme.criteria))
    found: dict[str, float] = {}
    for criterion in scheme.criteria:
        value = parse_integer(sent.get(criterion.id, ""))
        if value is None or not least <= value <= most:
            values = {"least": least, "most": most}
            raise BadInput("Give each criterion a number from {least} to {most}.", field=criterion.id, values=values)
        found[criterion.id] = float(value)
    return found


def _compared(scheme: Scheme, sent: Mapping[str, str], texts: Texts) -> dict[str, float]:
    names = [criterion.id for criterion in scheme.criteria]
    found = {key: TIMES.get(text, 0.0) for key, text in sent.items() if text}
    if not found:
        raise BadInput("Nothing is compared yet.", field="pairs")
    lost = unlinked(names, [(key.partition(PAIR)[0], key.partition(PAIR)[2]) for key in found])
    if lost:
        shown = listed((said(texts, "criteria", name, "name") for name in lost), texts.language)
        first = said(texts, "criteria", names[0], "name")
        raise BadInput(
            "Nothing links these criteria to “{first}” yet: {names}. Compare each of them with another one.",
            field="pairs",
            values={"first": first, "names": shown},
        )
    return found


def pair_words(words: Words, names: tuple[str, str], times: float, language: str) -> str:
    """A comparison as a sentence; the criterion that matters more comes first."""
    if abs(times - 1.0) <= ALIKE:
        return words("“{first}” and “{second}” matter equally").format(first=names[0], second=names[1])
    first, second = names if times > 1 else names[::-1]
    shown = number(round(max(times, 1 / times), 1), language)
    said_so = words("“{first}” matters {times}× as much as “{second}”")
    return said_so.format(first=first, second=second, times=shown)


def entered_before(work: Work, scheme: Scheme, rules: tuple[float, ...], who: str, method: Method) -> Entered:
    """What the form begins with: what was given in this way before, else the weights of the rules."""
    kept = adjusting.usable(work.record, scheme).get(who, {})
    prefix = PREFIX[method]
    if kept.get("method") == method:
        told = kept["given"]
        shown = {key: _step(value) if method == "pairwise" else str(round(value)) for key, value in told.items()}
    elif method == "pairwise":
        shown = {}
    else:
        shown = {
            c.id: str(round(100 * share)) if method == "direct" else str(1 + sum(other > share for other in rules))
            for c, share in zip(scheme.criteria, rules, strict=True)
        }
    return Entered(who, method, {f"{prefix}{key}": text for key, text in shown.items()})


def _step(times: float) -> str:
    return min(STEPS, key=lambda step: abs(TIMES[step] - times))


@dataclass(frozen=True)
class Base:
    """What previews start from: the answers of the case compared under the weights of the rules; None while there are
    none."""

    case: Case | None

    def shares(self, scheme: Scheme) -> tuple[float, ...]:
        """The weights of the rules: shifted by the answers, else as they are stated."""
        if self.case is None:
            return tuple(float(one) for one in scheme.base_weights / scheme.base_weights.sum())
        return tuple(float(one) for one in self.case.verdict.weights.mean(axis=0))


def base_of(work: Work, content: Content) -> Base:
    merged = concluding.together(work.session, content, work.record)
    if not merged.answers:
        return Base(None)
    return Base(compare(tailored(content, Tailoring(spread=merged.spread)), merged.answers, SAMPLES, SEED))


def preview(work: Work, content: Content, base: Base, entered: Entered) -> Preview:
    """What would change if these weights were kept. Nothing is stored."""
    texts, scheme = content.texts[work.signed.language], content.scheme
    try:
        numbers = given(scheme, entered, texts)
        shares = adjusting.shares_of(scheme, entered.method, numbers)
    except AdvisorError as error:
        return Preview(problem=sentence(error, texts.language))
    now = {who: kept["shares"] for who, kept in adjusting.usable(work.record, scheme).items()}
    says = adjusting.said_by(work.record)
    sides = [adjusting.joined(now, says), adjusting.joined({**now, entered.who: shares}, says)]
    pairs = adjusting.judged(scheme, numbers) if entered.method == "pairwise" else None
    return Preview(
        shares=tuple((said(texts, "criteria", key, "name"), share) for key, share in shares.items()),
        consistency=_consistency(pairs, texts) if pairs else None,
        sides=tuple(_side(outcome(_weighed(base.case, one)), texts) for one in sides) if base.case else (),
        counts=says.get(entered.who, 1) > 0,
    )


def _weighed(case: Case, shares: Mapping[str, float]) -> Case:
    """The case with these weights in every reading; without any, with those of the rules. The last one has what the
    others leave."""
    return with_weights(case, dict(list(shares.items())[:-1])) if shares else case


def _side(found: Outcome, texts: Texts) -> Side:
    hosted = found.deployment != NO_DEPLOYMENT
    return Side(
        path=said(texts, "paths", found.path, "name"),
        deployment=said(texts, "deployments", found.deployment, "name") if hosted else "",
        share=found.share,
        clear=found.clear,
        rival=said(texts, "paths", found.rival, "name") if found.rival else "",
        lead=found.lead,
    )


def _consistency(found: Pairwise, texts: Texts) -> Consistency:
    words, worst, told = translations(texts.language).gettext, found.worst, ""
    if worst is not None:
        names = (said(texts, "criteria", worst.first, "name"), said(texts, "criteria", worst.second, "name"))
        told = words("Look again at: {said}. What fits the others: {fits} (ratio then {ratio}).").format(
            said=pair_words(words, names, worst.said, texts.language),
            fits=pair_words(words, names, worst.fits, texts.language),
            ratio=number(round(worst.ratio, 2), texts.language),
        )
    return Consistency(found.ratio, found.ratio <= GOOD_ENOUGH, found.missing, told)


def _way(*names: str) -> Method:
    """The first of these names that is a way to give weights; points if none is."""
    return next((method for name in names for method in METHODS if method == name), "direct")


def weights_page(work: Work, content: Content, who: str, method: str, entered: Entered | None = None) -> WeightsPage:
    """The page with what was `entered`, or else with what was given before by `who`, if need be in another way."""
    texts, scheme = content.texts[work.signed.language], content.scheme
    base = base_of(work, content)
    rules, all_people = base.shares(scheme), people(content, texts)
    kept = adjusting.usable(work.record, scheme)
    who = who if who in all_people else WHOLE
    if entered is None:
        entered = entered_before(work, scheme, rules, who, _way(method, kept.get(who, {}).get("method", "")))
    together = adjusting.weights_of(work.record, scheme)
    says = adjusting.said_by(work.record)
    return WeightsPage(
        work.signed.language,
        work.signed,
        work.signed.unread,
        case=row_of(work, content),
        who=who,
        method=entered.method,
        people=all_people,
        criteria=_criteria(content, texts, entered),
        groups=_groups(content, texts, entered) if entered.method == "pairwise" else (),
        most=MOST_POINTS,
        names=tuple(said(texts, "criteria", c.id, "name") for c in scheme.criteria),
        rules=rules,
        sets=tuple(
            SetRow(
                one, all_people.get(one, one), own["method"], says.get(one, 1),
                tuple(own["shares"][c.id] for c in scheme.criteria),
            )
            for one, own in kept.items()
        ),
        group=tuple(together[c.id] for c in scheme.criteria) if together else (),
        outdated=tuple(all_people.get(one, one) for one in adjusting.outdated(work.record, scheme)),
        heaviest=voices.HEAVIEST,
        reason=work.record.weighting.get("reason", ""),
        preview=preview(work, content, base, entered),
    )  # fmt: skip


def refused(page: WeightsPage, error: AdvisorError) -> WeightsPage:
    """The page with what is wrong."""
    return replace(page, field=error.field or "form", error=sentence(error, page.language))


def _criteria(content: Content, texts: Texts, entered: Entered) -> tuple[CriterionRow, ...]:
    """The criteria in their order; by rank where they are ranked."""
    prefix = PREFIX[entered.method]
    rows = [
        CriterionRow(
            id=c.id,
            name=said(texts, "criteria", c.id, "name"),
            about=said(texts, "criteria", c.id, "about"),
            typed=entered.typed.get(f"{prefix}{c.id}", ""),
        )
        for c in content.scheme.criteria
    ]
    if entered.method == "ranking":
        rows.sort(key=lambda row: parse_integer(row.typed) or len(rows))
    return tuple(rows)


def _groups(content: Content, texts: Texts, entered: Entered) -> tuple[PairGroup, ...]:
    words = translations(texts.language).gettext
    names = {c.id: said(texts, "criteria", c.id, "name") for c in content.scheme.criteria}
    found: dict[str, list[PairRow]] = {}
    for first, second in combinations(names, 2):
        field = f"{PREFIX['pairwise']}{first}{PAIR}{second}"
        both = (names[first], names[second])
        choices = tuple((step, pair_words(words, both, TIMES[step], texts.language)) for step in STEPS)
        found.setdefault(first, []).append(PairRow(field, *both, entered.typed.get(field, ""), choices))
    return tuple(
        PairGroup(names[first], tuple(rows), sum(bool(row.chosen) for row in rows)) for first, rows in found.items()
    )

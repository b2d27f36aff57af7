"""A result in words: everything a page, a report or the command line shows of a stored recommendation.

Words come last: the recommendation holds keys and numbers only, and this module looks them up in one language.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from advisor.language import signed
from advisor.questionnaire.answers import Refused, parse
from advisor.questionnaire.flow import replay
from advisor.questionnaire.schema import Answer
from advisor.recommendation.content import Content
from advisor.recommendation.model import ModuleAdvice, Reason, Recommendation
from advisor.recommendation.telling.doubting import doubt, flip_line, second_words, unknown_words, weight_words
from advisor.recommendation.telling.lines import (
    AnswerLine,
    Line,
    ModuleLine,
    Named,
    OptionLine,
    PhaseLine,
    RiskLine,
    Scale,
    Story,
    TraceLine,
    TraceTable,
    UnknownLine,
)
from advisor.recommendation.telling.market_words import market
from advisor.recommendation.telling.money_words import money
from advisor.recommendation.telling.spoken import answer_words
from advisor.recommendation.telling.tailored_words import (
    differing_words,
    module_override,
    override_words,
    tailored_words,
    verdict_words,
)
from advisor.recommendation.telling.words import Reference, cited
from advisor.recommendation.texts import Texts
from advisor.recommendation.verdict import ANY, CAPACITY, NEEDS, PRESSURE
from advisor.rules.schema import Row
from advisor.scoring.model import BALANCE, NO_DEPLOYMENT, NOT_YET

# Where the words of an output are: the section of the texts and, if an entry has several words, which of them.
OUTPUTS = {
    "path": ("paths", "name"),
    "deployment": ("deployments", "name"),
    "module": ("modules", "name"),
    "priority": ("priorities",),
    "risk": ("risks", "name"),
    "severity": ("severities",),
    "style": ("styles", "name"),
    "place": ("places", "name"),
}


def tell(
    content: Content, recommendation: Recommendation, language: str = "en", *, today: datetime.date | None = None
) -> Story:
    """`recommendation` in words. Rows and questions that today's content no longer has are shown by their id. With a
    day, figures of the outside that were to be read again before it are said to be out of date."""
    return _Teller(content, recommendation, content.texts[language]).story(today)


class _Teller:
    """Looks up words for one recommendation; the methods follow the sections of the result page."""

    def __init__(self, content: Content, recommendation: Recommendation, texts: Texts) -> None:
        self.content = content
        self.it = recommendation
        self.texts = texts
        self.rows: dict[str, Row] = {row.id: row for table in content.tables.values() for row in table.rows}

    def story(self, today: datetime.date | None) -> Story:
        it, say = self.it, self.say
        hosted = it.deployment != NO_DEPLOYMENT
        modules = {m.id: self.module(m) for m in it.modules}
        return Story(
            language=self.texts.language,
            path=it.path,
            path_name=say("paths", it.path, "name"),
            deployment=it.deployment,
            deployment_name=say("deployments", it.deployment, "name") if hosted else "",
            verdict=verdict_words(it.advised, self.texts),
            about=say("paths", it.path, "about"),
            first=say("paths", it.path, "first"),
            hosting=say("deployments", it.deployment, "about") if hosted else "",
            clear=it.verdict_status == "clear",
            sure=it.robustness.path[it.path],
            sure_hosting=it.robustness.deployment[it.deployment],
            alternatives=tuple(say("paths", path, "name") for path in it.alternatives),
            path_shares=self.paths(),
            deployment_shares=self.deployments(),
            needs=self.scales(it.needs, NEEDS),
            capacity=self.scales(it.capacity, CAPACITY),
            pressure=self.scales(it.pressure, PRESSURE),
            reasons=self.lines(it.reasons),
            against=self.lines(it.against),
            deployment_reasons=self.lines(it.deployment_reasons),
            ruled_out=tuple(self.ruled_out()),
            options=self.options(),
            weights=self.parts(it.weights),
            phases=self.phases(modules),
            in_place=tuple(modules[m.id] for m in it.modules if m.in_place),
            style=say("styles", it.integration.style, "name"),
            style_about=say("styles", it.integration.style, "about"),
            style_reasons=self.reason_words(it.integration.reasons),
            risks=self.risks(),
            unknowns=tuple(self.unknowns()),
            not_assessed=self.texts.items("not_assessed"),
            answers=self.answers(),
            trace=self.trace(),
            doubt=doubt(self.content, it, self.texts, today),
            money=money(self.content, it, self.texts),
            market=market(self.content, it, self.texts),
            content_version=it.content_version,
            hash=it.hash,
            samples=it.robustness.samples,
            asked=it.asked,
            override=override_words(self.content, it, self.texts),
            left_out=tuple(self.module(m) for m in it.left_out),
            tailoring=tailored_words(it, self.texts),
        )

    def say(self, *key: str) -> str:
        """A word of the rules; what today's content no longer has is shown by its id."""
        try:
            return self.texts.say(*key)
        except KeyError:
            return key[1]

    def reason(self, row: str) -> str:
        found = self.rows.get(row)
        return self.say("reasons", found.reason) if found else row

    def reason_words(self, rows: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.reason(row) for row in rows))

    def sources(self, ids: Iterable[str]) -> tuple[Reference, ...]:
        return cited(self.content, self.texts, ids)

    def paths(self) -> tuple[Named, ...]:
        shares = _in_order(self.it.robustness.path, self.content.scheme.paths)
        return tuple(Named(path, self.say("paths", path, "name"), share) for path, share in shares)

    def deployments(self) -> tuple[Named, ...]:
        """Shares of the deployments; what deploys nothing bears the name of its path."""
        shares = _in_order(self.it.robustness.deployment, self.content.scheme.deployments)
        names = {NO_DEPLOYMENT: self.say("paths", NOT_YET, "name")}
        return tuple(Named(d, names.get(d) or self.say("deployments", d, "name"), share) for d, share in shares)

    def scales(self, scores: dict[str, int], order: tuple[str, ...]) -> tuple[Scale, ...]:
        return tuple(
            Scale(key, self.say("scores", key, "name"), value, self.say("scores", key, "low" if value < 50 else "high"))
            for key, value in _in_order(scores, order)
        )

    def lines(self, reasons: Iterable[Reason]) -> tuple[Line, ...]:
        return tuple(
            Line(
                r.row,
                self.reason(r.row),
                r.moves,
                self.say("scores", r.moves, "name"),
                r.points,
                r.effect,
                self.sources(r.sources),
            )
            for r in reasons
        )

    def ruled_out(self) -> Iterable[Line]:
        for e in self.it.exclusions:
            path = "" if e.path == ANY else self.say("paths", e.path, "name")
            hosted = "" if e.deployment == ANY else self.say("deployments", e.deployment, "name")
            what = " · ".join(part for part in (path, hosted) if part)
            yield Line(e.row, self.reason(e.row), "", what, 0.0, 0.0, self.sources(e.sources))

    def parts(self, by_criterion: dict[str, float]) -> tuple[Named, ...]:
        order = (*(c.id for c in self.content.scheme.criteria), BALANCE)
        found = _in_order(by_criterion, order)
        return tuple(Named(key, self.say("criteria", key, "name"), part) for key, part in found)

    def options(self) -> tuple[OptionLine, ...]:
        say, it = self.say, self.it
        lines = [
            OptionLine(
                path=o.path,
                deployment=o.deployment,
                name=say("paths", o.path, "name"),
                hosted=say("deployments", o.deployment, "name") if o.deployment != NO_DEPLOYMENT else "",
                value=o.value,
                excluded=self.reason(o.excluded_by) if o.excluded_by else None,
                advised=(o.path, o.deployment) == (it.path, it.deployment),
                contributions=self.parts(o.contributions),
            )
            for o in it.options
        ]
        return tuple(sorted(lines, key=lambda o: (o.excluded is not None, not o.advised, -o.value)))

    def module(self, m: ModuleAdvice) -> ModuleLine:
        say = self.say
        return ModuleLine(
            id=m.id,
            name=say("modules", m.id, "name"),
            purpose=say("modules", m.id, "purpose"),
            system=m.system,
            system_name=say("systems", m.system),
            priority=m.priority,
            priority_name=say("priorities", m.priority),
            reasons=self.reason_words(m.reasons),
            needed_by=tuple(say("modules", other, "name") for other in m.needed_by),
            in_place=m.in_place,
            override=module_override(self.it, m, self.texts),
        )

    def phases(self, modules: dict[str, ModuleLine]) -> tuple[PhaseLine, ...]:
        say = self.say
        return tuple(
            PhaseLine(
                number=phase.phase,
                systems=tuple(say("systems", s) for s in phase.systems),
                modules=tuple(modules[m] for m in phase.modules),
                gate=say("gates", phase.gate) if phase.gate else "",
            )
            for phase in self.it.roadmap
        )

    def risks(self) -> tuple[RiskLine, ...]:
        say = self.say
        return tuple(
            RiskLine(
                id=risk.id,
                name=say("risks", risk.id, "name"),
                what=say("risks", risk.id, "what"),
                counter=say("risks", risk.id, "counter"),
                severity=risk.severity,
                severity_name=say("severities", risk.severity),
                reasons=self.reason_words(risk.reasons),
            )
            for risk in self.it.risks
        )

    def unknowns(self) -> Iterable[UnknownLine]:
        ask = self.texts.ask
        spread = self.it.tailoring.spread if self.it.tailoring else {}
        for u in self.it.unknowns:
            question = self.content.questionnaire.by_id.get(u.question)
            if question is not None:
                short, words = ask("questions", u.question, "short"), ask("questions", u.question, "ask")
                who = tuple(ask("roles", role) for role in u.who)
                to = tuple(self.say("paths", path, "name") for path in u.to)
                disputed = u.question in spread
                yield UnknownLine(u.question, question.page, short, words, u.shift, who, u.said, to, disputed)

    def answers(self) -> tuple[AnswerLine, ...]:
        bank = self.content.questionnaire
        given: dict[str, Answer] = {}
        for key, raw in self.it.answers.items():
            if key in bank.by_id:
                with suppress(Refused):  # an answer of older content that the question no longer takes
                    given[key] = parse(bank.by_id[key], raw)
        counted = {q.id for q in replay(bank, self.content.vocabulary, self.content.rates, given).applies}
        ask = self.texts.ask
        return tuple(
            AnswerLine(
                question=q.id,
                page=q.page,
                short=ask("questions", q.id, "short"),
                ask=ask("questions", q.id, "ask"),
                answer=answer_words(self.texts, q, given[q.id]),
                counted=q.id in counted,
                differing=differing_words(self.it, q, self.texts) if given[q.id] is None else (),
            )
            for q in bank.questions
            if q.id in given
        )

    def trace(self) -> tuple[TraceTable, ...]:
        return tuple(
            TraceTable(
                entry.table,
                self.say("tables", entry.table, "title"),
                self.say("tables", entry.table, "about"),
                tuple(self.trace_line(entry.table, self.rows[row]) for row in entry.rows if row in self.rows),
            )
            for entry in self.it.trace
            if entry.table in self.content.tables
        )

    def trace_line(self, table: str, row: Row) -> TraceLine:
        kind = "criteria" if table in {t.id for t in self.content.roles.shifts} else "scores"
        outcome = ", ".join(self.outcome(kind, key, value) for key, value in row.then.items() if value not in (0, ANY))
        return TraceLine(row.id, self.say("reasons", row.reason), outcome, row.since, self.sources(row.sources))

    def outcome(self, kind: str, key: str, value: str | float) -> str:
        """One output of a row: points with the name of what they move, or the name of what it puts out."""
        if not isinstance(value, str):
            return f"{self.say(kind, key, 'name')} {signed(value, self.texts.language)}"
        if key == "question":
            return self.texts.ask("questions", value, "short")
        words, *part = OUTPUTS[key]
        return self.say(words, value, *part)


def _in_order(found: dict[str, Any], order: Iterable[str]) -> list[tuple[str, Any]]:
    """The items of `found` in the order of the content (a stored result keeps its keys sorted), unknown ones last."""
    keys = [key for key in order if key in found]
    return [(key, found[key]) for key in (*keys, *(k for k in found if k not in keys))]


def with_words(content: Content, recommendation: Recommendation, language: str = "en") -> dict[str, Any]:
    """The recommendation as JSON values with a text added to every reason and to every kind of doubt."""
    it, texts = recommendation, content.texts[language]
    teller = _Teller(content, it, texts)
    plain = it.plain()
    for section in REASONS:
        for reason in plain[section]:
            reason["text"] = teller.reason(reason["row"])
    said: dict[str, list[str]] = {
        "flips": [flip_line(content, it, place, texts).text for place in range(len(it.flips))],
        "weight_flips": [weight_words(flip, texts) for flip in it.weight_flips],
        "unknowns": [unknown_words(unknown, texts) for unknown in it.unknowns],
    }
    for section, sentences in said.items():
        for entry, text in zip(plain[section], sentences, strict=True):
            entry["text"] = text
    if it.second_opinion:
        plain["second_opinion"]["text"] = second_words(it.second_opinion, texts)
    return plain


# Sections of the JSON whose entries carry words when shown; the stored form has none.
REASONS = ("reasons", "against", "deployment_reasons", "exclusions", "contradictions")
WORDED = (*REASONS, "flips", "weight_flips", "unknowns", "second_opinion")

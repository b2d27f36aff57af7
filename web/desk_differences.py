"""The page of differing views: what they are, how far each moves the advice, and what to talk about in a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, log1p
from typing import Literal

from markupsafe import Markup

from advisor.language import RIGHT_TO_LEFT, Words, hundred, listed
from advisor.questionnaire.answers import fact_value
from advisor.questionnaire.merging import APART, CONSULTANT, ROLES, WEIGHTED
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.gaps import MEETING, Gap, View, agenda
from advisor.recommendation.model import Recommendation
from advisor.recommendation.tailoring import Tailoring
from advisor.recommendation.telling.spoken import answer_words
from advisor.recommendation.telling.words import said
from advisor.recommendation.texts import Texts
from advisor.reports.charts_desk import Effect, Stand, effect, stands
from advisor.reports.sections_tailored import alike
from advisor.workspace.desk import casework, concluding
from web.desk import Work
from web.desk_case import row_of
from web.desk_case_pages import CaseRow
from web.desk_pages import DeskPage
from web.render import translations

State = Literal["none", "alone", "apart", "agree", "differ"]
MEETINGS = (15, 30, 45, 60)


@dataclass(frozen=True)
class ViewRow:
    """One of the answers to a question: the answer and the roles that gave it in words, the share of readings in which
    the advised path then comes first, and the path that it makes the advice (empty: it stays)."""

    answer: str
    roles: str
    share: float
    to: str


@dataclass(frozen=True)
class GapRow:
    """A question that is answered differently. `decides` is the role that decides it (empty: nobody), `by_rule` the one
    that does when the case names none, `named` what the case names; `counts` is the answer that counts (empty: none).
    `stands` is empty where answers have no order, `effect` where there is none."""

    question: str
    ask: str
    short: str
    views: tuple[ViewRow, ...]
    stands: Markup
    effect: Markup
    shift: float
    to: tuple[str, ...]
    consensus: float
    named: str
    by_rule: str
    decides: str
    counts: str


@dataclass(frozen=True)
class ItemRow:
    """A question of the agenda and for how many minutes it is talked about."""

    row: GapRow
    minutes: int


@dataclass(frozen=True)
class DifferencesPage(DeskPage):
    """Where the voices of the newest result differ, what moves the advice most first. `state` is none without a result,
    alone where one person answered, apart where no question was answered twice. `alike` says what the consensus index
    means, empty without one. `speakers` are names of roles with the
    number of people; `later` and `idle` are questions of which there is no time to talk, and no need to."""

    template = "desk/differences.html"
    case: CaseRow
    state: State
    consensus: float | None
    alike: str
    speakers: tuple[tuple[str, int], ...]
    advised: str
    rows: tuple[GapRow, ...]
    items: tuple[ItemRow, ...]
    later: tuple[GapRow, ...]
    idle: tuple[GapRow, ...]
    minutes: int
    spent: int
    meetings: tuple[int, ...]
    roles: Mapping[str, str]
    nobody: str = WEIGHTED
    note: str = ""


def role_names(texts: Texts) -> dict[str, str]:
    """All roles that can speak, by id."""
    words = translations(texts.language).gettext
    names = {role: texts.ask("roles", role) for role in ROLES if role != CONSULTANT}
    return names | {CONSULTANT: words("Consultant")}


def differences_page(work: Work, content: Content, minutes: int = MEETING) -> DifferencesPage:
    texts = content.texts[work.signed.language]
    found = casework.results(work.session, work.record)
    result = Recommendation.model_validate_json(found[0].body) if found else None
    gaps = concluding.differences(content, work.record) if result else ()
    teller = _Teller(content, texts, work.record.rule, result.path if result else "")
    rows = {gap.question: teller.row(gap) for gap in gaps}
    plan = agenda(gaps, minutes)
    own = result.tailoring if result else None
    return DifferencesPage(
        work.signed.language,
        work.signed,
        work.signed.unread,
        case=row_of(work, content),
        state=_state(result, gaps),
        consensus=own.consensus if own else None,
        alike=_alike(texts, own, len(gaps)),
        speakers=tuple((teller.names[role], own.voices[role]) for role in ROLES if role in own.voices) if own else (),
        advised=said(texts, "paths", result.path, "name") if result else "",
        rows=tuple(rows.values()),
        items=tuple(ItemRow(rows[item.gap.question], item.minutes) for item in plan.items),
        later=tuple(rows[gap.question] for gap in plan.later),
        idle=tuple(rows[gap.question] for gap in plan.idle),
        minutes=minutes,
        spent=plan.minutes,
        meetings=MEETINGS,
        roles=teller.names,
    )


def _alike(texts: Texts, own: Tailoring | None, differing: int) -> str:
    if own is None or own.consensus is None:
        return ""
    return alike(translations(texts.language).gettext, own.consensus, differing)


def _state(result: Recommendation | None, gaps: tuple[Gap, ...]) -> State:
    own = result.tailoring if result else None
    if result is None:
        return "none"
    if own is None or not own.voices:
        return "alone"
    if own.consensus is None:
        return "apart"
    return "differ" if gaps else "agree"


class _Teller:
    """Differences in the words of one language; `rule` names who decides, `advised` is the path of the newest
    result."""

    def __init__(self, content: Content, texts: Texts, rule: Mapping[str, str], advised: str) -> None:
        self.content, self.texts, self.rule, self.advised = content, texts, rule, advised
        self.names = role_names(texts)
        self.words: Words = translations(texts.language).gettext
        self.mirrored = texts.language in RIGHT_TO_LEFT

    def row(self, gap: Gap) -> GapRow:
        question = self.content.questionnaire.by_id[gap.question]
        answering = {one.role for one in gap.said}
        named = self.rule.get(gap.question, "")
        by_rule = next((role for role in question.who if role in answering), "")
        decides = (named if named in answering else "") if named else by_rule
        counts = _counted(gap, decides)
        return GapRow(
            question=gap.question,
            ask=self.texts.ask("questions", gap.question, "ask"),
            short=self.texts.ask("questions", gap.question, "short"),
            views=tuple(self.view(gap, question, view) for view in gap.views),
            stands=self.stands(gap, question, counts),
            effect=self.effect(gap),
            shift=gap.shift,
            to=tuple(said(self.texts, "paths", path, "name") for path in gap.to),
            consensus=gap.consensus,
            named=named,
            by_rule=by_rule,
            decides=decides,
            counts=answer_words(self.texts, question, counts) if counts is not None else "",
        )

    def view(self, gap: Gap, question: Question, view: View) -> ViewRow:
        moves = view.path in gap.to
        return ViewRow(
            answer=answer_words(self.texts, question, view.answer),
            roles=self.who(gap, view.answer),
            share=view.share,
            to=said(self.texts, "paths", view.path, "name") if moves else "",
        )

    def who(self, gap: Gap, answer: Answer) -> str:
        """Every voice that gave an answer, by its role: two of one role are named twice."""
        return listed((self.names.get(o.role, o.role) for o in gap.said if o.answer == answer), self.texts.language)

    def stands(self, gap: Gap, question: Question, counts: Answer) -> Markup:
        places = _places(question, [self.value(view.answer) for view in gap.views])
        if not places:
            return Markup()
        found = [
            Stand(place, self.who(gap, view.answer), view.answer == counts)
            for place, view in zip(places, gap.views, strict=True)
        ]
        found.sort(key=lambda stand: stand.place)
        title = self.words("Where each role stands")
        return stands(f"s-{question.id}", found, _steps(question), title, mirrored=self.mirrored)

    def value(self, answer: Answer) -> object:
        return fact_value(answer, self.content.rates)

    def effect(self, gap: Gap) -> Markup:
        if not gap.moves or self.advised not in self.content.scheme.phases:
            return Markup()
        shares = [view.share for view in gap.views]
        low, high = (hundred(share, self.texts.language) for share in (min(shares), max(shares)))
        sentence = self.words("Comes first in {low} to {high} of 100 readings")
        if low == high:
            sentence = self.words("Comes first in about {low} of 100 readings")
        text = sentence.format(low=low, high=high)
        title = said(self.texts, "paths", self.advised, "name")
        found = Effect(min(shares), max(shares), text)
        return effect(f"e-{gap.question}", self.advised, found, title, mirrored=self.mirrored)


def _counted(gap: Gap, decides: str) -> Answer:
    """The answer that counts when a role decides; None when nobody does, or those of the role differ."""
    given = {one.answer for one in gap.said if one.role == decides}
    return next(iter(given)) if len(given) == 1 else None


def _steps(question: Question) -> int:
    if question.type == "scale":
        return question.high - question.low + 1
    return len(question.choices) if question.ordered else 0


def _places(question: Question, values: list[object]) -> list[float]:
    """Where values stand between the first and the last that can be told, 0 to 1; numbers and money by their ratio, so
    that those an order of magnitude apart stand at the ends. Empty where answers have no order."""
    if question.type in ("number", "money"):
        logs = [log1p(float(str(value))) for value in values]
        span = max(max(logs) - min(logs), log(APART))
        start = (max(logs) + min(logs) - span) / 2
        return [(one - start) / span for one in logs]
    if question.type == "scale":
        return [(float(str(value)) - question.low) / (question.high - question.low) for value in values]
    if question.ordered:
        return [question.choices.index(str(value)) / max(1, len(question.choices) - 1) for value in values]
    return []

"""Cases of the desk side by side: what each result says, and what differs in answers, weights and overrides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from advisor.errors import BadInput
from advisor.language import percent
from advisor.questionnaire.answers import Refused, parse, plain
from advisor.questionnaire.merging import Rule, merge
from advisor.questionnaire.schema import Question
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.lines import Story
from advisor.recommendation.telling.spoken import answer_words
from advisor.recommendation.telling.story import tell
from advisor.recommendation.telling.words import said
from advisor.recommendation.texts import Texts
from advisor.scoring.model import NO_DEPLOYMENT
from advisor.workspace.desk import adjusting, casework, voices
from advisor.workspace.desk.concluding import heard
from advisor.workspace.desk.tables import DeskCaseRecord
from web.comparing import NOTHING, collected, lists, rows
from web.desk_case_pages import CaseRow, case_row
from web.desk_pages import DeskPage
from web.keep_pages import ComparedList, ComparedRow
from web.render import translations
from web.signed import Signed

LEAST, MOST = 2, 4


@dataclass(frozen=True)
class Side:
    """One of the cases that are compared, as it is worked with: `told` is None without a result; `answers` are plain,
    those of the result or else as the voices have them now; `weights` are shares by criterion, and `overrides` as the
    case keeps them."""

    case: CaseRow
    told: Recommendation | None
    answers: dict[str, Any]
    weights: dict[str, float]
    overrides: dict[str, Any]


@dataclass(frozen=True)
class Head:
    """A case at the top of its column; `concluded` whether it has a result."""

    case: CaseRow
    concluded: bool


@dataclass(frozen=True)
class Group:
    """A part of the comparison: lines, or what the sides have of something."""

    id: str
    name: str
    rows: tuple[ComparedRow, ...] = ()
    items: tuple[ComparedRow, ...] = ()

    @property
    def differs(self) -> bool:
        return any(not row.same for row in (*self.rows, *self.items))


@dataclass(frozen=True)
class Choice:
    """A case that can be put into the comparison."""

    number: int
    client: str
    title: str


@dataclass(frozen=True)
class ComparePage(DeskPage):
    """Cases side by side; with fewer than two only the choice of cases. `everything` when equal lines are shown too."""

    template = "desk/compare.html"
    heads: tuple[Head, ...]
    groups: tuple[Group, ...]
    everything: bool
    choices: tuple[Choice, ...]
    most: int = MOST

    @property
    def chosen(self) -> tuple[int, ...]:
        return tuple(head.case.number for head in self.heads)


def side(session: Session, content: Content, record: DeskCaseRecord) -> Side:
    """What of a case is compared; comments of respondents are no part of it."""
    status = casework.statuses(session, content.questionnaire, [record])[record.id]
    stored = casework.shown(session, record)
    told = Recommendation.model_validate_json(stored.body) if stored else None
    if told is not None:
        own = told.tailoring
        overrides = own.model_dump(include={"option", "modules"}, exclude_none=True) if own else {}
        return Side(case_row(record, status), told, dict(told.answers), dict(told.weights), overrides)
    spoken = heard(content, voices.of_case(session, record))
    merged = merge(content.questionnaire, content.rates, spoken, Rule(owners=dict(record.rule)))
    answers = {key: plain(answer) for key, answer in merged.answers.items()}
    weights = adjusting.weights_of(record, content.scheme)
    return Side(case_row(record, status), None, answers, weights, dict(record.overrides))


def choices(session: Session, organisation: int) -> tuple[Choice, ...]:
    """All cases in work, by client and title."""
    found = casework.search(session, organisation)
    listed = (Choice(record.id, record.folder.client, record.title) for record in found)
    return tuple(sorted(listed, key=lambda c: (c.client.casefold(), c.title.casefold(), c.number)))


def page(
    content: Content, signed: Signed, sides: Sequence[Side], offered: tuple[Choice, ...], *, everything: bool
) -> ComparePage:
    """The page for these cases; needs no database, and about a tenth of a second for each result."""
    heads = tuple(Head(one.case, one.told is not None) for one in sides)
    found = tuple(groups(content, sides, signed.language)) if len(sides) >= LEAST else ()
    return ComparePage(signed.language, signed, signed.unread, heads, found, everything, offered)


def groups(content: Content, sides: Sequence[Side], language: str) -> Iterator[Group]:
    """The comparison part by part: results first, then what they rest on."""
    words, texts = translations(language).gettext, content.texts[language]
    stories = tuple(tell(content, one.told, language) if one.told else None for one in sides)
    if any(stories):
        yield Group("result", words("Result"), rows=tuple(rows(stories, language)))
        yield Group("first", words("First phase"), items=_ticks(collected("", map(_first_phase, stories))))
    yield Group("answers", words("Answers"), rows=tuple(_answers(content, sides, texts)))
    yield Group("weights", words("Weights"), rows=tuple(_weights(content, sides, texts)))
    if overridden := tuple(_overrides(content, sides, texts)):
        yield Group("overrides", words("Overrides"), rows=overridden)
    if any(stories):
        for name, found in zip(("modules", "reasons", "risks"), lists(stories, language), strict=True):
            yield Group(name, found.name, items=_ticks(found))


def _ticks(found: ComparedList) -> tuple[ComparedRow, ...]:
    """A line for each item, with a tick on every side that has it."""
    return tuple(ComparedRow(item.text, tuple("✓" if has else NOTHING for has in item.sides)) for item in found.items)


def _first_phase(story: Story | None) -> Iterable[str]:
    return [module.name for module in story.phases[0].modules] if story and story.phases else []


def _answers(content: Content, sides: Sequence[Side], texts: Texts) -> Iterator[ComparedRow]:
    """Every question that somebody answered, in the order of the bank."""
    for question in content.questionnaire.questions:
        if any(question.id in one.answers for one in sides):
            told = tuple(_answer(question, one.answers, texts) for one in sides)
            yield ComparedRow(texts.ask("questions", question.id, "short"), told)


def _answer(question: Question, answers: dict[str, Any], texts: Texts) -> str:
    if question.id not in answers:
        return NOTHING
    try:
        return answer_words(texts, question, parse(question, answers[question.id]))
    except Refused:  # of an earlier questionnaire
        return str(answers[question.id])


def _weights(content: Content, sides: Sequence[Side], texts: Texts) -> Iterator[ComparedRow]:
    """The share of all weight that each criterion has; a side without a result and own weights has those of the rules,
    which its answers may still shift."""
    for criterion in content.scheme.criteria:
        told = tuple(_share(one.weights.get(criterion.id), texts.language) for one in sides)
        yield ComparedRow(said(texts, "criteria", criterion.id, "name"), told)


def _share(share: float | None, language: str) -> str:
    return NOTHING if share is None else percent(round(share, 2), language)


def _overrides(content: Content, sides: Sequence[Side], texts: Texts) -> Iterator[ComparedRow]:
    words = translations(texts.language).gettext
    options = tuple(_option(one.overrides.get("option"), texts) for one in sides)
    if set(options) != {NOTHING}:
        yield ComparedRow(words("Option that was chosen instead"), options)
    changed = {module for one in sides for module in one.overrides.get("modules", {})}
    for module in (*(known for known in content.modules if known in changed), *sorted(changed - set(content.modules))):
        told = tuple(_priority(one.overrides.get("modules", {}).get(module), texts) for one in sides)
        yield ComparedRow(said(texts, "modules", module, "name"), told)


def _option(chosen: dict[str, Any] | None, texts: Texts) -> str:
    if chosen is None:
        return NOTHING
    hosted = chosen["deployment"] != NO_DEPLOYMENT
    parts = [said(texts, "paths", chosen["path"], "name")]
    parts += [said(texts, "deployments", chosen["deployment"], "name")] if hosted else []
    return _because(" · ".join(parts), chosen)


def _priority(chosen: dict[str, Any] | None, texts: Texts) -> str:
    if chosen is None:
        return NOTHING
    if chosen["priority"] == "left-out":
        return _because(translations(texts.language).gettext("Left out"), chosen)
    return _because(said(texts, "priorities", chosen["priority"]), chosen)


def _because(what: str, chosen: dict[str, Any]) -> str:
    return f"{what} – {chosen['reason']}" if chosen.get("reason") else what


def wanted(typed: Iterable[str]) -> tuple[int, ...]:
    """The numbers of cases that an address asks for, each once; what is no number is left out. Raises BadInput when
    there are too many."""
    found = tuple(dict.fromkeys(int(one) for one in typed if one.isascii() and one.isdecimal() and len(one) < 10))
    if len(found) > MOST:
        raise BadInput("Compare at most {most} cases.", field="case", values={"most": MOST})
    return found

"""What people put beside the rules for one case: several voices, own weights, another option, other modules.

A tailoring is stored in the result it made, so that the result can be proven and worked out again. It holds no names of
persons. The voices and the weights are worked into the content itself (`tailored`): everything that takes a content
then takes them into account without knowing of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from math import fsum, inf
from typing import Literal

from pydantic import Field

from advisor.errors import BadInput, mark
from advisor.facts import Fact, Scalar
from advisor.questionnaire.merging import PERCENT, Merged
from advisor.questionnaire.schema import Question
from advisor.recommendation.content import Content
from advisor.recommendation.frozen import Frozen
from advisor.scoring.model import Option, Scheme

LEFT_OUT = "left-out"
MAX_REASON = 2000
# Weights are told in shares of this many points, so that the least weight of all (`advisor.scoring.weights.LEAST`) is
# far below any share that is told.
POINTS = 1e6
LEAST_SHARE = 1e-5  # no criterion loses all its say
CLOSE = 1e-4  # what rounded shares may miss of one
DIGITS = 4
# Tailored contents that are kept: a page asks for the same one several times, and other parts keep what they worked out
# for a content as long as it is the same.
KEPT = 16

Priority = Literal["must", "should", "later", "left-out"]
Spread = tuple[tuple[Scalar, int], ...]


class OptionChoice(Frozen):
    """The option that is chosen instead of the advised one, and why."""

    path: str
    deployment: str
    reason: str = Field(default="", max_length=MAX_REASON)


class ModuleChoice(Frozen):
    """The priority that a module is given instead of that of the rules (`left-out`: none), and why."""

    priority: Priority
    reason: str = Field(default="", max_length=MAX_REASON)


class Tailoring(Frozen):
    """All that is chosen for one case; each part may be empty.

    `spread` is, by question, what stands behind a disputed answer (as `Question.unknown`); `weights` the share of each
    criterion, all of them, together one, with the reason for them; `modules` by id; `consensus` from 0 to 1; `voices`
    counts those who were asked by role.
    """

    spread: dict[str, Spread] = Field(default_factory=dict)
    weights: dict[str, float] = Field(default_factory=dict)
    weights_reason: str = Field(default="", max_length=MAX_REASON)
    option: OptionChoice | None = None
    modules: dict[str, ModuleChoice] = Field(default_factory=dict)
    consensus: float | None = None
    voices: dict[str, int] = Field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing is chosen and nobody else was asked."""
        return self == Tailoring()


def tailoring_of(
    merged: Merged | None = None,
    weights: Mapping[str, float] | None = None,
    option: OptionChoice | None = None,
    modules: Mapping[str, ModuleChoice] | None = None,
    weights_reason: str = "",
) -> Tailoring:
    """A tailoring from merged voices and what was chosen. One voice alone is no tailoring."""
    several = merged is not None and sum(merged.voices.values()) > 1
    index = merged.index if merged else None
    return Tailoring(
        spread=merged.spread if merged else {},
        weights=dict(weights or {}),
        weights_reason=weights_reason if weights else "",
        option=option,
        modules=dict(modules or {}),
        consensus=None if index is None else round(index, DIGITS),
        voices=merged.voices if merged and several else {},
    )


class Unfit(BadInput):
    """A choice that does not fit the content or the other choices; `field` names the criterion, module or question."""


def checked(content: Content, tailoring: Tailoring) -> Tailoring:
    """The tailoring if the content can take it; raises `Unfit` with what is wrong. Whether modules fit together is
    found out when they are placed (`advisor.recommendation.modules`)."""
    for key, spread in tailoring.spread.items():
        question = content.questionnaire.by_id.get(key)
        if question is None:
            raise Unfit(mark("There is no question “{question}”."), field=key, values={"question": key})
        if len(_possible(content, question, spread)) < len(spread) or not spread:
            message = mark("What stands behind the differing answers to “{question}” is not possible.")
            raise Unfit(message, field=key, values={"question": key})
    if tailoring.weights:
        _check_weights(content.scheme, tailoring.weights)
    chosen = tailoring.option
    if chosen and Option(chosen.path, chosen.deployment) not in content.scheme.options:
        raise Unfit(mark("There is no option “{option}”."), field="option", values={"option": _named(chosen)})
    for module in tailoring.modules:
        if module not in content.modules:
            raise Unfit(mark("There is no module “{module}”."), field=module, values={"module": module})
    return tailoring


def _check_weights(scheme: Scheme, weights: Mapping[str, float]) -> None:
    """Own weights name every criterion, none more, none without any say, and are one together."""
    criteria = [c.id for c in scheme.criteria]
    strange = next((name for name in (*criteria, *weights) if (name in weights) != (name in criteria)), None)
    if strange is not None:
        raise Unfit(mark("Give a weight to every criterion, and to no other."), field=strange)
    for name, share in weights.items():
        if not LEAST_SHARE <= share <= 1.0:  # also refuses what is no number
            raise Unfit(mark("Every criterion needs some weight, and none can have more than all."), field=name)
    if abs(fsum(weights.values()) - 1.0) > CLOSE:
        raise Unfit(mark("The weights must add up to 1."), field="weights")


def _named(chosen: OptionChoice) -> str:
    return Option(chosen.path, chosen.deployment).id


def _possible(content: Content, question: Question, spread: Spread) -> Spread:
    """The values of a spread that an answer to the question can have, with frequencies that can be used."""
    fact = content.vocabulary.facts.get(question.fact)
    return tuple((value, often) for value, often in spread if often > 0 and _can_be(question, fact, value, often))


def _can_be(question: Question, fact: Fact | None, value: Scalar, often: int) -> bool:
    if question.type == "choices":
        return value in question.choices and often <= PERCENT
    if question.type == "yesno":
        return isinstance(value, bool)
    if isinstance(value, bool | str):
        return isinstance(value, str) and question.type in ("choice", "country") and value in question.choices
    if question.type == "money":  # in euros, whatever the currency of the answer
        most = inf if fact is None or fact.max is None else fact.max
        return 0 <= value <= most
    return question.type in ("number", "scale") and question.low <= value <= question.high


def fitting(content: Content, tailoring: Tailoring) -> Tailoring:
    """What a content that may have changed still takes of a tailoring. Own weights keep their proportions; a criterion
    that they do not know has the share that the content gives it."""
    known = content.questionnaire.by_id
    spread = {q: _possible(content, known[q], s) for q, s in tailoring.spread.items() if q in known}
    chosen = tailoring.option
    there = chosen is not None and Option(chosen.path, chosen.deployment) in content.scheme.options
    return tailoring.model_copy(
        update={
            "spread": {q: s for q, s in spread.items() if s},
            "weights": _refitted(content.scheme, tailoring.weights),
            "option": chosen if there else None,
            "modules": {m: choice for m, choice in tailoring.modules.items() if m in content.modules},
        }
    )


def _refitted(scheme: Scheme, weights: Mapping[str, float]) -> dict[str, float]:
    criteria = {c.id: c.weight for c in scheme.criteria}
    if weights.keys() == criteria.keys() or not weights.keys() & criteria.keys():
        return dict(weights) if weights.keys() == criteria.keys() else {}
    points = fsum(criteria.values())
    new = {name: weight / points for name, weight in criteria.items() if name not in weights}
    old = {name: share for name, share in weights.items() if name in criteria}
    rest = (1.0 - fsum(new.values())) / fsum(old.values())
    shares = {name: new[name] if name in new else max(LEAST_SHARE, old[name] * rest) for name in criteria}
    return {name: share / fsum(shares.values()) for name, share in shares.items()}


def tailored(content: Content, tailoring: Tailoring | None) -> Content:
    """The content with the voices and weights of a tailoring worked in; the same content when there are none.

    Questions with a spread have it behind "I don't know"; the scheme has exactly the weights given, and no table shifts
    them. The version stays: the same tailoring of the same content gives the same.
    """
    if tailoring is None or not (tailoring.spread or tailoring.weights):
        return content
    return _tailored(content, tuple(sorted(tailoring.spread.items())), tuple(sorted(tailoring.weights.items())))


def _disputed(question: Question, spread: Spread) -> Question:
    """The question with what was said behind "I don't know"; of a set, what all say of a member is known."""
    often = dict(spread) if question.type == "choices" else {}
    sure = {member: often.get(member, 0) for member in question.choices} if often else {}
    agreed = tuple((member, chance > 0) for member, chance in sure.items() if chance in (0, PERCENT))
    return replace(question, unknown=spread, unknown_by=None, agreed=agreed)


@lru_cache(maxsize=KEPT)
def _tailored(
    content: Content, spread: tuple[tuple[str, Spread], ...], weights: tuple[tuple[str, float], ...]
) -> Content:
    found = content
    if spread:
        behind = dict(spread)
        questions = tuple(_disputed(q, behind[q.id]) if q.id in behind else q for q in content.questionnaire.questions)
        found = replace(found, questionnaire=replace(content.questionnaire, questions=questions))
    if weights:
        shares = dict(weights)
        criteria = tuple(replace(c, weight=POINTS * shares[c.id]) for c in content.scheme.criteria)
        shifting = {table.id for table in content.roles.shifts}
        tables = {key: table for key, table in content.tables.items() if table.id not in shifting}
        found = replace(found, scheme=replace(content.scheme, criteria=criteria), tables=tables)
    return found

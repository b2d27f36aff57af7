"""The shape of a question bank. All values are frozen; words are in text files under the same ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from advisor.cells import When
from advisor.facts import Value
from advisor.money import Money

Type = Literal["choice", "choices", "scale", "number", "money", "country", "yesno"]
Nature = Literal["actionable", "fact"]
# What was said: a word, members of a set, a whole number, yes or no, money, or None for "I don't know".
Answer = str | frozenset[str] | int | bool | Money | None

# Pairs of value and relative frequency; of a set pairs of member and chance in percent.
Chances = tuple[tuple[Value, int], ...]

EXECUTIVE = "executive"
FULL = "full"


@dataclass(frozen=True)
class Question:
    """One question of the bank.

    `choices` are the allowed words of choice, choices and country; `low` and `high` the bounds of number, money and
    scale. `otherwise` is the fact when the question does not apply. `unknown` is what "I don't know" stands for: pairs
    of value and relative frequency, for `choices` pairs of member and chance in percent; `unknown_by` gives other
    frequencies for each value of an earlier fact. Every track begins with the `required` questions (they may still be
    answered with "I don't know"). The choices of an `ordered` question are steps from one end to the other. `agreed`
    says of members of a set whether they belong to it, where that is known though the set as a whole is not. A question
    that is not `asked` applies only once it was answered elsewhere; until then its fact is `otherwise`.
    """

    id: str
    page: str
    type: Type
    fact: str
    who: tuple[str, ...]
    nature: Nature
    choices: tuple[str, ...]
    low: int
    high: int
    when: When | None
    otherwise: Value | frozenset[str]
    unknown: Chances
    claims: tuple[str, ...]
    required: bool
    line: int
    unknown_by: tuple[str, Mapping[str, Chances]] | None = field(default=None, hash=False)
    ordered: bool = False
    asked: bool = True
    agreed: tuple[tuple[str, bool], ...] = ()

    def may_be(self, facts: Mapping[str, Value]) -> Chances:
        """What stands behind "I don't know" for a company with these facts."""
        if self.unknown_by is not None and (value := facts.get(self.unknown_by[0])) is not None:
            return self.unknown_by[1][str(value)]
        return self.unknown


@dataclass(frozen=True)
class Track:
    """A way through the bank: how many questions it asks at most and how long that takes in minutes.

    A track with `enough` begins with the required questions, goes on with those that are expected to settle most, and
    ends when the advised path comes first in this share of the readings (0 to 1). One without asks everything in order.
    """

    id: str
    most: int
    minutes: int
    enough: float = 0.0


@dataclass(frozen=True, eq=False)
class Questionnaire:
    """The bank in the order in which it is asked; loaded once, so it is compared and cached by identity."""

    id: str
    version: str
    tracks: dict[str, Track]
    pages: tuple[str, ...]
    questions: tuple[Question, ...]

    @cached_property
    def by_id(self) -> dict[str, Question]:
        return {q.id: q for q in self.questions}

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """Those that an interview can ask."""
        return tuple(q for q in self.questions if q.asked)

    @cached_property
    def start(self) -> tuple[Question, ...]:
        """The required questions, with which every track begins."""
        return tuple(q for q in self.questions if q.required)

"""The shape of a question bank. All values are frozen; words are in text files under the same ids."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from advisor.cells import When
from advisor.facts import Value
from advisor.money import Money

Type = Literal["choice", "choices", "scale", "number", "money", "country", "yesno"]
Nature = Literal["actionable", "fact"]
# What was said: a word, members of a set, a whole number, yes or no, money, or None for "I don't know".
Answer = str | frozenset[str] | int | bool | Money | None

EXECUTIVE = "executive"
FULL = "full"


@dataclass(frozen=True)
class Question:
    """One question of the bank.

    `choices` are the allowed words of choice, choices and country; `low` and `high` the bounds of number, money and
    scale. `otherwise` is the fact when the question does not apply. `unknown` is what "I don't know" stands for: pairs
    of value and relative frequency, for `choices` pairs of member and chance in percent. A `required` question is one
    that every track asks (it may still be answered with "I don't know").
    """

    id: str
    page: str
    type: Type
    fact: str
    executive: bool
    who: tuple[str, ...]
    nature: Nature
    choices: tuple[str, ...]
    low: int
    high: int
    when: When | None
    otherwise: Value | frozenset[str]
    unknown: tuple[tuple[Value, int], ...]
    claims: tuple[str, ...]
    required: bool
    line: int


@dataclass(frozen=True)
class Track:
    """A way through the bank: how many questions it asks at most and how long that takes in minutes."""

    id: str
    most: int
    minutes: int


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

    def on_track(self, track: str) -> tuple[Question, ...]:
        return tuple(q for q in self.questions if track == FULL or q.executive)

"""Cells: the conditions of decision tables and of "asked if", in the simple unary tests of S-FEEL over one fact.

A cell is text: `-` (any), `unknown`, a value or list `retail, services`, a number or comparison `>= 50`, a range
`[10..250)`, or `not(...)` around such a list. Unknown matches only `-` and a list with the word `unknown`; `not(...)`
never matches it. Inside, every fact is a number (enum values by position, false 0, true 1, as in `facts.encode`) and a
cell is a union of half-open spans of it, so that cells of all kinds are indexed and compared in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from math import inf, nextafter
from typing import Any

import numpy as np

from advisor.facts import Fact, Facts, Value, Vocabulary

Span = tuple[float, float]
Array = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

_NUMBER = r"-?\d+(?:\.\d+)?"
_COMPARISON = re.compile(rf"(<=|>=|<|>)\s*({_NUMBER})")
_RANGE = re.compile(rf"([\[(])\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*([\])])")
_NOT = re.compile(r"(unknown\s*,\s*)?not\s*\((.*)\)(\s*,\s*unknown)?", re.DOTALL)


class CellError(ValueError):
    """A condition that cannot be read; `message` is one sentence that says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Cell:
    """A condition on one fact: `spans` are sorted, half-open and apart; `unknown` says whether None matches."""

    fact: Fact
    text: str
    spans: tuple[Span, ...]
    unknown: bool

    @cached_property
    def allowed(self) -> frozenset[Value]:
        """The matching values of a fact that is not a number."""
        return frozenset(v for i, v in enumerate(domain(self.fact)) if _within(i, self.spans))

    def matches(self, value: Value) -> bool:
        if value is None:
            return self.unknown
        return _within(float(value), self.spans) if self.fact.numeric else value in self.allowed

    def matches_column(self, column: Array | float) -> Any:
        """The same for a column encoded as by `facts.encode` (NaN is unknown), or for one such number."""
        found = np.isnan(column) if self.unknown else np.zeros(np.shape(column), dtype=np.bool_)
        for low, high in self.spans:
            found = found | ((column >= low) & (column < high))
        return found


@dataclass(frozen=True)
class When:
    """A condition over several facts: any of `groups` holds, and a group holds when all its cells match."""

    groups: tuple[tuple[tuple[str, Cell], ...], ...]

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The facts it reads, each once, in order of appearance."""
        return tuple(dict.fromkeys(fact for group in self.groups for fact, _ in group))

    def holds(self, facts: Facts) -> bool:
        return any(all(cell.matches(facts.get(fact)) for fact, cell in group) for group in self.groups)

    def holds_columns(self, columns: Mapping[str, Array | float], n: int) -> Bools:
        """Whether it holds in each of `n` rows; a fact without a column is unknown."""
        found = np.zeros(n, dtype=np.bool_)
        for group in self.groups:
            every = np.ones(n, dtype=np.bool_)
            for fact, cell in group:
                every &= cell.matches_column(columns.get(fact, np.nan))
            found |= every
        return found

    def fails_columns(self, columns: Mapping[str, Array | float], n: int) -> Bools:
        """Whether it surely does not hold in each of `n` rows: in every group a fact that is known does not match."""
        found = np.ones(n, dtype=np.bool_)
        for group in self.groups:
            failed = np.zeros(n, dtype=np.bool_)
            for fact, cell in group:
                column = columns.get(fact, np.nan)
                failed |= ~cell.matches_column(column) & ~np.isnan(column)
            found &= failed
        return found


def domain(fact: Fact) -> tuple[str | bool, ...]:
    """The values of a fact that is not a number, in the order of their positions."""
    return (False, True) if fact.kind == "boolean" else fact.values


def parse(text: str, fact: Fact) -> Cell:
    """Read one cell; raises CellError when the syntax, a value or a number does not fit the fact."""
    if text.strip() == "-":
        return Cell(fact, text, ((-inf, inf),), True)
    if negated := _NOT.fullmatch(text.strip()):
        spans = [_span(term.strip(), fact) for term in negated[2].split(",")]
        return Cell(fact, text, _complement(_merged(spans), fact), bool(negated[1] or negated[3]))
    terms = [term.strip() for term in text.split(",")]
    spans = [_span(term, fact) for term in terms if term != "unknown"]
    return Cell(fact, text, _merged(spans), "unknown" in terms)


def parse_value(text: str, fact: Fact) -> Value:
    """Read one value of a fact (`unknown` is None); raises CellError when it is none."""
    if text == "unknown":
        return None
    if fact.numeric:
        return _number(text, fact)
    if fact.kind == "boolean":
        return bool(_position(text, fact))
    return fact.values[_position(text, fact)]


def parse_when(data: Any, vocabulary: Vocabulary) -> When:
    """Read a mapping of facts to cells (all must match), or a list of such mappings (any); raises CellError."""
    groups = data if isinstance(data, list) else [data]
    if not groups:
        raise CellError("A list of conditions is empty.")
    return When(tuple(_group(group, vocabulary) for group in groups))


def _group(data: Any, vocabulary: Vocabulary) -> tuple[tuple[str, Cell], ...]:
    if not isinstance(data, dict):
        raise CellError("A condition must be a mapping from facts to cells.")
    found = []
    for fact, text in data.items():
        if fact not in vocabulary.facts:
            raise CellError(f"There is no fact “{fact}”{hint(fact, vocabulary.facts)}.")
        if not isinstance(text, str):
            raise CellError(f"The cell of “{fact}” must be one text in quotes.")
        found.append((fact, parse(text, vocabulary.facts[fact])))
    return tuple(found)


def hint(word: str, known: Any) -> str:
    """The most similar known word as the end of a sentence, or nothing."""
    near = get_close_matches(word, list(known), n=1)
    return f"; the nearest is “{near[0]}”" if near else ""


def _span(term: str, fact: Fact) -> Span:
    """The span of one plain term: a value, a comparison or a range."""
    if not term:
        raise CellError(f"The cell of “{fact.id}” is empty or has a comma too many.")
    if not fact.numeric:
        position = float(_position(term, fact))
        return position, position + 1.0
    if compared := _COMPARISON.fullmatch(term):
        bound = _number(compared[2], fact)
        just_above = nextafter(bound, inf)
        return {"<": (-inf, bound), "<=": (-inf, just_above), ">": (just_above, inf), ">=": (bound, inf)}[compared[1]]
    if ranged := _RANGE.fullmatch(term):
        low, high = _number(ranged[2], fact), _number(ranged[3], fact)
        low = low if ranged[1] == "[" else nextafter(low, inf)
        high = nextafter(high, inf) if ranged[4] == "]" else high
        if low >= high:
            raise CellError(f"The range “{term}” of “{fact.id}” holds nothing.")
        return low, high
    value = _number(term, fact)
    return value, nextafter(value, inf)


def _number(text: str, fact: Fact) -> float:
    if not re.fullmatch(_NUMBER, text):
        raise CellError(f"“{text}” is not a number, comparison or range, but “{fact.id}” is a {fact.kind}.")
    value = float(text)
    low, high = -inf if fact.min is None else fact.min, inf if fact.max is None else fact.max
    if not low <= value <= high:
        raise CellError(f"{text} is outside of “{fact.id}”, which goes from {low:g} to {high:g}.")
    if fact.kind == "scale" and not value.is_integer():
        raise CellError(f"“{fact.id}” is a scale of whole numbers, but the cell says {text}.")
    return value


def _position(text: str, fact: Fact) -> int:
    words = ("false", "true") if fact.kind == "boolean" else fact.values
    if text not in words:
        shown = hint(text, words) if len(words) > 20 else f"; it has {', '.join(words)}"
        raise CellError(f"“{text}” is not a value of “{fact.id}” ({fact.kind}){shown}.")
    return words.index(text)


def _within(number: float, spans: tuple[Span, ...]) -> bool:
    return any(low <= number < high for low, high in spans)


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    out: list[Span] = []
    for low, high in sorted(spans):
        if out and low <= out[-1][1]:
            out[-1] = (out[-1][0], max(high, out[-1][1]))
        else:
            out.append((low, high))
    return tuple(out)


def _complement(spans: tuple[Span, ...], fact: Fact) -> tuple[Span, ...]:
    """What `spans` leave of the fact's values; unknown is not among them."""
    at, end = (-inf, inf) if fact.numeric else (0.0, float(len(domain(fact))))
    out = []
    for low, high in spans:
        if at < low:
            out.append((at, low))
        at = high
    return (*out, (at, end)) if at < end else tuple(out)

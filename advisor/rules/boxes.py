"""A table as boxes: exact questions about all inputs at once, answered over the segments of its index.

The space is the product of the inputs' segments (unknown is one of them); inputs count as independent of each other.
The questions are hard in general, so each sweep has a budget of steps and raises `TooManyBoxes` when it is used up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, inf, isinf, nextafter
from typing import NamedTuple

from advisor.cells import domain
from advisor.facts import Fact
from advisor.rules.compile import Column, Table


class TooManyBoxes(Exception):
    """The sweep needed more steps than its budget."""


class Segment(NamedTuple):
    """A part of an input's values that no row tells apart: its rows and one value of it in words."""

    mask: int
    sample: str


Space = tuple[tuple[Segment, ...], ...]


def space(table: Table) -> Space:
    """Per column of the table its segments that hold a value of the fact, and unknown."""
    return tuple(_segments(column) for column in table.columns)


def uncovered(space: Space, rows: int, budget: int) -> tuple[str, ...] | None:
    """A point (one sample per column) that none of the `rows` covers, or None when there is none.

    A space in which some column has no segment has no point at all.
    """
    free = _free(space, rows)
    covered: set[tuple[int, int]] = set()

    def search(column: int, alive: int) -> tuple[str, ...] | None:
        if alive & free[column] or (column, alive) in covered:
            return None
        if not alive:
            return tuple(segments[0].sample for segments in space[column:])
        if len(covered) >= budget:
            raise TooManyBoxes
        for segment in space[column]:
            rest = search(column + 1, alive & segment.mask)
            if rest is not None:
                return (segment.sample, *rest)
        covered.add((column, alive))
        return None

    return search(0, rows) if all(space) else None


def decides(space: Space, column: int, outcomes: Sequence[object], budget: int) -> bool:
    """Whether somewhere another value of the column changes what the first matching row gives.

    `outcomes` are those of the rows, and as the last one that of no row.
    """
    others = [segments for place, segments in enumerate(space) if place != column]
    same: set[tuple[int, frozenset[int]]] = set()

    def search(place: int, states: frozenset[int]) -> bool:
        if len(states) == 1 or (place, states) in same:
            return False
        if place == len(others):
            first = [outcomes[(state & -state).bit_length() - 1] for state in states]
            return any(outcome != first[0] for outcome in first)
        if len(same) >= budget:
            raise TooManyBoxes
        for segment in others[place]:
            if search(place + 1, frozenset(state & segment.mask for state in states)):
                return True
        same.add((place, states))
        return False

    return search(0, frozenset(segment.mask for segment in space[column]))


def common(space: Space, rows: Iterable[int]) -> tuple[str, ...] | None:
    """A point at which all these rows fire, or None."""
    mask = sum(1 << row for row in set(rows))
    samples = [next((s.sample for s in segments if s.mask & mask == mask), None) for segments in space]
    return None if None in samples else tuple(sample for sample in samples if sample is not None)


def box(space: Space, row: int) -> Space:
    """The part of the space in which the row fires."""
    return tuple(tuple(segment for segment in segments if segment.mask >> row & 1) for segments in space)


def _free(space: Space, rows: int) -> list[int]:
    """For each column, and past the last, the rows that all segments from there on let through."""
    free = [rows]
    for segments in reversed(space):
        through = free[-1]
        for segment in segments:
            through &= segment.mask
        free.append(through)
    return free[::-1]


def _segments(column: Column) -> tuple[Segment, ...]:
    edges = (-inf, *column.bounds, inf)
    found = []
    for low, high, mask in zip(edges, edges[1:], column.masks, strict=False):
        sample = _sample(column.fact, low, high)
        if sample is not None:
            found.append(Segment(mask, sample))
    return (*found, Segment(column.masks[-1], "unknown"))


def _sample(fact: Fact, low: float, high: float) -> str | None:
    """A value of the fact in [low, high), a whole number if there is one, in words; None when there is none."""
    if not fact.numeric:
        words = ("false", "true") if fact.kind == "boolean" else domain(fact)
        return next((str(word) for place, word in enumerate(words) if low <= place < high), None)
    low = low if fact.min is None else max(low, fact.min)
    high = high if fact.max is None else min(high, nextafter(fact.max, inf))
    number: float = ceil(low) if not isinf(low) else ceil(high) - 1 if not isinf(high) else 0
    if not low <= number < high:
        counted = fact.kind == "scale" or (fact.derive is not None and fact.derive.count)
        if counted or low >= high:
            return None
        number = (low + high) / 2
    return f"{number:g}"

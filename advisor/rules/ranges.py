"""Must and may: what a table says when some facts are only known to lie in a range.

A row must fire when each of its cells matches every value of the range, and may fire when each matches some value.
Sums then lie between bounds that hold for whatever the facts turn out to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from advisor.rules.bulk import Array, Bools
from advisor.rules.compile import Column, Table, bits
from advisor.rules.decide import without_match
from advisor.rules.sums import totals

Places = np.ndarray[Any, np.dtype[np.intp]]
Range = tuple[Array, Array]
# The lowest and the highest encoded value of each fact in n cases, or the one value that it has in all of them.
Ranges = Mapping[str, float | Range]


def narrowed(ranges: Mapping[str, Range]) -> dict[str, float | Range]:
    """The ranges with one number for each fact that has the same single value in all cases."""
    if not ranges:
        return {}
    low, high = (np.array([span[end] for span in ranges.values()]) for end in (0, 1))
    fixed = low.min(axis=1) == high.max(axis=1)
    return {
        fact: value if same else span
        for (fact, span), same, value in zip(ranges.items(), fixed.tolist(), low[:, 0].tolist(), strict=True)
    }


@dataclass(frozen=True)
class Input:
    """One input of a table: the bounds of its segments and the rows that have a cell for it.

    `hits` are segments x these rows; `before` counts for every segment, and past the last one, in how many earlier
    segments each row matches; `effects` are sums x segments x these rows, what a row adds where it matches.
    """

    column: Column
    edges: Array
    rows: Places
    hits: Bools
    before: Places
    effects: Array

    def matched(self, first: Places, last: Places) -> tuple[Bools, Bools]:
        """Which of the rows match all segments, and which match any, from a first to a last one: rows x n."""
        found = (self.before[last + 1] - self.before[first]).T
        return found == last - first + 1, found > 0


@lru_cache(maxsize=64)
def inputs(table: Table) -> tuple[Input, ...]:
    """The inputs of a table in the order of its columns."""
    effects = _effects(table)
    found = []
    for column in table.columns:
        rows = np.array([bit for bit, row in enumerate(table.rows) if column.fact.id in row.when], dtype=np.intp)
        masks = column.masks[:-1]  # the last is that of unknown, which no range holds
        hits = np.array([[bool(mask >> bit & 1) for bit in rows.tolist()] for mask in masks], dtype=np.bool_)
        before = np.zeros((len(masks) + 1, len(rows)), dtype=np.intp)
        np.cumsum(hits, axis=0, out=before[1:])
        found.append(Input(column, np.array(column.bounds), rows, hits, before, effects[:, np.newaxis, rows] * hits))
    return tuple(found)


@lru_cache(maxsize=64)
def _effects(table: Table) -> Array:
    """What each row adds to each sum, sums x rows, in the steps of the sum."""
    return np.array([one.effects for one in table.sums], dtype=np.float64).reshape(len(table.sums), len(table.rows))


@dataclass(frozen=True)
class Open:
    """An input that is not the same in all cases: its first and last possible segment, n each, and which of its rows
    match every segment between the two, rows x n."""

    input: Input
    first: Places
    last: Places
    every: Bools


@dataclass(frozen=True)
class Known:
    """What is sure of a table in n cases: the rows that must and that may fire, rows x n."""

    must: Bools
    may: Bools
    open: tuple[Open, ...]

    def any_row(self, groups: Sequence[int]) -> tuple[Bools, Bools]:
        """Whether any row of each group, a bit set of rows, must and may fire: groups x n."""
        places = [bits(group) for group in groups]
        must, may = (np.array([found[rows].any(axis=0) for rows in places]) for found in (self.must, self.may))
        return must, may


def known(table: Table, ranges: Ranges, n: int) -> Known:
    """What is sure of `table` in `n` cases."""
    fixed = table.every
    varying: list[tuple[Input, Range]] = []
    for one in inputs(table):
        span = ranges[one.column.fact.id]
        if isinstance(span, tuple):
            varying.append((one, span))
        else:
            fixed &= one.column.mask_at(span)
    must = np.zeros((len(table.rows), n), dtype=np.bool_)
    must[bits(fixed)] = True
    may = must.copy()
    found = []
    for one, (low, high) in varying:
        first, last = one.edges.searchsorted(low, side="right"), one.edges.searchsorted(high, side="right")
        every, some = one.matched(first, last)
        must[one.rows] &= every
        may[one.rows] &= some
        found.append(Open(one, first, last, every))
    return Known(must, may, tuple(found))


def bounds(table: Table, ranges: Ranges, n: int) -> dict[str, Range]:
    """The lowest and the highest that each sum of a table can be.

    Rows that wait for one open fact only are added up value by value of this fact, since no two of its values come
    together; what waits for several is bounded row by row. So the bounds are reached when a single fact is open.
    """
    found = known(table, ranges, n)
    effects = _effects(table)
    low = np.array([[one.base] for one in table.sums]) + effects @ found.must
    high = low.copy()
    rest = found.may & ~found.must
    waits = np.zeros(rest.shape, dtype=np.intp)
    for one in found.open:
        waits[one.input.rows] += ~one.every
    single = rest & (waits == 1)
    for one in found.open:
        alone = single[one.input.rows] & ~one.every
        if alone.any():
            least, most = _one_open(one, alone)
            low += least
            high += most
    several = rest & ~single
    if several.any():
        low += np.minimum(effects, 0.0) @ several
        high += np.maximum(effects, 0.0) @ several
    ends = zip(table.sums, low.astype(np.int64), high.astype(np.int64), strict=True)
    return _with_default(table, {one.id: (one.cut(a), one.cut(b)) for one, a, b in ends}, found)


def _one_open(one: Open, alone: Bools) -> Range:
    """The least and the most that rows waiting for one input add, sums x n, over the segments it can be in."""
    segments = np.arange(len(one.input.hits))[:, np.newaxis]
    possible = (one.first <= segments) & (segments <= one.last)
    added = one.input.effects @ alone
    least = np.where(possible, added, np.inf).min(axis=1)
    return least, np.where(possible, added, -np.inf).max(axis=1)


def _with_default(table: Table, sums: dict[str, Range], found: Known) -> dict[str, Range]:
    """The bounds widened to the default of the table, if it differs from the sum of no row, where none need fire."""
    default = without_match(table)
    assert isinstance(default, Mapping)  # a table of kind C+ always answers
    if default == totals(table.sums, []):
        return sums
    fires: Bools = np.asarray(found.must.any(axis=0))
    return {name: _widened(span, default.get(name, 0.0), fires) for name, span in sums.items()}


def _widened(span: Range, value: float | str, fires: Bools) -> Range:
    low, high = span
    return np.where(fires, low, np.minimum(low, float(value))), np.where(fires, high, np.maximum(high, float(value)))

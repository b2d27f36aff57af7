"""From a table's rows to its index: per input a few segments of values, each with the bit set of the rows it satisfies.

A row is one bit of a Python int, in the order that the hit policy ranks rows: by output priority for P and O, as
written otherwise. One evaluation looks up one bit set per input and ANDs them; bulk evaluation and the checks read the
same index.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any, NamedTuple

import numpy as np

from advisor.cells import domain
from advisor.facts import Fact, Facts, Value
from advisor.rules.schema import Output, Row, TableSpec
from advisor.rules.sums import Pack, Sum, packed, sum_of

Words = np.ndarray[Any, np.dtype[np.uint64]]
WORD = np.dtype("<u8")  # its bytes are read one by one, lowest first


@dataclass(frozen=True)
class Column:
    """One input: segment i holds the encoded values in [bounds[i-1], bounds[i]); the last mask is that of unknown."""

    fact: Fact
    bounds: tuple[float, ...]
    masks: tuple[int, ...]

    def mask_at(self, number: float) -> int:
        """Rows whose cell matches an encoded value; NaN is unknown."""
        return self.masks[-1] if number != number else self.masks[bisect_right(self.bounds, number)]  # noqa: PLR0124

    @cached_property
    def lookup(self) -> dict[Value, int] | None:
        """Rows by value, for facts that are no numbers."""
        if self.fact.numeric:
            return None
        known: dict[Value, int] = {v: self.mask_at(i) for i, v in enumerate(domain(self.fact))}
        return known | {None: self.masks[-1]}


NumberColumn = tuple[str, tuple[float, ...], tuple[int, ...]]


class CellTrace(NamedTuple):
    """One cell of a row, and whether it matched."""

    fact: str
    text: str
    matched: bool


@dataclass(frozen=True, eq=False)
class Table:
    """A compiled table, compared by identity. `rows` stand in bit order; inputs that no row reads have no column."""

    spec: TableSpec
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]

    @property
    def id(self) -> str:
        return self.spec.id

    @property
    def outputs(self) -> tuple[Output, ...]:
        return tuple(self.spec.outputs.values())

    @cached_property
    def every(self) -> int:
        return (1 << len(self.rows)) - 1

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The facts its rows read."""
        return tuple(column.fact.id for column in self.columns)

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """How each numeric output is summed, in the order of the outputs."""
        return tuple(sum_of(o, self.rows) for o in self.outputs if not o.values)

    @cached_property
    def words(self) -> tuple[Words, ...]:
        """Per column its masks in 64-row words, [words, 1 + segments]: unknown, then the segments from the last."""
        return tuple(
            np.ascontiguousarray(np.array([split(mask, self.width) for mask in reversed(c.masks)], dtype=WORD).T)
            for c in self.columns
        )

    @property
    def width(self) -> int:
        """How many words hold the rows."""
        return len(self.rows) // 64 + 1

    @cached_property
    def packs(self) -> tuple[Pack, ...]:
        """The same sums for bulk evaluation."""
        return packed(self.sums)

    @cached_property
    def cards(self) -> tuple[tuple[tuple[int, tuple[CellTrace, CellTrace]], ...], ...]:
        """Per row its cells: the column, and the trace of the cell not matched and matched."""
        return tuple(
            tuple(
                (place, (CellTrace(fact, row.when[fact].text, False), CellTrace(fact, row.when[fact].text, True)))
                for place, fact in enumerate(self.reads)
                if fact in row.when
            )
            for row in self.rows
        )

    @cached_property
    def _index(self) -> tuple[tuple[str, dict[Value, int] | None, tuple[float, ...], tuple[int, ...]], ...]:
        return tuple((c.fact.id, c.lookup, c.bounds, c.masks) for c in self.columns)

    def column_masks(self, facts: Facts) -> list[int]:
        """Per column the rows whose cell matches, rows without a cell included."""
        return [
            masks[-1]
            if (value := facts.get(fact)) is None
            else masks[bisect_right(bounds, value)]
            if lookup is None
            else lookup[value]
            for fact, lookup, bounds, masks in self._index
        ]

    @cached_property
    def _words_and_numbers(self) -> tuple[tuple[tuple[str, dict[Value, int]], ...], tuple[NumberColumn, ...]]:
        """The index again, parted by kind: a look-up that knows unknown, and one between bounds."""
        words = tuple((c.fact.id, c.lookup) for c in self.columns if c.lookup is not None)
        return words, tuple((c.fact.id, c.bounds, c.masks) for c in self.columns if c.lookup is None)

    def match(self, facts: Facts) -> int:
        """The bit set of the rows that fire; a fact that is not given is unknown."""
        alive, given = self.every, facts.get
        words, numbers = self._words_and_numbers
        for fact, lookup in words:
            alive &= lookup[given(fact)]
        for fact, bounds, masks in numbers:
            value = given(fact)
            alive &= masks[-1] if value is None else masks[bisect_right(bounds, value)]
        return alive


def compiled(spec: TableSpec, vocabulary: dict[str, Fact]) -> Table:
    """The index of a table; `vocabulary` has every fact that its rows read."""
    rows = spec.rows
    if spec.hit in {"P", "O"}:
        rows = tuple(sorted(rows, key=lambda row: _rank(row, spec)))
    used = [fact for fact in spec.inputs if any(fact in row.when for row in rows)]
    return Table(spec, rows, tuple(_column(vocabulary[fact], rows) for fact in used))


def bits(mask: int) -> list[int]:
    """Positions of the set bits, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def split(mask: int, width: int) -> list[int]:
    """A bit set in `width` words of 64 bits, lowest first."""
    return [mask >> 64 * word & 0xFFFF_FFFF_FFFF_FFFF for word in range(width)]


def joined(words: Iterable[int]) -> int:
    """The bit set of words as `split` makes them."""
    return sum(int(word) << 64 * place for place, word in enumerate(words))


def _rank(row: Row, spec: TableSpec) -> tuple[float, ...]:
    """Place of a row by the priority of its outputs, first output first; larger numbers come first."""
    return tuple(
        output.values.index(str(row.then[output.id])) if output.values else -float(row.then[output.id])
        for output in spec.outputs.values()
    )


def _column(fact: Fact, rows: tuple[Row, ...]) -> Column:
    cells = [(1 << bit, row.when.get(fact.id)) for bit, row in enumerate(rows)]
    edges = sorted({edge for _, cell in cells if cell for span in cell.spans for edge in span} - {-inf, inf})
    if not fact.numeric:
        edges = [edge for edge in edges if 0.0 < edge < len(domain(fact))]
    bounds: list[float] = []
    masks: list[int] = []
    for low in [-inf if fact.numeric else 0.0, *edges]:
        mask = sum(bit for bit, cell in cells if cell is None or any(a <= low < b for a, b in cell.spans))
        if masks and masks[-1] == mask:
            continue
        bounds.append(low)
        masks.append(mask)
    unknown = sum(bit for bit, cell in cells if cell is None or cell.unknown)
    return Column(fact, tuple(bounds[1:]), (*masks, unknown))

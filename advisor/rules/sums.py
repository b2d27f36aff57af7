"""Exact sums of row effects: in whole steps for one case, and packed by bytes of fired rows for many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np

from advisor.rules.schema import Output, Row

Int64 = np.ndarray[Any, np.dtype[np.int64]]

FIELD_BITS = 62  # what the outputs of one packed word may fill together, so that no sum reaches the sign


@dataclass(frozen=True)
class Sum:
    """A numeric output in whole steps of 1/`scale`, so that sums are exact: base, bounds, effect of each row."""

    id: str
    scale: int
    base: int
    low: int | None
    high: int | None
    effects: tuple[int, ...]

    def cut(self, totals: Int64) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The output for many sums of base and effects, given in steps."""
        if self.low is not None:
            totals = np.maximum(totals, self.low)
        if self.high is not None:
            totals = np.minimum(totals, self.high)
        return totals / self.scale

    @cached_property
    def least(self) -> int:
        return self.base + sum(effect for effect in self.effects if effect < 0)

    @property
    def bits(self) -> int:
        """Width of the field that holds any total less the least."""
        return sum(abs(effect) for effect in self.effects).bit_length()


def totals(sums: Sequence[Sum], rows: Sequence[int]) -> dict[str, float]:
    """The outputs when these rows fire: each base plus its effects, cut at its bounds."""
    found = {}
    for one in sums:
        total, effects = one.base, one.effects
        for row in rows:
            total += effects[row]
        if one.low is not None and total < one.low:
            total = one.low
        elif one.high is not None and total > one.high:
            total = one.high
        found[one.id] = total / one.scale
    return found


@dataclass(frozen=True)
class Field:
    """Where a sum stands in the packed word: its total less the least one is `word >> shift & mask`."""

    sum: Sum
    shift: int
    mask: int


@dataclass(frozen=True)
class Pack:
    """Sums that share one 64-bit word: its value when no row fires, and what each byte of fired rows adds to it."""

    fields: tuple[Field, ...]
    start: int
    tables: Int64  # [bytes of rows, 256]


def sum_of(output: Output, rows: Sequence[Row]) -> Sum:
    """The exact form of a numeric output; the scale is the power of ten that makes all its numbers whole."""
    effects = [row.then.get(output.id, 0.0) for row in rows]
    numbers = [Decimal(str(n)) for n in (output.base, output.min, output.max, *effects) if n is not None]
    scale = 10 ** max(-min(int(n.normalize().as_tuple().exponent), 0) for n in numbers)

    def steps(number: str | float) -> int:
        return int(Decimal(str(number)) * scale)

    low, high = (None if bound is None else steps(bound) for bound in (output.min, output.max))
    return Sum(output.id, scale, steps(output.base), low, high, tuple(steps(effect) for effect in effects))


def packed(sums: Sequence[Sum]) -> tuple[Pack, ...]:
    """The sums in as few words as they fit into, in their order."""
    packs: list[list[Field]] = []
    shift = 0
    for one in sums:
        if not packs or shift + one.bits > FIELD_BITS:
            packs.append([])
            shift = 0
        packs[-1].append(Field(one, shift, (1 << one.bits) - 1))
        shift += one.bits
    return tuple(_pack(tuple(fields)) for fields in packs)


def _pack(fields: tuple[Field, ...]) -> Pack:
    start = sum((f.sum.base - f.sum.least) << f.shift for f in fields)
    effects = [
        sum(effect << f.shift for effect, f in zip(row, fields, strict=True))
        for row in zip(*(f.sum.effects for f in fields), strict=True)
    ]
    tables = []
    for first in range(0, len(effects), 8):
        table = [0]
        for effect in effects[first : first + 8]:
            table += [known + effect for known in table]
        tables.append(table + [0] * (256 - len(table)))
    return Pack(fields, start, np.array(tables, dtype=np.int64).reshape(-1, 256))

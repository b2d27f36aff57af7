"""Many cases through one table at once, with the results of `decide`.

Columns are float64 arrays encoded as by `facts.encode` (NaN is unknown) or one such number for all cases; a fact
without a column is unknown. What is constant is folded into one bit set first. Every other input costs one look-up of
a 64-row word per case, in blocks that stay in the cache; sums then come from one table per byte of fired rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from advisor.rules.compile import WORD, Column, Table, Words, joined, split
from advisor.rules.decide import check_agreement, settle, without_match
from advisor.rules.schema import LISTS, SINGLE

Array = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Columns = Mapping[str, Array | float]
Varying = list[tuple[Column, Words, Array]]  # an input that differs between cases, its words, its encoded values

BLOCK = 32768


def masks(table: Table, columns: Columns, n: int) -> Words:
    """The rows that fire in each case: [words, n], row r being bit r % 64 of word r // 64."""
    out = np.empty((table.width, n), dtype=WORD)
    for part, found in _blocks(table, *_folded(table, columns), n):
        out[:, part] = found
    return out


def fires(table: Table, columns: Columns, n: int) -> Bools:
    """Whether each row fires in each case: [rows, n], rows in the order of `table.rows`."""
    return _unpacked(masks(table, columns, n), len(table.rows))


def decide_columns(table: Table, columns: Columns, n: int) -> dict[str, Array]:
    """The outputs of `n` cases: numbers as they are, enum values by position, NaN where there is no answer.

    Tables of the policies C, R and O give lists; use `fires` for them (ValueError). Raises RuleConflict as `decide`.
    """
    hit = table.spec.hit
    if hit in LISTS:
        raise ValueError(f"table {table.id} gives lists of rows; ask which of them fire")
    how = _sums if hit == "C+" else _singles if hit in SINGLE else _counts if hit == "C#" else _extremes
    default = None if hit == "C+" and table.spec.default is None else _codes(table, without_match(table))
    fixed, varying = _folded(table, columns)
    if not varying:
        return {output: np.full(n, code) for output, code in _codes(table, settle(table, fixed).result).items()}
    out = {output: np.empty(n) for output in table.spec.outputs}
    for part, found in _blocks(table, fixed, varying, n):
        for output, values in how(table, found).items():
            out[output][part] = values
        if default:
            none = ~found.any(axis=0)
            for output, value in default.items():
                out[output][part][none] = value
    return out


def _blocks(table: Table, fixed: int, varying: Varying, n: int) -> Iterator[tuple[slice, Words]]:
    """The fired rows of consecutive cases, [words, cases]."""
    start_words = np.array(split(fixed, table.width), dtype=WORD)[:, None]
    for start in range(0, n, BLOCK):
        part = slice(start, min(start + BLOCK, n))
        found = np.repeat(start_words, part.stop - start, axis=1)
        for column, words, data in varying:
            segment = _segments(column, data[part])
            for place in range(table.width):
                found[place] &= words[place].take(segment, mode="clip")
        yield part, found


def _folded(table: Table, columns: Columns) -> tuple[int, Varying]:
    """The rows that all constant inputs allow, and the inputs that still make a difference among them."""
    fixed = table.every
    arrays: Varying = []
    for column, words in zip(table.columns, table.words, strict=True):
        data = columns.get(column.fact.id, np.nan)
        if isinstance(data, np.ndarray):
            arrays.append((column, words, data))
        else:
            fixed &= column.mask_at(data)
    varying: Varying = []
    for one in arrays:
        if len({mask & fixed for mask in one[0].masks}) > 1:
            varying.append(one)
        else:
            fixed &= one[0].masks[0]
    return fixed, varying


def _segments(column: Column, data: Array) -> np.ndarray[Any, Any]:
    """The place of each value in `Table.words`: 0 for unknown, else 1 and one more for each bound above it.

    Comparing with every bound beats a binary search on columns: it runs in vector registers and has no branches.
    """
    small = np.uint8 if len(column.bounds) < 255 else np.uint16
    segment: np.ndarray[Any, Any] = (data == data).astype(small)  # noqa: PLR0124  (NaN differs from itself)
    below = np.empty(len(data), dtype=np.bool_)
    for bound in column.bounds:
        np.less(data, bound, out=below)
        np.add(segment, below.view(np.uint8), out=segment)
    return segment


def _sums(table: Table, found: Words) -> dict[str, Array]:
    possible = np.bitwise_or.reduce(found, axis=1).view(np.uint8)
    rows = found.view(np.uint8).reshape(table.width, -1, 8)
    out = {}
    for pack in table.packs:
        total = np.full(found.shape[1], pack.start)
        for place in np.flatnonzero(possible):
            total += pack.tables[place].take(rows[place // 8, :, place % 8], mode="clip")
        for field in pack.fields:
            out[field.sum.id] = field.sum.cut((total >> field.shift & field.mask) + field.sum.least)
    return out


def _singles(table: Table, found: Words) -> dict[str, Array]:
    """The outputs of the first row in bit order; the last entry of each list stands for no row."""
    first = np.full(found.shape[1], len(table.rows))
    for place in reversed(range(table.width)):
        word = found[place]
        lowest = np.bitwise_count((word & -word) - np.uint64(1)).astype(np.intp) + 64 * place
        first = np.where(word != 0, lowest, first)
    if table.spec.hit in {"U", "A"}:
        several = found[:, np.bitwise_count(found).sum(axis=0) > 1]
        for mask in np.unique(several, axis=1).T:
            check_agreement(table, joined(mask))
    codes = [_codes(table, row.then) for row in table.rows]
    return {o: np.array([*(code[o] for code in codes), np.nan]).take(first) for o in table.spec.outputs}


def _counts(table: Table, found: Words) -> dict[str, Array]:
    count = np.bitwise_count(found).sum(axis=0).astype(np.float64)
    return dict.fromkeys(table.spec.outputs, count)


def _extremes(table: Table, found: Words) -> dict[str, Array]:
    """The smallest or largest output of the fired rows: written from the weakest row to the strongest."""
    fired = _unpacked(found, len(table.rows))
    out = {}
    for output in table.spec.outputs:
        values = np.array([row.then[output] for row in table.rows], dtype=np.float64)
        best = np.full(found.shape[1], np.nan)
        for row in np.argsort(-values if table.spec.hit == "C<" else values, kind="stable"):
            best[fired[row]] = values[row]
        out[output] = best
    return out


def _codes(table: Table, result: Any) -> dict[str, float]:
    """A result in numbers: enum values by position, NaN for no answer."""
    if result is None:
        return dict.fromkeys(table.spec.outputs, np.nan)
    return {
        name: float(output.values.index(result[name]) if output.values else result.get(name, 0.0))
        for name, output in table.spec.outputs.items()
    }


def _unpacked(found: Words, rows: int) -> Bools:
    """[words, n] bit sets as [rows, n] booleans."""
    every = np.ascontiguousarray(found.T).view(np.uint8)
    return np.ascontiguousarray(np.unpackbits(every, axis=1, bitorder="little", count=rows).T).view(np.bool_)

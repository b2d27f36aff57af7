"""Many cases through one table at once, with the results of `decide`.

Columns are float64 arrays encoded as by `facts.encode` (NaN is unknown) or one such number for all cases; a fact
without a column is unknown. What is constant is folded into one bit set first. The other inputs are joined to a few,
each of which stands for every combination of segments of its members and costs one look-up of a 64-row word per case,
in blocks that stay in the cache; sums then come from one table per byte of fired rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from advisor.rules.compile import WORD, Table, Words, joined, split
from advisor.rules.decide import check_agreement, settle, without_match
from advisor.rules.schema import LISTS, SINGLE

Array = np.ndarray[Any, np.dtype[np.float64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Columns = Mapping[str, Array | float]
Varying = dict[int, Array]  # the encoded values of each input that differs between cases, by its place in the table

BLOCK = 16384
COMBINATIONS = 256  # what joined inputs may have, so that a byte holds the place of each
JOIN_FROM = 2048  # cases; fewer are not worth the work of joining


class _Joint(NamedTuple):
    """Inputs of a table that are looked up together: their places, and words as in `Table.words` for every combination
    of their segments, the last input varying fastest."""

    places: tuple[int, ...]
    words: Words


def masks(table: Table, columns: Columns, n: int) -> Words:
    """The rows that fire in each case: [words, n], row r being bit r % 64 of word r // 64."""
    out = np.empty((table.width, n), dtype=WORD)
    for part, found in _blocks(table, *_folded(table, columns), n):
        out[:, part] = found
    return out


def fires(table: Table, columns: Columns, n: int) -> Bools:
    """Whether each row fires in each case: [rows, n], rows in the order of `table.rows`."""
    return _unpacked(masks(table, columns, n), len(table.rows))


def any_fires(table: Table, columns: Columns, n: int, groups: Sequence[int]) -> Bools:
    """Whether any row of each group, a bit set of rows, fires in each case: [groups, n]."""
    words = [split(group, table.width) for group in groups]
    out = np.zeros((len(groups), n), dtype=np.bool_)
    for part, found in _blocks(table, *_folded(table, columns), n):
        for place, group in enumerate(words):
            for word, bits in zip(found, group, strict=True):
                if bits:
                    out[place, part] |= (word & np.uint64(bits)) != 0
    return out


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
    joints = _joined(table, tuple(varying)) if n >= JOIN_FROM else _single(table, varying)
    size = min(n, BLOCK)
    found, looked_up = np.empty((table.width, size), dtype=WORD), np.empty(size, dtype=WORD)
    for start in range(0, n, BLOCK):
        part = slice(start, min(start + BLOCK, n))
        here, one = found[:, : part.stop - start], looked_up[: part.stop - start]
        here[:] = start_words
        for joint in joints:
            place = _combinations(table, joint, {p: varying[p][part] for p in joint.places})
            for word, words in zip(here, joint.words, strict=True):
                np.bitwise_and(word, words.take(place, mode="clip", out=one), out=word)
        yield part, here


def _folded(table: Table, columns: Columns) -> tuple[int, Varying]:
    """The rows that all constant inputs allow, and the inputs that still make a difference among them."""
    fixed = table.every
    arrays: Varying = {}
    for place, column in enumerate(table.columns):
        data = columns.get(column.fact.id, np.nan)
        if isinstance(data, np.ndarray):
            arrays[place] = data
        else:
            fixed &= column.mask_at(data)
    varying: Varying = {}
    for place, data in arrays.items():
        masks_here = table.columns[place].masks
        if len({mask & fixed for mask in masks_here}) > 1:
            varying[place] = data
        else:
            fixed &= masks_here[0]
    return fixed, varying


def _single(table: Table, places: Iterable[int]) -> list[_Joint]:
    return [_Joint((place,), table.words[place]) for place in places]


@lru_cache(maxsize=256)
def _joined(table: Table, places: tuple[int, ...]) -> tuple[_Joint, ...]:
    """Inputs put together, the largest first, each to the first others that leave room for it."""
    joints: list[_Joint] = []
    for one in sorted(_single(table, places), key=lambda joint: -joint.words.shape[1]):
        segments = one.words.shape[1]
        at = next((i for i, j in enumerate(joints) if j.words.shape[1] * segments <= COMBINATIONS), len(joints))
        if at == len(joints):
            joints.append(one)
            continue
        others = joints[at]
        both = others.words[:, :, np.newaxis] & one.words[:, np.newaxis, :]
        joints[at] = _Joint(others.places + one.places, both.reshape(table.width, -1))
    return tuple(joints)


def _combinations(table: Table, joint: _Joint, values: Mapping[int, Array]) -> np.ndarray[Any, np.dtype[np.intp]]:
    """The place of each case in the words of a joint.

    The segment of a value is 0 for unknown, else 1 and one more for each bound above it. Comparing with every bound
    beats a binary search on columns: it runs in vector registers and has no branches.
    """
    small = np.uint8 if joint.words.shape[1] <= COMBINATIONS else np.uint16
    n = len(next(iter(values.values())))
    place: np.ndarray[Any, np.dtype[Any]] = np.zeros(n, dtype=small)
    below = np.empty(n, dtype=np.bool_)
    for at, data in values.items():
        column = table.columns[at]
        if at != joint.places[0]:
            np.multiply(place, small(len(column.masks)), out=place)
        np.equal(data, data, out=below)  # NaN differs from itself
        np.add(place, below.view(np.uint8), out=place)
        for bound in column.bounds:
            np.less(data, bound, out=below)
            np.add(place, below.view(np.uint8), out=place)
    return place.astype(np.intp)


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

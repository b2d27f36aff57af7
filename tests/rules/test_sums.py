"""Exact sums of effects, one by one and packed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.rules.schema import Output, Row
from advisor.rules.sums import FIELD_BITS, packed, sum_of, totals


def rows(*effects: float | None, output: str = "need") -> tuple[Row, ...]:
    return tuple(
        Row(f"r.r{i}", i, {}, {} if effect is None else {output: effect}, (), "", "")
        for i, effect in enumerate(effects)
    )


def test_the_scale_makes_all_numbers_whole() -> None:
    one = sum_of(Output("need", (), 10.0, 0.0, 100.0), rows(2.5, -0.25, None))
    assert (one.scale, one.base, one.low, one.high, one.effects) == (100, 1000, 0, 10000, (250, -25, 0))
    assert sum_of(Output("need", (), 10.0, 0.0, 100.0), rows(20.0, 3.0)).scale == 1


@pytest.mark.parametrize(("fired", "total"), [([], 0.3), ([0], 0.4), ([0, 1], 0.6), ([2], -1.0), ([3], 1.0)])
def test_totals_are_exact_and_cut(fired: list[int], total: float) -> None:
    one = sum_of(Output("need", (), 0.3, -1.0, 1.0), rows(0.1, 0.2, -7.0, 7.0))
    assert totals([one], fired) == {"need": total}


def test_many_totals_are_cut_alike() -> None:
    one = sum_of(Output("need", (), 0.0, -1.0, 1.5), rows(0.5))
    assert one.cut(np.array([-20, -3, 0, 15, 16])).tolist() == [-1.0, -0.3, 0.0, 1.5, 1.5]
    free = sum_of(Output("need"), rows(4.0))
    assert free.cut(np.array([-20, 7])).tolist() == [-20.0, 7.0]


def test_fields_fill_words_without_meeting() -> None:
    wide = [sum_of(Output(name), rows(9e8, 0.1234, output=name)) for name in ("a", "b", "c")]
    packs = packed(wide)
    assert len(packs) > 1
    for pack in packs:
        ends = [(field.shift, field.shift + field.sum.bits) for field in pack.fields]
        assert all(end <= start for (_, end), (start, _) in pairwise(ends))
        assert ends[-1][1] <= FIELD_BITS


def test_no_rows_and_no_sums() -> None:
    assert packed([]) == ()
    (pack,) = packed([sum_of(Output("need", (), 5.0, 0.0, 9.0), ())])
    assert pack.tables.shape == (0, 256)
    assert totals([pack.fields[0].sum], []) == {"need": 5.0}


effects = st.lists(st.sampled_from([0.0, -7.5, 3.0, 0.01, 250.0, -1.0]), min_size=11, max_size=11)


@given(columns=st.lists(effects, min_size=1, max_size=8), fired=st.sets(st.integers(0, 10)))
@settings(max_examples=50, deadline=None)
def test_packed_sums_equal_single_ones(columns: list[list[float]], fired: set[int]) -> None:
    sums = [sum_of(Output("need", (), 10.0, 0.0, 100.0), rows(*column)) for column in columns]
    found = []
    for pack in packed(sums):
        word = pack.start
        for place, entries in enumerate(pack.tables):
            word += int(entries[sum(1 << row % 8 for row in fired if row // 8 == place)])
        assert 0 <= word < 2**63
        found += [(word >> field.shift & field.mask) + field.sum.least for field in pack.fields]
    assert [one.cut(np.array(total)).item() for one, total in zip(sums, found, strict=True)] == [
        totals([one], sorted(fired))["need"] for one in sums
    ]

"""The index of a table: segments, bit sets, and the order of the bits."""

from __future__ import annotations

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.rules.compile import bits, joined, split
from tests.rules.naive import built
from tests.rules.test_decide import API, ROWS, SUITE, rule


def test_a_column_has_as_few_segments_as_rows_tell_apart() -> None:
    table = built("C", [rule(SUITE, staff="[10..50)"), rule(API, staff=">= 50"), rule(API, staff="10, 50")])
    column = table.columns[0]
    assert column.bounds[0] == 10.0
    assert column.masks == (0b000, 0b101, 0b001, 0b110, 0b010, 0b000)
    assert [column.mask_at(n) for n in (9.9, 10.0, 10.1, 49.9, 50.0, 51.0, nan)] == [0, 5, 1, 1, 6, 2, 0]


def test_neighbours_with_the_same_rows_are_one_segment() -> None:
    column = built("C", [rule(SUITE, trade="services, production")]).columns[0]
    assert (column.bounds, column.masks) == ((1.0, 3.0), (0, 1, 0, 0))


def test_words_are_looked_up_directly() -> None:
    table = built("C", [rule(SUITE, trade="not(retail)", remote="unknown, false")])
    trade, remote = table.columns
    assert trade.lookup == {"retail": 0, "services": 1, "production": 1, "other": 1, None: 0}
    assert remote.lookup == {False: 1, True: 0, None: 1}
    assert built("C", [rule(SUITE, pain="5")]).columns[0].lookup is None


def test_rows_without_a_cell_are_in_every_segment() -> None:
    table = built("C", [rule(SUITE, pain="5"), rule(API)])
    assert table.columns[0].masks == (0b10, 0b11, 0b10, 0b10)
    assert table.match({}) == 0b10
    assert table.match({"pain": 5.0}) == 0b11


def test_inputs_that_no_row_reads_have_no_column() -> None:
    table = built("C", [rule(SUITE, pain="5")])
    assert table.reads == ("pain",)
    assert len(table.spec.inputs) > 1


@pytest.mark.parametrize(("hit", "order"), [("F", ["r.r0", "r.r1", "r.r2"]), ("P", ["r.r1", "r.r2", "r.r0"])])
def test_bits_follow_the_policy(hit: str, order: list[str]) -> None:
    table = built(hit, ROWS)
    assert [row.id for row in table.rows] == order
    assert [row.id for row in table.spec.rows] == ["r.r0", "r.r1", "r.r2"]


def test_later_outputs_break_ties() -> None:
    rows = [rule({"style": "api", "urgency": word}) for word in ("low", "high")]
    assert [row.id for row in built("P", rows).rows] == ["r.r1", "r.r0"]


def test_cards_have_both_faces_of_each_cell() -> None:
    table = built("F", [rule(SUITE, pain=">= 3", trade="retail"), rule(API)])
    first, second = table.cards
    assert [place for place, _ in first] == [0, 1]
    assert first[0][1] == (("trade", "retail", False), ("trade", "retail", True))
    assert second == ()


def test_words_hold_all_rows() -> None:
    rows = [rule(SUITE, pain=str(1 + i % 5)) for i in range(130)]
    table = built("C", rows)
    assert table.width == 3
    words = table.words[0]
    column = table.columns[0]
    assert [joined(words[:, place]) for place in range(words.shape[1])] == list(reversed(column.masks))


@given(mask=st.integers(0, 2**200 - 1))
def test_bits_and_words(mask: int) -> None:
    assert sum(1 << bit for bit in bits(mask)) == mask
    assert bits(mask) == sorted(bits(mask))
    assert joined(split(mask, 4)) == mask

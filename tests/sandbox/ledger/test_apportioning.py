"""Parts are near their exact values and add up to the whole."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.sandbox.ledger.apportioning import apportion, nearest

EXACT = st.lists(st.fractions(-1000, 1000, max_denominator=97), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("exact", "whole"), [(Fraction(5, 2), 3), (Fraction(-5, 2), -3), (Fraction(7, 3), 2), (Fraction(0), 0)]
)
def test_half_goes_away_from_zero(exact: Fraction, whole: int) -> None:
    assert nearest(exact) == whole


def test_what_is_left_goes_to_those_that_lost_most() -> None:
    assert apportion(10, [Fraction(10, 3)] * 3) == [4, 3, 3]
    assert apportion(2, [Fraction(1, 4), Fraction(7, 4)]) == [0, 2]


def test_a_whole_that_is_less_than_the_exact_sum_takes_from_those_that_lost_least() -> None:
    assert apportion(2, [Fraction(1), Fraction(1), Fraction(1)]) == [1, 1, 0]


def test_nothing_is_split_into_nothing() -> None:
    assert apportion(0, []) == []


@given(EXACT)
def test_the_parts_add_up_and_are_less_than_a_cent_off(exact: list[Fraction]) -> None:
    total = nearest(sum(exact, Fraction()))
    parts = apportion(total, exact)
    assert sum(parts) == total
    assert all(abs(part - one) <= 1 for part, one in zip(parts, exact, strict=True))


@given(EXACT.filter(any))
def test_the_opposite_gives_the_opposite(exact: list[Fraction]) -> None:
    total = nearest(sum(exact, Fraction()))
    assert apportion(-total, [-one for one in exact]) == [-part for part in apportion(total, exact)]


@given(EXACT, st.integers(-9, 9))
def test_any_whole_can_be_split(exact: list[Fraction], more: int) -> None:
    total = nearest(sum(exact, Fraction())) + more
    assert sum(apportion(total, exact)) == total

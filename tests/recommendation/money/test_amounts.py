"""Ranges before rounding: sums, two significant digits, and years at the prices of the first."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.recommendation.money.amounts import YEAR, Amount, added, rounded, summed, years_at_first_price
from advisor.recommendation.money.costs import Figure

TEN = Figure(Decimal(5), Decimal(10), Decimal(20), ("a",), 2026, 1)
HALF = Figure(Decimal("0.4"), Decimal("0.5"), Decimal("0.9"), ("b",), 2011, 2)


def test_an_amount_takes_its_range_from_its_first_figure_only() -> None:
    amount = Amount.of(TEN, HALF, times=4)
    assert amount.values == (10, 20, 40)
    assert amount.likely == 20
    assert amount.figures == (TEN, HALF)
    assert Amount.of(HALF, TEN, times=4).values == (16, 20, 36)


def test_scaling_keeps_the_figures() -> None:
    amount = Amount.of(TEN)
    assert amount.scaled(Decimal("0.3")).values == (Decimal("1.5"), 3, 6)
    assert amount.scaled(Decimal("0.3")).figures == (TEN,)
    assert amount.scaled(Decimal(1)) is amount


def test_amounts_add_up_value_by_value() -> None:
    assert added([]).values == (0, 0, 0)
    assert added([]).figures == ()
    both = added([Amount.of(TEN), Amount.of(HALF)])
    assert both.values == (Decimal("5.4"), Decimal("10.5"), Decimal("20.9"))
    assert both.figures == (TEN, HALF)
    assert summed([(1, 2, 3), (10, 20, 30)]) == (11, 22, 33)
    assert summed([]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", 0),
        ("0.4", 0),
        ("0.5", 1),
        ("7.5", 8),
        ("14.49", 14),
        ("99.5", 100),
        ("104", 100),
        ("105", 110),
        ("1234567", 1200000),
        ("995000000000", 1000000000000),
    ],
)
def test_two_significant_digits(value: str, expected: int) -> None:
    assert rounded(Decimal(value)) == expected


@given(st.decimals("0", "1000000000000", places=3), st.decimals("0", "1000000000000", places=3))
def test_rounding_never_turns_an_order_around(a: Decimal, b: Decimal) -> None:
    assert rounded(min(a, b)) <= rounded(max(a, b))
    assert abs(rounded(a) - a) <= max(Decimal("0.5"), a / 20)


def test_an_amount_rounds_each_value_on_its_own() -> None:
    assert Amount.of(TEN).rounded(Decimal("123.4")) == (620, 1200, 2500)


def test_years_without_a_price_rise_are_just_time() -> None:
    assert years_at_first_price(0, 5 * YEAR, 0) == 5
    assert years_at_first_price(6, 12, 0) == Decimal("0.5")
    assert years_at_first_price(12, 12, 0) == 0
    assert years_at_first_price(30, 12, 0) == 0


def test_prices_rise_on_each_anniversary_of_the_plan() -> None:
    assert years_at_first_price(0, 24, 10) == Decimal("2.1")
    assert years_at_first_price(12, 24, 10) == Decimal("1.1")
    assert years_at_first_price(6, 18, 10) == Decimal("0.5") + Decimal("1.1") / 2
    assert years_at_first_price(0, 60, 7) == sum(Decimal("1.07") ** year for year in range(5))


@given(st.integers(0, 120), st.integers(0, 120), st.integers(0, 120), st.integers(0, 50))
def test_stretches_of_time_add_up(a: int, b: int, c: int, rise: int) -> None:
    first, middle, last = sorted((a, b, c))
    parts = years_at_first_price(first, middle, rise) + years_at_first_price(middle, last, rise)
    assert abs(parts - years_at_first_price(first, last, rise)) < Decimal("1e-20")

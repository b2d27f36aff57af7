"""Exact arithmetic."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.sandbox.core.amounts import LARGEST, bounded, price_of, rounded, scaled, shares, worth
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Product

PIECE = Product(code="p", name="Piece", places=0)
METRE = Product(code="m", name="Metre", places=2)
amounts = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(1, 2, 1), (-1, 2, -1), (1, 3, 0), (-2, 3, -1), (5, 2, 3), (-5, 2, -3), (0, 7, 0), (10, 5, 2), (249, 100, 2)],
)
def test_half_is_rounded_away_from_nought(numerator: int, denominator: int, expected: int) -> None:
    assert rounded(numerator, denominator) == expected


@given(amounts, st.integers(1, 10**6))
def test_rounding_is_that_of_commerce(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    found = rounded(numerator, denominator)
    assert abs(found - exact) <= Fraction(1, 2)
    assert rounded(-numerator, denominator) == -found


@given(amounts)
def test_rounding_agrees_with_decimals(numerator: int) -> None:
    assert rounded(numerator, 100) == int((Decimal(numerator) / 100).quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("product", "quantity", "price", "expected"),
    [
        (PIECE, 3, 100_00, 300),  # 3 at 1.00
        (METRE, 150, 500_00, 750),  # 1.50 m at 5.00
        (PIECE, 1, 104_17, 104),  # 1.0417 is 1.04
        (METRE, 33, 1_00, 0),
        (METRE, 50, 1_00, 1),
    ],
)
def test_a_quantity_has_a_worth(product: Product, quantity: int, price: int, expected: int) -> None:
    assert worth(product, quantity, price) == expected


def test_a_price_follows_from_a_worth() -> None:
    assert price_of(METRE, 150, 750) == 500_00
    assert price_of(PIECE, 7, 2446) == 349_43  # 24.46 for 7 is 3.4943
    assert price_of(PIECE, 0, 0) == 0


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_price_gives_its_worth_again(quantity: int, price: int) -> None:
    """A price has two more decimals than an amount, so up to a hundred pieces nothing is lost."""
    if quantity <= 100:
        amount = worth(PIECE, quantity, price)
        assert worth(PIECE, quantity, price_of(PIECE, quantity, amount)) == amount


@pytest.mark.parametrize(
    ("amount", "weights", "expected"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (10, [0, 1], [0, 10]),
        (0, [2, 3], [0, 0]),
        (5, [1, 1, 8], [1, 0, 4]),
        (1, [1, 2], [0, 1]),
    ],
)
def test_an_amount_is_shared_to_the_last_cent(amount: int, weights: list[int], expected: list[int]) -> None:
    assert shares(amount, weights) == expected


@given(amounts, st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_shares_add_up_and_are_fair(amount: int, weights: list[int]) -> None:
    found = shares(amount, weights)
    assert sum(found) == amount
    for part, weight in zip(found, weights, strict=True):
        assert abs(part - Fraction(amount * weight, sum(weights))) < 1


def test_nothing_cannot_be_shared() -> None:
    with pytest.raises(AssertionError):
        shares(5, [0, 0])


@pytest.mark.parametrize(
    ("number", "places", "expected"),
    [("1.25", 2, 125), ("1.255", 2, None), ("-3", 0, -3), ("0", 3, 0), ("1.2500", 2, 125), ("1E-999999", 2, None)],
)
def test_numbers_are_scaled_exactly(number: str, places: int, expected: int | None) -> None:
    assert scaled(Decimal(number), places) == expected


def test_long_decimals_are_not_rounded_away() -> None:
    assert scaled(Decimal("1." + "0" * 40 + "1"), 2) is None


@pytest.mark.parametrize("number", ["1E999999", "-1E30"])
def test_numbers_beyond_the_books_are_refused(number: str) -> None:
    with pytest.raises(Refusal, match="too large"):
        scaled(Decimal(number), 2)


def test_amounts_beyond_the_books_are_refused() -> None:
    assert bounded(-LARGEST) == -LARGEST
    with pytest.raises(Refusal, match="too large"):
        bounded(LARGEST + 1)
    with pytest.raises(Refusal, match="too large"):
        worth(PIECE, 10**12, 10**12)

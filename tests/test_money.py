"""Money: smallest units, rounding, and amounts in euros."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.money import Money, Rates

RATES = Rates({"EUR": Decimal(1), "UAH": Decimal(48), "IRR": Decimal(50_000), "GBP": Decimal("0.86")})


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.34", "EUR", 1234),
        ("12", "UAH", 1200),
        ("12", "JPY", 12),
        ("12", "IRR", 12),
        ("1.2345", "KWD", 1235),  # three digits after the point
        ("0.005", "EUR", 1),
        ("0.0049", "EUR", 0),
        ("-0.005", "EUR", -1),
        ("2.675", "USD", 268),  # a binary fraction would give 267
        ("2.5", "JPY", 3),
        ("1e6", "EUR", 100_000_000),
        ("99999999999999999999", "EUR", 9999999999999999999900),
    ],
)
def test_amounts_are_kept_in_the_smallest_unit(amount: str, currency: str, minor: int) -> None:
    money = Money.of(Decimal(amount), currency)
    assert money == Money(minor, currency)
    assert type(money.minor) is int


@pytest.mark.parametrize(
    ("money", "amount"), [(Money(1234, "EUR"), "12.34"), (Money(-5, "UAH"), "-0.05"), (Money(7, "JPY"), "7")]
)
def test_amount_in_whole_units(money: Money, amount: str) -> None:
    assert money.amount == Decimal(amount)


@settings(deadline=None)
@given(st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "JPY", "KWD", "IRR"]))
def test_an_amount_is_the_same_money_again(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.of(money.amount, currency) == money


def test_amounts_of_different_currencies_differ() -> None:
    assert Money(5, "EUR") != Money(5, "UAH")
    assert len({Money(5, "EUR"), Money(5, "EUR"), Money(5, "UAH")}) == 2


@pytest.mark.parametrize(
    ("money", "euros"),
    [
        (Money(10_050, "EUR"), 101.0),
        (Money(10_049, "EUR"), 100.0),
        (Money(480_000, "UAH"), 100.0),
        (Money(100, "UAH"), 0.0),
        (Money(5_000_000_000, "IRR"), 100_000.0),
        (Money(8_600, "GBP"), 100.0),
    ],
)
def test_euros_are_whole(money: Money, euros: float) -> None:
    assert RATES.euros(money) == euros
    assert type(RATES.euros(money)) is float


def test_a_currency_without_a_rate_is_an_error() -> None:
    with pytest.raises(KeyError):
        RATES.euros(Money(1, "XXX"))


@settings(deadline=None)
@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_more_money_is_never_fewer_euros(first: int, second: int) -> None:
    low, high = sorted((first, second))
    assert RATES.euros(Money(low, "UAH")) <= RATES.euros(Money(high, "UAH"))

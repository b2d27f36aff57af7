"""Amounts in sentences."""

from __future__ import annotations

import pytest

from advisor.sandbox.ledger.shown import plain


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [(1250, "EUR", "12.50"), (-5, "EUR", "-0.05"), (160, "JPY", "160"), (0, "EUR", "0.00")],
)
def test_whole_units(amount: int, currency: str, text: str) -> None:
    assert plain(amount, currency) == text


def test_large_amounts_are_not_written_with_an_exponent() -> None:
    assert plain(10**18, "JPY") == "1" + "0" * 18

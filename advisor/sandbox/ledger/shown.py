"""Amounts as plain decimal numbers, for sentences of refusals."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import get_currency_precision


def plain(amount: int, currency: str) -> str:
    """Smallest units as whole ones, such as 12.50."""
    return f"{Decimal(amount).scaleb(-get_currency_precision(currency)):f}"

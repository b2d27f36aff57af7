"""Amounts of money: integer minor units with a currency, never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision


@dataclass(frozen=True)
class Money:
    """An amount in the smallest unit of its ISO 4217 currency (cents, kopiykas, fen)."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> Money:
        """`amount` in whole units of `currency`, rounded half up to its smallest unit."""
        places = get_currency_precision(currency)
        return cls(int(amount.scaleb(places).quantize(Decimal(1), ROUND_HALF_UP)), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in whole units."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))


@dataclass(frozen=True)
class Rates:
    """Planning rates: units of each currency for one euro."""

    per_euro: dict[str, Decimal]

    def euros(self, money: Money) -> float:
        """Rounded to whole euros; a fact for comparisons, not an amount to book."""
        return float((money.amount / self.per_euro[money.currency]).quantize(Decimal(1), ROUND_HALF_UP))

"""Ranges before rounding, and how what is paid every year adds up over months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from advisor.recommendation.money.costs import Figure

# Low, likely and high in whole numbers.
Values = tuple[int, int, int]
YEAR = 12
ONE = Decimal(1)


@dataclass(frozen=True)
class Amount:
    """A range before rounding, and the figures it was made of."""

    values: tuple[Decimal, Decimal, Decimal]
    figures: tuple[Figure, ...]

    @classmethod
    def of(cls, ranging: Figure, *likely: Figure, times: Decimal | int = 1) -> Amount:
        """The range of one figure times the likely values of others, times a plain number."""
        factor = Decimal(times)
        for figure in likely:
            factor *= figure.likely
        return cls((ranging.low * factor, ranging.likely * factor, ranging.high * factor), (ranging, *likely))

    @property
    def likely(self) -> Decimal:
        return self.values[1]

    def scaled(self, factor: Decimal) -> Amount:
        if factor == ONE:
            return self
        low, likely, high = self.values
        return Amount((low * factor, likely * factor, high * factor), self.figures)

    def rounded(self, factor: Decimal) -> Values:
        """The range times `factor` in whole numbers with two significant digits."""
        low, likely, high = self.values
        return rounded(low * factor), rounded(likely * factor), rounded(high * factor)


def added(amounts: Iterable[Amount]) -> Amount:
    found = tuple(amounts)
    if len(found) == 1:
        return found[0]
    low, likely, high = (sum((a.values[i] for a in found), Decimal(0)) for i in range(3))
    return Amount((low, likely, high), tuple(figure for a in found for figure in a.figures))


def summed(values: Iterable[Values]) -> Values:
    """The sum of ranges in whole numbers, value by value."""
    low = likely = high = 0
    for one in values:
        low, likely, high = low + one[0], likely + one[1], high + one[2]
    return low, likely, high


def rounded(value: Decimal) -> int:
    """A whole number with two significant digits."""
    last = max(value.adjusted() - 1, 0) if value else 0
    return int(value.quantize(Decimal((0, (1,), last)), ROUND_HALF_UP))


def years_at_first_price(start: int, end: int, price_rise: float) -> Decimal:
    """What running from month `start` to month `end` costs in years at the prices of the first year; `price_rise` is
    percent a year, and applies from each anniversary of the start of the plan (month 0)."""
    total, growth, rise = Decimal(0), ONE, 1 + Decimal(str(price_rise)) / 100
    for year in range(-(-end // YEAR)):
        months = min(end, (year + 1) * YEAR) - max(start, year * YEAR)
        total += growth * max(0, months) / YEAR
        growth *= rise
    return total

"""Amounts and ranges as a reader sees them: the currency once, an en dash, and no more digits than can be read.

Amounts are whole units of the currency. In a sentence a range is said with three digits, and large ones with the name
of a unit (from a million on, in Chinese from ten thousand on); in tables all amounts share one unit, so that they can
be compared and still add up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from advisor import language as wording
from advisor.recommendation.money.estimate import Span
from advisor.recommendation.texts import Texts

# The units of sentences and of tables, the largest first. How large they are is up to the language: English counts by
# thousands, Chinese by ten thousands.
UNITS = ("large", "middle", "small")
ONE = "one"
FROM = 10_000  # units that the largest amount of a table must have for the table to use the unit


@dataclass(frozen=True)
class Range:
    """Low, likely and high in whole units. `text` and `likely_text` carry the currency; `cell` and `likely_cell` are in
    the unit of the table, without the currency."""

    low: int
    likely: int
    high: int
    text: str
    likely_text: str
    cell: str
    likely_cell: str


@dataclass(frozen=True)
class Amounts:
    """Writes amounts of one currency; `most` is the largest one beside which they stand."""

    texts: Texts
    currency: str
    most: int

    @property
    def unit(self) -> str:
        """The sentence that names the currency and the unit of the tables."""
        return self.texts.say("amount_units", self._table[0]).format(currency=self.currency)

    def range(self, span: Span) -> Range:
        return Range(
            low=span.low,
            likely=span.likely,
            high=span.high,
            text=self._said(three_digits(span.low), three_digits(span.high), span.likely),
            likely_text=self.amount(three_digits(span.likely)),
            cell=_joined(self.cell(span.low), self.cell(span.high)),
            likely_cell=self.cell(span.likely),
        )

    def amount(self, value: int) -> str:
        """One amount with its currency; below a million exactly."""
        return self._said(value, value, value)

    def cell(self, value: int) -> str:
        """One amount in the unit of the table, with a fraction only where it is small."""
        unit = self._table[1]
        return _number(Decimal(value) / unit, 0 if value >= 100 * unit else 2, self.texts.language)

    @property
    def _table(self) -> tuple[str, int]:
        sizes = self._sizes("table_units")
        return next(((name, unit) for name, unit in sizes if self.most >= FROM * unit), (ONE, 1))

    def _sizes(self, kind: str) -> list[tuple[str, int]]:
        return [(name, int(self.texts.say(kind, name))) for name in UNITS]

    def _said(self, low: int, high: int, likely: int) -> str:
        """A range in the unit that suits its likely value, so that both are said in the same one."""
        name, unit = next(((name, unit) for name, unit in self._sizes("sentence_units") if likely >= unit), (ONE, 1))
        places = max(0, 3 - len(str(likely // unit))) if unit > 1 else 0
        amount = _joined(*(_number(Decimal(value) / unit, places, self.texts.language) for value in (low, high)))
        return self.texts.say("amounts", name).format(currency=self.currency, amount=amount)


def three_digits(value: int) -> int:
    """A planning range carries no more; further digits would be invented."""
    last = int(10 ** max(0, len(str(value)) - 3))
    return (value + last // 2) // last * last


def months(texts: Texts, low: float, high: float) -> str:
    """A range of months in steps of half a month, without the word."""
    return _joined(wording.number(low, texts.language), wording.number(high, texts.language))


@lru_cache(maxsize=8192)
def _number(value: Decimal, places: int, language: str) -> str:
    """Rounded half up. Kept, because a page says the same amounts again in tables, sentences and drawings."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return wording.number(float(rounded), language)


def _joined(low: str, high: str) -> str:
    return low if low == high else f"{low}–{high}"


def word_keys() -> Iterator[tuple[str, ...]]:
    """The words that every language must have to write amounts."""
    yield from ((kind, name) for kind in ("amounts", "amount_units") for name in (ONE, *UNITS))
    yield from ((kind, name) for kind in ("sentence_units", "table_units") for name in UNITS)

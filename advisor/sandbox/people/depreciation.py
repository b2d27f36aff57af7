"""Schedules of depreciation: pure arithmetic in smallest units that ends at the residual value to the last cent."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from advisor.sandbox.core.amounts import rounded

RATE = 100_000  # a rate is a per cent with three decimals


@dataclass(frozen=True)
class Span:
    """What is written off on the day `on`: for a whole period (share 1), or for a part of one."""

    on: datetime.date
    share: Fraction


@dataclass(frozen=True)
class Way:
    """How an asset loses value: `kind` linear, declining, declining_linear or written_down; `rate` of the book value
    for a whole period, in hundred-thousandths, where it declines."""

    kind: str
    rate: int = 0


def block(day: datetime.date, every: int) -> tuple[datetime.date, datetime.date]:
    """First and last day of the `every` months of the calendar year (1, 3, 6 or 12) in which `day` lies."""
    first = (day.month - 1) // every * every + 1
    last = first + every - 1
    return datetime.date(day.year, first, 1), datetime.date(day.year, last, calendar.monthrange(day.year, last)[1])


def first_share(start: datetime.date, every: int, part: str) -> Fraction:
    """What an asset that begins on `start` gets of its first period: by days, by months begun, or in full."""
    first, last = block(start, every)
    if part == "full":
        return Fraction(1)
    if part == "months":
        return Fraction(last.month - start.month + 1, every)
    return Fraction((last - start).days + 1, (last - first).days + 1)


def spans(start: datetime.date, months: int, every: int, part: str) -> tuple[Span, ...]:
    """The days on which an asset with a life of `months` is written off; the shares add up to the life in periods."""
    left, share, day = Fraction(months, every), first_share(start, every, part), start
    found = []
    while left > 0:
        used = min(share, left)
        end = block(day, every)[1]
        found.append(Span(end, used))
        left, share, day = left - used, Fraction(1), end + datetime.timedelta(days=1)
    return tuple(found)


def declining(factor: int, periods: Fraction) -> int:
    """The rate of the declining balance: `factor` (ten-thousandths, 20000 for double) divided by the life in periods,
    never more than the whole."""
    whole = Fraction(factor * RATE, 10_000) / periods
    return min(RATE, rounded(whole.numerator, whole.denominator))


def written_down(value: int, residual: int, periods: Fraction) -> int:
    """The rate r for which value x (1 - r) ^ periods is the residual value (which must be above nought)."""
    assert 0 < residual <= value, (value, residual)
    with localcontext() as context:
        context.prec = 40
        kept = (Decimal(residual) / Decimal(value)) ** (Decimal(periods.denominator) / Decimal(periods.numerator))
        return int(((1 - kept) * RATE).quantize(Decimal(1), ROUND_HALF_UP))


def amounts(value: int, residual: int, over: Sequence[Span], way: Way) -> list[int]:
    """What is written off on each day of `over`: from `value` down to `residual`, the last one takes what is left."""
    if way.kind == "linear":
        return _even(max(0, value - residual), over)
    left = sum((span.share for span in over), Fraction(0))
    book = max(value, residual)
    found = []
    for span in over:
        last = span.share == left
        amount = book - residual if last else min(book - residual, _falling(book, residual, span.share, left, way))
        found.append(amount)
        book, left = book - amount, left - span.share
    return found


def _even(total: int, over: Sequence[Span]) -> list[int]:
    """What is gone by each day is the total times the time passed, rounded: cents never gather."""
    whole = sum((span.share for span in over), Fraction(0))
    passed, gone, found = Fraction(0), 0, []
    for span in over:
        passed += span.share
        until_then = total * passed / whole
        found.append(rounded(until_then.numerator, until_then.denominator) - gone)
        gone += found[-1]
    return found


def _falling(book: int, residual: int, share: Fraction, left: Fraction, way: Way) -> int:
    """A share of the book value, or the rest spread evenly over the rest of the time where that may be more."""
    falling = book * Fraction(way.rate, RATE) * share
    chosen = max(falling, (book - residual) * share / left) if way.kind == "declining_linear" else falling
    return rounded(chosen.numerator, chosen.denominator)


def until(day: datetime.date, span: Span, amount: int, start: datetime.date, part: str, every: int) -> int:
    """What of `amount`, meant for `span`, belongs to the time up to and with `day`, for an asset that began on
    `start`: days passed, months completed, or nothing before the period is over."""
    first, last = block(span.on, every)
    begun = max(first, start)
    if day >= last:
        return amount
    if part == "full" or day < begun:
        return 0
    if part == "months":
        length, passed = span.share * every, day.month - begun.month
    else:
        length, passed = span.share * ((last - first).days + 1), (day - begun).days + 1
    share = min(Fraction(1), passed / length)
    return rounded(amount * share.numerator, share.denominator)

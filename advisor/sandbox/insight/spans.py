"""Spans of days that reports speak of: months, the year so far, the same span before."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.ledger.tables import Period

DAY = datetime.timedelta(days=1)
WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Span:
    """From the first to the last day, both within."""

    first: datetime.date
    last: datetime.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def month(day: datetime.date) -> Span:
    """The whole month of a day."""
    return Span(day.replace(day=1), month_end(day))


def month_end(day: datetime.date) -> datetime.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later (earlier below nought), or the last one of a shorter month."""
    place = day.year * 12 + day.month - 1 + months
    year, number = divmod(place, 12)
    return datetime.date(year, number + 1, min(day.day, calendar.monthrange(year, number + 1)[1]))


def months(last: datetime.date, count: int) -> list[Span]:
    """The last `count` months up to the one of `last`, the oldest first."""
    return [month(later(last.replace(day=1), back)) for back in range(1 - count, 1)]


def month_to(day: datetime.date) -> Span:
    """The month so far."""
    return Span(day.replace(day=1), day)


def month_before(day: datetime.date) -> Span:
    """The month before up to the same day of it, so that a month that is not over is compared with as much."""
    last = later(day, -1)
    if day == month_end(day):
        last = month_end(last)
    return Span(last.replace(day=1), last)


def before(span: Span) -> Span:
    """As many whole months before; as many days before when it does not begin and end with a month."""
    whole = span.first.day == 1 and span.last == month_end(span.last)
    if not whole:
        return Span(span.first - span.days * DAY, span.first - DAY)
    count = (span.last.year - span.first.year) * 12 + span.last.month - span.first.month + 1
    return Span(later(span.first, -count), span.first - DAY)


def year_before(span: Span) -> Span:
    """The same months a year before."""
    last = later(span.last, -12)
    return Span(later(span.first, -12), month_end(last) if span.last == month_end(span.last) else last)


def year_start(session: Session, day: datetime.date) -> datetime.date:
    """The first day of the financial year of a day; of the calendar year where the books have no period for it."""
    year = select(Period.year).where(Period.first <= day, Period.last >= day).scalar_subquery()
    found = session.scalar(select(func.min(Period.first)).where(Period.year == year))
    return found or day.replace(month=1, day=1)


def year_to(session: Session, day: datetime.date) -> Span:
    """The financial year so far."""
    return Span(year_start(session, day), day)


def week_start(day: datetime.date) -> datetime.date:
    """The Monday of its week."""
    return day - day.weekday() * DAY


def weeks(first: datetime.date, count: int) -> list[Span]:
    """Weeks from Monday to Sunday, the first one cut to begin with `first`."""
    monday = week_start(first)
    found = [Span(monday + i * WEEK, monday + i * WEEK + 6 * DAY) for i in range(count)]
    return [Span(first, found[0].last), *found[1:]] if found else []

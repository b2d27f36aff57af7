"""A grid of people and the days of a month: what the pages of working time and of absences are made of."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from babel.dates import format_date, format_skeleton
from persiantools.jdatetime import JalaliDate

from advisor import language as wording
from advisor.sandbox.people.depreciation import block
from advisor.sandbox.people.workdays import days, rest
from web.sandbox.pages import Place
from web.sandbox.visit import Visit


@dataclass(frozen=True)
class Head:
    """A day above the grid."""

    number: str
    weekday: str
    rest: bool
    today: bool


@dataclass(frozen=True)
class Square:
    """A day of somebody: `tone` is the kind of day it was, `said` what it means in words."""

    text: str = ""
    tone: str = ""
    said: str = ""


@dataclass(frozen=True)
class Line:
    name: str
    href: str
    squares: tuple[Square, ...]
    sums: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """`key` explains the squares, `sums` are the headings of what stands after the days."""

    span: str
    before: Place
    after: Place
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    key: tuple[Square, ...]
    sums: tuple[str, ...] = ()
    create: tuple[Place, ...] = ()
    empty: str = ""


def month_of(visit: Visit) -> tuple[datetime.date, datetime.date]:
    """First and last day of the month that the address asks for, that of today without one."""
    text = visit.query.get("month", "")
    try:
        day = datetime.date.fromisoformat(f"{text}-01") if text else visit.today
    except ValueError:
        day = visit.today
    return block(day, 1)


def neighbours(visit: Visit, page: str, first: datetime.date, last: datetime.date) -> tuple[Place, Place]:
    """The months before and after, as links to the same page."""
    one = datetime.timedelta(days=1)
    words = visit.words
    addresses = [f"{visit.base}/p/{page}?month={day:%Y-%m}" for day in (first - one, last + one)]
    return Place(words("Month before"), addresses[0]), Place(words("Month after"), addresses[1])


def span(visit: Visit, first: datetime.date, last: datetime.date) -> str:
    """The days of a month as they are read."""
    written = (wording.date(first, visit.language), wording.date(last, visit.language))
    return visit.words("{first} to {last}").format(first=written[0], last=written[1])


def heads(visit: Visit, first: datetime.date, last: datetime.date) -> tuple[Head, ...]:
    resting = rest(visit.session)
    return tuple(
        Head(
            number(day, visit.language),
            weekday(day, visit.language, True),
            day.weekday() in resting,
            day == visit.today,
        )
        for day in days(first, last)
    )


def number(day: datetime.date, language: str) -> str:
    """The number of a day in its month; in Persian by the Jalali calendar."""
    shown = JalaliDate(day).day if language == "fa" else day.day  # type: ignore[no-untyped-call]
    return wording.number(shown, language)


def weekday(day: datetime.date, language: str, narrow: bool = False) -> str:
    """The short name of a weekday, or its letter for a narrow column."""
    return format_date(day, "ccccc" if narrow else "ccc", locale=wording.locale(language))


def short(day: datetime.date, language: str) -> str:
    """Day and month, short; in Persian by the Jalali calendar."""
    if language == "fa":
        there = JalaliDate(day)  # type: ignore[no-untyped-call]
        return f"{wording.number(there.day, language)}/{wording.number(there.month, language)}"
    return format_skeleton("MMMd", day, locale=wording.locale(language))


def key(squares: Iterable[tuple[str, str, str]]) -> tuple[Square, ...]:
    return tuple(Square(*one) for one in squares)

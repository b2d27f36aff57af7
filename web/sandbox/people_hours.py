"""Working time of a month: hours attended on each day, beside what was planned."""

from __future__ import annotations

import datetime
from decimal import Decimal

from advisor import language as wording
from advisor.sandbox.people.inputs import hours
from advisor.sandbox.people.performance import Day, Figures, figures
from advisor.sandbox.people.workdays import days
from web.sandbox import tables
from web.sandbox.chrome import href
from web.sandbox.people_grid import Grid, Line, Square, heads, key, month_of, neighbours, span
from web.sandbox.visit import Visit


def month(visit: Visit) -> Grid:
    """The grid of the month that the address asks for."""
    first, last = month_of(visit)
    words = visit.words
    found = figures(visit.session, first, last)
    before, after = neighbours(visit, "attendance", first, last)
    offers = (tables.offer(visit, verb) for verb in ("shift.plan", "stamp.create"))
    return Grid(
        span(visit, first, last),
        before,
        after,
        heads(visit, first, last),
        tuple(_line(visit, one, first, last) for one in found),
        key(
            (
                (_hours(visit, 480), "work", words("Hours attended")),
                (_hours(visit, 450), "short", words("Came late")),
                ("–", "missed", words("Did not come")),
                ("", "away", words("Away")),
                ("•", "here", words("Here now")),
            )
        ),
        (words("Attended"), words("Planned"), words("Balance")),
        tuple(place for place in offers if place is not None),
        words("Nobody is employed in this month. Hire somebody, plan shifts, and stamp who comes and goes."),
    )


def _line(visit: Visit, one: Figures, first: datetime.date, last: datetime.date) -> Line:
    until = min(last, visit.today)
    squares = tuple(_square(visit, one.days.get(day, Day()), day <= until) for day in days(first, last))
    gone = [day for on, day in one.days.items() if on <= until]
    attended, planned = sum(day.attended for day in gone), sum(day.planned for day in gone if not day.away)
    sums = tuple(_hours(visit, minutes) for minutes in (attended, planned, attended - planned))
    return Line(one.name, href(visit, "employee", one.employee.id), squares, sums)


def _square(visit: Visit, day: Day, over: bool) -> Square:
    words = visit.words
    if day.away:
        return Square("", "away", words("Away"))
    if day.here and not day.attended:
        return Square("•", "here", words("Here now"))
    if day.attended:
        said = words("Came late") if day.late else words("Hours attended")
        return Square(_hours(visit, day.attended), "short" if day.late else "work", said)
    if day.missed and over:
        return Square("–", "missed", words("Did not come"))
    return Square(_hours(visit, day.planned), "planned", words("Planned")) if day.planned else Square()


def _hours(visit: Visit, minutes: int) -> str:
    """Hours with one decimal at most and a true minus sign."""
    shown = wording.number(float(abs(hours(minutes)).quantize(Decimal("0.1"))), visit.language, "0.#")
    return f"−{shown}" if minutes < 0 and hours(minutes) else shown

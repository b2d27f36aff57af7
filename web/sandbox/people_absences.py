"""Who is away when: the absences of a month, those that wait for a decision too."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from sqlalchemy import select

from advisor import language as wording
from advisor.sandbox.core.tables import Party
from advisor.sandbox.people.staff import employed
from advisor.sandbox.people.tables import Absence, Employee
from advisor.sandbox.people.workdays import days, rest
from web.sandbox import labels, tables
from web.sandbox.chrome import href
from web.sandbox.people_grid import Grid, Line, Square, heads, key, month_of, neighbours, span
from web.sandbox.visit import Visit

REASONS = ("leave", "illness", "training", "unpaid")


def calendar(visit: Visit) -> Grid:
    """The grid of the month that the address asks for."""
    first, last = month_of(visit)
    before, after = neighbours(visit, "away", first, last)
    offer = tables.offer(visit, "absence.create")
    words = visit.words
    return Grid(
        span(visit, first, last),
        before,
        after,
        heads(visit, first, last),
        tuple(_lines(visit, first, last)),
        key(
            (
                *((sign, one, labels.choice(one, words)) for one, sign in _signs(visit).items()),
                ("?", "asked", words("Waits for a decision")),
            )
        ),
        (words("Days away"),),
        (offer,) if offer else (),
        words("Nobody is employed in this month. Hire somebody first."),
    )


def signs(names: Mapping[str, str]) -> dict[str, str]:
    """The shortest beginnings that tell the names apart, so that colour is not all that does."""
    for length in range(1, max(map(len, names.values()))):
        found = {key: name[:length] for key, name in names.items()}
        if len(set(found.values())) == len(names):
            return found
    return dict(names)


def _signs(visit: Visit) -> dict[str, str]:
    return signs({one: labels.choice(one, visit.words) for one in REASONS})


def _lines(visit: Visit, first: datetime.date, last: datetime.date) -> list[Line]:
    staff = select(Employee, Party.name).join(Party, Party.id == Employee.party_id).order_by(Party.name, Employee.id)
    absent = _absent(visit, first, last)
    found = []
    for one, name in visit.session.execute(staff):
        if employed(one, first, last):
            squares = [absent.get((one.id, day)) or Square() for day in days(first, last)]
            away = wording.number(sum(square.tone in REASONS for square in squares), visit.language)
            found.append(Line(name, href(visit, "employee", one.id), tuple(squares), (away,)))
    return found


def _absent(visit: Visit, first: datetime.date, last: datetime.date) -> dict[tuple[int, datetime.date], Square]:
    wanted = select(Absence).where(
        Absence.state.in_(("waiting", "approved")), Absence.first <= last, Absence.last >= first
    )
    resting, known = rest(visit.session), _signs(visit)
    found = {}
    for one in visit.session.scalars(wanted):
        said = labels.choice(one.reason, visit.words)
        waits = one.state == "waiting"
        square = Square("?" if waits else known[one.reason], "asked" if waits else one.reason, said)
        for day in days(max(first, one.first), min(last, one.last)):
            if day.weekday() not in resting:
                found[one.employee_id, day] = square
    return found

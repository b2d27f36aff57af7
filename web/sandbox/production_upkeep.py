"""Maintenance as a calendar of six weeks."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from advisor.sandbox.plan.maintenance import overdue
from advisor.sandbox.plan.tables import Maintenance, WorkCentre
from advisor.sandbox.plan.workdays import week_start, workdays
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.visit import Visit

WEEKS = 6
FARTHEST = 3660  # days


@dataclass(frozen=True)
class Care:
    name: Cell
    centre: str
    minutes: str
    state: Cell


@dataclass(frozen=True)
class Day:
    """`off` on days of rest and holidays."""

    on: datetime.date
    today: bool
    past: bool
    off: bool
    items: tuple[Care, ...]


@dataclass(frozen=True)
class UpkeepData:
    """`weeks` of seven days each; `before` and `after` are the first days of the calendars around this one."""

    weeks: tuple[tuple[Day, ...], ...]
    overdue: tuple[tuple[Care, datetime.date], ...]
    before: str
    after: str
    any: bool
    new: str


def build(visit: Visit) -> UpkeepData:
    first = week_start(visit.session, _from(visit))
    span = datetime.timedelta(days=WEEKS * 7)
    found = _found(visit, first, first + span)
    calendar = workdays(visit.session)
    days = [
        Day(on, on == visit.today, on < visit.today, not calendar.open(on), tuple(found.get(on, ())))
        for on in (first + datetime.timedelta(days=number) for number in range(WEEKS * 7))
    ]
    names = dict(visit.session.execute(select(WorkCentre.id, WorkCentre.name)).all())
    may = visit.actor.may(("production",))
    return UpkeepData(
        tuple(tuple(days[start : start + 7]) for start in range(0, len(days), 7)),
        tuple((_care(visit, one, names[one.centre_id]), one.on) for one in overdue(visit.session)),
        (first - span).isoformat(),
        (first + span).isoformat(),
        bool(found),
        f"{visit.base}/new/maintenance.create" if may else "",
    )


def _from(visit: Visit) -> datetime.date:
    """The day that the address names, within a few years; else today."""
    try:
        wanted = datetime.date.fromisoformat(visit.query.get("from", ""))
    except ValueError:
        return visit.today
    return wanted if abs((wanted - visit.today).days) <= FARTHEST else visit.today


def _found(visit: Visit, first: datetime.date, after: datetime.date) -> dict[datetime.date, list[Care]]:
    wanted = (
        select(Maintenance, WorkCentre.name)
        .join(WorkCentre, WorkCentre.id == Maintenance.centre_id)
        .where(Maintenance.on >= first, Maintenance.on < after, Maintenance.state != "cancelled")
        .order_by(Maintenance.on, Maintenance.id)
    )
    found: dict[datetime.date, list[Care]] = defaultdict(list)
    for one, centre in visit.session.execute(wanted):
        found[one.on].append(_care(visit, one, centre))
    return found


def _care(visit: Visit, one: Maintenance, centre: str) -> Care:
    write = writer(visit)
    return Care(
        Cell(one.name, href(visit, "maintenance", one.id)),
        centre,
        write.text("number", one.minutes),
        write.cell("state", one.state, document="maintenance"),
    )

"""Planned against attended time: what a month's grid and the figures of each employee show."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Party
from advisor.sandbox.people.absences import away
from advisor.sandbox.people.attendance import Worked, planned, worked
from advisor.sandbox.people.staff import employed
from advisor.sandbox.people.tables import Employee, Shift

GRACE = 5  # minutes after the shift began that are not late


@dataclass(frozen=True)
class Day:
    """One day of an employee: minutes planned and attended, why he was away, and whether he came late."""

    planned: int = 0
    attended: int = 0
    away: str = ""
    late: bool = False
    here: bool = False  # came and has not gone

    @property
    def missed(self) -> bool:
        return self.planned > 0 and not (self.attended or self.away or self.here)


@dataclass
class Figures:
    """An employee in some days. Minutes planned do not count days away."""

    employee: Employee
    name: str
    days: dict[datetime.date, Day] = field(default_factory=dict)

    @property
    def planned(self) -> int:
        return sum(day.planned for day in self.days.values() if not day.away)

    @property
    def attended(self) -> int:
        return sum(day.attended for day in self.days.values())

    @property
    def away(self) -> int:
        return sum(bool(day.away) for day in self.days.values())

    @property
    def late(self) -> int:
        return sum(day.late for day in self.days.values())

    @property
    def missed(self) -> int:
        """Days with a shift on which he neither came nor was away."""
        return sum(day.missed for day in self.days.values())

    @property
    def balance(self) -> int:
        """Minutes attended beyond those planned; below nought when time is missing."""
        return self.attended - self.planned


def figures(session: Session, first: datetime.date, last: datetime.date, department: str = "") -> list[Figures]:
    """Everybody employed on some of the days, by name."""
    wanted = select(Employee, Party.name).join(Party, Party.id == Employee.party_id).order_by(Party.name, Employee.id)
    if department:
        wanted = wanted.where(Employee.department == department)
    staff = [(one, name) for one, name in session.execute(wanted) if employed(one, first, last)]
    shifts = _shifts(session, first, last)
    stamps, absent = worked(session, first, last), away(session, first, last)
    return [
        Figures(one, name, _days(shifts.get(one.id, {}), stamps.get(one.id, []), absent.get(one.id, {})))
        for one, name in staff
    ]


def _shifts(session: Session, first: datetime.date, last: datetime.date) -> dict[int, dict[datetime.date, list[Shift]]]:
    found: dict[int, dict[datetime.date, list[Shift]]] = defaultdict(lambda: defaultdict(list))
    wanted = select(Shift).where(Shift.on >= first, Shift.on <= last).order_by(Shift.on, Shift.begins)
    for shift in session.scalars(wanted):
        found[shift.employee_id][shift.on].append(shift)
    return found


def _days(
    shifts: dict[datetime.date, list[Shift]], stretches: list[Worked], absent: dict[datetime.date, str]
) -> dict[datetime.date, Day]:
    by_day: dict[datetime.date, list[Worked]] = defaultdict(list)
    for one in stretches:
        by_day[one.day].append(one)
    return {
        day: Day(
            planned=sum(map(planned, shifts.get(day, []))),
            attended=sum(one.minutes for one in by_day.get(day, [])),
            away=absent.get(day, ""),
            late=_late(shifts.get(day, []), by_day.get(day, [])),
            here=any(one.ends is None for one in by_day.get(day, [])),
        )
        for day in sorted({*shifts, *by_day, *absent})
    }


def _late(shifts: list[Shift], stretches: list[Worked]) -> bool:
    if not shifts or not stretches:
        return False
    came = stretches[0].begins
    return came.hour * 60 + came.minute > shifts[0].begins + GRACE

"""Who works on what: shares of people's time for projects, where they are too much, and how loaded everybody is."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, load
from advisor.sandbox.core.tables import Party
from advisor.sandbox.people.absences import away
from advisor.sandbox.people.inputs import WHOLE, in_order, row, share
from advisor.sandbox.people.projects import active
from advisor.sandbox.people.staff import employed, must_be_employed
from advisor.sandbox.people.tables import Allocation, Employee, Project
from advisor.sandbox.people.workdays import rest, workdays

MODELS |= {"allocation": Allocation}


@dataclass(frozen=True)
class Conflict:
    """Days in a row on which somebody is promised for more than all of his time, or while he is away. `share` in
    ten-thousandths of the working time, `projects` the names of those that share it."""

    employee: int
    name: str
    first: datetime.date
    last: datetime.date
    share: int
    projects: tuple[str, ...]
    away: bool


@dataclass(frozen=True)
class Load:
    """A day of somebody: the share of his time that projects have, and whether he is away."""

    share: int = 0
    projects: tuple[int, ...] = ()
    away: bool = False


Loads = dict[int, dict[datetime.date, Load]]
Loaded = tuple[datetime.date, Load]


def create(
    session: Session,
    by: Actor,
    *,
    employee: int,
    project: int,
    percent: Decimal,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
) -> Allocation:
    """Promise a share of somebody's time to a project, for its whole length if no days are given. More than all of
    his time is not refused: it is shown as a conflict, because plans change from both ends."""
    found = active(session, project)
    person: Employee = load(session, "employee", employee)
    begin, end = first or found.first, last or found.last
    in_order(begin, end)
    must_be_employed(session, person, begin)
    part = share(percent, "percent")
    if not 0 < part <= WHOLE:
        raise Refusal("A share is above nought and at most 100 per cent. Correct it.", field="percent")
    made = Allocation(employee_id=person.id, project_id=found.id, first=begin, last=end, share=part)
    session.add(made)
    session.flush()
    values = {"employee": person.id, "share": part, "first": begin.isoformat(), "last": end.isoformat()}
    events.record(session, by, "project", found.id, "allocate", values, party=found.party_id)
    return made


def change(
    session: Session,
    by: Actor,
    *,
    allocation: int,
    percent: Decimal | None = None,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
) -> Allocation:
    """Change what is given."""
    found = row(session, Allocation, allocation, "allocation", lock=True)
    found.first, found.last = first or found.first, last or found.last
    in_order(found.first, found.last)
    found.share = found.share if percent is None else share(percent, "percent")
    if not 0 < found.share <= WHOLE:
        raise Refusal("A share is above nought and at most 100 per cent. Correct it.", field="percent")
    events.record(session, by, "project", found.project_id, "allocate", {"employee": found.employee_id})
    return found


def remove(session: Session, by: Actor, *, allocation: int) -> None:
    """The project no longer needs this share of somebody's time."""
    found = row(session, Allocation, allocation, "allocation", lock=True)
    events.record(session, by, "project", found.project_id, "release", {"employee": found.employee_id})
    session.delete(found)


def loads(session: Session, first: datetime.date, last: datetime.date) -> Loads:
    """The load of everybody who has one, on the working days from the first to the last."""
    resting, absent = rest(session), away(session, first, last)
    parts: dict[int, dict[datetime.date, list[Allocation]]] = defaultdict(lambda: defaultdict(list))
    for one in session.scalars(_promised(first, last)):
        for day in workdays(max(first, one.first), min(last, one.last), resting):
            parts[one.employee_id][day].append(one)
    return {
        employee: {day: _load(days[day], day in absent.get(employee, {})) for day in sorted(days)}
        for employee, days in parts.items()
    }


def _promised(first: datetime.date, last: datetime.date) -> Select[Allocation]:
    return (
        select(Allocation)
        .join(Project, Project.id == Allocation.project_id)
        .where(Allocation.first <= last, Allocation.last >= first, Project.state.in_(("draft", "running")))
        .order_by(Allocation.id)
    )


def _load(parts: Sequence[Allocation], absent: bool) -> Load:
    return Load(sum(one.share for one in parts), tuple(dict.fromkeys(one.project_id for one in parts)), absent)


def conflicts(session: Session, first: datetime.date, last: datetime.date) -> list[Conflict]:
    """Where somebody is promised for more than his time or while he is away, by name and day."""
    names = _names(session)
    titles = dict(session.execute(select(Project.id, Project.name)).all())
    found = []
    for employee, days in loads(session, first, last).items():
        for run in _runs([(day, one) for day, one in days.items() if one.away or one.share > WHOLE], rest(session)):
            begin, one = run[0]
            projects = tuple(titles[key] for key in one.projects)
            found.append(Conflict(employee, names[employee], begin, run[-1][0], one.share, projects, one.away))
    return sorted(found, key=lambda one: (one.name, one.employee, one.first))


def _runs(days: Sequence[Loaded], resting: frozenset[int]) -> list[list[Loaded]]:
    """Days that follow each other, but for days of rest, with the same load."""
    found: list[list[Loaded]] = []
    for day, one in days:
        last = found[-1][-1] if found else None
        if last is not None and last[1] == one and len(workdays(last[0], day, resting)) == 2:
            found[-1].append((day, one))
        else:
            found.append([(day, one)])
    return found


@dataclass(frozen=True)
class Row:
    """An employee in the chart of loads: for each week the average load in ten-thousandths of the days he is here,
    or nothing when he is away all week or not employed."""

    employee: int
    name: str
    department: str
    weeks: tuple[int | None, ...]


def chart(session: Session, first: datetime.date, weeks: int) -> list[Row]:
    """The load of everybody employed for so many weeks from `first`, by name."""
    last = first + datetime.timedelta(days=7 * weeks - 1)
    resting, absent, loaded = rest(session), away(session, first, last), loads(session, first, last)
    wanted = select(Employee, Party.name).join(Party, Party.id == Employee.party_id).order_by(Party.name, Employee.id)
    starts = [first + datetime.timedelta(days=7 * number) for number in range(weeks)]
    spans = [workdays(start, start + datetime.timedelta(days=6), resting) for start in starts]
    found = []
    for one, name in session.execute(wanted):
        if not employed(one, first, last):
            continue
        here = [[d for d in days if d not in absent.get(one.id, {}) and employed(one, d, d)] for days in spans]
        shares = tuple(_average([loaded.get(one.id, {}).get(day, Load()).share for day in days]) for days in here)
        found.append(Row(one.id, name, one.department, shares))
    return found


def _average(shares: Sequence[int]) -> int | None:
    return rounded(sum(shares), len(shares)) if shares else None


def _names(session: Session) -> dict[int, str]:
    wanted = select(Employee.id, Party.name).join(Party, Party.id == Employee.party_id)
    return dict(session.execute(wanted).all())


VERBS = (
    ("allocation.create", create, "erp-resources", ("sales", "people", "production"), "allocation"),
    ("allocation.change", change, "erp-resources", ("sales", "people", "production"), "allocation"),
    ("allocation.remove", remove, "erp-resources", ("sales", "people", "production"), ""),
)

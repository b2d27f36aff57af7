"""The time of somebody in a week: one row for each task, one column for each day."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import or_, select

from advisor import language as wording
from advisor.sandbox.core.tables import Party
from advisor.sandbox.people.inputs import hours
from advisor.sandbox.people.tables import Allocation, Employee, Project, Task, Timesheet
from advisor.sandbox.people.workdays import rest
from advisor.sandbox.verbs import verbs
from web.sandbox.chrome import href, writer
from web.sandbox.pages import Choosable, Place
from web.sandbox.people_grid import number, weekday
from web.sandbox.typed import shown_decimal
from web.sandbox.visit import Visit

DAYS = 7


@dataclass(frozen=True)
class Day:
    """A column: its name, whether nobody works on it, what is entered on it so far, and whether it is over or today."""

    weekday: str
    number: str
    rest: bool
    open: bool
    total: str


@dataclass(frozen=True)
class Row:
    """A task with what stands in its seven fields as it is typed; days to come have none."""

    task: int
    name: str
    project: str
    href: str
    hours: tuple[str, ...]
    total: str


@dataclass(frozen=True)
class Week:
    """`here` is the address to come back to."""

    people: tuple[Choosable, ...]
    employee: int
    first: datetime.date
    span: str
    before: Place
    after: Place
    days: tuple[Day, ...]
    rows: tuple[Row, ...]
    total: str
    may: bool
    here: str
    key: str


def week(visit: Visit) -> Week:
    """The week in which the day `first` of the address lies, of the employee that it names."""
    people = [(one.id, name) for one, name in _staff(visit)]
    chosen = _chosen(visit, [key for key, _ in people])
    first = _first(visit)
    dates = [first + datetime.timedelta(days=place) for place in range(DAYS)]
    times = _times(visit, chosen, dates)
    write = writer(visit)
    sums = [sum(times[task, day] for task, day in times if day == one) for one in dates]
    here = f"p/week?employee={chosen}"
    resting = rest(visit.session)
    return Week(
        tuple(Choosable(str(key), name, key == chosen) for key, name in people),
        chosen,
        first,
        visit.words("{first} to {last}").format(
            first=wording.date(first, visit.language), last=wording.date(dates[-1], visit.language)
        ),
        Place(visit.words("Week before"), f"{visit.base}/{here}&first={dates[0] - datetime.timedelta(days=7)}"),
        Place(visit.words("Week after"), f"{visit.base}/{here}&first={dates[0] + datetime.timedelta(days=7)}"),
        tuple(
            Day(
                weekday(day, visit.language),
                number(day, visit.language),
                day.weekday() in resting,
                day <= visit.today,
                write.text("number", hours(total)),
            )
            for day, total in zip(dates, sums, strict=True)
        ),
        tuple(_row(visit, task, project, dates, times) for task, project in _tasks(visit, chosen, dates)),
        write.text("number", hours(sum(sums))),
        visit.actor.may(verbs()["timesheet.week"].who),
        f"{here}&first={first}",
        visit.key(),
    )


def _staff(visit: Visit) -> list[tuple[Employee, str]]:
    """Everybody who is employed, by name."""
    wanted = select(Employee, Party.name).join(Party, Party.id == Employee.party_id)
    rows = visit.session.execute(wanted.where(Employee.state == "employed").order_by(Party.name, Employee.id))
    return [(one, name) for one, name in rows]


def _chosen(visit: Visit, known: list[int]) -> int:
    """Whose week it is: the one of the address, else the first; 0 when nobody is employed."""
    text = visit.query.get("employee", "")
    wanted = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    return wanted if wanted in known else (known[0] if known else 0)


def _first(visit: Visit) -> datetime.date:
    """The day on which the week begins: the one after the days of rest."""
    try:
        day = datetime.date.fromisoformat(visit.query.get("first", ""))
    except ValueError:
        day = visit.today
    resting = rest(visit.session)
    start = next((one for one in range(7) if one not in resting and (one - 1) % 7 in resting), 0)
    return day - datetime.timedelta(days=(day.weekday() - start) % 7)


def _times(visit: Visit, employee: int, dates: list[datetime.date]) -> dict[tuple[int, datetime.date], int]:
    found: dict[tuple[int, datetime.date], int] = defaultdict(int)
    wanted = select(Timesheet).where(Timesheet.employee_id == employee, Timesheet.on.in_(dates))
    for one in visit.session.scalars(wanted):
        found[one.task_id, one.on] += one.minutes
    return found


def _tasks(visit: Visit, employee: int, dates: list[datetime.date]) -> list[tuple[Task, Project]]:
    """Open tasks of running projects that have a share of his time, and all on which he has time in this week."""
    with_time = select(Timesheet.task_id).where(Timesheet.employee_id == employee, Timesheet.on.in_(dates))
    earlier = select(Timesheet.task_id).where(Timesheet.employee_id == employee)
    own = select(Allocation.project_id).where(Allocation.employee_id == employee, Allocation.last >= dates[0])
    going = (Project.state == "running") & Task.state.in_(("open", "running"))
    wanted = (
        select(Task, Project)
        .join(Project, Project.id == Task.project_id)
        .where(
            or_(
                Task.id.in_(with_time),
                going & or_(Task.id.in_(earlier), Project.id.in_(own)),
                Task.id == _asked(visit),
            )
        )
        .order_by(Project.name, Task.id)
    )
    return [(task, project) for task, project in visit.session.execute(wanted)]


def _asked(visit: Visit) -> int:
    """A task that was added to the week by hand."""
    text = visit.query.get("task", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _row(
    visit: Visit,
    task: Task,
    project: Project,
    dates: list[datetime.date],
    times: dict[tuple[int, datetime.date], int],
) -> Row:
    own = [times.get((task.id, day), 0) for day in dates]
    return Row(
        task.id,
        task.name,
        project.name,
        href(visit, "task", task.id),
        tuple(shown_decimal(Decimal(hours(one)), visit.language) if one else "" for one in own),
        writer(visit).text("number", hours(sum(own))),
    )

"""Time spent on tasks. Its cost is that of the day on which it was entered, whatever the rate becomes later."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import ROLES, SYSTEM, Actor
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, fire, load
from advisor.sandbox.ledger.posting import period_of
from advisor.sandbox.people.inputs import hours as in_hours
from advisor.sandbox.people.inputs import minutes, row
from advisor.sandbox.people.projects import GONE
from advisor.sandbox.people.staff import must_be_employed
from advisor.sandbox.people.tables import Employee, Project, Task, Timesheet
from advisor.sandbox.trade.tables import Invoice, InvoiceLine

MODELS |= {"timesheet": Timesheet}

DAY = 24 * 60


class WeekRow(BaseModel):
    """Hours on a task on each of the seven days of a week."""

    model_config = ConfigDict(extra="forbid")
    task: int
    d1: Decimal = Decimal(0)
    d2: Decimal = Decimal(0)
    d3: Decimal = Decimal(0)
    d4: Decimal = Decimal(0)
    d5: Decimal = Decimal(0)
    d6: Decimal = Decimal(0)
    d7: Decimal = Decimal(0)

    @property
    def hours(self) -> tuple[Decimal, ...]:
        return (self.d1, self.d2, self.d3, self.d4, self.d5, self.d6, self.d7)


def create(
    session: Session,
    by: Actor,
    *,
    employee: int,
    task: int,
    hours: Decimal,
    on: datetime.date | None = None,
    billable: bool = True,
    text: str = "",
) -> Timesheet:
    """Time on a task; a task that is still open is started by it."""
    person: Employee = load(session, "employee", employee, lock=True)
    day = on or clock.today(session)
    _may_book(session, person, day)
    _may_take(session, [task])
    if hours <= 0:
        raise Refusal("The hours are above nought. Correct them.", field="hours")
    made = _entry(person, task, day, minutes(hours), billable, text)
    _fits(session, person, [made])
    session.add(made)
    session.flush()
    return made


def week(
    session: Session,
    by: Actor,
    *,
    employee: int,
    first: datetime.date,
    rows: list[WeekRow],
) -> Employee:
    """The time of a week from the day `first`: what was entered before for these tasks and days gives way to it,
    unless it was billed, which then must not be less."""
    person: Employee = load(session, "employee", employee, lock=True)
    wanted = _cells(first, rows)
    tasks = sorted({task for task, _ in wanted})
    old = _known(session, person, tasks, first)
    changed = {cell: time for cell, time in wanted.items() if time != sum(one.minutes for one in old.get(cell, []))}
    fixed = billed(session, [one for cell in changed for one in old.get(cell, [])])
    for day in sorted({day for _, day in changed}):
        _may_book(session, person, day)
    _may_take(session, sorted({task for task, _ in changed}))
    made = []
    for cell, time in sorted(changed.items()):
        made += _replaced(session, person, cell, time, [one for one in old.get(cell, []) if one.id in fixed])
        for gone in old.get(cell, []):
            if gone.id not in fixed:
                session.delete(gone)
    session.flush()
    _fits(session, person, made)
    session.add_all(made)
    events.record(session, by, "employee", person.id, "week", {"first": first.isoformat()}, party=person.party_id)
    return person


def _cells(first: datetime.date, rows: Sequence[WeekRow]) -> dict[tuple[int, datetime.date], int]:
    found: dict[tuple[int, datetime.date], int] = defaultdict(int)
    for line in rows:
        if any(one < 0 for one in line.hours):
            raise Refusal("Hours are nought or more. Correct the row.", field="rows")
        for number, time in enumerate(line.hours):
            found[line.task, first + datetime.timedelta(days=number)] += minutes(time)
    return dict(found)


def _known(
    session: Session, person: Employee, tasks: Sequence[int], first: datetime.date
) -> dict[tuple[int, datetime.date], list[Timesheet]]:
    found: dict[tuple[int, datetime.date], list[Timesheet]] = defaultdict(list)
    wanted = select(Timesheet).where(
        Timesheet.employee_id == person.id,
        Timesheet.task_id.in_(tasks),
        Timesheet.on >= first,
        Timesheet.on < first + datetime.timedelta(days=7),
    )
    for one in session.scalars(wanted.order_by(Timesheet.id).with_for_update()):
        found[one.task_id, one.on].append(one)
    return found


def _replaced(
    session: Session, person: Employee, cell: tuple[int, datetime.date], time: int, fixed: Sequence[Timesheet]
) -> list[Timesheet]:
    """What is entered beside the time that was billed."""
    rest = time - sum(one.minutes for one in fixed)
    if rest < 0:
        raise Refusal(
            "{hours} hours of {day} are on an invoice. Enter at least as many.",
            values={"hours": str(in_hours(time - rest)), "day": cell[1].isoformat()},
            field="rows",
        )
    return [_entry(person, cell[0], cell[1], rest, True, "")] if rest else []


def remove(session: Session, by: Actor, *, timesheet: int) -> None:
    """Take time away that was not billed."""
    found = row(session, Timesheet, timesheet, "timesheet", lock=True)
    if found.id in billed(session, [found]):
        raise Refusal("This time is on an invoice. Cancel or reverse the invoice first.", field="timesheet")
    period_of(session, found.on)
    values = {"task": found.task_id, "on": found.on.isoformat(), "minutes": found.minutes}
    events.record(session, by, "employee", found.employee_id, "remove_time", values)
    session.delete(found)


def billed(session: Session, rows: Iterable[Timesheet]) -> set[int]:
    """Those that are on an invoice which was not cancelled or reversed."""
    named = [one.id for one in rows if one.invoice_line_id is not None]
    if not named:
        return set()
    wanted = (
        select(Timesheet.id)
        .join(InvoiceLine, InvoiceLine.id == Timesheet.invoice_line_id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Timesheet.id.in_(named), Invoice.state.not_in(GONE))
    )
    return set(session.scalars(wanted))


def _entry(person: Employee, task: int, on: datetime.date, time: int, billable: bool, text: str) -> Timesheet:
    return Timesheet(
        employee_id=person.id,
        task_id=task,
        on=on,
        minutes=time,
        cost=rounded(person.rate * time, 60),
        billable=billable,
        text=text.strip()[:200],
    )


def _may_book(session: Session, person: Employee, day: datetime.date) -> None:
    """Raises Refusal for a day to come, a closed month, or a day outside of the employment."""
    if day > clock.today(session):
        raise Refusal("This day is still to come. Enter time that was spent.", field="on")
    period_of(session, day)
    must_be_employed(session, person, day)


def _may_take(session: Session, tasks: Sequence[int]) -> None:
    """Raises Refusal unless the tasks and their projects are going on; open ones are started."""
    for key in tasks:
        task = row(session, Task, key, "task")
        if task.state in ("done", "cancelled"):
            raise Refusal("{task} is done. Open it again first.", values={"task": task.name}, field="task")
        project = row(session, Project, task.project_id, "task")
        if project.state != "running":
            raise Refusal("{project} is not running. Start it first.", values={"project": project.name}, field="task")
        if task.state == "open":
            fire(session, "task", key, "start", SYSTEM)


def _fits(session: Session, person: Employee, made: Sequence[Timesheet]) -> None:
    """Raises Refusal when somebody would have worked more than 24 hours on a day."""
    extra: dict[datetime.date, int] = defaultdict(int)
    for one in made:
        extra[one.on] += one.minutes
    wanted = (
        select(Timesheet.on, func.sum(Timesheet.minutes))
        .where(Timesheet.employee_id == person.id, Timesheet.on.in_(extra))
        .group_by(Timesheet.on)
    )
    for day, known in session.execute(wanted):
        extra[day] += int(known)
    full = next((day for day, total in sorted(extra.items()) if total > DAY), None)
    if full is not None:
        raise Refusal(
            "{day} would have {hours} hours. A day has 24; correct the time.",
            values={"day": full.isoformat(), "hours": str(in_hours(extra[full]))},
            field="hours",
        )


VERBS = (
    ("timesheet.create", create, "erp-projects", tuple(role for role in ROLES if role != "manager"), "timesheet"),
    ("timesheet.week", week, "erp-projects", tuple(role for role in ROLES if role != "manager"), "employee"),
    ("timesheet.remove", remove, "erp-projects", tuple(role for role in ROLES if role != "manager"), ""),
)

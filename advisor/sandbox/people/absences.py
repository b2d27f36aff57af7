"""Absences: leave, illness, training and unpaid days, asked for and decided."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from typing import Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import approving, clock, events, numbers
from advisor.sandbox.core.actors import ROLES, Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, effect, load
from advisor.sandbox.people.inputs import in_order
from advisor.sandbox.people.staff import must_be_employed, name_of
from advisor.sandbox.people.tables import Absence, Employee
from advisor.sandbox.people.workdays import days, rest, workdays

MODELS |= {"absence": Absence}

LIVE = ("draft", "waiting", "approved")


def create(
    session: Session,
    by: Actor,
    *,
    employee: int,
    first: datetime.date,
    last: datetime.date,
    reason: Literal["leave", "illness", "training", "unpaid"] = "leave",
) -> Absence:
    """Somebody asks to be away. Raises Refusal when he is away already on one of the days."""
    in_order(first, last)
    found: Employee = load(session, "employee", employee, lock=True)
    must_be_employed(session, found, first)
    overlap = select(Absence).where(
        Absence.employee_id == employee, Absence.state.in_(LIVE), Absence.first <= last, Absence.last >= first
    )
    other = session.scalars(overlap.order_by(Absence.first)).first()
    if other is not None:
        raise Refusal(
            "{name} is away from {first} to {last} already ({number}). Choose other days, or cancel that one.",
            values={
                "name": name_of(session, found),
                "first": other.first.isoformat(),
                "last": other.last.isoformat(),
                "number": other.number or "",
            },
            field="first",
        )
    number = numbers.text("AB", numbers.draw(session, "absence", clock.today(session)))
    made = Absence(employee_id=employee, reason=reason, first=first, last=last, number=number)
    session.add(made)
    session.flush()
    events.record(session, by, "absence", made.id, "create", {"reason": reason}, party=found.party_id)
    return made


@effect("absence.submit")
def submit(session: Session, absence: Absence, by: Actor) -> str:
    """Leave that is not there is refused; else it is decided by whoever the rules of approval name."""
    employee: Employee = load(session, "employee", absence.employee_id, lock=True)
    if absence.reason == "leave":
        _enough(session, employee, absence)
    return "waiting" if approving.ask(session, "absence", absence, 0, by) else "approved"


@effect("absence.approve")
def approve(session: Session, absence: Absence, by: Actor, *, reason: str = "") -> None:
    approving.decide(session, "absence", absence, by, approved=True, reason=reason)


@effect("absence.reject")
def reject(session: Session, absence: Absence, by: Actor, *, reason: str = "") -> None:
    approving.decide(session, "absence", absence, by, approved=False, reason=reason)


@effect("absence.cancel")
def cancel(session: Session, absence: Absence, by: Actor) -> None:
    approving.withdraw(session, "absence", absence.id)


def _enough(session: Session, employee: Employee, absence: Absence) -> None:
    """Raises Refusal when the year has too few days of leave left."""
    for year in range(absence.first.year, absence.last.year + 1):
        needed = len(_in_year(session, absence, year))
        left = employee.leave_days - taken(session, year, [employee.id])[employee.id]
        if needed > left:
            raise Refusal(
                "{name} has {left} of {all} days of leave left in {year}; this takes {needed}. Shorten it.",
                values={
                    "name": name_of(session, employee),
                    "left": left,
                    "all": employee.leave_days,
                    "year": str(year),
                    "needed": needed,
                },
                field="last",
            )


def taken(session: Session, year: int, employees: Collection[int]) -> dict[int, int]:
    """Working days of leave of a year that are approved or waiting, for each of the employees."""
    wanted = select(Absence).where(
        Absence.employee_id.in_(employees),
        Absence.reason == "leave",
        Absence.state.in_(("waiting", "approved")),
        Absence.first <= datetime.date(year, 12, 31),
        Absence.last >= datetime.date(year, 1, 1),
    )
    found = dict.fromkeys(employees, 0)
    for one in session.scalars(wanted):
        found[one.employee_id] += len(_in_year(session, one, year))
    return found


def _in_year(session: Session, absence: Absence, year: int) -> list[datetime.date]:
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    return workdays(max(absence.first, first), min(absence.last, last), rest(session))


def unpaid(session: Session, first: datetime.date, last: datetime.date) -> dict[int, set[datetime.date]]:
    """The days, those of rest too, on which employees are away without pay."""
    found: dict[int, set[datetime.date]] = defaultdict(set)
    for one in session.scalars(_approved(first, last).where(Absence.reason == "unpaid")):
        found[one.employee_id].update(days(max(first, one.first), min(last, one.last)))
    return found


def _approved(first: datetime.date, last: datetime.date) -> Select[Absence]:
    wanted = select(Absence).where(Absence.state == "approved", Absence.first <= last, Absence.last >= first)
    return wanted.order_by(Absence.first, Absence.id)


def away(session: Session, first: datetime.date, last: datetime.date) -> dict[int, dict[datetime.date, str]]:
    """Who is away on which working days for what reason, by approved absences."""
    found: dict[int, dict[datetime.date, str]] = defaultdict(dict)
    resting = rest(session)
    for one in session.scalars(_approved(first, last)):
        for day in workdays(max(first, one.first), min(last, one.last), resting):
            found[one.employee_id][day] = one.reason
    return found


VERBS = (("absence.create", create, "erp-hr", tuple(role for role in ROLES if role != "manager"), "absence"),)

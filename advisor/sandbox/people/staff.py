"""Staff files: from the applicant to the day somebody leaves, with pay, cost centres, talks and trainings."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, master, numbers
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, effect, load
from advisor.sandbox.core.tables import Party
from advisor.sandbox.ledger.tables import CostCentre
from advisor.sandbox.people.inputs import WHOLE, amount, minutes, row, share
from advisor.sandbox.people.tables import Employee, Review

MODELS |= {"employee": Employee, "review": Review}


class CentreShare(BaseModel):
    """The per cent of somebody's pay that a cost centre bears."""

    model_config = ConfigDict(extra="forbid")
    centre: int
    percent: Decimal


def create(
    session: Session,
    by: Actor,
    *,
    name: str = "",
    party: int | None = None,
    job: str = "",
    department: str = "",
    wage: Decimal = Decimal(0),
    hourly: Decimal = Decimal(0),
    allowance: Decimal = Decimal(0),
    rate: Decimal = Decimal(0),
    deduction: Decimal = Decimal(0),
    deduction_percent: Decimal = Decimal(0),
    week_hours: Decimal = Decimal(40),
    leave_days: int = 25,
    centres: tuple[CentreShare, ...] = (),
    email: str = "",
    phone: str = "",
) -> Employee:
    """An applicant, for a new party of this name or for one that is known. Wage, allowance and deduction are for a
    month, `hourly` the pay and `rate` the cost of an hour."""
    person = _person(session, by, party, name, email, phone)
    employee = Employee(party_id=person.id, position=job.strip(), department=department.strip(), leave_days=leave_days)
    _pay(session, employee, wage=wage, hourly=hourly, allowance=allowance, rate=rate, deduction=deduction)
    employee.deduction_share = _percent(deduction_percent, "deduction_percent")
    employee.week_minutes = _week(week_hours)
    employee.centres = split(session, centres)
    session.add(employee)
    session.flush()
    events.record(session, by, "employee", employee.id, "create", party=person.id)
    return employee


def change(
    session: Session,
    by: Actor,
    *,
    employee: int,
    job: str | None = None,
    department: str | None = None,
    wage: Decimal | None = None,
    hourly: Decimal | None = None,
    allowance: Decimal | None = None,
    rate: Decimal | None = None,
    deduction: Decimal | None = None,
    deduction_percent: Decimal | None = None,
    week_hours: Decimal | None = None,
    leave_days: int | None = None,
    centres: tuple[CentreShare, ...] | None = None,
) -> Employee:
    """Change what is given; time that was entered keeps its cost, and slips that were made keep their amounts."""
    found: Employee = load(session, "employee", employee, lock=True)
    before = {"wage": found.wage, "hourly": found.hourly, "position": found.position, "department": found.department}
    found.position = found.position if job is None else job.strip()
    found.department = found.department if department is None else department.strip()
    _pay(session, found, wage=wage, hourly=hourly, allowance=allowance, rate=rate, deduction=deduction)
    if deduction_percent is not None:
        found.deduction_share = _percent(deduction_percent, "deduction_percent")
    found.week_minutes = found.week_minutes if week_hours is None else _week(week_hours)
    found.leave_days = found.leave_days if leave_days is None else leave_days
    found.centres = found.centres if centres is None else split(session, centres)
    changed = {key: [old, getattr(found, key)] for key, old in before.items() if getattr(found, key) != old}
    events.record(session, by, "employee", found.id, "change", changed, party=found.party_id)
    return found


def split(session: Session, centres: Sequence[CentreShare]) -> dict[str, int]:
    """Shares of cost centres as the table keeps them. Raises Refusal unless they are 100 per cent together."""
    found: dict[str, int] = {}
    for one in centres:
        key = str(row(session, CostCentre, one.centre, "centres").id)
        found[key] = found.get(key, 0) + share(one.percent, "centres")
    total = sum(found.values())
    if found and total != WHOLE:
        raise Refusal(
            "The cost centres bear {percent} % together. Make it 100 %.",
            values={"percent": f"{(Decimal(total) / 100).normalize():f}"},
            field="centres",
        )
    return {key: value for key, value in found.items() if value}


def name_of(session: Session, employee: Employee) -> str:
    return session.get_one(Party, employee.party_id).name


def employed(employee: Employee, first: datetime.date, last: datetime.date) -> bool:
    """Whether somebody is employed on at least one of the days."""
    return employee.hired is not None and employee.hired <= last and (employee.left is None or employee.left >= first)


def must_be_employed(session: Session, employee: Employee, on: datetime.date) -> None:
    """Raises Refusal."""
    if not employed(employee, on, on):
        raise Refusal(
            "{name} is not employed on {day}. Choose a day between hiring and leaving.",
            values={"name": name_of(session, employee), "day": on.isoformat()},
            field="on",
        )


def _person(session: Session, by: Actor, party: int | None, name: str, email: str, phone: str) -> Party:
    if party is None:
        return master.create_party(session, by, name=name, email=email, phone=phone)
    person = row(session, Party, party, "party")
    if session.scalars(select(Employee.id).where(Employee.party_id == party)).first() is not None:
        raise Refusal("{name} has a staff file already. Open it.", values={"name": person.name}, field="party")
    return person


def _pay(session: Session, employee: Employee, **entered: Decimal | None) -> None:
    for field, value in entered.items():
        if value is not None:
            setattr(employee, field, amount(session, value, field))


def _percent(entered: Decimal, field: str) -> int:
    found = share(entered, field)
    if found > WHOLE:
        raise Refusal("More than the whole cannot be deducted. Enter 100 per cent at most.", field=field)
    return found


def _week(entered: Decimal) -> int:
    found = minutes(entered)
    if not 0 < found <= 7 * 24 * 60:
        raise Refusal("A week has more than 0 and at most 168 hours. Correct the hours.", field="week_hours")
    return found


@effect("employee.hire")
def hire(session: Session, employee: Employee, by: Actor, *, on: datetime.date | None = None) -> None:
    """The applicant is employed from that day on."""
    employee.hired = on or clock.today(session)
    employee.number = numbers.text("EMP", numbers.draw(session, "employee", clock.today(session)))
    session.get_one(Party, employee.party_id).employee = True


@effect("employee.leave")
def leave(session: Session, employee: Employee, by: Actor, *, on: datetime.date | None = None) -> None:
    """`on` is the last day of employment."""
    last = on or clock.today(session)
    assert employee.hired is not None
    if last < employee.hired:
        raise Refusal(
            "{name} was hired on {day} only. Choose that day or a later one.",
            values={"name": name_of(session, employee), "day": employee.hired.isoformat()},
            field="on",
        )
    employee.left = last
    session.get_one(Party, employee.party_id).employee = False


def review(
    session: Session,
    by: Actor,
    *,
    employee: int,
    mark: Literal[1, 2, 3, 4, 5],
    kind: Literal["talk", "training"] = "talk",
    agreed: str = "",
    on: datetime.date | None = None,
) -> Review:
    """A talk about performance, or a training: its mark (5 is best) and what was agreed or learnt."""
    found: Employee = load(session, "employee", employee)
    day = on or clock.today(session)
    must_be_employed(session, found, day)
    made = Review(employee_id=found.id, on=day, kind=kind, mark=mark, agreed=agreed.strip()[:400])
    session.add(made)
    session.flush()
    events.record(session, by, "employee", found.id, kind, {"mark": mark, "agreed": made.agreed}, party=found.party_id)
    return made


VERBS = (
    ("employee.create", create, "erp-hr", ("people",), "employee"),
    ("employee.change", change, "erp-hr", ("people",), "employee"),
    ("review.create", review, "erp-hr", ("people",), "review"),
)

"""Short ways to people, projects and what the ledger says about them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.findings import found
from advisor.sandbox.ledger.tables import Account, CostCentre, Entry, Line
from advisor.sandbox.people import verify
from advisor.sandbox.people.tables import Employee, Project, Task
from tests.sandbox.making import customer, do

CLERK = Actor("Pat", "people")
DAY = datetime.date(2026, 3, 2)  # the day on which the books of the tests begin, a Monday


def day(number: int) -> datetime.date:
    """So many days after the first."""
    return DAY + datetime.timedelta(days=number)


def wait(session: Session, until: datetime.date) -> None:
    """Another day begins, without what else a new day brings."""
    trial(session).today = until
    session.flush()


def employee(session: Session, name: str = "Ada", *, hired: datetime.date = DAY, **columns: Any) -> Employee:
    made = do(session, "employee.create", CLERK, name=name, **columns)
    hired_one = do(session, "employee.hire", CLERK, document=made.id, on=hired)
    assert isinstance(hired_one, Employee)
    return hired_one


def project(session: Session, **columns: Any) -> Project:
    """A running project of three months for a new customer."""
    entered = {"name": "Tower", "party": customer(session, "client").id, "last": day(90)} | columns
    made = do(session, "project.create", **entered)
    running = do(session, "project.start", document=made.id)
    assert isinstance(running, Project)
    return running


def task(session: Session, project: Project, name: str = "Plan", **columns: Any) -> Task:
    made = do(session, "task.create", project=project.id, name=name, **columns)
    assert isinstance(made, Task)
    return made


def centre(session: Session, code: str) -> int:
    return session.scalars(select(CostCentre.id).where(CostCentre.code == code)).one()


def account(session: Session, code: str) -> int:
    return session.scalars(select(Account.id).where(Account.code == code)).one()


def balance(session: Session, use: str, centre: int | None = None) -> Decimal:
    """What is booked on the account of a use, in whole units; debit above nought."""
    query = (
        select(func.coalesce(func.sum(Line.amount), 0))
        .join(Entry, Entry.id == Line.entry_id)
        .join(Account, Account.id == Line.account_id)
        .where(Account.use == use, Entry.state == "posted")
    )
    if centre is not None:
        query = query.where(Line.cost_centre_id == centre)
    return Decimal(int(session.scalars(query).one())) / 100


def booked(session: Session, kind: str, document: int) -> list[tuple[str, int]]:
    """Uses (or codes) of accounts and amounts that a document booked, in order."""
    query = (
        select(Account.use, Account.code, Line.amount)
        .join(Account, Account.id == Line.account_id)
        .join(Entry, Entry.id == Line.entry_id)
        .where(Entry.source_kind == kind, Entry.source == document)
        .order_by(Line.id)
    )
    return [(use or code, amount) for use, code, amount in session.execute(query)]


def sound(session: Session) -> list[str]:
    """What the checks of people find; nothing in sound books."""
    session.flush()
    return [str(finding) for finding in found(session, verify.CHECKS)]

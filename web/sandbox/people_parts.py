"""What screens of people, projects and assets share: names of employees, states that follow from the ledger."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core.tables import Party
from advisor.sandbox.ledger.open_items import open_amount
from advisor.sandbox.ledger.tables import Account, CostCentre, Entry, Line
from advisor.sandbox.people import expenses, payroll
from advisor.sandbox.people.tables import Employee, Expense, Payroll
from web.sandbox.declared import Column, Reference


def _name_of(employee: Any) -> Any:
    """The name of an employee as SQL, for lists of choices."""
    return select(Party.name).where(Party.id == employee.party_id).scalar_subquery()


def who(title: str = mark("Employee")) -> Column:
    """The name of the employee of a row, linked; the source joins Employee and Party."""
    return Column("employee", title, Party.name, to="employee", key=Employee.id, searched=True)


STAFF = Reference("employee", "employee", Employee, lambda table: table.state == "employed", _name_of)
EVERYBODY = Reference("anybody", "employee", Employee, None, _name_of)

COST = Reference("cost", "account", Account, lambda table: table.active & (table.kind == "expense"))


def with_person(source: Select[Any], employee: ColumnElement[int] | Any) -> Select[Any]:
    """The source with the employee of each row and his name."""
    return source.join(Employee, Employee.id == employee).join(Party, Party.id == Employee.party_id)


def _account(use: str) -> Any:
    return select(Account.id).where(Account.use == use).scalar_subquery()


def _owed_for_run() -> Any:
    booked = (
        select(func.coalesce(func.sum(Line.amount), 0))
        .join(Entry, Entry.id == Line.entry_id)
        .where(
            Entry.source_kind == "payroll",
            Entry.source == Payroll.id,
            Entry.state == "posted",
            Line.account_id == _account("wages_payable"),
        )
    )
    return booked.correlate(Payroll).scalar_subquery()


def _open_of_claim() -> Any:
    still = select(func.coalesce(func.sum(open_amount()), 0)).select_from(Line)
    found = still.where(Line.entry_id == Expense.entry_id, Line.account_id == _account("staff_claims"))
    return found.correlate(Expense).scalar_subquery()


PAYROLL_STATE = case(((Payroll.state == "posted") & (_owed_for_run() == 0), "paid"), else_=Payroll.state)
CLAIM_STATE = case(((Expense.state == "posted") & (_open_of_claim() == 0), "paid"), else_=Expense.state)


def payroll_state(session: Session, run: Payroll) -> str:
    paid = run.state == "posted" and payroll.owed(session, [run.id]).get(run.id, 0) == 0
    return "paid" if paid else run.state


def claim_state(session: Session, claim: Expense) -> str:
    paid = claim.state == "posted" and expenses.owed(session, [claim]).get(claim.id, 0) == 0
    return "paid" if paid else claim.state


def centres(session: Session, employee: Employee) -> str:
    """The cost centres that bear somebody's pay, with their shares: "Sales 60 %, Production 40 %"."""
    names = dict(session.execute(select(CostCentre.id, CostCentre.name)).all())
    return ", ".join(f"{names[int(key)]} {value / 100:g} %" for key, value in sorted(employee.centres.items()))

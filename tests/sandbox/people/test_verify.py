"""The checks find what cannot be, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from advisor.sandbox.people.tables import Asset, Depreciation, Employee, Expense, Payslip, Timesheet
from advisor.sandbox.people.verify import CHECKS
from advisor.sandbox.trade.tables import InvoiceLine
from tests.sandbox.making import BOOKKEEPER, do
from tests.sandbox.people.staffing import employee, project, sound, task
from tests.sandbox.people.test_assets import asset
from tests.sandbox.people.test_billing import bill
from tests.sandbox.people.test_expenses import claim
from tests.sandbox.people.test_payroll import LONG_AGO, run
from tests.sandbox.people.test_timesheets import spend


@pytest.fixture
def lived(session: Session) -> Session:
    """Books in which every check has something to look at."""
    ada = employee(session, hired=LONG_AGO, wage=3000, deduction=100, rate=40)
    run(session)
    asset(session)
    do(session, "asset.depreciate", BOOKKEEPER)
    do(session, "expense.post", BOOKKEEPER, document=claim(session, ada.id).id)
    tower = project(session, billing="time", rate=100)
    spend(session, ada, task(session, tower), "2")
    bill(session, tower)
    assert sound(session) == []
    return session


def found(session: Session, check: str) -> list[str]:
    """What is found, by the name of the check that has to find it."""
    session.flush()
    session.expire_all()
    told = sound(session)
    assert {one.partition(":")[0] for one in told} == {check}
    return told


def test_a_slip_that_changed_after_posting_is_found(lived: Session) -> None:
    lived.execute(update(Payslip).values(gross=Payslip.gross + 1, net=Payslip.net + 1))
    assert found(lived, "payroll") == ["payroll: The entry of PR-RUN-0001 is not the sum of its slips."]


def test_a_schedule_that_ends_elsewhere_is_found(lived: Session) -> None:
    lived.execute(update(Asset).values(residual=Asset.residual - 1))
    assert found(lived, "assets") == ["assets: Depreciation of FA-0001 does not end at its residual value."]


def test_a_depreciation_that_is_not_in_the_ledger_is_found(lived: Session) -> None:
    booked = lived.query(Depreciation).filter(Depreciation.entry_id.is_not(None)).first()
    planned = lived.query(Depreciation).filter(Depreciation.entry_id.is_(None)).first()
    assert booked is not None and planned is not None
    booked.amount, planned.amount = booked.amount + 1, planned.amount - 1
    assert found(lived, "accumulated") == [
        "accumulated: The ledger has another depreciation of FA-0001 than its lines."
    ]


def test_billed_time_that_cannot_be_billed_is_found(lived: Session) -> None:
    lived.execute(update(Timesheet).values(billable=False))
    assert found(lived, "time") == ["time: Time 1 is on an invoice on which it cannot be."]


def test_time_on_an_invoice_of_another_project_is_found(lived: Session) -> None:
    lived.execute(update(InvoiceLine).values(project_id=None))
    assert found(lived, "time") == ["time: Time 1 is on an invoice on which it cannot be."]


def test_hours_that_are_not_those_billed_are_found(lived: Session) -> None:
    lived.execute(update(Timesheet).values(minutes=Timesheet.minutes + 1))
    assert found(lived, "hours") == ["hours: Line 1 of an invoice has other hours than the time on it."]


def test_a_claim_that_changed_after_posting_is_found(lived: Session) -> None:
    lived.execute(update(Expense).values(amount=Expense.amount + 1))
    assert found(lived, "claims") == ["claims: The entry of EX-0001 is not what was claimed."]


def test_each_check_says_what_holds() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert all(check.what.endswith(".") for check in CHECKS)


def test_books_of_a_company_without_people_are_sound(session: Session) -> None:
    assert session.query(Employee).count() == 0
    assert sound(session) == []

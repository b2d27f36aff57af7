"""A company's months from end to end: people come, work, are paid, and the month is closed."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.findings import found
from advisor.sandbox.core.refusals import PeriodClosed, Refusal
from advisor.sandbox.days import advance
from advisor.sandbox.ledger import verify as ledger
from advisor.sandbox.ledger.balances import trial_balance
from advisor.sandbox.ledger.tables import Period
from advisor.sandbox.people.margin import margins
from advisor.sandbox.people.performance import figures
from tests.sandbox.making import BOOKKEEPER, BOSS, FOREMAN, do
from tests.sandbox.people.staffing import (
    CLERK,
    DAY,
    balance,
    centre,
    day,
    employee,
    project,
    sound,
    task,
    wait,
)
from tests.sandbox.people.test_assets import asset
from tests.sandbox.people.test_expenses import claim

MARCH_END = datetime.date(2026, 3, 31)


def close(session: Session, first: datetime.date) -> None:
    period = session.scalars(select(Period).where(Period.first == first)).one()
    do(session, "period.close", BOOKKEEPER, document=period.id)


def live(session: Session) -> None:
    """A month of work: hours by stamps, time on a project that is invoiced, a claim, and a press."""
    works = centre(session, "PROD")
    ada = employee(session, "Ada", wage=3100, rate=50, centres=[{"centre": works, "percent": 100}])
    bea = employee(session, "Bea", hourly=20, rate=30)
    asset(session, cost=6000, residual=0, months=60, start=datetime.date(2026, 3, 1), cost_centre=works)
    tower = project(session, billing="time", rate=90, budget=2000)
    plan = task(session, tower, hours=20)
    do(session, "shift.plan", CLERK, employee=bea.id, first=DAY, last=day(4), begins="08:00", ends="16:00")
    for number in range(5):
        wait(session, day(number))
        do(session, "stamp.create", CLERK, employee=bea.id, time="08:00")
        do(session, "stamp.create", CLERK, employee=bea.id, time="16:00")
        do(session, "timesheet.create", FOREMAN, employee=ada.id, task=plan.id, hours=4)
    assert [(one.name, one.balance) for one in figures(session, DAY, day(4)) if one.planned] == [("Bea", 0)]
    spent = claim(session, ada.id, "60", project=tower.id)
    do(session, "expense.post", BOOKKEEPER, document=spent.id)
    do(session, "project.bill", BOOKKEEPER, document=tower.id)
    do(session, "invoice.post", BOOKKEEPER, document=1)
    found_margin = margins(session, [tower])[tower.id]
    assert (found_margin.revenue, found_margin.cost, found_margin.margin) == (180000, 106000, 74000)


def test_a_month_of_a_workshop(books: Database) -> None:
    with books.session() as session:
        live(session)
    with books.session() as session:
        wait(session, MARCH_END)
        with pytest.raises(Refusal, match="Depreciation of 2026-03 is not booked"):
            close(session, DAY.replace(day=1))
    with books.session() as session:
        wait(session, MARCH_END)
        do(session, "asset.depreciate", BOOKKEEPER)
        run = do(session, "payroll.create", CLERK, month=DAY)
        assert [slip.gross for slip in run.slips] == [3000 * 100, 800 * 100]  # 30 of 31 days; 40 hours
        do(session, "payroll.approve", CLERK, document=run.id)
        do(session, "payroll.post", BOOKKEEPER, document=run.id)
        do(session, "payroll.pay", BOOKKEEPER, document=run.id)
        do(session, "expense.pay", BOOKKEEPER, document=1)
        close(session, DAY.replace(day=1))
        assert balance(session, "wages", centre(session, "PROD")) == 3000
        assert balance(session, "depreciation") == 100
        assert balance(session, "bank") == -(6000 + 3800 + 60)
        shown = trial_balance(session, DAY.replace(day=1), MARCH_END)
        assert shown.debit == shown.credit > 0
        assert sound(session) == []
        assert [str(one) for one in found(session, ledger.CHECKS)] == []


@pytest.mark.parametrize(
    ("verb", "entered"),
    [
        ("stamp.create", {"employee": 1, "time": "09:00", "on": day(8)}),
        ("timesheet.create", {"employee": 1, "task": 1, "hours": 1, "on": day(8)}),
        ("payroll.post", {"document": 1, "on": day(20)}),
        ("expense.post", {"document": 1, "on": day(20)}),
        ("asset.start", {"document": 1, "paid": "bank", "on": day(20)}),
    ],
)
def test_nothing_is_entered_in_a_closed_month(session: Session, verb: str, entered: dict[str, Any]) -> None:
    ada = employee(session, wage=3000)
    task(session, project(session))
    claim(session, ada.id)
    asset(session, running=False, start=day(40))
    wait(session, day(31))
    close(session, DAY.replace(day=1))
    run = do(session, "payroll.create", CLERK, month=DAY)
    do(session, "payroll.approve", CLERK, document=run.id)
    with pytest.raises(PeriodClosed):
        do(session, verb, BOSS, **entered)


def test_new_days_write_off_by_themselves(books: Database) -> None:
    with books.session() as session:
        asset(session, cost=1200, residual=0, months=12, start=datetime.date(2026, 3, 1), paid="bill")
        advance(session, BOSS, to="month")
        assert balance(session, "depreciation") == 100
        advance(session, BOSS, to="month")
        assert balance(session, "depreciation") == 200
        assert sound(session) == []


def test_a_year_of_wages_comes_to_twelve_months(session: Session) -> None:
    employee(session, hired=datetime.date(2025, 1, 1), wage=Decimal("3333.33"))
    for month in range(1, 13):
        wait(session, max(DAY, datetime.date(2026, month, 28)))
        run = do(session, "payroll.create", CLERK, month=datetime.date(2026, month, 5))
        do(session, "payroll.approve", CLERK, document=run.id)
        do(session, "payroll.post", BOOKKEEPER, document=run.id)
    assert balance(session, "wages") == 12 * Decimal("3333.33")
    assert sound(session) == []


def test_who_comes_in_the_middle_and_leaves_in_the_middle_gets_a_month(session: Session) -> None:
    """15 days of February and 16 of March: halves of different months, each by its own length."""
    ada = employee(session, hired=datetime.date(2026, 2, 14), wage=2800)
    do(session, "employee.leave", CLERK, document=ada.id, on=datetime.date(2026, 3, 16))
    amounts = []
    for month in (2, 3):
        run = do(session, "payroll.create", CLERK, month=datetime.date(2026, month, 1))
        amounts += [slip.gross for slip in run.slips]
    assert amounts == [150000, 144516]

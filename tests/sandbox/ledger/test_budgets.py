"""Budgets are spread to the cent, compared with what was booked, and checked before money is committed."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.budgets import check, policy, uses
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.ledger.tables import BudgetLine, CostCentre
from tests.sandbox.conftest import DAY
from tests.sandbox.ledger.booking import booked
from tests.sandbox.making import BOOKKEEPER, BOSS, do

APRIL = datetime.date(2026, 4, 10)


def budget(session: Session, amount: str, use: str = "expense", **columns: Any) -> int:
    """Set it and give the id of the account."""
    found = account(session, use).id
    do(session, "budget.set", BOOKKEEPER, account=found, year=2026, amount=amount, **columns)
    return found


def centre(session: Session, code: str = "SALES") -> int:
    return session.scalars(select(CostCentre.id).where(CostCentre.code == code)).one()


def test_a_year_is_spread_to_the_last_cent(session: Session) -> None:
    budget(session, "100.01")
    amounts = session.scalars(select(BudgetLine.amount).order_by(BudgetLine.period_id)).all()
    assert (sum(amounts), max(amounts), min(amounts), len(amounts)) == (10001, 834, 833, 12)


def test_a_month_is_set_anew(session: Session) -> None:
    budget(session, "1200")
    budget(session, "250", month=3)
    found = {line.period_id: line.amount for line in session.scalars(select(BudgetLine))}
    assert sorted(found.values()) == [10000] * 11 + [25000]


def test_what_was_booked_stands_beside_the_budget(books: Database) -> None:
    with books.session() as session:
        budget(session, "1200")
        budget(session, "2400", use="revenue")
        sales = centre(session)
        budget(session, "600", cost_centre=sales)
        booked(session, "bank", "revenue", 15000)
        post(session, Posting("GEN", DAY, [Item("expense", 4000, cost_centre=sales), Item("bank", -4000)]))
        booked(session, "expense", "bank", 9000)
        booked(session, "expense", "bank", 77, APRIL)
    with books.session(write=False) as session:
        found = uses(session, DAY, DAY)
        shown = {(use.account.use, use.cost_centre.code if use.cost_centre else ""): use for use in found}
        whole, part, revenue = shown["expense", ""], shown["expense", "SALES"], shown["revenue", ""]
        assert (whole.budget, whole.actual, whole.rest, whole.percent) == (10000, 13000, -3000, 130)
        assert (part.budget, part.actual, part.percent) == (5000, 4000, 80)
        assert (revenue.budget, revenue.actual, revenue.percent) == (20000, 15000, 75)
        assert uses(session, DAY, APRIL)[-1].account.use == "expense"


def test_the_year_end_does_not_use_budgets_up(session: Session) -> None:
    budget(session, "1200")
    booked(session, "expense", "bank", 9000)
    do(session, "year.close", BOOKKEEPER, year=2026)
    [use] = uses(session, datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    assert (use.budget, use.actual) == (120000, 9000)


def test_what_fits_passes_and_what_does_not_is_warned_of(session: Session) -> None:
    """120.00 a year are 30.00 until March; 20.00 are booked."""
    where = budget(session, "120")
    booked(session, "expense", "bank", 2000)
    assert check(session, where, None, DAY, 1000) is None
    over = check(session, where, None, DAY, 1001)
    assert over is not None and (over.over, over.budget, over.used, over.amount) == (1, 3000, 2000, 1001)
    assert check(session, where, None, APRIL, 1001) is None
    assert check(session, where, None, DAY, 900, committed=101) is not None


def test_beyond_a_budget_can_be_refused(books: Database) -> None:
    with books.session() as session:
        where = budget(session, "120")
        do(session, "budget.policy", BOSS, policy="stop")
    with books.session() as session:
        assert policy(session) == "stop"
        with pytest.raises(Refusal, match=r"exceed the budget of Other expenses by 0\.01 EUR: 0\.00 of 30\.00"):
            check(session, where, None, DAY, 3001)
        do(session, "budget.policy", BOSS, policy="ignore")
        assert check(session, where, None, DAY, 10**9) is None


def test_a_cost_centre_is_checked_against_its_own_budget(session: Session) -> None:
    sales = centre(session)
    where = budget(session, "120", cost_centre=sales)
    booked(session, "expense", "bank", 5000)
    assert check(session, where, sales, DAY, 3000) is None
    assert check(session, where, sales, DAY, 3001) is not None
    assert check(session, where, centre(session, "PROD"), DAY, 10**6) is None
    budget(session, "1200")
    assert check(session, where, centre(session, "PROD"), DAY, 25001) is not None


def test_without_a_budget_everything_fits(session: Session) -> None:
    assert check(session, account(session, "expense").id, None, DAY, 10**9) is None


def test_other_versions_are_scenarios(session: Session) -> None:
    where = budget(session, "12", version="cautious")
    assert check(session, where, None, DAY, 10**6) is None
    assert [use.budget for use in uses(session, DAY, DAY, "cautious")] == [100]
    assert session.scalar(select(func.count()).select_from(BudgetLine).where(BudgetLine.version == "budget")) == 0


@pytest.mark.parametrize(
    ("columns", "error"),
    [
        ({"amount": "-1"}, Refusal),
        ({"amount": "0.001"}, Refusal),
        ({"amount": "1", "version": " "}, Refusal),
        ({"amount": "1", "cost_centre": 99}, NotFound),
        ({"amount": "1", "month": 13}, NotFound),
        ({"amount": "1", "year": 1999}, NotFound),
        ({"amount": "1", "account": 9999}, NotFound),
    ],
)
def test_a_budget_that_cannot_be(session: Session, columns: dict[str, Any], error: type[Exception]) -> None:
    given = {"account": account(session, "expense").id, "year": 2026} | columns
    with pytest.raises(error):
        do(session, "budget.set", BOOKKEEPER, **given)


def test_a_budget_is_for_accounts_that_are_used_up(session: Session) -> None:
    with pytest.raises(Refusal, match="income, expenses or assets"):
        budget(session, "1", use="payable")
    assert budget(session, "1000", use="asset")


def test_an_unknown_policy_means_a_warning(session: Session) -> None:
    assert policy(session) == "warn"

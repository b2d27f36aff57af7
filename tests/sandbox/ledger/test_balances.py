"""Balances of any span: whole months from totals, the rest from lines, always the same figure."""

from __future__ import annotations

import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.tables import Company
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.balances import BEGINNING, account_balances, trial_balance
from advisor.sandbox.ledger.posting import Item, Posting, draft, post
from advisor.sandbox.ledger.tables import CostCentre, Entry, Line
from tests.sandbox.conftest import DAY
from tests.sandbox.ledger.booking import booked
from tests.sandbox.making import BOOKKEEPER, do

ONE = datetime.timedelta(1)
APRIL = datetime.date(2026, 4, 15)


def test_opening_movement_and_closing(books: Database) -> None:
    with books.session() as session:
        booked(session, "bank", "opening", 1000, DAY - 31 * ONE)
        booked(session, "bank", "revenue", 300)
        booked(session, "expense", "bank", 120, APRIL)
    with books.session(write=False) as session:
        found = trial_balance(session, DAY.replace(day=1), APRIL)
        shown = {row.account.use: (row.opening, row.debit, row.credit, row.closing) for row in found.rows}
        assert shown == {
            "bank": (1000, 300, 120, 1180),
            "opening": (-1000, 0, 0, -1000),
            "revenue": (0, 0, 300, -300),
            "expense": (0, 120, 0, 120),
        }
        assert (found.debit, found.credit, found.balanced) == (420, 420, True)
        assert [row.account.code for row in found.rows] == sorted(row.account.code for row in found.rows)


def test_a_span_that_begins_and_ends_within_a_month(session: Session) -> None:
    for days in range(5):
        booked(session, "bank", "revenue", 10**days, DAY + days * ONE)
    bank = account(session, "bank").id
    assert account_balances(session, DAY + ONE, DAY + 3 * ONE)[bank] == 1110
    assert account_balances(session, DAY + 9 * ONE, DAY + 12 * ONE) == {}


def test_drafts_do_not_count(session: Session) -> None:
    draft(session, Posting("GEN", DAY, [Item("bank", 5), Item("cash", -5)]))
    assert trial_balance(session, DAY, DAY).rows == ()
    assert trial_balance(session, DAY, DAY).balanced


def test_the_year_end_can_be_left_out(session: Session) -> None:
    booked(session, "bank", "revenue", 300)
    do(session, "year.close", BOOKKEEPER, year=2026)
    first, last, revenue = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), account(session, "revenue").id
    for end in (last, last - ONE):  # from the totals, and from the lines of December
        assert account_balances(session, first, end, closing=False)[revenue] == -300
    assert account_balances(session, first, last)[revenue] == 0
    assert account_balances(session, last, last, closing=False) == {}


def test_cost_centres_and_companies_apart(session: Session) -> None:
    session.add(Company(code="sister", name="Sister"))
    session.flush()
    centre = session.scalars(select(CostCentre.id)).first()
    post(session, Posting("GEN", DAY, [Item("expense", 7, cost_centre=centre), Item("expense", 3), Item("bank", -10)]))
    post(session, Posting("GEN", DAY, [Item("expense", 50), Item("bank", -50)], company=2))
    expense = account(session, "expense").id
    whole, part = (DAY.replace(day=1), DAY.replace(day=31)), (DAY, DAY)
    for first, last in (whole, part):
        assert account_balances(session, first, last)[expense] == 10
        assert account_balances(session, first, last, cost_centre=centre) == {expense: 7}
        assert account_balances(session, first, last, 2)[expense] == 50


SPAN = st.tuples(st.integers(-70, 70), st.integers(0, 90))


@given(st.lists(st.tuples(st.integers(-60, 60), st.integers(1, 999)), max_size=10), SPAN)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
def test_any_span_gives_the_sum_of_its_lines(
    session: Session, rows: list[tuple[int, int]], span: tuple[int, int]
) -> None:
    for days, amount in sorted(rows):
        booked(session, "bank", "revenue", amount, DAY + days * ONE)
    first = DAY + span[0] * ONE
    last = first + span[1] * ONE
    bank = account(session, "bank").id
    for begin in (first, BEGINNING):
        wanted = select(func.coalesce(func.sum(Line.amount), 0)).join(Entry)
        expected = session.scalar(wanted.where(Line.account_id == bank, Entry.on >= begin, Entry.on <= last))
        assert account_balances(session, begin, last).get(bank, 0) == expected
    assert trial_balance(session, first, last).balanced
    session.rollback()

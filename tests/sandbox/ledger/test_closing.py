"""The end of a year moves the result to equity and leaves everything else where it is."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.refusals import PeriodClosed, Refusal, WrongRole
from advisor.sandbox.core.tables import Company
from advisor.sandbox.ledger.open_items import open_items
from advisor.sandbox.ledger.posting import Item, Posting, draft, post
from advisor.sandbox.ledger.tables import Entry, Period
from advisor.sandbox.ledger.verify import verify
from tests.sandbox.conftest import DAY
from tests.sandbox.ledger.booking import balance, booked, owed
from tests.sandbox.making import BOOKKEEPER, BOSS, customer, do

BEFORE = DAY.replace(year=2025)
NEXT = DAY.replace(year=2027)


def states(session: Session, year: int) -> set[str]:
    return set(session.scalars(select(Period.state).where(Period.year == year)))


def test_s48_the_profit_goes_to_equity_and_receivables_stay(books: Database) -> None:
    """Tryton, account/tests/scenario_close_fiscalyear.rst: revenue of 42 against two receivables of 21."""
    with books.session() as session:
        parties = [customer(session, code).id for code in ("a", "b")]
        for party in parties:
            owed(session, 2100, party)
        do(session, "year.close", BOOKKEEPER, year=2026)
        assert (balance(session, "revenue"), balance(session, "profit")) == (0, -4200)
        assert [item.open for item in open_items(session, "receivable")] == [2100, 2100]
        assert states(session, 2026) == {"closed"}
        assert verify(session) == []
    with books.session() as session, pytest.raises(PeriodClosed):
        owed(session, 1, parties[0])


def test_a_loss_lowers_equity(session: Session) -> None:
    booked(session, "expense", "bank", 700)
    booked(session, "bank", "revenue", 500)
    do(session, "year.close", BOOKKEEPER, year=2026)
    assert (balance(session, "profit"), balance(session, "expense"), balance(session, "bank")) == (200, 0, -200)


def test_the_year_before_comes_first(session: Session) -> None:
    booked(session, "bank", "revenue", 100, BEFORE)
    booked(session, "bank", "revenue", 50)
    with pytest.raises(Refusal, match="Close that year first"):
        do(session, "year.close", BOOKKEEPER, year=2026)
    do(session, "year.close", BOOKKEEPER, year=2025)
    do(session, "year.close", BOOKKEEPER, year=2026)
    assert balance(session, "profit") == -150
    last = session.scalars(select(Entry.on).where(Entry.journal == "CLO").order_by(Entry.on)).all()
    assert last == [datetime.date(2025, 12, 31), datetime.date(2026, 12, 31)]


def test_what_is_left_to_post_holds_the_year_open(session: Session) -> None:
    draft(session, Posting("GEN", DAY, [Item("bank", 5), Item("cash", -5)]))
    with pytest.raises(Refusal, match="still drafts"):
        do(session, "year.close", BOOKKEEPER, year=2026)
    assert states(session, 2026) == {"open"}


def test_a_year_is_closed_once(session: Session) -> None:
    booked(session, "bank", "revenue", 100)
    do(session, "year.close", BOOKKEEPER, year=2026)
    with pytest.raises(Refusal, match="closed already"):
        do(session, "year.close", BOOKKEEPER, year=2026)
    with pytest.raises(NotFound):
        do(session, "year.close", BOOKKEEPER, year=1999)


def test_a_year_without_a_result_closes_too(session: Session) -> None:
    booked(session, "bank", "opening", 100)
    do(session, "year.close", BOOKKEEPER, year=2026)
    assert session.scalars(select(Entry).where(Entry.journal == "CLO")).all() == []


def test_the_end_of_a_year_is_taken_back(books: Database) -> None:
    with books.session() as session:
        booked(session, "bank", "revenue", 100)
        do(session, "year.close", BOOKKEEPER, year=2026)
        with pytest.raises(WrongRole):
            do(session, "year.reopen", BOOKKEEPER, year=2026)
        do(session, "year.reopen", BOSS, year=2026)
        assert (balance(session, "revenue"), balance(session, "profit")) == (-100, 0)
        booked(session, "bank", "revenue", 11, datetime.date(2026, 12, 30))
        do(session, "year.close", BOOKKEEPER, year=2026)
        assert (balance(session, "revenue"), balance(session, "profit")) == (0, -111)
        assert verify(session) == []


def test_years_are_taken_back_from_the_last(session: Session) -> None:
    booked(session, "bank", "revenue", 100)
    booked(session, "bank", "revenue", 100, NEXT)
    with pytest.raises(Refusal, match="nothing to take back"):
        do(session, "year.reopen", BOSS, year=2026)
    do(session, "year.close", BOOKKEEPER, year=2026)
    do(session, "year.close", BOOKKEEPER, year=2027)
    with pytest.raises(Refusal, match="Open that one again first"):
        do(session, "year.reopen", BOSS, year=2026)
    do(session, "year.reopen", BOSS, year=2027)
    do(session, "year.reopen", BOSS, year=2026)
    assert balance(session, "profit") == 0


def test_each_company_has_its_own_result(session: Session) -> None:
    session.add(Company(code="sister", name="Sister"))
    session.flush()
    booked(session, "bank", "revenue", 100)
    post(session, Posting("GEN", DAY, [Item("bank", 30), Item("revenue", -30)], company=2))
    do(session, "year.close", BOOKKEEPER, year=2026)
    made = session.scalars(select(Entry).where(Entry.journal == "CLO").order_by(Entry.company_id)).all()
    assert [(entry.company_id, entry.lines[-1].amount) for entry in made] == [(1, -100), (2, -30)]

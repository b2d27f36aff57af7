"""Months close when nothing is left to post; nobody posts in a closed one."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.refusals import PeriodClosed, Refusal, WrongRole
from advisor.sandbox.ledger import periods
from advisor.sandbox.ledger.posting import Item, Posting, draft
from advisor.sandbox.ledger.tables import Entry, Period, Total
from tests.sandbox.conftest import DAY
from tests.sandbox.ledger.booking import balance, booked
from tests.sandbox.making import BOOKKEEPER, BOSS, do


def month(session: Session, on: datetime.date = DAY) -> Period:
    return session.scalars(select(Period).where(Period.first <= on, Period.last >= on)).one()


def test_a_closed_month_takes_no_entries(books: Database) -> None:
    with books.session() as session:
        booked(session, "bank", "revenue", 100)
        do(session, "period.close", BOOKKEEPER, document=month(session).id)
    with books.session() as session, pytest.raises(PeriodClosed, match="The period of 2026-03-02 is closed"):
        booked(session, "bank", "revenue", 100)
    with books.session() as session:
        do(session, "period.reopen", BOSS, document=month(session).id)
        booked(session, "bank", "revenue", 100)
        assert balance(session, "bank") == 200


def test_a_draft_keeps_its_month_open(books: Database) -> None:
    with books.session() as session:
        entry = draft(session, Posting("GEN", DAY, [Item("bank", 5), Item("cash", -5)]))
        with pytest.raises(Refusal, match=r"Entries of 2026-03 are still drafts: 1\. Post or remove them first"):
            do(session, "period.close", BOOKKEEPER, document=month(session).id)
        do(session, "entry.post", BOOKKEEPER, document=entry.id)
        do(session, "period.close", BOOKKEEPER, document=month(session).id)
        assert month(session).state == "closed"


def test_a_draft_of_a_closed_month_is_not_posted(session: Session) -> None:
    entry = draft(session, Posting("GEN", DAY, [Item("bank", 5), Item("cash", -5)]))
    month(session).state = "closed"
    with pytest.raises(PeriodClosed):
        do(session, "entry.post", BOOKKEEPER, document=entry.id)
    assert session.get_one(Entry, entry.id).number is None


def test_other_packages_can_hold_a_month_open(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "BLOCKERS", list(periods.BLOCKERS))

    @periods.blocks_closing
    def never(session: Session, period: Period) -> None:
        raise Refusal("Something of {month} is left.", values={"month": periods.named(period)})

    with pytest.raises(Refusal, match="Something of 2026-03 is left"):
        do(session, "period.close", BOOKKEEPER, document=month(session).id)


def test_opening_again_is_for_a_manager(session: Session) -> None:
    do(session, "period.close", BOOKKEEPER, document=month(session).id)
    with pytest.raises(WrongRole):
        do(session, "period.reopen", BOOKKEEPER, document=month(session).id)


def test_a_month_is_locked_after_those_before_it(session: Session) -> None:
    this = month(session)
    do(session, "period.close", BOOKKEEPER, document=this.id)
    with pytest.raises(Refusal, match="2025-01 is still open"):
        do(session, "period.lock", BOSS, document=this.id)
    for earlier in session.scalars(select(Period).where(Period.last < this.first)).all():
        do(session, "period.close", BOOKKEEPER, document=earlier.id)
    do(session, "period.lock", BOSS, document=this.id)
    with pytest.raises(Refusal):
        do(session, "period.reopen", BOSS, document=this.id)


def test_closing_puts_the_totals_of_a_month_together(books: Database) -> None:
    for _ in range(2):
        with books.session() as session:
            booked(session, "bank", "revenue", 100)
    with books.session() as session:
        do(session, "period.close", BOOKKEEPER, document=month(session).id)
        assert sorted(row.debit for row in session.scalars(select(Total))) == [0, 200]
        assert {row.shard for row in session.scalars(select(Total))} == {0}


def test_the_next_year_is_added(session: Session) -> None:
    first = do(session, "period.add_year", BOOKKEEPER, year=2028)
    assert (first.first, first.last) == (datetime.date(2028, 1, 1), datetime.date(2028, 1, 31))
    assert month(session, datetime.date(2028, 2, 29)).last == datetime.date(2028, 2, 29)
    assert month(session, datetime.date(2028, 12, 31)).first == datetime.date(2028, 12, 1)
    with pytest.raises(Refusal, match="The next year of the books is 2029"):
        do(session, "period.add_year", BOOKKEEPER, year=2031)

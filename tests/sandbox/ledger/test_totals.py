"""Totals by month are kept by the database and equal their lines."""

from __future__ import annotations

import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.posting import Item, Posting, draft, period_of, post
from advisor.sandbox.ledger.tables import CostCentre, Total
from advisor.sandbox.ledger.totals import gather
from advisor.sandbox.ledger.verify import stale_totals
from tests.sandbox.conftest import DAY
from tests.sandbox.ledger.booking import booked
from tests.sandbox.making import BOSS, do


def totals(session: Session, use: str) -> list[tuple[int, int]]:
    wanted = select(func.sum(Total.debit), func.sum(Total.credit)).where(Total.account_id == account(session, use).id)
    rows = session.execute(wanted.group_by(Total.period_id, Total.closing).order_by(Total.period_id, Total.closing))
    return [(int(debit), int(credit)) for debit, credit in rows]


def test_posting_adds_to_the_total_of_its_month(books: Database) -> None:
    for on in (DAY, DAY, DAY + datetime.timedelta(31)):
        with books.session() as session:
            booked(session, "bank", "revenue", 100, on)
            booked(session, "expense", "bank", 30, on)
    with books.session(write=False) as session:
        assert totals(session, "bank") == [(200, 60), (100, 30)]
        assert totals(session, "revenue") == [(0, 200), (0, 100)]
        assert list(stale_totals(session)) == []


def test_what_is_rolled_back_is_not_counted(books: Database) -> None:
    with books.session() as session:
        booked(session, "bank", "revenue", 100)
        session.rollback()
        assert totals(session, "bank") == []


def test_drafts_count_when_they_are_posted(books: Database) -> None:
    with books.session() as session:
        entry = draft(session, Posting("GEN", DAY, [Item("bank", 5), Item("cash", -5)]))
        assert totals(session, "bank") == []
        do(session, "entry.post", BOSS, document=entry.id)
        assert totals(session, "bank") == [(5, 0)]


def test_cost_centres_and_year_ends_stand_apart(books: Database) -> None:
    with books.session() as session:
        centre = session.scalars(select(CostCentre.id)).first()
        post(session, Posting("GEN", DAY, [Item("expense", 70, cost_centre=centre), Item("expense", 30),
                                           Item("bank", -100)]))  # fmt: skip
        post(session, Posting("CLO", DAY, [Item("profit", 100), Item("expense", -100)]))
        assert totals(session, "expense") == [(100, 0), (0, 100)]
        wanted = select(Total.debit).where(Total.cost_centre_id == centre)
        assert session.scalars(wanted).all() == [70]


def test_shards_are_put_together(books: Database) -> None:
    with books.session() as first, books.engine.connect() as other:
        booked(first, "bank", "revenue", 100)
        first.commit()
        with Session(other) as second:
            booked(second, "bank", "revenue", 50)
            second.commit()
    with books.session() as session:
        period = period_of(session, DAY).id
        count = select(func.count()).select_from(Total)
        before = session.scalar(count)
        gather(session, period)
        assert totals(session, "bank") == [(150, 0)]
        assert session.scalar(count) == 2
        assert before in (2, 4)  # SQLite has one writer, PostgreSQL a shard for each connection
        gather(session, period + 1)
        booked(session, "bank", "revenue", 1)
        assert (totals(session, "bank"), list(stale_totals(session))) == ([(151, 0)], [])


BOOKINGS = st.lists(
    st.tuples(st.integers(1, 10**9), st.sampled_from(["bank", "cash", "expense"]), st.integers(0, 300), st.booleans()),
    min_size=1,
    max_size=8,
)


@given(BOOKINGS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
def test_totals_always_equal_their_lines(session: Session, rows: list[tuple[int, str, int, bool]]) -> None:
    for place, (amount, use, days, centre) in enumerate(sorted(rows, key=lambda row: row[2])):
        item = Item(use, amount, cost_centre=1 if centre else None)
        on = DAY + datetime.timedelta(days)
        post(session, Posting(f"{place}", on, [item, Item("revenue", -amount)]))
    assert list(stale_totals(session)) == []
    session.rollback()

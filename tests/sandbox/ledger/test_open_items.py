"""What is open of lines: amounts less matches, earliest due first."""

from __future__ import annotations

import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.ledger.open_items import locked, of_entries, open_amount, open_foreign, open_items, open_of
from advisor.sandbox.ledger.posting import Item, Posting, draft
from advisor.sandbox.ledger.tables import Line
from tests.sandbox.conftest import DAY
from tests.sandbox.ledger.booking import booked, foreign, owed, paid
from tests.sandbox.making import BOSS, customer, do

LATER = DAY + datetime.timedelta(20)


def test_open_items_come_by_the_day_they_are_due(books: Database) -> None:
    with books.session() as session:
        acme = customer(session).id
        late, soon = owed(session, 500, acme, due=LATER), owed(session, 700, acme, due=DAY)
        done, payment = owed(session, 300, acme), paid(session, 300, acme)
        do(session, "match.create", BOSS, lines=[done.id, payment.id])
        found = open_items(session, "receivable")
        assert [(item.line.id, item.open, item.due) for item in found] == [(soon.id, 700, DAY), (late.id, 500, LATER)]
        assert all(item.foreign is None and item.in_own == item.open for item in found)


def test_of_one_party(session: Session) -> None:
    acme, other = customer(session, "a").id, customer(session, "b").id
    mine = owed(session, 100, acme)
    owed(session, 200, other)
    assert [item.line.id for item in open_items(session, "receivable", acme)] == [mine.id]
    assert open_items(session, "payable") == []


def test_another_currency_is_open_in_both(session: Session) -> None:
    acme = customer(session).id
    invoice = foreign(session, 10000, 8000, acme)
    do(session, "match.create", BOSS, lines=[invoice.id, foreign(session, -2500, -2000, acme, "BNK").id])
    [item] = open_items(session, "receivable")
    assert (item.open, item.foreign, item.in_own) == (6000, 7500, 7500)
    row = session.execute(select(open_amount(), open_foreign()).where(Line.id == invoice.id)).one()
    assert tuple(row) == (6000, 7500)


def test_drafts_are_not_open(session: Session) -> None:
    acme = customer(session).id
    draft(session, Posting("GEN", DAY, [Item("receivable", 5, party=acme), Item("revenue", -5)]))
    assert open_items(session, "receivable") == []


def test_what_entries_have_open(session: Session) -> None:
    acme = customer(session).id
    invoice, other = owed(session, 900, acme), owed(session, 50, acme)
    cash = booked(session, "bank", "cash", 7)
    do(session, "match.create", BOSS, lines=[invoice.id, paid(session, 400, acme).id])
    assert open_of(session, [invoice.entry_id, other.entry_id]) == 550
    assert open_of(session, [cash.id]) == 0
    assert [item.open for item in of_entries(session, [invoice.entry_id, cash.id], ["receivable"])] == [500]


def test_lines_are_held_with_what_is_open_now(books: Database) -> None:
    with books.session() as session:
        acme = customer(session).id
        invoice, payment = owed(session, 900, acme), paid(session, 400, acme)
    with books.session() as session:
        assert [item.open for item in locked(session, [invoice.id, payment.id])] == [900, -400]
        do(session, "match.create", BOSS, lines=[invoice.id, payment.id])
        assert [item.open for item in locked(session, [payment.id, invoice.id, 10**9])] == [500, 0]

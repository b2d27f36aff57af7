"""The ledger of an account runs on from page to page; the journal shows every line."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.journal import account_ledger, journal_lines
from advisor.sandbox.ledger.posting import Item, Posting, draft
from tests.sandbox.conftest import DAY
from tests.sandbox.ledger.booking import booked, owed
from tests.sandbox.making import customer

ONE = datetime.timedelta(1)
LAST = datetime.date(2026, 12, 31)


def test_the_balance_runs_on(books: Database) -> None:
    with books.session() as session:
        bank = account(session, "bank").id
        booked(session, "bank", "opening", 1000, DAY - 31 * ONE)
        for days, amount in enumerate((300, 50, 7)):
            booked(session, "bank", "revenue", amount, DAY + days * ONE)
        booked(session, "expense", "bank", 100, DAY + 3 * ONE)
    with books.session(write=False) as session:
        page = account_ledger(session, bank, DAY, LAST)
        assert (page.opening, page.count) == (1000, 4)
        assert [(row.amount, row.balance) for row in page.rows] == [(300, 1300), (50, 1350), (7, 1357), (-100, 1257)]
        second = account_ledger(session, bank, DAY, LAST, offset=2, limit=1)
        assert (second.opening, second.count) == (1350, 4)
        assert [(row.amount, row.balance) for row in second.rows] == [(7, 1357)]


def test_a_line_tells_where_it_comes_from(session: Session) -> None:
    acme = customer(session, "acme").id
    line = owed(session, 500, acme)
    [row] = account_ledger(session, line.account_id, DAY, DAY).rows
    assert (row.party, row.number, row.line, row.entry, row.on) == (
        "Acme",
        "SAL/2026-03/0001",
        line.id,
        line.entry_id,
        DAY,
    )


def test_an_account_without_lines(session: Session) -> None:
    page = account_ledger(session, account(session, "cash").id, DAY, LAST)
    assert (page.opening, page.rows, page.count) == (0, (), 0)


def test_the_journal_has_every_posted_line(session: Session) -> None:
    booked(session, "bank", "revenue", 300)
    owed(session, 500, customer(session, "acme").id)
    draft(session, Posting("GEN", DAY, [Item("bank", 5), Item("cash", -5)]))
    rows = session.execute(journal_lines(DAY, LAST)).all()
    assert [(row.number, row.account_name, row.amount, row.party) for row in rows] == [
        ("GEN/2026-03/0001", "Bank", 300, ""),
        ("GEN/2026-03/0001", "Sales of goods", -300, ""),
        ("SAL/2026-03/0001", "Trade receivables", 500, "Acme"),
        ("SAL/2026-03/0001", "Sales of goods", -500, ""),
    ]
    assert session.execute(journal_lines(DAY + ONE, LAST)).all() == []
    assert session.execute(journal_lines(DAY, LAST, company=2)).all() == []

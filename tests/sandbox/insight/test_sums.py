"""Sums are those of posted lines, and the lines behind a sum add up to it."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.tables import Company
from advisor.sandbox.insight import sums
from advisor.sandbox.insight.spans import Span, month
from advisor.sandbox.ledger.balances import BEGINNING
from advisor.sandbox.ledger.posting import Item, Posting, draft
from tests.sandbox.insight.posting import DAY, book, id_of, invoice, pair, party

D = datetime.date
FEBRUARY = month(D(2026, 2, 1))


def some_books(session: Session) -> None:
    pair(session, D(2026, 1, 31), "expense", "bank", 100)
    pair(session, D(2026, 2, 1), "expense", "bank", 20)
    pair(session, D(2026, 2, 28), "expense", "cash", 3)
    pair(session, D(2026, 3, 1), "expense", "bank", 4000)
    draft(session, Posting("GEN", D(2026, 2, 3), [Item("expense", 7), Item("bank", -7)]))


def test_a_span_holds_both_its_ends_and_no_drafts(books: Database) -> None:
    with books.session() as session:
        some_books(session)
        assert sums.by_account(session, FEBRUARY) == {
            id_of(session, "expense"): 23,
            id_of(session, "bank"): -20,
            id_of(session, "cash"): -3,
        }


def test_what_stands_is_everything_until_a_day(books: Database) -> None:
    with books.session() as session:
        some_books(session)
        assert sums.standing(session, D(2026, 2, 28))[id_of(session, "bank")] == -120
        assert sums.of_uses(session, ("bank", "cash"), D(2026, 2, 28)) == -123
        assert sums.of_uses(session, ("bank", "cash"), D(2025, 1, 1)) == 0


def test_closing_a_year_does_not_hide_its_result(session: Session) -> None:
    pair(session, D(2025, 6, 1), "bank", "revenue", 500)
    book(session, D(2025, 12, 31), Item("revenue", 500), Item("profit", -500), journal="CLO")
    year = Span(D(2025, 1, 1), D(2025, 12, 31))
    revenue = id_of(session, "revenue")
    assert sums.by_account(session, year)[revenue] == -500
    assert sums.by_account(session, year, closing=True)[revenue] == 0
    profit = id_of(session, "profit")
    assert sums.standing(session, DAY)[profit] == -500
    assert sums.behind(session, [profit], year) == []
    assert [line.amount for line in sums.behind(session, [profit], year, closing=True)] == [-500]


def test_months_of_accounts(session: Session) -> None:
    some_books(session)
    expense = id_of(session, "expense")
    found = sums.by_month(session, Span(D(2026, 1, 1), D(2026, 2, 27)))
    months = {key: amount for key, amount in found.items() if key[0] == expense}
    assert months == {(expense, D(2026, 1, 1)): 100, (expense, D(2026, 2, 1)): 20}


@pytest.mark.parametrize("first", [BEGINNING, D(2026, 1, 1), D(2026, 1, 31), D(2026, 2, 1), D(2026, 2, 2)])
@pytest.mark.parametrize("last", [D(2026, 2, 2), D(2026, 2, 28), D(2026, 3, 1), D(2026, 12, 31)])
def test_totals_of_months_and_lines_of_days_join_without_gap(session: Session, first: D, last: D) -> None:
    some_books(session)
    span, expense = Span(first, last), id_of(session, "expense")
    lines = sums.behind(session, [expense], span)
    assert sums.by_account(session, span).get(expense, 0) == sum(line.amount for line in lines)


def test_companies_are_apart(session: Session) -> None:
    session.add(Company(code="sister", name="Sister"))
    session.flush()
    pair(session, DAY, "bank", "revenue", 500)
    pair(session, DAY, "bank", "revenue", 70, company=2)
    bank = id_of(session, "bank")
    assert sums.standing(session, DAY)[bank] == 500
    assert sums.standing(session, DAY, company=2)[bank] == 70


def test_the_lines_behind_a_sum_add_up_to_it(books: Database) -> None:
    with books.session() as session:
        some_books(session)
        buyer = party(session, "acme", customer=True)
        made = invoice(session, buyer, D(2026, 2, 5), D(2026, 3, 7), 900, "INV-0001")
        for account, total in sums.by_account(session, FEBRUARY).items():
            assert sum(line.amount for line in sums.behind(session, [account], FEBRUARY)) == total
        (line,) = sums.behind(session, [id_of(session, "receivable")], FEBRUARY)
        assert (line.party, line.kind, line.document, line.document_number) == ("Acme", "invoice", made.id, "INV-0001")
        assert (line.amount, line.on, line.entry) == (900, D(2026, 2, 5), made.entry_id)


def test_lines_come_in_the_order_of_days(session: Session) -> None:
    some_books(session)
    found = sums.behind(session, [id_of(session, "expense")], Span(D(2026, 1, 1), DAY))
    assert [line.amount for line in found] == [100, 20, 3, 4000]
    assert all(line.number for line in found)

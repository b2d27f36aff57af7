"""What is open: amounts less what was matched until the day, with its document."""

from __future__ import annotations

import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.tables import Party
from advisor.sandbox.insight.dues import dues, overdue
from advisor.sandbox.insight.sums import of_uses
from advisor.sandbox.ledger.posting import Item
from advisor.sandbox.ledger.tables import Line, Match
from tests.sandbox import buying, selling
from tests.sandbox.insight.posting import DAY, book, invoice, party
from tests.sandbox.making import do, supplier, units

D = datetime.date


def pay(session: Session, who: object, line: int, amount: int, on: D) -> Line:
    """A payment of `amount` by a customer, matched with the line."""
    entry = book(session, on, Item("bank", amount), Item("receivable", -amount, party=who.id))  # type: ignore[attr-defined]
    credit = next(one for one in entry.lines if one.party_id)
    session.add(Match(debit_id=line, credit_id=credit.id, amount=amount, on=on))
    session.flush()
    return credit


def test_an_open_line_knows_its_document(books: Database) -> None:
    with books.session() as session:
        buyer = party(session, "acme", customer=True)
        made = invoice(session, buyer, D(2026, 2, 1), D(2026, 2, 20), 900, "INV-0007")
        (one,) = dues(session, "receivable", DAY)
        assert (one.party, one.name, one.amount, one.due) == (buyer.id, "Acme", 900, D(2026, 2, 20))
        assert (one.kind, one.document, one.number) == ("invoice", made.id, "INV-0007")
        assert one.late(DAY) == 10
        assert dues(session, "payable", DAY) == []


def test_what_was_paid_is_not_open_any_more(books: Database) -> None:
    with books.session() as session:
        buyer = party(session, "acme", customer=True)
        invoice(session, buyer, D(2026, 2, 1), D(2026, 2, 20), 900)
        line = dues(session, "receivable", DAY)[0].line
        pay(session, buyer, line, 400, D(2026, 2, 10))
        pay(session, buyer, line, 500, D(2026, 3, 1))
        assert [one.amount for one in dues(session, "receivable", D(2026, 2, 9))] == [900]
        assert [one.amount for one in dues(session, "receivable", D(2026, 2, 28))] == [500]
        assert dues(session, "receivable", DAY) == []


def test_a_payment_ahead_is_below_nought(session: Session) -> None:
    buyer = party(session, "acme", customer=True)
    book(session, DAY, Item("bank", 50), Item("receivable", -50, party=buyer.id))
    (one,) = dues(session, "receivable", DAY)
    assert (one.amount, one.due, one.number) == (-50, DAY, "GEN/2026-03/0001")
    assert overdue([one], D(2026, 5, 1)) == []


def test_what_is_owed_to_suppliers_is_above_nought(session: Session) -> None:
    seller = party(session, "mill", supplier=True)
    invoice(session, seller, D(2026, 2, 1), D(2026, 3, 3), 300, "BILL-0001")
    (one,) = dues(session, "payable", DAY)
    assert (one.amount, one.kind, one.number) == (300, "bill", "BILL-0001")
    assert overdue([one], D(2026, 3, 3)) == []
    assert overdue([one], D(2026, 3, 4)) == [one]


def test_all_that_is_open_stands_on_the_account(session: Session) -> None:
    buyer = party(session, "acme", customer=True)
    for number in range(4):
        invoice(session, buyer, D(2026, 2, 1 + number), D(2026, 2, 20), 100 * number + 1)
    pay(session, buyer, dues(session, "receivable", DAY)[1].line, 60, D(2026, 2, 20))
    for day in (D(2026, 2, 3), D(2026, 2, 20), DAY):
        assert sum(one.amount for one in dues(session, "receivable", day)) == of_uses(session, ("receivable",), day)


def test_the_oldest_due_comes_first(session: Session) -> None:
    buyer = party(session, "acme", customer=True)
    invoice(session, buyer, D(2026, 2, 1), D(2026, 4, 1), 1)
    invoice(session, buyer, D(2026, 2, 2), D(2026, 3, 1), 2)
    assert [one.amount for one in dues(session, "receivable", DAY)] == [2, 1]


def test_instalments_are_due_one_after_the_other(books: Database) -> None:
    with books.session() as session:
        selling.billed(session, selling.buyer(session, "acme", term="HALF"), 101)
        found = dues(session, "receivable", DAY)
        assert [(one.due, one.amount) for one in found] == [(DAY, 5_050), (D(2026, 4, 1), 5_050)]
        assert {one.number for one in found} == {"INV-0001"}


def test_a_payment_by_the_verbs_leaves_what_it_does_not_cover(books: Database) -> None:
    with books.session() as session:
        made = selling.billed(session, selling.buyer(session, "acme", term="NET30"), 100)
        selling.paid(session, made, 30)
        assert [one.amount for one in dues(session, "receivable", DAY)] == [7_000]
        selling.paid(session, made)
        assert dues(session, "receivable", DAY) == []


def test_an_invoice_that_was_taken_back_is_not_owed(session: Session) -> None:
    made = selling.billed(session, selling.buyer(session, "acme", term="NET30"), 100)
    do(session, "invoice.reverse", document=made.id)
    assert dues(session, "receivable", DAY) == []


def test_too_much_paid_stays_with_the_customer(session: Session) -> None:
    made = selling.billed(session, selling.buyer(session, "acme"), 100)
    selling.paid(session, made, 110)
    assert [one.amount for one in dues(session, "receivable", DAY)] == [-1_000]


def test_another_currency_is_owed_in_that_of_the_books(session: Session) -> None:
    do(session, "rate.set", currency="USD", rate=units("1.25"))
    selling.billed(session, selling.buyer(session, "acme", currency="USD"), 100)
    assert [one.amount for one in dues(session, "receivable", DAY)] == [8_000]


def test_what_sisters_owe_is_not_trade(session: Session) -> None:
    made = do(session, "company.create", name="North", code="north")
    sister = session.scalars(select(Party).where(Party.sister_id == made.id)).one()
    selling.billed(session, sister, 100)
    assert dues(session, "receivable", DAY) == []
    assert dues(session, "payable", DAY, company=made.id) == []


def test_a_bill_by_the_verbs(session: Session) -> None:
    mill = supplier(session, "mill", term="NET30")
    made = buying.whole(session, mill, (buying.bolt(session), 10, 4))
    (one,) = dues(session, "payable", DAY)
    assert (one.amount, one.kind, one.document, one.order) == (4_000, "bill", made.id, made.order_id)
    assert one.late(DAY) == -30

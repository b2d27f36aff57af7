"""Payments: what clears is booked and settles; over, under, on account, in advance, failed."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.ledger.tables import Entry, Match
from advisor.sandbox.trade.progress import invoice_state, open_of_invoice, open_of_payment
from advisor.sandbox.trade.tables import Invoice, Payment
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do, supplier, units
from tests.sandbox.selling import balance, billed, buyer, confirmed, goods, paid, posted, shipped, sound


def shown(session: Session, invoice: Invoice) -> str | None:
    return session.scalar(select(invoice_state()).where(Invoice.id == invoice.id))


def still(session: Session, invoice: Invoice) -> int | None:
    return session.scalar(select(open_of_invoice()).where(Invoice.id == invoice.id))


@pytest.mark.parametrize(("write_off", "left", "lost"), [(True, 0, -1000), (False, -1000, 0)])
def test_s46_a_payment_over_the_invoice(books: Database, write_off: bool, left: int, lost: int) -> None:
    """Invoice 100, payment 110: with a write-off of 10 the receivable is 0.00, as an overpayment it is -10.00; the
    invoice is paid both times.

    Tryton 8.2, account_invoice/tests/scenario_invoice_overpayment.rst.
    """
    with books.session() as session:
        invoice = billed(session, buyer(session), 100)
        paid(session, invoice, 110, write_off=write_off)
        assert shown(session, invoice) == "paid"
        assert (balance(session, "receivable"), balance(session, "write_off")) == (left, lost)
        assert sound(session)


def test_paid_in_parts(books: Database) -> None:
    with books.session() as session:
        invoice = billed(session, buyer(session), 100)
        paid(session, invoice, 30)
        assert (still(session, invoice), shown(session, invoice)) == (7000, "posted")
        rest = paid(session, invoice)
        assert (rest.amount, rest.number) == (7000, "PAY-0002")
        assert (still(session, invoice), shown(session, invoice)) == (0, "paid")
        with pytest.raises(Refusal, match="Nothing of this invoice is open"):
            do(session, "payment.create", invoice=invoice.id)
        assert sound(session)


def test_a_small_rest_is_written_off(session: Session) -> None:
    invoice = billed(session, buyer(session), 100)
    paid(session, invoice, 99.5, write_off=True)
    assert (balance(session, "receivable"), balance(session, "write_off"), balance(session, "bank")) == (0, 50, 9950)
    assert shown(session, invoice) == "paid"
    assert sound(session)


def test_instalments_are_settled_earliest_first(session: Session) -> None:
    """Half now, half in 30 days: 60 of 100 settle the first 50 and 10 of the second."""
    invoice = billed(session, buyer(session, term="HALF"), 100)
    paid(session, invoice, 60)
    matched = session.execute(select(Match.debit_id, Match.amount).order_by(Match.debit_id)).all()
    assert [amount for _, amount in matched] == [5000, 1000]
    paid(session, invoice)
    assert shown(session, invoice) == "paid"
    assert sound(session)


def test_nothing_is_booked_before_it_clears(session: Session) -> None:
    invoice = billed(session, buyer(session), 100)
    draft = do(session, "payment.create", invoice=invoice.id, method="cash")
    do(session, "payment.send", document=draft.id)
    assert (draft.state, draft.entry_id, balance(session, "cash")) == ("sent", None, 0)
    do(session, "payment.clear", document=draft.id)
    assert (draft.state, balance(session, "cash"), balance(session, "receivable")) == ("cleared", 10000, 0)


def test_a_failed_payment_opens_the_invoice_again(books: Database) -> None:
    with books.session() as session:
        invoice = billed(session, buyer(session), 100)
        payment = paid(session, invoice)
        assert shown(session, invoice) == "paid"
        do(session, "payment.fail", document=payment.id, reason="No cover")
        assert (payment.state, shown(session, invoice), still(session, invoice)) == ("failed", "posted", 10000)
        assert (balance(session, "bank"), balance(session, "receivable")) == (0, 10000)
        assert session.scalar(select(open_of_payment()).where(Payment.id == payment.id)) == 0
        assert session.scalars(select(Entry.text).order_by(Entry.id.desc())).first() == "PAY-0001 No cover"
        paid(session, invoice)
        assert shown(session, invoice) == "paid"
        assert sound(session)


def test_a_payment_that_fails_before_it_clears_books_nothing(session: Session) -> None:
    invoice = billed(session, buyer(session), 100)
    draft = do(session, "payment.create", invoice=invoice.id)
    before = session.scalar(select(func.count()).select_from(Entry))
    do(session, "payment.fail", document=draft.id)
    assert (draft.state, session.scalar(select(func.count()).select_from(Entry))) == ("failed", before)


def test_a_write_off_is_taken_back_with_its_payment(session: Session) -> None:
    invoice = billed(session, buyer(session), 100)
    payment = paid(session, invoice, 95, write_off=True)
    do(session, "payment.fail", document=payment.id)
    assert (balance(session, "write_off"), balance(session, "receivable")) == (0, 10000)
    assert sound(session)


def test_on_account(session: Session) -> None:
    """Money of a customer without an invoice is his until it is matched."""
    party = buyer(session)
    draft = do(session, "payment.create", party=party.id, amount=units(40))
    do(session, "payment.clear", document=draft.id)
    assert (draft.direction, balance(session, "receivable", party=party)) == ("in", -4000)
    assert session.scalar(select(open_of_payment()).where(Payment.id == draft.id)) == -4000
    assert sound(session)


def test_an_advance_settles_the_invoice_of_its_order(books: Database) -> None:
    with books.session() as session:
        order = confirmed(session, buyer(session), (goods(session), 5))
        advance = do(session, "payment.create", order=order.id)
        do(session, "payment.clear", document=advance.id)
        assert (advance.amount, balance(session, "receivable")) == (5000, -5000)
        shipped(session, order, 2)
        first = posted(session, order)
        assert (shown(session, first), balance(session, "receivable")) == ("paid", -3000)
        shipped(session, order)
        assert (shown(session, posted(session, order)), balance(session, "receivable")) == ("paid", 0)
        assert sound(session)


def test_an_advance_that_comes_after_the_invoice_settles_it(session: Session) -> None:
    order = confirmed(session, buyer(session), (goods(session), 5))
    advance = do(session, "payment.create", order=order.id)
    shipped(session, order)
    invoice = posted(session, order)
    do(session, "payment.clear", document=advance.id)
    assert shown(session, invoice) == "paid"


def test_a_supplier_is_paid_out(session: Session) -> None:
    seller = supplier(session)
    draft = do(session, "payment.create", party=seller.id, amount=units(40))
    do(session, "payment.clear", document=draft.id)
    assert (draft.direction, balance(session, "payable"), balance(session, "bank")) == ("out", 4000, -4000)


def test_another_currency_and_its_exchange_difference(books: Database) -> None:
    """100 USD are 80.00 EUR at 1.25 and 90.91 at 1.10: a gain of 10.91, and nothing is open."""
    with books.session() as session:
        do(session, "rate.set", currency="USD", rate=units("1.25"))
        invoice = billed(session, buyer(session, currency="USD"), 100)
        assert balance(session, "receivable") == 8000
        trial(session).today = DAY + datetime.timedelta(days=10)
        do(session, "rate.set", currency="USD", rate=units("1.1"))
        payment = paid(session, invoice)
        assert (payment.amount, payment.currency) == (10000, "USD")
        assert (balance(session, "bank"), balance(session, "receivable")) == (9091, 0)
        assert balance(session, "exchange") == -1091
        assert shown(session, invoice) == "paid"
        assert sound(session)


def test_a_failed_payment_in_another_currency(session: Session) -> None:
    do(session, "rate.set", currency="USD", rate=units("1.25"))
    invoice = billed(session, buyer(session, currency="USD"), 100)
    trial(session).today = DAY + datetime.timedelta(days=10)
    do(session, "rate.set", currency="USD", rate=units("1.1"))
    do(session, "payment.fail", document=paid(session, invoice).id)
    assert (balance(session, "receivable"), balance(session, "exchange"), balance(session, "bank")) == (8000, 0, 0)
    assert sound(session)


@pytest.mark.parametrize(
    ("entered", "error"),
    [
        ({}, "Choose the invoice, the order or the party"),
        ({"invoice": 99}, "no such invoice"),
        ({"order": 99}, "Only a confirmed order"),
        ({"party": 99, "amount": units(1)}, "Choose the invoice"),
        ({"party": 1}, "Enter the amount"),
        ({"party": 1, "amount": units(0)}, "above nought"),
        ({"party": 1, "amount": units("0.001")}, "finer than the smallest unit"),
    ],
)
def test_payments_that_cannot_be(session: Session, entered: dict[str, object], error: str) -> None:
    assert buyer(session).id == 1
    with pytest.raises((Refusal, NotFound), match=error):
        do(session, "payment.create", **entered)


def test_a_draft_is_not_paid(session: Session) -> None:
    draft = do(session, "invoice.create", party=buyer(session).id, lines=[{"text": "x", "price": units(5)}])
    with pytest.raises(Refusal, match="Only a posted invoice"):
        do(session, "payment.create", invoice=draft.id)

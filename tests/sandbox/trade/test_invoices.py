"""Invoices: from orders and by hand, posted with cost of sales, credited, reversed."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.refusals import PeriodClosed, Refusal
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import Entry, Line
from advisor.sandbox.trade.progress import invoice_state
from advisor.sandbox.trade.tables import Invoice
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do, product, units
from tests.sandbox.selling import (
    balance,
    billed,
    buyer,
    confirmed,
    goods,
    invoices,
    paid,
    posted,
    shipments,
    shipped,
    sound,
)

DAYS = [DAY + datetime.timedelta(days=number) for number in range(40)]


def shown(session: Session, invoice: Invoice) -> str | None:
    return session.scalar(select(invoice_state()).where(Invoice.id == invoice.id))


def test_s20_shipment_and_customer_invoice(books: Database) -> None:
    """Stock of one product at a standard cost of 5 and of one with average 6; 2 and 3 are sold at 10: the shipment
    moves 28 to the interim account, the invoice books revenue 50, receivable 50 and cost of goods sold 28.

    Tryton 8.2, account_stock_anglo_saxon/tests/scenario_account_stock_anglo_saxon.rst.
    """
    with books.session() as session:
        standard = goods(session, "std", valuation="standard", cost=5, stock=4)
        average = goods(session, "avg", cost=6, stock=5)
        order = confirmed(session, buyer(session), (standard, 2), (average, 3))
        shipped(session, order)
        assert balance(session, "shipped") == 2800
        posted(session, order)
        assert (balance(session, "revenue"), balance(session, "receivable")) == (-5000, 5000)
        assert (balance(session, "shipped"), balance(session, "cost_of_sales")) == (0, 2800)
        assert sound(session)


def test_cost_of_sales_follows_what_is_invoiced(books: Database) -> None:
    """3 of 5 shipped at 4 are invoiced first: 12.00 of 20.00 become cost; then the rest."""
    with books.session() as session:
        order = confirmed(session, buyer(session), (goods(session), 5))
        shipped(session, order, 3)
        assert posted(session, order).lines[0].cost == 1200
        shipped(session, order)
        assert (balance(session, "shipped"), balance(session, "cost_of_sales")) == (800, 1200)
        posted(session, order)
        assert (balance(session, "shipped"), balance(session, "cost_of_sales")) == (0, 2000)
        with pytest.raises(Refusal, match="Nothing of SO-0001 is left"):
            do(session, "sale.invoice", document=order.id)
        assert sound(session)


def test_two_drafts_do_not_invoice_twice(session: Session) -> None:
    order = confirmed(session, buyer(session), (goods(session), 5))
    shipped(session, order, 3)
    do(session, "sale.invoice", document=order.id)
    with pytest.raises(Refusal, match="left to invoice"):
        do(session, "sale.invoice", document=order.id)
    shipped(session, order)
    do(session, "sale.invoice", document=order.id)
    assert [draft.lines[0].quantity for draft in invoices(session, order)] == [3, 2]
    do(session, "invoice.cancel", document=invoices(session, order)[0].id)
    do(session, "sale.invoice", document=order.id)
    assert [draft.lines[0].quantity for draft in invoices(session, order)] == [3, 2, 3]


def test_numbers_follow_the_days_without_gaps(session: Session) -> None:
    """A number is drawn when an invoice is posted; a draft that is cancelled leaves none behind."""
    party = buyer(session)
    one = billed(session, party, 10)
    draft = do(session, "invoice.create", party=party.id, lines=[{"text": "x", "price": units(5)}])
    do(session, "invoice.cancel", document=draft.id)
    two = billed(session, party, 10)
    assert [one.number, draft.number, two.number] == ["INV-0001", None, "INV-0002"]
    late = do(session, "invoice.create", party=party.id, lines=[{"text": "x", "price": units(5)}])
    with pytest.raises(Refusal, match="numbers follow the order of days"):
        do(session, "invoice.post", document=late.id, on=DAY - datetime.timedelta(days=1))
    assert sound(session)


def test_a_closed_period_refuses(session: Session) -> None:
    party = buyer(session)
    draft = do(session, "invoice.create", party=party.id, lines=[{"text": "x", "price": units(5)}])
    with pytest.raises(PeriodClosed):
        do(session, "invoice.post", document=draft.id, on=datetime.date(2031, 1, 1))


def test_lines_by_hand(session: Session) -> None:
    """7.25 hours at 80 less 10 % are 522.00; a text goes where its account says, with project and cost centre."""
    service = product(session, "s", kind="service", price=units(80), places=2, tax="VAT")
    income = session.scalar(select(Line.account_id).limit(1)) or account(session, "revenue").id
    lines = [
        {"product": service.id, "quantity": units("7.25"), "discount": units(10), "project": 4},
        {"text": "Travel", "price": units("31.5"), "account": income, "cost_centre": 1},
    ]
    draft = do(session, "invoice.create", party=buyer(session).id, lines=lines, project=9)
    assert (draft.net, draft.tax, draft.gross) == (52200 + 3150, 10440, 65790)
    do(session, "invoice.post", document=draft.id)
    entry = session.get_one(Entry, draft.entry_id)
    rows = [
        (line.account_id, line.amount, line.product_id, line.project_id, line.cost_centre_id) for line in entry.lines
    ]
    assert rows[1:3] == [
        (account(session, "service_revenue").id, -52200, service.id, 4, None),
        (income, -3150, None, 9, 1),
    ]
    assert sound(session)


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ({"text": "x"}, "needs a price"),
        ({"text": "x", "price": units(1), "quantity": units("1.001")}, "two decimals at most"),
        ({"text": "x", "price": units(1), "quantity": units(0)}, "above nought"),
        ({"text": "x", "price": units(1), "account": 99}, "no such account"),
        ({"text": "x", "price": units(1), "account": 2}, "no account of income"),
        ({"text": "x", "price": units(1), "cost_centre": 99}, "no such cost centre"),
    ],
)
def test_lines_that_cannot_be(session: Session, line: dict[str, object], error: str) -> None:
    with pytest.raises((Refusal, NotFound), match=error):
        do(session, "invoice.create", party=buyer(session).id, lines=[line])


def test_goods_are_invoiced_from_their_order(session: Session) -> None:
    one, party = goods(session), buyer(session)
    with pytest.raises(Refusal, match="A is in stock; it is invoiced from an order"):
        do(session, "invoice.create", party=party.id, lines=[{"product": one.id}])
    with pytest.raises(NotFound, match="no such customer"):
        do(session, "invoice.create", party=99, lines=[])


def test_a_draft_can_be_changed(session: Session) -> None:
    draft = do(session, "invoice.create", party=buyer(session).id, lines=[{"text": "x", "price": units(5)}])
    do(session, "invoice.change", document=draft.id, lines=[{"text": "y", "price": units(7)}], term="NET30")
    assert (draft.gross, draft.term, [line.text for line in draft.lines]) == (700, "NET30", ["y"])
    do(session, "invoice.post", document=draft.id)
    assert draft.due == DAY + datetime.timedelta(days=30)
    with pytest.raises(Refusal, match="Only a draft can be changed"):
        do(session, "invoice.change", document=draft.id, term="")


def test_lines_of_an_order_are_not_changed_by_hand(session: Session) -> None:
    order = confirmed(session, buyer(session), (goods(session), 5))
    shipped(session, order)
    do(session, "sale.invoice", document=order.id)
    with pytest.raises(Refusal, match="follow from the order"):
        do(session, "invoice.change", document=invoices(session, order)[0].id, lines=[])


def test_nothing_is_posted_without_lines_or_amount(session: Session) -> None:
    party = buyer(session)
    with pytest.raises(Refusal, match="has no lines"):
        do(session, "invoice.post", document=do(session, "invoice.create", party=party.id, lines=[]).id)
    free = do(session, "invoice.create", party=party.id, lines=[{"text": "x", "price": units(0)}])
    with pytest.raises(Refusal, match="comes to nothing"):
        do(session, "invoice.post", document=free.id)


def test_a_sample_costs_and_brings_nothing(session: Session) -> None:
    """A line at a discount of 100 % still takes its goods out of the interim account."""
    one, party = goods(session), buyer(session)
    lines = [{"product": one.id, "quantity": units(1), "discount": units(100)}]
    order = do(session, "sale.create", party=party.id, lines=lines)
    do(session, "sale.confirm", document=order.id)
    shipped(session, order)
    posted(session, order)
    assert (balance(session, "revenue"), balance(session, "cost_of_sales"), balance(session, "shipped")) == (0, 400, 0)
    assert sound(session)


def test_instalments(session: Session) -> None:
    """Half now, half in 30 days: 33.33 are 16.67 and 16.66."""
    invoice = billed(session, buyer(session, term="HALF"), 33.33)
    rows = session.execute(
        select(Line.due, Line.amount).where(Line.account_id == account(session, "receivable").id).order_by(Line.id)
    ).all()
    assert rows == [(DAY, 1667), (DAYS[30], 1666)]
    assert invoice.due == DAYS[30]


def test_reversed_to_the_cent_and_invoiced_anew(books: Database) -> None:
    with books.session() as session:
        order = confirmed(session, buyer(session), (goods(session, tax="VAT"), 5))
        shipped(session, order)
        first = posted(session, order)
        do(session, "invoice.reverse", document=first.id)
        credit = invoices(session, order)[1]
        assert (first.state, credit.state, credit.credit, credit.number) == ("reversed", "posted", True, "INV-0002")
        assert (credit.reverses_id, credit.reference, credit.gross) == (first.id, "INV-0001", 6000)
        for use in ("receivable", "revenue", "tax_sale", "cost_of_sales"):
            assert balance(session, use) == 0, use
        assert balance(session, "shipped") == 2000
        assert (order.lines[0].invoiced, order.lines[0].invoiced_value) == (0, 0)
        again = posted(session, order)
        assert (again.number, balance(session, "cost_of_sales"), balance(session, "shipped")) == ("INV-0003", 2000, 0)
        assert [shown(session, one) for one in (first, credit, again)] == ["reversed", "paid", "posted"]
        assert sound(session)


def test_a_payment_stays_with_the_customer_when_its_invoice_is_reversed(session: Session) -> None:
    party = buyer(session)
    invoice = billed(session, party, 100)
    paid(session, invoice, 60)
    do(session, "invoice.reverse", document=invoice.id)
    assert balance(session, "receivable") == -6000
    assert sound(session)


def test_a_credit_note_is_not_reversed(session: Session) -> None:
    invoice = billed(session, buyer(session), 100)
    do(session, "invoice.reverse", document=invoice.id)
    credit = session.scalars(select(Invoice).where(Invoice.reverses_id == invoice.id)).one()
    with pytest.raises(Refusal, match="not taken back"):
        do(session, "invoice.reverse", document=credit.id)
    with pytest.raises(Refusal, match="cannot be done in the state"):
        do(session, "invoice.reverse", document=invoice.id)


def test_what_was_credited_after_a_return_is_not_reversed_again(session: Session) -> None:
    order = confirmed(session, buyer(session), (goods(session), 5))
    shipment = shipped(session, order)
    invoice = posted(session, order)
    do(session, "shipment.return", document=shipment.id, lines=[{"line": shipment.lines[0].id, "quantity": units(2)}])
    do(session, "invoice.post", document=invoices(session, order)[1].id)
    with pytest.raises(Refusal, match="only 3 are invoiced"):
        do(session, "invoice.reverse", document=invoice.id)


def test_a_credit_note_by_hand(session: Session) -> None:
    party = buyer(session)
    billed(session, party, 100)
    credit = billed(session, party, 30, credit=True)
    assert (balance(session, "receivable"), balance(session, "service_revenue")) == (7000, -7000)
    assert (credit.credit, credit.number) == (True, "INV-0002")
    assert sound(session)


def test_a_draft_for_goods_that_came_back_meanwhile_is_refused(session: Session) -> None:
    order = confirmed(session, buyer(session), (goods(session), 5))
    shipped(session, order)
    do(session, "sale.invoice", document=order.id)
    do(session, "shipment.return", document=shipments(session, order)[0].id)
    assert len(invoices(session, order)) == 1
    with pytest.raises(Refusal, match="A: only 0 are left to invoice"):
        do(session, "invoice.post", document=invoices(session, order)[0].id)

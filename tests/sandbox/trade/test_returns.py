"""Returns: goods come back at the value they left with, and what was invoiced is credited."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.stock.tables import Balance
from advisor.sandbox.trade.progress import sale_state
from advisor.sandbox.trade.tables import Order, Shipment
from tests.sandbox.making import do, units
from tests.sandbox.selling import balance, buyer, confirmed, fill, goods, invoices, paid, posted, shipped, sound


def returned(session: Session, shipment: Shipment, *quantities: float) -> Shipment:
    lines = [
        {"line": line.id, "quantity": units(quantity)}
        for line, quantity in zip(shipment.lines, quantities, strict=False)
    ]
    made = do(session, "shipment.return", document=shipment.id, lines=lines or None, reason="Too long")
    assert isinstance(made, Shipment)
    return made


def test_all_comes_back_before_the_invoice(books: Database) -> None:
    with books.session() as session:
        order = confirmed(session, buyer(session), (goods(session), 5))
        back = returned(session, shipped(session, order))
        assert (back.back, back.state, back.number) == (True, "done", "SH-0002")
        assert (balance(session, "stock"), balance(session, "shipped")) == (4000, 0)
        assert invoices(session, order) == []
        assert (order.lines[0].moved, order.lines[0].dropped) == (0, 5)
        assert session.scalar(select(sale_state()).where(Order.id == order.id)) == "closed"
        assert sound(session)


def test_a_part_comes_back_after_the_invoice_and_is_credited(books: Database) -> None:
    """5 at 10 are invoiced; 2 come back: credit of 20.00, cost of sales of 12.00 left."""
    with books.session() as session:
        order = confirmed(session, buyer(session), (goods(session), 5))
        shipment = shipped(session, order)
        posted(session, order)
        returned(session, shipment, 2)
        credit = invoices(session, order)[1]
        assert (credit.credit, credit.state, credit.gross) == (True, "draft", 2000)
        assert (balance(session, "stock"), balance(session, "shipped")) == (2800, -800)
        do(session, "invoice.post", document=credit.id)
        assert (balance(session, "shipped"), balance(session, "cost_of_sales")) == (0, 1200)
        assert (balance(session, "revenue"), balance(session, "receivable")) == (-3000, 3000)
        assert credit.number == "INV-0002"
        assert (order.lines[0].invoiced, order.lines[0].invoiced_value) == (3, 1200)
        assert sound(session)


def test_fifo_goods_come_back_at_the_cost_of_their_own_shipment(session: Session) -> None:
    """5 @ 4 and 5 @ 7 leave in two shipments; what comes back of the second is worth 7 each."""
    one = goods(session, valuation="fifo", stock=5)
    fill(session, one, 5, 7)
    order = confirmed(session, buyer(session), (one, 10))
    shipped(session, order, 5)
    second = shipped(session, order)
    returned(session, second, 2)
    assert balance(session, "stock") == 1400
    assert session.scalars(select(Balance)).one().value == 1400
    assert sound(session)


def test_rounding_is_exact_over_several_returns(session: Session) -> None:
    """3 units worth 10.00 come back one by one: 3.33, 3.34, 3.33; nothing is left outside."""
    one = goods(session, stock=0)
    fill(session, one, 3, 3.3333)
    order = confirmed(session, buyer(session), (one, 3))
    before = balance(session, "stock")
    shipment = shipped(session, order)
    for _ in range(3):
        returned(session, shipment, 1)
    assert (balance(session, "stock"), balance(session, "shipped")) == (before, 0)
    assert sound(session)


def test_no_more_comes_back_than_left(session: Session) -> None:
    order = confirmed(session, buyer(session), (goods(session), 5))
    shipment = shipped(session, order, 3)
    returned(session, shipment, 2)
    with pytest.raises(Refusal, match="2 of A are more than the 1 that are left"):
        returned(session, shipment, 2)
    returned(session, shipment)
    with pytest.raises(Refusal, match="Nothing would come back"):
        returned(session, shipment)


def test_only_what_has_left_comes_back(session: Session) -> None:
    order = confirmed(session, buyer(session), (goods(session), 5))
    back = returned(session, shipped(session, order))
    with pytest.raises(Refusal, match="Only a shipment that has left"):
        returned(session, back)


def test_a_credit_note_is_paid_out(session: Session) -> None:
    """The invoice was paid, so the credit is what the customer is owed, until it is paid out."""
    order = confirmed(session, buyer(session), (goods(session), 5))
    shipment = shipped(session, order)
    paid(session, posted(session, order))
    returned(session, shipment, 1)
    credit = invoices(session, order)[1]
    do(session, "invoice.post", document=credit.id)
    assert balance(session, "receivable") == -1000
    out = paid(session, credit)
    assert (out.direction, out.amount, balance(session, "receivable")) == ("out", 1000, 0)
    assert sound(session)


def test_a_second_invoice_is_for_what_stayed(session: Session) -> None:
    """2 of 5 are invoiced, 2 come back: the credit is nought, because 3 still stay with the customer."""
    one = goods(session)
    order = confirmed(session, buyer(session), (one, 5))
    first = shipped(session, order, 2)
    posted(session, order)
    shipped(session, order)
    returned(session, first, 2)
    assert [invoice.credit for invoice in invoices(session, order)] == [False]
    assert posted(session, order).gross == 1000
    assert balance(session, "shipped") == 0
    assert sound(session)

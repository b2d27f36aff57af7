"""What the tables of trade refuse by themselves, on both databases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.trade.tables import Invoice, Order, OrderLine, Payment
from tests.sandbox.making import customer, do, product


def nothing_ordered(session: Session) -> None:
    session.execute(update(OrderLine).values(quantity=0))


def less_than_nothing_moved(session: Session) -> None:
    session.execute(update(OrderLine).values(moved=-1))


def nothing_paid(session: Session) -> None:
    session.execute(update(Payment).values(amount=0))


def no_customer(session: Session) -> None:
    session.execute(update(Order).values(party_id=99))


def twice_the_same_number(session: Session) -> None:
    session.execute(update(Order).values(number="SO-0001"))


@pytest.fixture
def sold(books: Database) -> Database:
    """Two orders, and a payment for a posted invoice."""
    with books.session() as session:
        party, goods = customer(session), product(session, "a", kind="service", price=10)
        for _ in range(2):
            order = do(session, "sale.create", party=party.id, lines=[{"product": goods.id, "quantity": 2}])
            do(session, "sale.confirm", document=order.id)
        do(session, "sale.invoice", document=order.id)
        invoice = session.scalars(select(Invoice)).one()
        do(session, "invoice.post", document=invoice.id)
        do(session, "payment.create", invoice=invoice.id)
    return books


@pytest.mark.parametrize(
    "act", [nothing_ordered, less_than_nothing_moved, nothing_paid, no_customer, twice_the_same_number]
)
def test_the_database_refuses(sold: Database, act: Callable[[Session], None]) -> None:
    with sold.session() as session:
        with pytest.raises(DBAPIError), session.begin_nested():
            act(session)
        session.rollback()


def test_lines_come_with_their_document_in_the_order_of_entry(sold: Database) -> None:
    with sold.session(write=False) as session:
        for order in session.scalars(select(Order)):
            assert [line.order_id for line in order.lines] == [order.id]
            assert order.party.code == "c1"

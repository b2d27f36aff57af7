"""How far orders have come, and the cost that goes with what is invoiced."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.clock import trial
from advisor.sandbox.trade.progress import (
    advance,
    billed,
    cost_of,
    delivered,
    goods,
    invoice_state,
    keeps_stock,
    lines,
    open_of_invoice,
    open_of_payment,
    open_quantity,
    to_deliver,
)
from advisor.sandbox.trade.tables import Invoice, Order, OrderLine, Payment
from tests.sandbox.making import product, units
from tests.sandbox.selling import billed as billed_for
from tests.sandbox.selling import buyer, confirmed, paid, posted, shipped
from tests.sandbox.selling import goods as stocked


def line(quantity: int = 10, **counts: int) -> OrderLine:
    zero = {"moved": 0, "dropped": 0, "invoiced": 0, "moved_value": 0, "invoiced_value": 0}
    return OrderLine(quantity=quantity, **zero | counts)


@pytest.mark.parametrize(
    ("row", "left"),
    [(line(), 10), (line(moved=4), 6), (line(moved=4, dropped=6), 0), (line(moved=12), 0), (line(dropped=10), 0)],
)
def test_what_is_left_to_deliver(row: OrderLine, left: int) -> None:
    assert to_deliver(row) == left


def test_what_is_left_is_the_same_in_sql(session: Session) -> None:
    order = confirmed(session, buyer(session), (stocked(session), 5))
    shipped(session, order, 2)
    assert session.scalar(select(open_quantity()).select_from(OrderLine)) == to_deliver(order.lines[0]) == 3


@pytest.mark.parametrize(
    ("row", "quantity", "cost"),
    [
        (line(moved=5, moved_value=1000), 5, 1000),
        (line(moved=3, moved_value=1000), 1, 333),
        (line(moved=3, moved_value=1000, invoiced=1, invoiced_value=333), 1, 334),
        (line(moved=3, moved_value=1000, invoiced=2, invoiced_value=667), 1, 333),
        (line(moved=3, moved_value=600, invoiced=5, invoiced_value=1000), -2, -400),
        (line(moved=3, moved_value=600, invoiced=5, invoiced_value=1000), -1, -200),
        (line(moved=3, moved_value=600, invoiced=3, invoiced_value=600), -1, 0),
        (line(), 1, 0),
    ],
)
def test_cost_of_what_is_invoiced_or_credited(row: OrderLine, quantity: int, cost: int) -> None:
    assert cost_of(row, quantity) == cost


@given(st.integers(0, 10**6), st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_whatever_the_pieces_all_becomes_cost(value: int, pieces: list[int]) -> None:
    row = line(quantity=sum(pieces), moved=sum(pieces), moved_value=value)
    costs = []
    for piece in pieces:
        costs.append(cost_of(row, piece))
        advance(row, piece, costs[-1])
    assert sum(costs) == value
    assert min(costs) >= 0
    assert (row.invoiced, row.invoiced_value) == (row.moved, value)


def test_delivered_and_billed_as_sql(books: Database) -> None:
    with books.session() as session:
        one, service = stocked(session), product(session, "s", kind="service", price=units(5))
        order = confirmed(session, buyer(session), (one, 5), (service, 1))
        seen = []

        def look() -> None:
            session.flush()
            row = session.execute(select(delivered(), billed()).where(Order.id == order.id)).one()
            seen.append((bool(row[0]), bool(row[1])))

        look()
        shipped(session, order, 2)
        posted(session, order)
        look()
        shipped(session, order)
        look()
        posted(session, order)
        look()
        assert seen == [(False, False), (False, False), (True, False), (True, True)]
        assert goods(order.lines) == [order.lines[0]]


def test_what_is_open_as_sql(books: Database) -> None:
    with books.session() as session:
        party = buyer(session)
        one, two = billed_for(session, party, 100), billed_for(session, party, 50, credit=True)
        payment = paid(session, one, 130)
        rows = session.execute(select(open_of_invoice(), invoice_state()).order_by(Invoice.id)).all()
        assert rows == [(0, "paid"), (-5000, "posted")]
        assert session.scalar(select(open_of_payment()).where(Payment.id == payment.id)) == -3000
        assert two.gross == 5000
        draft = Invoice(kind="invoice", party_id=party.id, currency="EUR")
        session.add(draft)
        session.flush()
        assert session.execute(select(open_of_invoice(), invoice_state()).where(Invoice.id == draft.id)).one() == (
            0,
            "draft",
        )


def test_rows_are_read_anew_when_they_are_locked(books: Database) -> None:
    with books.session() as session:
        order = confirmed(session, buyer(session), (stocked(session), 5))
    row = order.lines[0].id
    with books.session(write=False) as first:
        seen = first.get_one(OrderLine, row)
        assert seen.moved == 0
        first.rollback()
        with books.session() as second:
            second.get_one(OrderLine, row).moved = 3
        assert lines(first, [row])[row].moved == 3
        assert lines(first, []) == {}


def test_which_modules_keep_stock(session: Session) -> None:
    seen = [keeps_stock(session)]
    for modules in (["erp-inventory"], ["erp-inventory", "erp-warehouse"]):
        trial(session).modules = modules
        seen.append(keeps_stock(session))
    assert seen == [True, False, True]

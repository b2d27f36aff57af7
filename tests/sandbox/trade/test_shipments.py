"""Shipments: reserved, shipped in parts, tracked, never beyond the order, at the value of stock."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal, Short
from advisor.sandbox.stock.moves import entry_of
from advisor.sandbox.stock.tables import Balance, Reservation
from advisor.sandbox.trade import inspecting
from advisor.sandbox.trade.progress import late
from advisor.sandbox.trade.tables import Shipment
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do, units
from tests.sandbox.selling import balance, buyer, confirmed, goods, posted, shipments, shipped, sound


def reserved(session: Session) -> int:
    return session.scalar(select(func.coalesce(func.sum(Balance.reserved), 0))) or 0


def test_reserve_and_release(books: Database) -> None:
    with books.session() as session:
        order = confirmed(session, buyer(session), (goods(session), 4))
        shipment = shipments(session, order)[0]
        do(session, "shipment.reserve", document=shipment.id)
        held = session.scalars(select(Reservation)).one()
        assert (held.quantity, held.number, reserved(session)) == (4, "SO-0001", 4)
        do(session, "shipment.release", document=shipment.id)
        assert (shipment.state, reserved(session)) == ("waiting", 0)


def test_what_is_short_is_told_with_whose_it_is(books: Database) -> None:
    with books.session() as session:
        one = goods(session, stock=5)
        first = confirmed(session, buyer(session), (one, 3))
        do(session, "shipment.reserve", document=shipments(session, first)[0].id)
        second = shipments(session, confirmed(session, buyer(session, "c2"), (one, 4)))[0]
        with pytest.raises(Short, match="Only 2 of 4 of A are free; 3 are reserved for SO-0001"):
            do(session, "shipment.reserve", document=second.id)


def test_goods_leave_at_their_value_into_the_interim_account(books: Database) -> None:
    """Average of 10 @ 4 and 10 @ 6 is 5, so 3 leave with 15.00, kept on the account of shipped goods."""
    with books.session() as session:
        one = goods(session)
        do(session, "stock.opening", product=one.id, location=1, quantity=units(10), cost=units(6))
        order = confirmed(session, buyer(session), (one, 3))
        shipment = shipped(session, order)
        assert (balance(session, "stock"), balance(session, "shipped")) == (8500, 1500)
        assert (order.lines[0].moved, order.lines[0].moved_value) == (3, 1500)
        assert [entry.journal for entry in entry_of(session, "shipment", shipment.id)] == ["STK"]
        assert sound(session)


def test_a_part_is_shipped_and_the_rest_waits(books: Database) -> None:
    with books.session() as session:
        one, two = goods(session, "a"), goods(session, "b")
        order = confirmed(session, buyer(session), (one, 5), (two, 2))
        first = shipped(session, order, 2, 0, carrier="Post", tracking="RR1")
        rest = shipments(session, order)[1]
        assert [(line.product_id, line.quantity) for line in first.lines] == [(one.id, 2)]
        assert [(line.product_id, line.quantity) for line in rest.lines] == [(one.id, 3), (two.id, 2)]
        assert (first.state, first.carrier, rest.state, rest.number) == ("done", "Post", "waiting", "SH-0002")
        assert reserved(session) == 0
        shipped(session, order)
        assert [line.moved for line in order.lines] == [5, 2]
        assert sound(session)


@pytest.mark.parametrize(("quantities", "error"), [((6,), "6 of A are more than the 5"), ((0,), "Nothing would leave")])
def test_quantities_that_cannot_be(session: Session, quantities: tuple[float, ...], error: str) -> None:
    order = confirmed(session, buyer(session), (goods(session), 5))
    with pytest.raises(Refusal, match=error):
        shipped(session, order, *quantities)


def test_a_line_that_is_not_there(session: Session) -> None:
    order = confirmed(session, buyer(session), (goods(session), 5))
    shipment = shipments(session, order)[0]
    do(session, "shipment.reserve", document=shipment.id)
    with pytest.raises(NotFound, match="no such line"):
        do(session, "shipment.ship", document=shipment.id, lines=[{"line": 99, "quantity": units(1)}])


def test_never_more_than_was_ordered(session: Session) -> None:
    """Even when another shipment was made for what had been cancelled."""
    order = confirmed(session, buyer(session), (goods(session), 5))
    first = shipments(session, order)[0]
    do(session, "shipment.cancel", document=first.id)
    second = do(session, "shipment.create", order=order.id)
    assert [line.quantity for line in second.lines] == [5]
    with pytest.raises(Refusal, match="is planned for all of SO-0001"):
        do(session, "shipment.create", order=order.id)
    order.lines[0].dropped = 1
    session.flush()
    do(session, "shipment.reserve", document=second.id)
    with pytest.raises(Refusal, match="more than the 4 that are left"):
        do(session, "shipment.ship", document=second.id)


def test_only_a_confirmed_order_is_shipped(session: Session) -> None:
    order = confirmed(session, buyer(session), (goods(session), 5))
    do(session, "sale.cancel", document=order.id)
    with pytest.raises(Refusal, match="Only a confirmed order"):
        do(session, "shipment.create", order=order.id)


def test_packing_comes_between(session: Session) -> None:
    order = confirmed(session, buyer(session), (goods(session), 5))
    shipment = shipments(session, order)[0]
    with pytest.raises(Refusal, match="cannot be done in the state"):
        do(session, "shipment.pack", document=shipment.id)
    do(session, "shipment.reserve", document=shipment.id)
    do(session, "shipment.pack", document=shipment.id, carrier="Courier")
    do(session, "shipment.ship", document=shipment.id)
    assert (shipment.state, shipment.carrier) == ("done", "Courier")


def test_tracking_and_delay(session: Session) -> None:
    order = confirmed(session, buyer(session), (goods(session), 5))
    shipment = shipments(session, order)[0]
    yesterday = DAY - datetime.timedelta(days=1)
    do(session, "shipment.track", document=shipment.id, planned=yesterday, carrier=" Post ")
    assert session.scalars(select(Shipment.id).where(late())).all() == [shipment.id]
    shipped(session, order)
    assert session.scalars(select(Shipment.id).where(late())).all() == []
    do(session, "shipment.track", document=shipment.id, tracking="RR123")
    assert (shipment.carrier, shipment.tracking) == ("Post", "RR123")
    with pytest.raises(Refusal, match="has left already"):
        do(session, "shipment.track", document=shipment.id, planned=DAY)


def test_back_dating_before_a_later_move_is_refused(session: Session) -> None:
    order = confirmed(session, buyer(session), (goods(session), 5))
    with pytest.raises(Refusal, match="was last moved on"):
        shipped(session, order, on=DAY - datetime.timedelta(days=1))


def test_an_inspection_holds_a_shipment_back(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, list[int]]] = []

    def wait(session: Session, kind: str, document: int) -> None:
        raise Refusal("It is being inspected.")

    monkeypatch.setattr(inspecting, "ASK", [lambda s, by, kind, document, products: asked.append((kind, products))])
    monkeypatch.setattr(inspecting, "CHECK", [wait])
    one, two = goods(session, "a", inspect=True), goods(session, "b")
    order = confirmed(session, buyer(session), (one, 1), (two, 1))
    assert asked == [("shipment", [one.id])]
    with pytest.raises(Refusal, match="being inspected"):
        shipped(session, order)


def test_a_fraction_of_a_unit(session: Session) -> None:
    """2.50 m of cable at 4 for a metre leave with 10.00."""
    cable = goods(session, "cable", places=2, stock=10)
    order = confirmed(session, buyer(session), (cable, 2.5))
    shipped(session, order)
    assert (balance(session, "shipped"), order.gross) == (1000, 2500)
    posted(session, order)
    assert balance(session, "cost_of_sales") == 1000
    assert sound(session)

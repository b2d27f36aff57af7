"""What stock is told to expect from orders."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.stock.levels import levels
from advisor.sandbox.trade.expected import shipments
from tests.sandbox import buying, selling
from tests.sandbox.making import do, supplier


def expected(session: Session) -> list[tuple[str, int]]:
    return sorted((flow.kind, flow.quantity) for flow in shipments(session))


def test_orders_make_goods_come_and_go(books: Database) -> None:
    with books.session() as session:
        good = selling.goods(session, stock=10)
        selling.drafted(session, selling.buyer(session), (good, 9))
        assert expected(session) == []
        sale = selling.confirmed(session, selling.buyer(session, "c2"), (good, 3))
        bought = buying.ordered(session, supplier(session), (good, 5, 4))
        assert expected(session) == [("receipt", 5), ("shipment", -3)]
        (level,) = levels(session, [good])
        assert (level.on_hand, level.incoming, level.outgoing, level.projected) == (10, 5, 3, 12)
        (shipment,) = selling.shipments(session, sale)
        assert {flow.number for flow in shipments(session)} >= {shipment.number}
        do(session, "shipment.reserve", document=shipment.id)
        assert levels(session, [good])[0].free == 7
        assert expected(session) == [("receipt", 5), ("shipment", -3)]
        do(session, "shipment.ship", document=shipment.id)
        buying.arrived(session, bought, (good, 2))
        assert expected(session) == [("receipt", 3)]
        assert levels(session, [good])[0].projected == 12


def test_what_is_cancelled_or_complete_is_not_expected(session: Session) -> None:
    good = selling.goods(session, stock=10)
    sale = selling.confirmed(session, selling.buyer(session), (good, 3))
    bought = buying.ordered(session, supplier(session), (good, 5, 4))
    do(session, "sale.cancel", document=sale.id)
    buying.arrived(session, bought)
    assert expected(session) == []


def test_places_and_days_are_those_of_the_documents(session: Session) -> None:
    good = selling.goods(session, stock=10)
    bought = buying.ordered(session, supplier(session, lead_days=4), (good, 5, 4))
    (flow,) = shipments(session)
    assert (flow.product, flow.location, flow.kind) == (good.id, bought.location_id, "receipt")
    assert Decimal(flow.quantity) == 5
    assert (flow.on - bought.on).days == 4

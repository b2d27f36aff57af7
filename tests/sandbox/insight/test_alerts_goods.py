"""Alerts about goods: what will be short, when, for whom, and what to do."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.insight import alerts_goods
from advisor.sandbox.insight.alert import Alert
from advisor.sandbox.plan.tables import Inspection
from advisor.sandbox.stock.moves import locations
from advisor.sandbox.trade.tables import Order, Shipment
from tests.sandbox import buying, selling
from tests.sandbox.conftest import DAY
from tests.sandbox.insight.company import at
from tests.sandbox.making import do, supplier, units
from tests.sandbox.plan import shop

DAYS = datetime.timedelta(days=1)


def short(session: Session) -> list[Alert]:
    return list(alerts_goods.stock_out(session, DAY))


@pytest.fixture
def sale(session: Session) -> Order:
    """Twelve are promised in ten days, seven are there; the supplier needs four days."""
    mill = supplier(session, "mill", lead_days=4)
    bolt = selling.goods(session, "bolt", stock=7, supplier=mill.id)
    return selling.confirmed(session, selling.buyer(session, "acme"), (bolt, 12), wanted=DAY + 10 * DAYS)


def test_stock_will_not_do(session: Session, sale: Order) -> None:
    (one,) = short(session)
    shipment = session.scalars(select(Shipment)).one()
    assert (one.kind, one.role, one.weight, one.kind_of, one.document) == (
        "stock_out", "purchasing", 3, "shipment", shipment.id,
    )  # fmt: skip
    assert (one.party, one.on, one.next) == (sale.party_id, shipment.planned, "requisition.create")
    assert one.values["product"] == "Bolt"
    assert one.values["missing"] == "5"
    assert one.values["number"] == sale.number
    assert one.values["latest"] == (shipment.planned - 4 * DAYS).isoformat()


def test_what_is_ordered_in_time_is_enough(session: Session, sale: Order) -> None:
    bolt, mill = sale.lines[0].product, supplier(session, "forge")
    buying.ordered(session, mill, (bolt, 5, 4), wanted=DAY + 3 * DAYS)
    assert short(session) == []


def test_what_is_ordered_too_late_is_not(session: Session, sale: Order) -> None:
    bolt, mill = sale.lines[0].product, supplier(session, "forge")
    buying.ordered(session, mill, (bolt, 5, 4), wanted=DAY + 30 * DAYS)
    assert [one.values["missing"] for one in short(session)] == ["5"]


def test_goods_elsewhere_do_not_help(session: Session, sale: Order) -> None:
    place = locations(session)["WH2"].id
    do(session, "stock.opening", product=sale.lines[0].product_id, location=place, quantity=units(50), cost=units(4))
    assert len(short(session)) == 1


def test_a_late_purchase_delays_a_sale(session: Session, sale: Order) -> None:
    bolt, forge = sale.lines[0].product, supplier(session, "forge")
    order = buying.ordered(session, forge, (bolt, 5, 4), wanted=DAY + 3 * DAYS)
    receipt = session.scalars(select(Shipment).where(Shipment.kind == "receipt")).one()
    receipt.planned = DAY + 3 * DAYS
    at(session, DAY + 5 * DAYS)
    (one,) = alerts_goods.late_purchase(session, DAY + 5 * DAYS)
    assert (one.kind_of, one.document, one.party) == ("receipt", receipt.id, forge.id)
    assert (one.values["days"], one.values["purchase"], one.values["number"]) == (2, order.number, sale.number)
    assert one.values["supplier"] == "Forge"


def test_a_late_purchase_nobody_waits_for_is_no_alert(session: Session) -> None:
    bolt = selling.goods(session, "bolt", stock=7)
    buying.ordered(session, supplier(session, "forge"), (bolt, 5, 4), wanted=DAY)
    assert list(alerts_goods.late_purchase(session, DAY + 5 * DAYS)) == []


def test_deliveries_that_should_have_left(session: Session, sale: Order) -> None:
    shipment = session.scalars(select(Shipment)).one()
    assert list(alerts_goods.late_delivery(session, shipment.planned)) == []
    (one,) = alerts_goods.late_delivery(session, shipment.planned + 3 * DAYS)
    assert (one.role, one.document, one.values["days"], one.values["number"]) == (
        "warehouse", shipment.id, 3, sale.number,
    )  # fmt: skip


def test_parts_missing_for_production(session: Session) -> None:
    wood = shop.stocked(session, "wood", 3)
    stool = shop.stocked(session, "stool", lead_days=5)
    lathe = shop.centre(session, "lathe")
    shop.made_of(session, stool, (wood, 1), operations=[{"name": "Turn", "centre": lathe.id, "run": 60}])
    made = shop.order(session, stool, 10)
    (one,) = short(session)
    assert (one.kind_of, one.document, one.values["missing"], one.party) == ("work_order", made.id, "7", None)
    assert one.values["number"] == made.number


def test_more_work_than_a_week_has(session: Session) -> None:
    lathe = shop.centre(session, "lathe", 60)
    do(session, "maintenance.create", centre=lathe.id, name="Belt", on=DAY + DAYS, minutes=360)
    (one,) = alerts_goods.capacity(session, DAY)
    assert (one.kind_of, one.document, one.on) == ("work_centre", lathe.id, DAY)
    assert (one.values["percent"], one.values["hours"]) == (120, 1)


def test_maintenance_that_is_due(session: Session) -> None:
    lathe = shop.centre(session, "lathe")
    for days in (0, 8, 9):
        do(session, "maintenance.create", centre=lathe.id, name=f"Oil {days}", on=DAY + days * DAYS, minutes=10)
    found = list(alerts_goods.maintenance(session, DAY + DAYS))
    assert [(one.values["name"], one.weight) for one in found] == [("Oil 0", 2), ("Oil 8", 1)]


def test_a_check_that_failed(session: Session) -> None:
    bolt = selling.goods(session, "bolt")
    made = Inspection(number="QC-1", state="failed", product_id=bolt.id, for_kind="receipt", document=1, on=DAY,
                      finding="bent")  # fmt: skip
    session.add(made)
    session.flush()
    (one,) = alerts_goods.inspection(session, DAY)
    assert (one.document, one.values["finding"], one.values["product"]) == (made.id, "bent", "Bolt")
    made.decision = "scrap"
    session.flush()
    assert list(alerts_goods.inspection(session, DAY)) == []

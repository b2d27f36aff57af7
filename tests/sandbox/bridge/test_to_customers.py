"""What the customer side hears: customers, products, orders of its deals and of others, stock and money."""

from __future__ import annotations

import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.bridge.tables import OutsideOrder
from advisor.sandbox.core import clock
from advisor.sandbox.crm.tables import Contact, Item
from tests.sandbox.bridge.joint import carried, contact, item, messages, won
from tests.sandbox.making import do, product, supplier, units
from tests.sandbox.selling import buyer, confirmed, fill, goods, posted, shipped


def test_customers_and_products_come_over_and_follow_changes(session: Session) -> None:
    party = buyer(session, "c1", email="desk@acme.example", country="AT")
    supplier(session, "s1")  # no business of the sellers, as long as nothing is sold to them
    valve = goods(session, "valve", places=1, group="Valves", tax="VAT")
    product(session, "raw")  # without a price nobody sells it
    carried(session)
    [made] = session.scalars(select(Contact)).all()
    assert (made.code, made.email, made.country, made.customer) == ("c1", "desk@acme.example", "AT", True)
    [offered] = session.scalars(select(Item)).all()
    assert (offered.code, offered.price, offered.places, offered.available) == ("valve", 100_000, 1, 100)
    do(session, "party.change", party=party.id, tax_number="ATU 1")
    do(session, "product.change", product=valve.id, price=units("12.5"), name="Valve 2")
    carried(session)
    assert (made.tax_number, offered.price, offered.name) == ("ATU 1", 125_000, "Valve 2")
    do(session, "product.change", product=valve.id, active=False)
    carried(session)
    assert not offered.active


def test_what_comes_over_is_not_told_back(session: Session) -> None:
    """No echo: one message each, however often it is delivered."""
    buyer(session, "c1")
    goods(session, "a")
    contact(session, "Own", email="own@x.example")
    carried(session)
    before = len(messages(session))
    assert (before, carried(session)) == (4, 0)  # two customers, a product, its stock
    assert len(messages(session)) == before


def test_an_order_without_a_deal_stands_with_the_contact(session: Session) -> None:
    valve, party = goods(session, "valve"), buyer(session, "c1")
    order = confirmed(session, party, (valve, 4))
    carried(session)
    heard = session.scalars(select(OutsideOrder)).one()
    assert (heard.number, heard.state, heard.gross, heard.contact.code) == ("SO-0001", "confirmed", 4_000, "c1")
    shipped(session, order, 1)
    posted(session, order)
    do(session, "sale.shorten", document=order.id)
    carried(session)
    session.refresh(heard)
    assert (heard.state, heard.delivered, heard.invoice_state) == ("closed", 100, "posted")
    cancelled = confirmed(session, party, (valve, 1))
    do(session, "sale.cancel", document=cancelled.id)
    carried(session)
    states = session.scalars(select(OutsideOrder.state).order_by(OutsideOrder.id)).all()
    assert states == ["closed", "cancelled"]


def test_sales_over_the_counter_are_no_orders_of_customers(session: Session) -> None:
    do(session, "shop.sell", lines=[{"product": goods(session, "a").id, "quantity": units(1)}])
    carried(session)
    assert session.scalars(select(OutsideOrder)).all() == []
    assert (session.scalars(select(Contact)).all(), item(session).available) == ([], 9)


def test_stock_and_the_day_from_which_there_is_more(session: Session) -> None:
    valve, party = goods(session, "valve", stock=3, lead_days=5), buyer(session, "c1")
    carried(session)
    confirmed(session, party, (valve, 3))
    carried(session)
    offered, today = item(session, "valve"), clock.today(session)
    assert (offered.available, offered.promised) == (0, today + datetime.timedelta(days=5))
    assert offered.heard == clock.now(session)
    fill(session, valve, 2, 4)
    carried(session)
    assert (offered.available, offered.promised) == (2, None)


def test_what_is_overdue_is_heard_as_days_pass(session: Session) -> None:
    valve, party = goods(session, "valve"), buyer(session, "c1", term="NET30")
    order = confirmed(session, party, (valve, 2))
    shipped(session, order)
    posted(session, order)
    carried(session)
    made = session.scalars(select(Contact)).one()
    assert (made.balance, made.overdue) == (2_000, 0)
    for _ in range(2):
        do(session, "clock.advance", to="month")
    assert (made.balance, made.overdue) == (2_000, 2_000)


def test_work_on_what_a_deal_waits_for_is_heard(session: Session) -> None:
    frame, bolt = goods(session, "frame", stock=0, source="make"), goods(session, "bolt", stock=10)
    do(session, "bom.set", product=frame.id, lines=[{"product": bolt.id, "quantity": 1}], operations=[])
    acme = contact(session)
    carried(session)
    deal = won(session, acme, (item(session, "frame"), 2))
    carried(session)
    work = do(session, "work_order.create", product=frame.id, quantity=units(2))
    for step in ("release", "start"):
        do(session, f"work_order.{step}", document=work.id)
    carried(session)
    assert deal.order_state == "in_production"
    do(session, "work_order.finish", document=work.id)
    carried(session)
    assert deal.order_state == "confirmed"

"""Point of sale and web shop: one transaction, one stock, and the money of the day."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.refusals import Refusal, Short
from advisor.sandbox.core.tables import Event, Party, Product
from advisor.sandbox.trade.progress import invoice_state, sale_state
from advisor.sandbox.trade.shop import Taking, takings
from advisor.sandbox.trade.tables import Invoice, Order, Payment
from tests.sandbox.conftest import DAY
from tests.sandbox.making import SELLER, do, product, units
from tests.sandbox.selling import balance, buyer, goods, invoices, posted, shipments, shipped, sound


def sold(session: Session, of: Product, quantity: float, **columns: Any) -> Order:
    made = do(session, "shop.sell", SELLER, lines=[{"product": of.id, "quantity": units(quantity)}], **columns)
    assert isinstance(made, Order)
    return made


def test_over_the_counter(books: Database) -> None:
    """Goods, invoice and money at once: 3 at 10 with 20 % tax are 36.00 in cash."""
    with books.session() as session:
        order = sold(session, goods(session, tax="VAT"), 3, method="cash", given=units(40))
        invoice = invoices(session, order)[0]
        assert session.scalar(select(sale_state())) == "closed"
        assert session.scalar(select(invoice_state())) == "paid"
        assert (invoice.gross, balance(session, "cash"), balance(session, "receivable")) == (3600, 3600, 0)
        assert (balance(session, "stock"), balance(session, "cost_of_sales")) == (2800, 1200)
        done = session.scalars(select(Event).where(Event.what == "sell")).one()
        assert (done.values, done.actor, done.role) == ({"method": "cash", "change": 400}, "Sam", "sales")
        assert sound(session)


def test_nothing_is_kept_of_a_sale_that_fails(books: Database) -> None:
    with books.session() as session:
        one = goods(session, stock=2)
    with pytest.raises(Short, match="Only 2 of 3"), books.session() as session:
        sold(session, one, 3)
    with books.session() as session:
        for table in (Order, Invoice, Payment):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert sold(session, one, 2).number == "SO-0001"


def test_too_little_cash(session: Session) -> None:
    with pytest.raises(Refusal, match=r"20 EUR are less than the 30\.00 EUR it costs"):
        sold(session, goods(session), 3, method="cash", given=units(20))


def test_an_empty_basket(session: Session) -> None:
    with pytest.raises(Refusal, match="Nothing is in the basket"):
        do(session, "shop.sell", lines=[])


def test_unnamed_buyers_are_one_party_and_named_ones_their_own(session: Session) -> None:
    one, known = goods(session), buyer(session)
    parties = [
        sold(session, one, 1).party_id,
        sold(session, one, 1).party_id,
        sold(session, one, 1, party=known.id).party_id,
    ]
    assert parties[0] == parties[1] != parties[2] == known.id
    assert session.scalar(select(Party.name).where(Party.code == "SHOP")) == "Shop customers"


def test_a_web_order_is_paid_and_waits_for_its_shipment(books: Database) -> None:
    with books.session() as session:
        order = sold(session, goods(session), 4, channel="web")
        assert [one.state for one in shipments(session, order)] == ["reserved"]
        assert (order.channel, balance(session, "bank"), balance(session, "receivable")) == ("web", 4000, -4000)
        shipped(session, order)
        posted(session, order)
        assert session.scalar(select(invoice_state())) == "paid"
        assert balance(session, "receivable") == 0
        assert sound(session)


def test_a_web_order_beyond_stock_waits_unreserved(books: Database) -> None:
    with books.session() as session:
        order = sold(session, goods(session, stock=1), 4, channel="web")
        assert [one.state for one in shipments(session, order)] == ["waiting"]
        assert sound(session)


def test_shop_and_web_share_one_stock(session: Session) -> None:
    one = goods(session, stock=5)
    sold(session, one, 4, channel="web")
    with pytest.raises(Short, match="Only 1 of 2 of A are free; 4 are reserved for SO-0001"):
        sold(session, one, 2)


def test_a_service_is_sold_too(session: Session) -> None:
    order = sold(session, product(session, "repair", kind="service", price=units(15)), 1)
    assert (shipments(session, order), balance(session, "bank")) == ([], 1500)
    web = sold(session, session.get_one(Product, order.lines[0].product_id), 1, channel="web")
    assert shipments(session, web) == []


def test_takings_of_the_day(session: Session) -> None:
    one = goods(session)
    sold(session, one, 1, method="cash")
    sold(session, one, 2, method="cash")
    sold(session, one, 4)
    sold(session, one, 1, channel="web")
    assert takings(session, DAY) == [
        Taking("shop", "card", "EUR", 1, 4000),
        Taking("shop", "cash", "EUR", 2, 3000),
        Taking("web", "card", "EUR", 1, 1000),
    ]

"""What suppliers ask, and where something is bought best."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.events import timeline
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.trade import suppliers
from advisor.sandbox.trade.tables import SupplierPrice
from tests.sandbox.buying import bolt, smith
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BUYER, SELLER, customer, do, units


def asked(session: Session, party: int, product: int, price: str, **more: object) -> SupplierPrice:
    made = do(session, "supplier_price.set", BUYER, party=party, product=product, price=units(price), **more)
    assert isinstance(made, SupplierPrice)
    return made


def test_a_price_is_kept_and_changed(books: Database) -> None:
    with books.session() as session:
        seller, goods = smith(session), bolt(session)
        first = asked(session, seller.id, goods.id, "3.1234", minimum=units(10), lead_days=5)
        assert (first.price, first.minimum, first.lead_days) == (31_234, 10, 5)
        again = asked(session, seller.id, goods.id, "3.00", minimum=units(10))
        assert (again.id, again.price, again.lead_days) == (first.id, 30_000, 0)
        assert len(suppliers.price_list(session, seller.id)) == 1
        assert [one.what for one in timeline(session, seller.id)][:2] == ["set", "set"]


def test_a_price_without_a_quantity_is_for_the_smallest_part(session: Session) -> None:
    wire = bolt(session, code="wire", places=2)
    assert asked(session, smith(session).id, wire.id, "5").minimum == 1


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"lead_days": -1}, "nought days or more"),
        ({"price": "-1"}, "nought or more"),
        ({"minimum": "0.5"}, "0 decimals"),
    ],
)
def test_a_price_that_cannot_be(session: Session, more: dict[str, object], message: str) -> None:
    entered = {"party": smith(session).id, "product": bolt(session).id, "price": "1"} | more
    with pytest.raises(Refusal, match=message):
        do(session, "supplier_price.set", BUYER, **entered)


def test_wrong_ids_and_roles_are_told(session: Session) -> None:
    seller, goods, buyer = smith(session), bolt(session), customer(session)
    with pytest.raises(NotFound, match="no such supplier"):
        asked(session, 99, goods.id, "1")
    with pytest.raises(NotFound, match="no such product"):
        asked(session, seller.id, 99, "1")
    with pytest.raises(Refusal, match="C1 is no supplier"):
        asked(session, buyer.id, goods.id, "1")
    with pytest.raises(WrongRole):
        do(session, "supplier_price.set", SELLER, party=seller.id, product=goods.id, price="1")


def test_the_cheapest_for_the_quantity_is_best(session: Session) -> None:
    near, far, goods = smith(session, code="near"), smith(session, code="far"), bolt(session)
    asked(session, near.id, goods.id, "4.00")
    asked(session, far.id, goods.id, "5.00")
    asked(session, far.id, goods.id, "3.50", minimum=units(100))
    few, many = suppliers.best(session, goods, 99), suppliers.best(session, goods, 100)
    assert few is not None
    assert many is not None
    assert (few.supplier.code, few.price, many.supplier.code, many.price) == ("near", 40_000, "far", 35_000)
    assert [one.supplier.code for one in suppliers.offers(session, goods, 100)] == ["far", "near"]
    assert [one.price for one in suppliers.offers(session, goods, 100, near.id)] == [40_000]


def test_of_equal_prices_the_quicker_is_best(session: Session) -> None:
    slow, quick, goods = smith(session, code="slow", lead_days=9), smith(session, code="quick"), bolt(session)
    asked(session, slow.id, goods.id, "4")
    asked(session, quick.id, goods.id, "4", lead_days=3)
    assert [(one.supplier.code, one.days) for one in suppliers.offers(session, goods, 1)] == [("quick", 3), ("slow", 9)]


def test_prices_in_other_currencies_are_compared(session: Session) -> None:
    do(session, "rate.set", currency="USD", rate="1.25")
    here, abroad, goods = smith(session, code="here"), smith(session, code="abroad", currency="USD"), bolt(session)
    asked(session, here.id, goods.id, "4.10")
    asked(session, abroad.id, goods.id, "5.00")
    best = suppliers.best(session, goods, 1)
    assert best is not None
    assert (best.supplier.code, best.price, best.currency, best.ours) == ("abroad", 50_000, "USD", 40_000)


def test_a_supplier_no_longer_used_offers_nothing(session: Session) -> None:
    gone, goods = smith(session), bolt(session)
    asked(session, gone.id, goods.id, "1")
    gone.active = False
    assert suppliers.offers(session, goods, 1) == []


def test_without_prices_the_usual_supplier_at_cost(session: Session) -> None:
    usual = smith(session, lead_days=7)
    goods, other = bolt(session, supplier=usual.id), bolt(session, code="nut")
    found = suppliers.best(session, goods, 1)
    assert found is not None
    assert (found.supplier.id, found.price, found.days) == (usual.id, 40_000, 7)
    assert suppliers.best(session, other, 1) is None


def test_a_cost_is_no_price_in_another_currency(session: Session) -> None:
    abroad, goods = smith(session, currency="USD"), bolt(session)
    assert suppliers.usual_offer(session, goods, abroad).price == 0


def test_a_price_is_removed(session: Session) -> None:
    seller, goods = smith(session), bolt(session)
    row = asked(session, seller.id, goods.id, "1")
    do(session, "supplier_price.remove", BUYER, supplier_price=row.id)
    assert suppliers.offers(session, goods, 1) == []
    with pytest.raises(NotFound):
        do(session, "supplier_price.remove", BUYER, supplier_price=row.id)


def test_when_something_comes(session: Session) -> None:
    week = datetime.timedelta(days=7)
    assert suppliers.arrival(session, 7, None) == DAY + week
    assert suppliers.arrival(session, 7, DAY) == DAY + week  # wanted sooner than it can come
    assert suppliers.arrival(session, 7, DAY + 2 * week) == DAY + 2 * week

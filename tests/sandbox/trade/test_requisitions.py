"""Somebody needs something: approved by amount, ordered where it is best."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.ledger.tables import CostCentre
from advisor.sandbox.trade import requisitions
from advisor.sandbox.trade.tables import Order, Requisition
from tests.sandbox.buying import bolt, settings, smith
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOSS, BUYER, FOREMAN, STOREKEEPER, do, units


def needed(session: Session, product: int, number: float, **more: object) -> Requisition:
    made = do(session, "requisition.create", FOREMAN, product=product, quantity=units(number), **more)
    assert isinstance(made, Requisition)
    return made


def test_below_the_limit_it_is_approved_at_once(books: Database) -> None:
    with books.session() as session:
        made = needed(session, bolt(session, lead_days=4).id, 249, reason=" stock is low ")
        assert (made.number, made.state, made.asked_by, made.reason) == ("PR-0001", "approved", "Kim", "stock is low")
        assert made.needed == DAY + datetime.timedelta(days=4)


def test_from_the_limit_on_somebody_decides(session: Session) -> None:
    made = needed(session, bolt(session).id, 250)  # 250 at a cost of 4: 1,000
    assert made.state == "waiting"
    with pytest.raises(WrongRole):
        do(session, "requisition.approve", BUYER, document=made.id)
    do(session, "requisition.approve", BOSS, document=made.id)
    assert made.state == "approved"


def test_the_best_offer_is_what_it_costs(session: Session) -> None:
    goods = bolt(session)
    do(session, "supplier_price.set", BUYER, party=smith(session).id, product=goods.id, price=units("3.99"))
    made = needed(session, goods.id, 250)
    assert (made.state, requisitions.value(session, made)) == ("approved", 99_750)


def test_a_draft_is_submitted_later(session: Session) -> None:
    made = needed(session, bolt(session).id, 1, submit=False)
    assert (made.number, made.state) == (None, "draft")
    do(session, "requisition.submit", STOREKEEPER, document=made.id)
    assert (made.number, made.state) == ("PR-0001", "approved")


@pytest.mark.parametrize("number", [1, 250])
def test_rejected_while_it_waits_or_after(session: Session, number: float) -> None:
    made = needed(session, bolt(session).id, number)
    do(session, "requisition.reject", BOSS, document=made.id, reason="not now")
    assert made.state == "rejected"


def test_wrong_ids_are_told(session: Session) -> None:
    goods = bolt(session)
    with pytest.raises(NotFound, match="no such product"):
        needed(session, 99, 1)
    with pytest.raises(NotFound, match="no such cost centre"):
        needed(session, goods.id, 1, cost_centre=99)
    with pytest.raises(Refusal, match="0 decimals"):
        needed(session, goods.id, 0.5)


def test_one_is_ordered_from_the_best(session: Session) -> None:
    seller, goods = smith(session), bolt(session)
    do(session, "supplier_price.set", BUYER, party=seller.id, product=goods.id, price=units("3.50"))
    made = needed(session, goods.id, 10, needed=DAY + datetime.timedelta(days=30))
    do(session, "requisition.order", BUYER, document=made.id)
    order = session.get_one(Order, made.order_id)
    assert (made.state, order.state, order.party_id, order.net) == ("ordered", "draft", seller.id, 3_500)
    assert order.wanted == DAY + datetime.timedelta(days=30)


def test_somebody_is_chosen_or_needed(session: Session) -> None:
    seller, goods = smith(session), bolt(session)
    made = needed(session, goods.id, 10)
    with pytest.raises(Refusal, match="Nobody is known to sell Bolt"):
        do(session, "requisition.order", BUYER, document=made.id)
    do(session, "requisition.order", BUYER, document=made.id, supplier=seller.id)
    assert session.get_one(Order, made.order_id).net == 4_000


def test_more_goes_on_a_draft_at_the_price_for_all(session: Session) -> None:
    seller, goods = smith(session), bolt(session)
    for least, price in ((1, "4"), (20, "3")):
        do(session, "supplier_price.set", BUYER, party=seller.id, product=goods.id, price=price, minimum=least)
    first, second = needed(session, goods.id, 12), needed(session, goods.id, 8, needed=DAY)
    do(session, "requisition.order", BUYER, document=first.id)
    order = session.get_one(Order, first.order_id)
    assert order.net == 4_800
    do(session, "requisition.order", BUYER, document=second.id, purchase=order.id)
    assert ([line.quantity for line in order.lines], order.net, order.wanted) == ([20], 6_000, DAY)


def test_only_a_draft_takes_more(session: Session) -> None:
    seller, goods = smith(session), bolt(session)
    first, second = needed(session, goods.id, 1), needed(session, goods.id, 1)
    do(session, "requisition.order", BUYER, document=first.id, supplier=seller.id)
    do(session, "purchase.order", BUYER, document=first.order_id)
    with pytest.raises(Refusal, match="Only a draft can take more"):
        do(session, "requisition.order", BUYER, document=second.id, purchase=first.order_id)


def test_all_are_ordered_by_supplier(books: Database) -> None:
    with books.session() as session:
        one, two = smith(session, code="one"), smith(session, code="two")
        bolts, nuts = bolt(session, supplier=one.id), bolt(session, code="nut", supplier=two.id)
        rows = [needed(session, goods.id, 5) for goods in (bolts, nuts, bolts)]
        waits = needed(session, bolts.id, 1000)
        do(session, "requisition.order_all", BUYER)
        assert ([row.state for row in rows], waits.state) == (["ordered"] * 3, "waiting")
        orders = session.scalars(select(Order).order_by(Order.party_id)).all()
        found = [(order.party_id, [(line.product_id, line.quantity) for line in order.lines]) for order in orders]
        assert found == [(one.id, [(bolts.id, 10)]), (two.id, [(nuts.id, 5)])]


def test_cost_centres_are_ordered_apart(session: Session) -> None:
    goods = bolt(session, supplier=smith(session).id)
    centre = session.scalars(select(CostCentre.id)).first()
    for chosen in (None, centre):
        needed(session, goods.id, 1, cost_centre=chosen)
    do(session, "requisition.order_all", BUYER)
    orders = session.scalars(select(Order).order_by(Order.id)).all()
    assert [order.cost_centre_id for order in orders] == [None, centre]


def test_some_are_ordered(session: Session) -> None:
    goods = bolt(session, supplier=smith(session).id)
    first, second = needed(session, goods.id, 1), needed(session, goods.id, 1)
    do(session, "requisition.order_all", BUYER, requisitions=[second.id])
    assert (first.state, second.state) == ("approved", "ordered")
    with pytest.raises(Refusal, match="Not all of these"):
        do(session, "requisition.order_all", BUYER, requisitions=[first.id, second.id])


def test_nothing_to_order_makes_nothing(session: Session) -> None:
    assert do(session, "requisition.order_all", BUYER) is None


def test_it_can_be_ordered_again_when_its_order_is_cancelled(session: Session) -> None:
    made = needed(session, bolt(session, supplier=smith(session).id).id, 3)
    do(session, "requisition.order", BUYER, document=made.id)
    do(session, "purchase.cancel", BUYER, document=made.order_id)
    assert (made.state, made.order_id) == ("approved", None)


def test_another_limit_is_data(session: Session) -> None:
    settings(session, approvals={"requisition": [["manager", "10"]]})
    goods = bolt(session)
    assert [needed(session, goods.id, number).state for number in (2, 3)] == ["approved", "waiting"]

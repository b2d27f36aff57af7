"""What planning reads: buckets of time, lead times, and which documents count."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.plan.demand import Buckets, buckets, situation
from advisor.sandbox.plan.mrp import Item
from tests.sandbox.conftest import DAY
from tests.sandbox.making import customer, do, product, supplier
from tests.sandbox.plan.shop import made_of, stocked

DAYS = datetime.timedelta(days=1)


def test_days_and_weeks_as_numbers() -> None:
    wednesday = DAY + 2 * DAYS
    week = Buckets(DAY, 7, wednesday)
    assert [week.number(DAY + n * DAYS) for n in (-1, 0, 6, 7)] == [-1, 0, 0, 1]
    assert (week.day(0), week.day(1), week.day(-1)) == (wednesday, DAY + 7 * DAYS, DAY - 7 * DAYS)
    assert [week.lead(n) for n in (0, 1, 7, 8)] == [0, 1, 1, 2]


def test_weeks_begin_after_the_days_of_rest(session: Session) -> None:
    trial(session).today = DAY + 2 * DAYS
    assert buckets(session, "week").first == DAY
    trial(session).settings = {"rest_days": [4]}
    assert buckets(session, "week").first == DAY - 2 * DAYS
    assert buckets(session, "day").first == DAY + 2 * DAYS


def test_items_are_products_as_they_stand(session: Session) -> None:
    seller = supplier(session, lead_days=9)
    own = stocked(session, "own", 12, lead_days=4, lot_rule="multiple", lot_size=6, safety=5)
    theirs = product(session, "theirs", supplier=seller.id)
    product(session, "advice", kind="service")
    found = situation(session, "day")
    assert found.items == {
        own.id: Item(on_hand=12, safety=5, lead=4, rule="multiple", lot=6),
        theirs.id: Item(lead=9),
    }
    assert situation(session, "week").items[theirs.id].lead == 2


def test_only_what_is_made_is_taken_apart(session: Session) -> None:
    part, made = product(session, "part"), product(session, "made")
    made_of(session, made, (part, 2))
    assert list(situation(session, "day").parts) == [made.id]
    made.source = "buy"
    assert situation(session, "day").parts == {}


@pytest.mark.parametrize(
    ("steps", "needed"), [((), []), (("quote",), []), (("confirm",), [10]), (("confirm", "cancel"), [])]
)
def test_confirmed_sales_are_demand(session: Session, steps: tuple[str, ...], needed: list[int]) -> None:
    good, buyer = product(session, "good"), customer(session)
    service = product(session, "advice", kind="service")
    lines = [{"product": good.id, "quantity": 10}, {"product": service.id, "quantity": 1}]
    sale = do(session, "sale.create", party=buyer.id, wanted=DAY + 9 * DAYS, lines=lines)
    for step in steps:
        do(session, f"sale.{step}", document=sale.id)
    found = situation(session, "day")
    assert [d.quantity for d in found.demands] == needed
    assert [d.bucket for d in found.demands] == [9] * len(needed)


@pytest.mark.parametrize(("steps", "coming"), [((), [10]), (("order",), [10]), (("order", "cancel"), [])])
def test_purchases_are_supply_from_the_draft_on(session: Session, steps: tuple[str, ...], coming: list[int]) -> None:
    good, seller = product(session, "good"), supplier(session)
    bought = do(
        session, "purchase.create", party=seller.id, wanted=DAY + 3 * DAYS, lines=[{"product": good.id, "quantity": 10}]
    )
    for step in steps:
        do(session, f"purchase.{step}", document=bought.id)
    found = situation(session, "day")
    assert [(r.quantity, r.bucket) for r in found.receipts] == [(quantity, 3) for quantity in coming]


def test_received_goods_are_stock_and_no_supply_any_more(session: Session) -> None:
    good, seller = product(session, "good", cost=2), supplier(session)
    bought = do(session, "purchase.create", party=seller.id, lines=[{"product": good.id, "quantity": 10, "price": 2}])
    do(session, "purchase.order", document=bought.id)
    do(session, "purchase.receive", purchase=bought.id, lines=[{"product": good.id, "quantity": 4}])
    found = situation(session, "day")
    assert found.items[good.id].on_hand == 4
    assert [r.quantity for r in found.receipts] == [6]


def test_requisitions_are_supply_until_they_are_rejected(session: Session) -> None:
    good = product(session, "good", cost=5000)
    asked = do(session, "requisition.create", product=good.id, quantity=3, needed=DAY + 2 * DAYS)
    found = situation(session, "day")
    assert [(r.quantity, r.cause) for r in found.receipts] == [(3, ("requisition", asked.id))]
    assert found.numbers["requisition", asked.id] == asked.number
    do(session, "requisition.reject", document=asked.id)
    assert situation(session, "day").receipts == []

"""When goods can be delivered: now, when something comes in, or after the lead time."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.stock.levels import Flow
from advisor.sandbox.stock.moves import locations
from advisor.sandbox.trade.promising import Promise, Supply, Want, free, lead, promises
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do, supplier, units
from tests.sandbox.selling import buyer, confirmed, goods, shipments


def day(number: int) -> datetime.date:
    return DAY + datetime.timedelta(days=number)


def flow(on: datetime.date, quantity: int) -> Flow:
    return Flow(1, 1, quantity, on, "receipt", 1, "RC-0001")


def test_what_is_free_is_promised_at_once_and_set_aside() -> None:
    supply = Supply(DAY, {1: 10})
    assert supply.promise(Want(1, 6, 5)) == Promise(6, DAY)
    assert supply.promise(Want(1, 6, 5)) == Promise(4, day(5))
    assert supply.promise(Want(1, 1, 5)) == Promise(0, day(5))


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [(7, Promise(7, DAY)), (12, Promise(7, day(9))), (17, Promise(7, day(9))), (18, Promise(7, day(20)))],
)
def test_what_comes_in_is_promised_next(quantity: int, expected: Promise) -> None:
    """7 are free and 10 come on day 9, 5 more on day 20; more than those take the lead time."""
    supply = Supply(DAY, {1: 7}, {1: [flow(day(9), 10), flow(day(20), 5)]})
    assert supply.promise(Want(1, quantity, 30)) == expected


def test_what_earlier_orders_wait_for_is_taken_from_what_comes_in() -> None:
    """3 are waited for already: of 10 that come 7 are left, and 5 more come later."""
    supply = Supply(DAY, {1: -3}, {1: [flow(day(9), 10), flow(day(20), 5)]})
    assert supply.promise(Want(1, 7, 30)) == Promise(0, day(9))
    assert supply.promise(Want(1, 1, 30)) == Promise(0, day(20))


def test_what_is_late_comes_tomorrow_at_the_earliest() -> None:
    supply = Supply(DAY, {}, {1: [flow(day(-5), 10)]})
    assert supply.promise(Want(1, 4, 30)) == Promise(0, day(1))
    assert Supply(DAY, {}).promise(Want(1, 4, 0)) == Promise(0, day(1))


def test_free_counts_reservations_and_what_is_waited_for(session: Session) -> None:
    one = goods(session)
    place = locations(session)["WH"].id
    first = confirmed(session, buyer(session), (one, 3))
    do(session, "shipment.reserve", document=shipments(session, first)[0].id)
    confirmed(session, buyer(session, "c2"), (one, 5))
    assert free(session, [one.id], place) == {one.id: 2}
    confirmed(session, buyer(session, "c3"), (one, 4))
    assert free(session, [one.id], place) == {one.id: -2}
    assert free(session, [one.id], locations(session)["WH2"].id) == {}


def test_a_purchase_that_is_under_way_is_promised(session: Session) -> None:
    """2 in stock, 10 ordered for day 6: an order of 5 is promised for that day, whatever the lead time."""
    one = goods(session, stock=2, lead_days=40)
    lines = [{"product": one.id, "quantity": units(10), "price": units(1)}]
    bought = do(session, "purchase.create", party=supplier(session).id, lines=lines, wanted=day(6))
    do(session, "purchase.order", document=bought.id)
    promised = promises(session, [Want(one.id, 5, 40)], locations(session)["WH"].id)
    assert promised == [Promise(2, bought.lines[0].promised or DAY)]
    assert confirmed(session, buyer(session), (one, 5)).promised == bought.lines[0].promised


def test_lines_of_one_order_share_what_is_there(session: Session) -> None:
    one = goods(session, stock=5, lead_days=3)
    order = confirmed(session, buyer(session), (one, 4), (one, 4))
    assert [line.promised for line in order.lines] == [DAY, day(3)]


def test_lead_times() -> None:
    assert lead(Product(lead_days=4), Party(lead_days=9)) == 4
    assert lead(Product(lead_days=0), Party(lead_days=9)) == 9
    assert lead(Product(lead_days=0)) == 0

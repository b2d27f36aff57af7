"""Without a bridge: what is typed twice, what that costs, and that switching it on makes nothing twice."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.bridge import retyping
from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm.tables import Contact
from tests.sandbox.bridge.joint import APART, carried, contact, item, modules, orders, parties, won
from tests.sandbox.making import SELLER, do, units
from tests.sandbox.selling import goods, shipped


@pytest.fixture
def apart(session: Session) -> Session:
    """Both sides know a product, and are then torn apart."""
    goods(session, "valve")
    carried(session)
    modules(session, *APART)
    return session


def test_what_was_typed_twice_and_what_waits(apart: Session) -> None:
    acme = contact(apart, email="desk@acme.example")
    deals = [won(apart, acme, (item(apart, "valve"), number)) for number in (1, 2, 3)]
    assert (retyping.cost(apart).waiting, retyping.cost(apart).total) == (3, 0)
    do(apart, "retype.order", SELLER, deal=deals[0].id)
    do(apart, "retype.order", SELLER, deal=deals[1].id)  # typed anew: a duplicate
    do(apart, "retype.order", SELLER, deal=deals[2].id, customer=parties(apart)[0].id)
    found = retyping.cost(apart)
    assert found.minutes == {"contact": 8, "deal": 12}
    assert (found.waiting, found.doubles, len(parties(apart))) == (0, 1, 2)
    assert [one.net for one in orders(apart)] == [one.amount for one in deals]
    with pytest.raises(Refusal, match="has an order already"):
        do(apart, "retype.order", deal=deals[0].id)


def test_states_and_stock_are_as_old_as_the_last_look(apart: Session) -> None:
    deal = won(apart, contact(apart), (item(apart, "valve"), 4))
    with pytest.raises(Refusal, match="has no order yet"):
        do(apart, "retype.status", deal=deal.id)
    do(apart, "retype.order", deal=deal.id)
    shipped(apart, orders(apart)[0])
    do(apart, "clock.advance", to="week")
    assert (deal.order_state, item(apart, "valve").available) == ("", 10)
    assert retyping.cost(apart).stock_age == 7
    do(apart, "retype.status", deal=deal.id)
    do(apart, "retype.stock")
    assert (deal.order_state, item(apart, "valve").available) == ("shipped", 6)
    assert (retyping.cost(apart).stock_age, retyping.cost(apart).minutes["status"]) == (0, 2)


def test_only_a_deal_that_was_won_and_is_known_there(apart: Session) -> None:
    acme = contact(apart)
    deal = do(apart, "deal.create", contact=acme.id, amount=units(5))
    with pytest.raises(Refusal, match="was won and has lines"):
        do(apart, "retype.order", deal=deal.id)
    own = do(apart, "item.create", name="Advice", code="adv", price=units(9))
    with pytest.raises(Refusal, match="no product adv"):
        do(apart, "retype.order", deal=won(apart, acme, (own, 1)).id)


def test_the_bridge_finds_what_was_typed(apart: Session) -> None:
    acme = contact(apart, email="desk@acme.example")
    deals = [won(apart, acme, (item(apart, "valve"), 1)) for _ in range(2)]
    for deal in deals:
        do(apart, "retype.order", deal=deal.id)
    modules(apart)
    carried(apart)
    assert (len(orders(apart)), len(parties(apart))) == (2, 2)
    assert [deal.order_number for deal in deals] == ["SO-0001", "SO-0002"]
    assert apart.scalar(select(func.count()).select_from(Contact)) == 1
    with pytest.raises(Refusal, match="by itself"):
        do(apart, "retype.order", deal=deals[0].id)
    with pytest.raises(Refusal, match="by itself"):
        do(apart, "retype.stock")


def test_a_trial_may_have_its_own_estimates(apart: Session) -> None:
    clock.trial(apart).settings = {"minutes": {"stock": 7}}
    do(apart, "retype.stock")
    assert retyping.cost(apart).minutes == {"stock": 7}

"""Parked messages: linked, made, tried again or dropped by a person."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.bridge.tables import Message
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm.tables import Deal
from tests.sandbox.bridge.joint import carried, contact, item, messages, orders, parties, won
from tests.sandbox.making import SELLER, do, product, units
from tests.sandbox.selling import buyer, confirmed, goods


def parked(session: Session) -> Message:
    """The first that waits for somebody."""
    carried(session)
    return messages(session, "parked")[0]


def advice(session: Session) -> Deal:
    """A won deal over something that operations do not know."""
    own = do(session, "item.create", name="Advice", code="adv", kind="service", price=units(90))
    return won(session, contact(session), (own, 2))


def test_an_unknown_item_is_linked_to_a_product(session: Session) -> None:
    deal = advice(session)
    message = parked(session)
    with pytest.raises(Refusal, match="Choose the row"):
        do(session, "message.link", document=message.id, party=1)
    with pytest.raises(NotFound):
        do(session, "message.link", document=message.id, product=99)
    hours = product(session, "hours", kind="service", price=units(1))
    do(session, "message.link", SELLER, document=message.id, product=hours.id)
    assert (message.state, deal.order_number, orders(session)[0].net) == ("delivered", "SO-0001", 18_000)
    with pytest.raises(Refusal, match="done with"):
        do(session, "message.retry", document=message.id)


def test_a_product_may_be_several_items(session: Session) -> None:
    """Sellers call it by another name; both items hear what is free, the price follows the first."""
    valve = goods(session, "valve", stock=5)
    carried(session)
    own = do(session, "item.create", name="Valve, blue", code="blue", price=units(11))
    won(session, contact(session), (own, 2))
    do(session, "message.link", document=parked(session).id, product=valve.id)
    carried(session)
    assert [(one.available, one.price) for one in (item(session, "valve"), own)] == [(3, 100_000), (3, 110_000)]
    do(session, "product.change", product=valve.id, price=units(12))
    carried(session)
    assert [one.price for one in (item(session, "valve"), own)] == [120_000, 110_000]


def test_an_unknown_item_is_made_a_product(session: Session) -> None:
    deal = advice(session)
    do(session, "message.create", document=parked(session).id)
    [line] = orders(session)[0].lines
    assert (line.product.code, line.product.kind, line.product.price) == ("adv", "service", 900_000)
    assert deal.order_state == "confirmed"


def test_a_deal_without_lines_is_linked_to_an_order(session: Session) -> None:
    acme = contact(session)
    deal = do(session, "deal.create", contact=acme.id, amount=units(500))
    do(session, "deal.win", document=deal.id)
    message = parked(session)
    with pytest.raises(Refusal, match="cannot be made by itself"):
        do(session, "message.create", document=message.id)
    order = confirmed(session, parties(session)[0], (goods(session, "a"), 3))
    do(session, "message.link", document=message.id, sale=order.id)
    assert (message.state, deal.order_number) == ("delivered", order.number)


def test_which_of_several_customers_is_meant(session: Session) -> None:
    contact(session, "Several", email="x@x.example")
    first, second = (buyer(session, code, email="x@x.example") for code in ("p1", "p2"))
    message = parked(session)
    do(session, "message.link", document=message.id, party=second.id)
    for other in messages(session, "parked"):
        do(session, "message.retry", document=other.id)
    assert (message.state, second.name, first.name) == ("delivered", "Several", "P1")
    assert messages(session, "parked") == []


def test_none_of_several_customers_is_meant(session: Session) -> None:
    contact(session, "Several", email="x@x.example")
    for code in ("p1", "p2"):
        buyer(session, code, email="x@x.example")
    do(session, "message.create", document=parked(session).id)
    assert [party.name for party in parties(session)] == ["P1", "P2", "Several"]


def test_an_order_beyond_the_credit_limit_is_let_through_by_the_manager(session: Session) -> None:
    goods(session, "a")
    acme = contact(session)
    carried(session)
    do(session, "party.change", party=parties(session)[0].id, credit_limit=units(5))
    deal = won(session, acme, (item(session), 4))
    message = parked(session)
    do(session, "message.retry", document=message.id)
    assert message.state == "parked"
    with pytest.raises(Refusal, match="Only the manager"):
        do(session, "message.retry", SELLER, document=message.id, override=True)
    do(session, "message.retry", document=message.id, override=True)
    assert (message.state, deal.order_state) == ("delivered", "confirmed")


def test_what_waits_behind_a_dropped_one_goes_on(session: Session) -> None:
    acme = contact(session)
    deal = do(session, "deal.create", contact=acme.id, amount=units(500))
    do(session, "deal.win", document=deal.id)
    message = parked(session)
    do(session, "deal.reopen", document=deal.id)
    assert carried(session) == 0
    with pytest.raises(Refusal, match="Say why"):
        do(session, "message.drop", document=message.id, reason=" ")
    do(session, "message.drop", document=message.id, reason="a test order")
    assert [one.state for one in messages(session)] == ["delivered", "dropped", "delivered"]

"""How far purchases have come, for lists."""

from __future__ import annotations

import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox import days
from advisor.sandbox.core.clock import trial
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.trade.purchase_progress import awaited, late_receipt, purchase_state, state_of
from advisor.sandbox.trade.tables import Order, Shipment
from tests.sandbox.buying import arrived, billed, bolt, drafted, ordered, posted, settings, smith
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOOKKEEPER, BUYER, STOREKEEPER, do, product


def test_from_draft_to_closed(books: Database) -> None:
    with books.session() as session:
        goods = bolt(session)
        order = drafted(session, smith(session), (goods, 10, 4))
        seen = [state_of(session, order.id)]
        do(session, "purchase.order", BUYER, document=order.id)
        seen.append(state_of(session, order.id))
        for number in (4, 6):
            arrived(session, order, (goods, number))
            seen.append(state_of(session, order.id))
        bill = posted(session, billed(session, order))
        seen.append(state_of(session, order.id))
        do(session, "bill.reverse", BOOKKEEPER, document=bill.id)
        seen.append(state_of(session, order.id))
        assert seen == ["draft", "ordered", "ordered", "received", "closed", "received"]


def test_waiting_and_cancelled_stay_what_they_are(session: Session) -> None:
    goods = bolt(session)
    dear, cancelled = (drafted(session, smith(session, code=code), (goods, 1, 5000)) for code in ("a", "b"))
    do(session, "purchase.order", BUYER, document=dear.id)
    do(session, "purchase.cancel", BUYER, document=cancelled.id)
    assert [state_of(session, one.id) for one in (dear, cancelled)] == ["to_approve", "cancelled"]


def test_services_are_closed_when_they_are_billed(session: Session) -> None:
    order = ordered(session, smith(session), (product(session, "help", kind="service"), 2, 50))
    assert state_of(session, order.id) == "ordered"
    posted(session, billed(session, order))
    assert state_of(session, order.id) == "closed"


def test_the_rest_is_given_up(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    arrived(session, order, (goods, 4), close=True)
    assert state_of(session, order.id) == "received"
    posted(session, billed(session, order))
    assert state_of(session, order.id) == "closed"


def test_goods_for_a_cost_account_are_not_awaited(session: Session) -> None:
    order = ordered(session, smith(session), (bolt(session), 1, 1), account=account(session, "expense").id)
    assert session.scalars(select(Order.id).where(awaited())).all() == []
    posted(session, billed(session, order))
    assert state_of(session, order.id) == "closed"


def test_without_stock_nothing_is_awaited(session: Session) -> None:
    goods, seller = bolt(session), smith(session)
    trial(session).modules = ["erp-procurement", "erp-invoicing", "erp-ar-ap"]
    order = ordered(session, seller, (goods, 1, 1))
    assert session.scalars(select(Order.id).where(awaited())).all() == []
    posted(session, billed(session, order))
    assert state_of(session, order.id) == "closed"


def test_more_than_was_ordered_has_to_be_billed_too(session: Session) -> None:
    settings(session, receiving={"over": "10"}, matching={"quantity": "10"})
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    arrived(session, order, (goods, 11))
    posted(session, billed(session, order, (goods, 10, 4)))
    assert state_of(session, order.id) == "received"
    posted(session, billed(session, order))
    assert state_of(session, order.id) == "closed"


def test_states_can_be_filtered_in_a_list(books: Database) -> None:
    with books.session() as session:
        goods, seller = bolt(session), smith(session)
        first, second = (ordered(session, seller, (goods, 1, 1)) for _ in range(2))
        arrived(session, second)
        wanted = select(Order.id).where(purchase_state() == "received")
        assert session.scalars(wanted).all() == [second.id]
        assert first.state == second.state == "ordered"


def test_late_receipts(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session, lead_days=1), (goods, 2, 1))
    wanted = select(Shipment.id).where(late_receipt())
    days.reach(session, DAY + datetime.timedelta(days=1))
    assert session.scalars(wanted).all() == []
    days.reach(session, DAY + datetime.timedelta(days=2))
    receipt = session.scalars(wanted).one()
    do(session, "receipt.receive", STOREKEEPER, document=receipt)
    assert (session.scalars(wanted).all(), order.lines[0].moved) == ([], 2)

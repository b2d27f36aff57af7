"""Alerts about money: beyond a budget, overdue, beyond a limit, waiting for a decision."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Session

from advisor.sandbox.insight import alerts_money
from advisor.sandbox.ledger.posting import Item
from advisor.sandbox.ledger.tables import CostCentre
from tests.sandbox import buying, selling
from tests.sandbox.conftest import DAY
from tests.sandbox.insight.posting import book, id_of, pair
from tests.sandbox.making import BUYER, do, supplier, units

DAYS = datetime.timedelta(days=1)


def test_more_was_spent_than_planned(session: Session) -> None:
    do(session, "budget.set", account=id_of(session, "expense"), year=2026, amount=units(1200))
    pair(session, DAY, "expense", "bank", 30_000)
    assert list(alerts_money.budget(session, DAY)) == []  # three months of a hundred each
    pair(session, DAY, "expense", "bank", 1)
    (one,) = alerts_money.budget(session, DAY)
    assert (one.role, one.document, one.values["over"]) == ("accounting", id_of(session, "expense"), 1)
    assert (one.values["amount"], one.values["used"]) == (30_000, 30_001)


def test_more_was_spent_in_a_cost_centre(session: Session) -> None:
    centre = session.get_one(CostCentre, 1)
    of = id_of(session, "expense")
    do(session, "budget.set", account=of, year=2026, amount=units(12), cost_centre=centre.id)
    book(session, DAY, Item("expense", 500), Item("bank", -500))
    assert list(alerts_money.budget(session, DAY)) == []
    book(session, DAY, Item("expense", 500, cost_centre=centre.id), Item("bank", -500))
    (one,) = alerts_money.budget(session, DAY)
    assert (one.values["centre"], one.about, one.values["over"]) == (centre.name, centre.id, 200)


def test_income_beyond_the_plan_is_no_alert(session: Session) -> None:
    do(session, "budget.set", account=id_of(session, "revenue"), year=2026, amount=units(12))
    pair(session, DAY, "bank", "revenue", 99_999)
    assert list(alerts_money.budget(session, DAY)) == []


def test_a_customer_who_owes_and_orders(session: Session) -> None:
    acme, bolt = selling.buyer(session, "acme", term="NET30"), selling.goods(session, "bolt")
    selling.billed(session, acme, 100)
    later = DAY + 40 * DAYS
    assert list(alerts_money.overdue_customer(session, later)) == []
    order = selling.confirmed(session, acme, (bolt, 2))
    (one,) = alerts_money.overdue_customer(session, later)
    assert (one.party, one.values["amount"], one.values["days"]) == (acme.id, 10_000, 10)
    assert (one.values["number"], one.values["orders"]) == (order.number, 1)
    assert list(alerts_money.overdue_customer(session, DAY + 30 * DAYS)) == []


def test_a_delivered_order_is_not_waiting(session: Session) -> None:
    acme, bolt = selling.buyer(session, "acme", term="NET30"), selling.goods(session, "bolt")
    selling.billed(session, acme, 100)
    selling.shipped(session, selling.confirmed(session, acme, (bolt, 2)))
    assert list(alerts_money.overdue_customer(session, DAY + 40 * DAYS)) == []


def test_beyond_a_credit_limit(session: Session) -> None:
    acme = selling.buyer(session, "acme", credit_limit=units(150))
    selling.billed(session, acme, 100)
    assert list(alerts_money.credit_limit(session, DAY)) == []
    selling.billed(session, acme, 60)
    (one,) = alerts_money.credit_limit(session, DAY)
    assert (one.role, one.party, one.values["limit"], one.values["owed"], one.values["over"]) == (
        "sales", acme.id, 15_000, 16_000, 1_000,
    )  # fmt: skip


def test_what_waits_for_a_decision(session: Session) -> None:
    order = buying.drafted(session, supplier(session, "mill"), (buying.bolt(session), 1000, 6))
    do(session, "purchase.order", BUYER, document=order.id)
    (one,) = alerts_money.approval(session, DAY + 5 * DAYS)
    assert (one.role, one.kind_of, one.document, one.weight) == ("manager", "purchase", order.id, 2)
    assert (one.values["amount"], one.values["asked_by"], one.values["days"]) == (600_000, "Bo", 5)
    assert one.values["number"] == (order.number or "")
    do(session, "purchase.approve", document=order.id)
    assert list(alerts_money.approval(session, DAY)) == []

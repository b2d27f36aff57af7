"""All alerts together, by role and module, and the notices that are kept of new ones."""

from __future__ import annotations

import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox import days
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.tables import Notice
from advisor.sandbox.insight.alerts import RULES, alerts, notice
from advisor.sandbox.modules import module_ids
from tests.sandbox import selling
from tests.sandbox.conftest import DAY
from tests.sandbox.insight.company import at
from tests.sandbox.making import do, supplier
from tests.sandbox.plan import shop

DAYS = datetime.timedelta(days=1)


def test_what_a_company_is_warned_of(company: Session) -> None:
    found = alerts(company)
    assert {"stock_out", "overdue"} <= {one.kind for one in found}
    assert [one.weight for one in found] == sorted((one.weight for one in found), reverse=True)
    assert {one.role for one in alerts(company, role="purchasing")} == {"purchasing"}


def test_a_notice_of_each_was_kept(company: Session) -> None:
    kept = company.scalars(select(Notice).where(Notice.kind.startswith("alert."))).all()
    assert sorted(one.kind for one in kept) == sorted(f"alert.{one.kind}" for one in alerts(company))


def test_rules_ask_for_modules_that_exist() -> None:
    assert {module for rule in RULES for module in rule.modules} <= set(module_ids())
    assert len({rule.kind for rule in RULES}) == len(RULES)


def test_a_rule_without_its_module_is_not_asked(session: Session) -> None:
    lathe = shop.centre(session, "lathe")
    do(session, "maintenance.create", centre=lathe.id, name="Oil", on=DAY, minutes=10)
    assert [one.kind for one in alerts(session)] == ["maintenance"]
    trial(session).modules = ["erp-work-orders"]
    assert alerts(session) == []


def test_a_notice_is_kept_once_and_closed_when_it_is_over(books: Database) -> None:
    with books.session() as session:
        bolt = selling.goods(session, "bolt", stock=1, supplier=supplier(session, "mill").id)
        order = selling.confirmed(session, selling.buyer(session), (bolt, 3))
        assert notice(session) == 1
        at(session, DAY + DAYS)
        assert notice(session) == 0 or not alerts(session)
    with books.session() as session:
        (kept,) = session.scalars(select(Notice).where(Notice.kind == "alert.stock_out"))
        assert (kept.role, kept.document_kind, kept.done, kept.on) == ("purchasing", "shipment", False, DAY)
        assert kept.values["number"] == order.number
        selling.fill(session, bolt, 5, 4)
        notice(session)
        assert kept.done


def test_what_comes_again_is_told_again(session: Session) -> None:
    lathe = shop.centre(session, "lathe")
    made = do(session, "maintenance.create", centre=lathe.id, name="Oil", on=DAY, minutes=10)
    assert notice(session) == 1
    made.on = DAY + 30 * DAYS
    session.flush()
    assert notice(session) == 0
    made.on = DAY + DAYS
    session.flush()
    assert notice(session) == 1
    assert [one.done for one in session.scalars(select(Notice).order_by(Notice.id))] == [True, False]


def test_without_the_module_nothing_is_kept(session: Session) -> None:
    lathe = shop.centre(session, "lathe")
    do(session, "maintenance.create", centre=lathe.id, name="Oil", on=DAY, minutes=10)
    trial(session).modules = ["erp-maintenance", "erp-work-orders"]
    assert notice(session) == 0


def test_the_clock_keeps_notices(books: Database) -> None:
    """What is wrong when the clock stops is told on that day, and closed on the day it is over."""
    with books.session() as session:
        bolt = selling.goods(session, "bolt", stock=5)
        order = selling.confirmed(session, selling.buyer(session, "acme"), (bolt, 5))
        planned = selling.shipments(session, order)[0].planned
        days.reach(session, planned + DAYS)
        days.stop(session)
        (late,) = session.scalars(select(Notice).where(Notice.kind == "alert.late_delivery"))
        assert (late.on, late.done, late.role) == (planned + DAYS, False, "warehouse")
        selling.shipped(session, order)
        do(session, "clock.advance")
        assert late.done


def test_asking_twice_on_a_day_tells_once(session: Session) -> None:
    bolt = selling.goods(session, "bolt", stock=1)
    for number in range(3):
        selling.confirmed(session, selling.buyer(session, f"c{number}"), (bolt, 2))
    first = notice(session)
    assert first == len(alerts(session)) > 0
    assert notice(session) == 0


def test_two_products_short_in_one_delivery_are_two_alerts(session: Session) -> None:
    bolt, nut = (selling.goods(session, code, stock=1) for code in ("bolt", "nut"))
    selling.confirmed(session, selling.buyer(session), (bolt, 2), (nut, 3))
    found = [one for one in alerts(session) if one.kind == "stock_out"]
    assert sorted(str(one.values["product"]) for one in found) == ["Bolt", "Nut"]
    assert len({one.key for one in found}) == 2
    assert notice(session) == len(alerts(session))

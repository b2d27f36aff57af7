"""The board: each figure is what the books say, and only modules that are on have one."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.clock import trial
from advisor.sandbox.insight.board import FIGURES, MONTHS, Figure, board
from advisor.sandbox.modules import module_ids
from advisor.sandbox.trade.tables import Shipment
from tests.sandbox import selling
from tests.sandbox.conftest import DAY
from tests.sandbox.insight.company import at
from tests.sandbox.insight.posting import id_of, pair
from tests.sandbox.making import do, units
from tests.sandbox.plan import shop

D = datetime.date


def figures(session: Session) -> dict[str, Figure]:
    return {one.id: one for one in board(session)}


def test_empty_books_have_a_board(books: Database) -> None:
    with books.session() as session:
        found = figures(session)
        assert (found["cash"].value, found["orders"].value, found["margin"].value) == (0, 0, None)
        assert "capacity" not in found
        assert "budget" not in found


def test_the_board_of_a_company(company: Session) -> None:
    found = figures(company)
    assert set(found) >= {"orders", "revenue", "margin", "cash", "overdue", "stock", "stock_days", "late", "budget"}
    assert found["orders"].value == 40 * 24_000 + 10 * 1_000
    assert found["orders"].count == 1
    assert found["stock"].value == found["stock"].trend[-1] > 0
    assert found["overdue"].value
    assert found["overdue"].count
    assert all(len(found[name].trend) == MONTHS for name in ("orders", "revenue", "margin", "cash", "stock"))


def test_a_month_is_compared_with_as_much_of_the_last(session: Session) -> None:
    for day, amount in ((D(2026, 2, 1), 100), (D(2026, 2, 2), 30), (D(2026, 2, 3), 4000), (DAY, 5)):
        pair(session, day, "bank", "revenue", amount)
    pair(session, DAY, "cost_of_sales", "bank", 4)
    found = figures(session)
    assert (found["revenue"].value, found["revenue"].before) == (5, 130)
    assert found["revenue"].trend[-2:] == (4130, 5)
    assert found["margin"].value == pytest.approx(0.2)
    assert (found["cash"].value, found["cash"].before) == (4131, 4130)


def test_orders_of_the_month_by_their_confirmation(session: Session) -> None:
    bolt, acme = selling.goods(session, "bolt"), selling.buyer(session)
    at(session, D(2026, 2, 1))
    selling.confirmed(session, acme, (bolt, 1))
    at(session, DAY)
    selling.confirmed(session, acme, (bolt, 3))
    selling.drafted(session, acme, (bolt, 50))
    found = figures(session)["orders"]
    assert (found.value, found.before, found.count) == (3_000, 1_000, 1)


def test_late_deliveries_are_counted_as_they_were(session: Session) -> None:
    bolt, acme = selling.goods(session, "bolt"), selling.buyer(session)
    selling.confirmed(session, acme, (bolt, 1))
    session.scalars(select(Shipment)).one().planned = D(2026, 2, 10)
    session.flush()
    found = figures(session)["late"]
    assert (found.value, found.before, found.better) == (1, 1, -1)
    assert found.trend == (0, 0, 0, 0, 1, 1)


def test_work_in_hand_and_the_fullest_week(session: Session) -> None:
    wood, stool = shop.stocked(session, "wood", 100), shop.stocked(session, "stool")
    lathe = shop.centre(session, "lathe")
    shop.made_of(session, stool, (wood, 1), operations=[{"name": "Turn", "centre": lathe.id, "run": 60}])
    shop.order(session, stool, 20)
    found = figures(session)
    assert found["work"].value == 1
    assert found["capacity"].value == pytest.approx(0.5)


def test_the_budget_beside_even_use(session: Session) -> None:
    do(session, "budget.set", account=id_of(session, "expense"), year=2026, amount=units(1200))
    pair(session, D(2026, 1, 10), "expense", "bank", 30_000)
    found = figures(session)["budget"]
    assert found.value == pytest.approx(0.25)
    assert found.before == pytest.approx((20_000 + 645) / 120_000)
    assert found.trend == (0.25, 0.25, 0.25)


def test_modules_that_are_off_have_no_figures(session: Session) -> None:
    trial(session).modules = ["erp-gl", "erp-inventory"]
    assert {one.module for one in board(session)} == {"erp-gl", "erp-inventory"}


def test_figures_belong_to_modules_that_exist() -> None:
    assert {module for modules, _ in FIGURES for module in modules} <= set(module_ids())

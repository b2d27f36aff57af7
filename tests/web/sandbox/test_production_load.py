"""The load chart: bars, capacity line, the sentence above them, and what cannot be kept."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.tables import Product
from advisor.sandbox.plan.tables import WorkCentre
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do
from tests.sandbox.plan.shop import centre, made_of, order, stocked
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.workshop import empty, furnish, furnished, seen, visit
from web.sandbox.production_load import DAYS, WEEKS, build, of_centre

ONE = datetime.timedelta(days=1)


@pytest.fixture
def session(app: FastAPI) -> Iterator[Session]:
    yield from empty(app)


@pytest.fixture
def works(app: FastAPI) -> Iterator[Session]:
    yield from furnished(app)


@pytest.fixture
def lathe(session: Session) -> WorkCentre:
    """A lathe of 8 hours a day and stools that take one."""
    made, wood = stocked(session, "stool"), stocked(session, "wood", 500)
    found = centre(session, "lathe")
    made_of(session, made, (wood, 1), operations=[{"name": "Turn", "centre": found.id, "run": 60}])
    return found


def test_bars_stand_for_work_and_maintenance(session: Session, lathe: WorkCentre) -> None:
    order(session, stool_of(session), 20)
    do(session, "maintenance.create", centre=lathe.id, name="Oil", on=DAY + ONE, minutes=240)
    data = build(visit(session))
    bars = data.strips[0].bars
    assert len(bars) == WEEKS
    assert (bars[0].orders, bars[0].maintenance, bars[0].capacity, bars[0].share) == ("1,200", "240", "2,400", "60%")
    assert bars[0].work == pytest.approx(1200 / 2400 * 100 / 1.05, abs=0.01)
    assert bars[0].care == pytest.approx(bars[0].work / 5, abs=0.01)
    assert bars[0].line == pytest.approx(100 - 100 / 1.05, abs=0.01)
    assert (bars[1].share, bars[1].work) == ("", 0)


def stool_of(session: Session) -> Product:
    return session.scalars(select(Product).where(Product.code == "stool")).one()


def test_the_sentence_says_what_the_bars_show(session: Session, lathe: WorkCentre) -> None:
    stool = stool_of(session)
    assert build(visit(session)).finding == "Every work centre can keep up with its work."
    order(session, stool, 40)
    assert build(visit(session)).finding == "Lathe is full in the week from 2 March 2026: 100% of its time is taken."
    assert build(visit(session, span="day")).finding == "Lathe is full on 2 March 2026."
    do(session, "maintenance.create", centre=lathe.id, name="Oil", on=DAY + ONE, minutes=120)
    assert build(visit(session)).finding == (
        "Lathe has more to do than it can in the week from 2 March 2026: 105% of its time is taken."
    )
    assert build(visit(session, span="day")).finding == ("Lathe cannot keep up on 3 March 2026: 120 minutes too many.")


def test_a_day_that_cannot_be_kept_is_said_though_the_week_can(session: Session, lathe: WorkCentre) -> None:
    order(session, stool_of(session), 16)
    do(session, "maintenance.create", centre=lathe.id, name="Oil", on=DAY, minutes=60)
    data = build(visit(session))
    assert data.finding == "Lathe cannot keep up on 2 March 2026: 60 minutes too many."
    assert [(one.centre, one.day, one.over, one.orders) for one in data.clashes] == [("Lathe", DAY, "60", ("WO-0001",))]


def test_orders_that_end_too_late_are_listed(session: Session, lathe: WorkCentre) -> None:
    order(session, stool_of(session), 24, due=DAY + ONE)
    data = build(visit(session))
    assert [(one.order.text, one.due, one.until) for one in data.late] == [("WO-0001", DAY + ONE, DAY + 3 * ONE)]


def test_days_of_rest_have_no_capacity(session: Session, lathe: WorkCentre) -> None:
    bars = build(visit(session, span="day")).strips[0].bars
    assert len(bars) == DAYS
    assert [bar.capacity for bar in bars[4:8]] == ["480", "0", "0", "480"]


def test_one_centre_has_its_own_bars(session: Session, lathe: WorkCentre) -> None:
    strip = of_centre(visit(session), lathe)
    assert strip is not None
    assert strip.name.text == "Lathe"


def test_scheduling_needs_the_module_and_the_role(session: Session, lathe: WorkCentre) -> None:
    assert build(visit(session)).may
    assert not build(visit(session, "sales")).may
    trial(session).modules = ["erp-work-orders"]
    assert not build(visit(session)).may


def test_the_page_has_a_table_behind_each_chart(app: FastAPI) -> None:
    there = seen(app)
    page = there.page("/p/load")
    assert page.text.count("As a table") == 4
    assert page.text.count('class="load-line"') == 4 * WEEKS
    assert "Saw cannot keep up on 3 March 2026: 90 minutes too many." in page.text


def test_the_button_schedules_and_leads_back(app: FastAPI) -> None:
    own = Trier(app, furnish)
    sent = own.do("capacity.schedule", direction="forward", here="p/load")
    assert sent.headers["location"].startswith(f"{own.base}/p/load?done=")
    assert "minutes too many" not in own.page("/p/load").text


def test_an_empty_trial_says_what_to_do(app: FastAPI) -> None:
    page = Trier(app).page("/p/load")
    assert "Enter the first one" in page.text
    assert any(link.endswith("/new/work_centre.create") for link in page.links)

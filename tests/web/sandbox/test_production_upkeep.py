"""The maintenance calendar."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do
from tests.sandbox.plan.shop import centre
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.workshop import empty, furnished, seen, visit
from web.sandbox.production_upkeep import WEEKS, build

ONE = datetime.timedelta(days=1)


@pytest.fixture
def session(app: FastAPI) -> Iterator[Session]:
    yield from empty(app)


@pytest.fixture
def works(app: FastAPI) -> Iterator[Session]:
    yield from furnished(app)


def plan(session: Session, days: int = 1) -> None:
    centre(session, "saw")
    do(session, "maintenance.create", centre=1, name="Oil", on=DAY + days * ONE, minutes=90)


def test_six_weeks_from_the_first_day_of_this_one(session: Session) -> None:
    trial(session).today = DAY + 2 * ONE
    data = build(visit(session))
    days = [day for week in data.weeks for day in week]
    assert len(days) == WEEKS * 7
    assert (days[0].on, days[0].past, days[2].today) == (DAY, True, True)
    assert [day.off for day in days[:7]] == [False] * 5 + [True] * 2
    assert not data.any


def test_maintenance_stands_on_its_day(session: Session) -> None:
    plan(session)
    data = build(visit(session))
    (item,) = data.weeks[0][1].items
    assert (item.name.text, item.centre, item.minutes, item.state.text) == ("Oil", "Saw", "90", "Planned")
    assert data.any


def test_what_is_overdue_stands_above(session: Session) -> None:
    plan(session)
    assert build(visit(session)).overdue == ()
    trial(session).today = DAY + 3 * ONE
    ((item, day),) = build(visit(session)).overdue
    assert (item.name.text, day) == ("Oil", DAY + ONE)


def test_cancelled_maintenance_is_gone(session: Session) -> None:
    plan(session)
    do(session, "maintenance.cancel", document=1)
    assert not build(visit(session)).any


def test_other_weeks_are_reached(session: Session) -> None:
    plan(session, 50)
    data = build(visit(session))
    assert not data.any
    later = build(visit(session, **{"from": data.after}))
    assert later.any
    assert later.before == DAY.isoformat()


@pytest.mark.parametrize("wanted", ["", "nonsense", "9999-12-31", "0001-01-01"])
def test_a_day_that_cannot_be_meant_is_today(session: Session, wanted: str) -> None:
    assert build(visit(session, **{"from": wanted})).weeks[0][0].on == DAY


def test_a_holiday_is_off(session: Session) -> None:
    trial(session).settings = {"holidays": [DAY.isoformat()]}
    assert build(visit(session)).weeks[0][0].off


def test_only_production_plans(session: Session) -> None:
    assert build(visit(session)).new
    assert not build(visit(session, "sales")).new


def test_the_page_in_both_directions(app: FastAPI) -> None:
    there = seen(app)
    page = there.page("/p/upkeep")
    assert f"{there.base}/d/maintenance/1" in page.links
    assert "No maintenance is planned" not in page.text
    persian = there.client.get(f"/fa/t/{there.secret}/p/upkeep").text
    assert "۱۲ اسفند ۱۴۰۴" in persian


def test_an_empty_calendar_says_so(app: FastAPI) -> None:
    assert "No maintenance is planned in these six weeks." in Trier(app).page("/p/upkeep").text

"""The planner's desk and the record of one product."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from tests.sandbox.conftest import DAY
from tests.sandbox.making import do, product
from tests.sandbox.plan.shop import stocked
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.workshop import empty, furnish, furnished, seen, visit
from web.sandbox.production_plan import BUCKETS, ROWS, build, desk

WEEK = datetime.timedelta(days=7)


@pytest.fixture
def session(app: FastAPI) -> Iterator[Session]:
    yield from empty(app)


@pytest.fixture
def works(app: FastAPI) -> Iterator[Session]:
    yield from furnished(app)


def seat(session: Session) -> int:
    """The product of the textbook record S28."""
    made = stocked(session, "seat", 37, lead_days=14, lot_rule="fixed", lot_size=230)
    do(session, "requisition.create", product=made.id, quantity=230, needed=DAY)
    for week, quantity in ((0, 150), (3, 120), (5, 150), (6, 120)):
        do(session, "forecast.set", product=made.id, on=DAY + week * WEEK, quantity=quantity)
    return made.id


def test_the_desk_begins_with_the_first_plan(app: FastAPI) -> None:
    own = Trier(app)
    assert "No plan was worked out yet" in own.page("/p/planning").text
    sent = own.do("plan.run", bucket="day", here="p/planning")
    assert sent.headers["location"].startswith(f"{own.base}/p/planning?done=")
    assert "No plan was worked out yet" not in own.page("/p/planning").text, "a plan that needs nothing is a plan"


def test_the_desk_shows_what_to_release_and_what_does_not_fit(works: Session) -> None:
    data = desk(visit(works))
    first = data.releases[0]
    assert (first.product.text, first.late, first.quantity) == ("Lacquer", True, "9.8 litre")
    assert first.ready > first.due
    assert (data.late, data.worked_out) == (1, DAY)
    assert data.open == len(data.releases) + data.later
    assert [(one.what, one.document.text) for one in data.advice] == [
        ("Bring forward", "PO-0001"),
        ("Cancel, nothing needs it", "PO-0002"),
        ("Put off", "WO-0003"),
    ]


def test_keys_of_the_desk_are_all_different(works: Session) -> None:
    data = desk(visit(works))
    assert len(set(data.keys)) == len(data.releases) + 2


def test_one_order_is_taken_up_from_the_desk(app: FastAPI) -> None:
    own = Trier(app, furnish)
    assert own.page("/p/planning").text.count("Take up") == 6
    sent = own.do("plan.firm", planned="1", here="p/planning")
    assert sent.status_code == 303
    assert own.do("plan.firm", planned="1", here="p/planning").status_code == 409


def test_all_of_two_weeks_are_taken_up_at_once(app: FastAPI) -> None:
    own = Trier(app, furnish)
    assert own.do("plan.firm_all", until="2026-03-16", kind="all", here="p/planning").status_code == 303
    assert "Nothing has to be released in the next two weeks." in own.page("/p/planning").text


def test_others_look_at_the_desk_without_buttons(works: Session) -> None:
    assert not desk(visit(works, "sales")).may
    assert desk(visit(works, "purchasing")).may


def test_the_record_is_the_classic_one(session: Session) -> None:
    """S28 as it is read: weeks from the current one."""
    data = build(visit(session, product=str(seat(session))))
    rows = {row.name: row for row in data.rows}
    assert list(rows) == list(ROWS)
    assert rows["gross"].cells[:8] == ("150", "", "", "120", "", "150", "120", "")
    assert rows["scheduled"].cells[:8] == ("230", *[""] * 7)
    assert (rows["projected"].before, rows["projected"].cells[:8]) == (
        "37",
        ("117", "117", "117", "227", "227", "77", "187", "187"),
    )
    assert rows["net"].cells[:8] == ("", "", "", "3", "", "", "43", "")
    assert rows["releases"].cells[:8] == ("", "230", "", "", "230", "", "", "")
    assert data.finding == "To be ordered or made for this time: 460 piece."
    assert data.days[:2] == (DAY, DAY + WEEK)


def test_bars_that_stand_on_planned_orders_are_told_apart(session: Session) -> None:
    data = build(visit(session, product=str(seat(session))))
    assert [column.short for column in data.columns[:8]] == [False] * 3 + [True, False, False, True, False]
    assert all(0 <= column.top <= 100 and column.stock + column.top == 100 for column in data.columns)


def test_what_is_late_is_said_first(session: Session) -> None:
    made = product(session, "part", lead_days=21)
    do(session, "forecast.set", product=made.id, on=DAY + WEEK, quantity=8)
    data = build(visit(session, product=str(made.id)))
    assert data.finding == "Late already: 8 piece. Release them now, and say that they come later."
    assert {row.name: row.before for row in data.rows}["releases"] == "8"


def test_a_product_that_nobody_needs(session: Session) -> None:
    made = stocked(session, "part", 5)
    assert build(visit(session, product=str(made.id))).finding == (
        "Nothing is needed in this time. In stock at the end: 5 piece."
    )
    do(session, "forecast.set", product=made.id, on=DAY + WEEK, quantity=5)
    assert build(visit(session, product=str(made.id))).finding == "Stock and what is on order cover all that is needed."


def test_the_record_of_days_and_of_the_first_product_that_is_needed(session: Session) -> None:
    stocked(session, "aaa", 5)
    made = seat(session)
    data = build(visit(session, bucket="day", product="nonsense"))
    assert (data.product, len(data.days)) == (str(made), BUCKETS)
    assert data.days[1] == DAY + datetime.timedelta(days=1)


def test_the_record_without_products_says_what_to_do(app: FastAPI) -> None:
    page = Trier(app).page("/p/record")
    assert any(link.endswith("/new/product.create") for link in page.links)


def test_the_record_is_a_table_with_heads(app: FastAPI) -> None:
    page = seen(app).page("/p/record?product=2")
    assert page.tags.count("svg") >= BUCKETS
    assert "Gross requirements" in page.text
    assert "metre" in page.text

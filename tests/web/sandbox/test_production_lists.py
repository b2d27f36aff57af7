"""Lists of production: what stands in them, and how they are narrowed."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.web.sandbox.trying import Trier
from tests.web.sandbox.workshop import furnish, seen
from web.sandbox.production_lists import SCREENS


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return seen(app)


@pytest.mark.parametrize("screen", [one.id for one in SCREENS])
def test_every_list_is_reached_from_the_menu_and_shows_rows(there: Trier, screen: str) -> None:
    page = there.page(f"/l/{screen}")
    assert f"{there.base}/l/{screen}" in page.links
    assert "tbody" in page.tags


def test_work_orders_say_how_far_they_are(there: Trier) -> None:
    page = there.page("/l/work_orders")
    assert f"{there.base}/d/work_order/1" in page.links
    assert "100%" in page.text  # of the one that is done
    assert "WO-0005" in there.get("/l/work_orders?state=done").text
    assert "WO-0001" not in there.get("/l/work_orders?state=done").text
    assert "WO-0004" in there.get("/l/work_orders?q=table").text


def test_late_work_orders_can_be_picked_out(app: FastAPI) -> None:
    own = Trier(app, furnish)
    assert "Nothing fits" in own.get("/l/work_orders?late=1").text
    own.post("/clock", to="week", here="", key="g1.week")
    page = own.get("/l/work_orders?late=1").text
    assert "WO-0001" in page
    assert "WO-0005" not in page  # it is done
    assert "Yes" in page


def test_planned_orders_name_what_needs_them_and_what_they_became(app: FastAPI) -> None:
    own = Trier(app, furnish)
    assert "WO-0003" in own.get("/l/planned_orders?late=1").text
    own.do("plan.firm", planned="2")
    page = own.get("/l/planned_orders").text
    assert "WO-0006" in page
    assert "WO-0006" not in own.get("/l/planned_orders?open=1").text


def test_dates_that_do_not_fit_are_told_by_what_to_do(there: Trier) -> None:
    page = there.get("/l/plan_exceptions").text
    for word in ("Bring forward", "Cancel, nothing needs it", "Put off", "Release at once"):
        assert word in page
    narrow = there.get("/l/plan_exceptions?what=hint.cancel").text
    assert "PO-0002" in narrow
    assert "PO-0001" not in narrow


def test_bills_of_materials_carry_their_cost(there: Trier) -> None:
    """A leg: 0.75 m of steel at 4.20 and 21 minutes at 44.00 an hour."""
    page = there.page("/l/boms")
    assert f"{there.base}/d/bom/1" in page.links
    assert "18.55" in page.text


def test_work_centres_show_the_load_of_four_weeks(there: Trier) -> None:
    page = there.get("/l/work_centres").text
    assert "38.00" in page
    assert "<progress" in page


def test_inspections_and_messages_name_their_documents(there: Trier) -> None:
    assert "RC-0001" in there.get("/l/inspections").text
    waiting = there.get("/l/machine_messages?waiting=1").text
    assert "saw-7-0002" in waiting
    assert "saw-7-0001" not in waiting


def test_lists_are_read_in_persian(app: FastAPI) -> None:
    there = seen(app)
    page = there.client.get(f"/fa/t/{there.secret}/l/work_orders").text
    assert 'dir="rtl"' in page
    assert "۱۱ اسفند ۱۴۰۴" in page


def test_a_list_leaves_as_a_file(there: Trier) -> None:
    found = there.get("/l/planned_orders.csv")
    assert found.status_code == 200
    assert "Lacquer" in found.text

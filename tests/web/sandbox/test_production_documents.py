"""Pages of what production deals with."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.web.sandbox.trying import Trier
from tests.web.sandbox.workshop import furnish, seen


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return seen(app)


def test_a_bill_of_materials_shows_parts_steps_and_cost(there: Trier) -> None:
    page = there.page("/d/bom/2")
    for text in ("Board", "Lacquer", "12.5", "Cut", "Cost per unit", "another standard cost"):
        assert text in page.text
    assert f"{there.base}/new/bom.set?bom=2" in page.links
    assert f"{there.base}/new/work_order.create?product=5" in page.links


def test_the_note_about_the_cost_goes_when_it_is_taken_over(app: FastAPI) -> None:
    own = Trier(app, furnish)
    assert own.do("bom.take_cost", product="5").status_code == 303
    assert "another standard cost" not in own.page("/d/bom/2").text


def test_a_running_order_shows_what_it_holds(there: Trier) -> None:
    """30 metres of steel at 4.20, and 145 minutes reported of which those of the machine are not booked yet."""
    page = there.page("/d/work_order/1").text
    for text in ("126.00", "88.00", "214.00", "Work in progress", "Goods moved"):
        assert text in page
    assert "Inputs needed" not in page


def test_a_planned_order_of_work_names_what_is_missing(there: Trier) -> None:
    page = there.page("/d/work_order/3").text
    assert "Only 2.2 of 12 of Lacquer are free." in page
    assert "Inputs needed" in page
    assert "Board are free" not in page


def test_a_released_order_holds_its_inputs(there: Trier) -> None:
    page = there.page("/d/work_order/2")
    assert "Inputs held" in page.text
    assert "Messages of machines that were not counted: 1." in page.text
    assert f"{there.base}/d/bom/2" in page.links


def test_an_order_that_is_late_says_so(app: FastAPI) -> None:
    own = Trier(app, furnish)
    assert "It is late." not in own.page("/d/work_order/1").text
    own.post("/clock", to="week", here="", key="g1.week")
    assert "It is late." in own.page("/d/work_order/1").text
    assert "It is late." in own.page("/d/maintenance/1").text
    assert "It is late." not in own.page("/d/work_order/5").text


def test_a_planned_order_leads_to_what_needs_it_and_to_what_it_became(app: FastAPI) -> None:
    own = Trier(app, furnish)
    page = own.page("/d/planned_order/4")
    assert "Needed for" in page.text
    assert "Take up" in page.text
    assert any("/d/work_order/" in link or "/d/planned_order/" in link for link in page.links)
    own.do("plan.firm", planned="4")
    page = own.page("/d/planned_order/4")
    assert f"{own.base}/d/work_order/6" in page.links
    assert "With another quantity" not in page.text


def test_a_planned_order_that_is_late_says_so(there: Trier) -> None:
    late = next(
        n for n in range(1, 12) if "should have been released already" in there.get(f"/d/planned_order/{n}").text
    )
    assert "Lacquer" in there.page(f"/d/planned_order/{late}").text


def test_an_inspection_leads_to_its_document(there: Trier) -> None:
    page = there.page("/d/inspection/1")
    assert "Lacquer" in page.text
    assert "Goods receipt" in page.text


def test_a_work_centre_shows_its_work_maintenance_and_load(there: Trier) -> None:
    page = there.page("/d/work_centre/1")
    assert {f"{there.base}/d/work_order/2", f"{there.base}/d/maintenance/1"} <= set(page.links)
    assert f"{there.base}/new/maintenance.create?centre=1" in page.links
    assert page.text.count("Capacity in minutes") >= 1
    assert "svg" in page.tags


def test_a_work_centre_without_work_says_what_to_do(app: FastAPI) -> None:
    own = Trier(app)
    own.do("work_centre.create", name="Lathe", minutes="480")
    assert "No work is planned here" in own.page("/d/work_centre/1").text


def test_roles_see_the_buttons_that_are_theirs(app: FastAPI) -> None:
    own = Trier(app, furnish)
    assert "/do/work_order.start" in own.get("/d/work_order/2").text
    own.post("/role", role="purchasing", here="")
    assert "/do/work_order.start" not in own.get("/d/work_order/2").text

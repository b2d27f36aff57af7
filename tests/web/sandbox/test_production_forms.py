"""Forms of production: what they begin with, and what comes of them."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.plan.tables import BomLine, Forecast, Inspection, Maintenance, WorkCentre, WorkOrder
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.workshop import furnish, seen


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return seen(app)


@pytest.fixture
def own(app: FastAPI) -> Trier:
    """A workshop that is worked in."""
    return Trier(app, furnish)


def value(page: str, name: str) -> str:
    """What stands in a field."""
    found = re.search(rf'<input[^>]*name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_a_bill_of_materials_is_changed_from_what_it_says(there: Trier) -> None:
    page = there.get("/new/bom.set?bom=2").text
    assert value(page, "lines.0.quantity") == "3"
    assert value(page, "lines.1.quantity") == "0.2"
    assert value(page, "operations.0.run") == "12.5"
    assert value(page, "rows.lines") == "4"  # two more to fill in
    assert '<option value="5" selected>Top</option>' in page


def test_a_new_bill_of_materials_is_sent(own: Trier) -> None:
    lines = {"lines.0.product": "1", "lines.0.quantity": "2.5", "operations.0.name": "Saw", "operations.0.centre": "1"}
    refused = own.do("bom.set", product="8", quantity="1", **lines)
    assert refused.status_code == 409  # boards are whole pieces
    assert "counted with 0 decimals" in refused.text
    made = own.do("bom.set", product="8", quantity="1", **(lines | {"lines.0.quantity": "2"}))
    assert made.status_code == 303
    with own.books.session(write=False) as session:
        assert session.scalars(select(BomLine.quantity).order_by(BomLine.id.desc())).first() == 2


def test_a_loop_is_told_with_its_path(own: Trier) -> None:
    refused = own.do("bom.set", product="4", **{"lines.0.product": "6", "lines.0.quantity": "1"})
    assert refused.status_code == 409
    assert "Leg → Table → Leg" in refused.text


def test_a_changed_product_does_not_take_over_the_bill_of_another(own: Trier) -> None:
    refused = own.do("bom.set", bom="2", product="6", **{"lines.0.product": "1", "lines.0.quantity": "1"})
    assert refused.status_code == 409
    assert "not that of Table" in refused.text


def test_finishing_begins_with_what_was_reported(there: Trier) -> None:
    page = there.get("/d/work_order/1").text
    assert (value(page, "made"), value(page, "scrapped")) == ("21", "1")
    assert value(page, "step") == "1"


def test_an_order_goes_its_way_by_buttons(own: Trier) -> None:
    for verb in ("work_order.start", "work_order.report", "work_order.finish"):
        given = {"report": {"step": "2", "minutes": "300", "done": "1"}, "finish": {"made": "30"}}
        entered = given.get(verb.partition(".")[2], {})
        assert own.do(verb, document="2", **entered).status_code == 303
    with own.books.session(write=False) as session:
        order = session.get_one(WorkOrder, 2)
        assert (order.state, order.stored) == ("done", 30)


def test_short_inputs_are_told_on_the_page_of_the_order(own: Trier) -> None:
    refused = own.do("work_order.release", document="3")
    assert refused.status_code == 409
    assert "Only 2.2 of 12 of Lacquer are free" in refused.text
    assert "WO-0002" in refused.text  # who holds the rest


def test_a_failed_check_says_what_happens(own: Trier) -> None:
    page = own.get("/d/inspection/1").text
    assert "They go back to the supplier" in page
    own.do("inspection.fail", document="1", finding="It has dried.", decision="return")
    with own.books.session(write=False) as session:
        first = session.get_one(Inspection, 1)
        assert (first.state, first.decision) == ("failed", "return")


def test_maintenance_begins_with_what_was_planned(own: Trier) -> None:
    assert value(own.get("/new/maintenance.create").text, "minutes") == "60"
    own.do("maintenance.start", document="1")
    assert value(own.get("/d/maintenance/1").text, "minutes") == "90"
    assert own.do("maintenance.finish", document="1", minutes="100", cost="20.50").status_code == 303
    with own.books.session(write=False) as session:
        assert session.get_one(Maintenance, 1).cost == 2050
        assert len(session.scalars(select(Maintenance)).all()) == 3


def test_what_is_left_empty_stays(own: Trier) -> None:
    assert own.do("work_centre.change", centre="1", minutes="600", cost="").status_code == 303
    with own.books.session(write=False) as session:
        saw = session.get_one(WorkCentre, 1)
        assert (saw.minutes, saw.cost) == (600, 3800)


def test_forecasts_planning_and_scheduling_lead_to_their_lists(own: Trier) -> None:
    assert own.do("forecast.set", product="6", on="2026-05-04", quantity="12").status_code == 303
    with own.books.session(write=False) as session:
        assert 12 in session.scalars(select(Forecast.quantity)).all()
    for verb, entered in (("plan.run", {"bucket": "week"}), ("capacity.schedule", {"direction": "backward"})):
        assert own.do(verb, **entered).status_code == 303


def test_persian_digits_are_read(own: Trier) -> None:
    address = f"/fa/t/{own.secret}/do/work_order.create"
    sent = own.client.post(address, data={"product": "5", "quantity": "۱۲"}, follow_redirects=False)
    assert sent.status_code == 303
    with own.books.session(write=False) as session:
        assert session.get_one(WorkOrder, 6).quantity == 12

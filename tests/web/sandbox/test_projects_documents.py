"""Pages of projects and tasks."""

from __future__ import annotations

import datetime

import pytest
from fastapi import FastAPI

from advisor.sandbox.core.clock import trial
from tests.web.sandbox.staffed import fill, looked_at
from tests.web.sandbox.trying import Trier


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return looked_at(app)


def test_a_project_shows_money_tasks_milestones_and_people(there: Trier) -> None:
    page = there.page("/d/project/1")
    for shown in (
        "North tower",
        "So far it brings EUR 2,363.70 more than it costs",
        "planned 4,000.00",
        "Drawings",
        "· Details",
        "Ada Lund",
        "By time",
        "Invoice drafted",
    ):
        assert shown in page.text, shown
    assert {f"{there.base}/d/task/2", f"{there.base}/d/invoice/1", f"{there.base}/d/employee/2"} <= set(page.links)


def test_people_who_are_promised_twice_are_told(there: Trier) -> None:
    assert "Promised for more than their time: Ada Lund" in there.page("/d/project/1").text


def test_milestones_lead_to_their_invoice(there: Trier) -> None:
    page = there.page("/d/project/2")
    assert "Design agreed" in page.text
    assert f"{there.base}/d/invoice/2" in page.links


def test_a_project_that_costs_more_than_planned_is_told(app: FastAPI) -> None:
    trier = Trier(app, fill)
    assert trier.do("project.change", project="1", budget="1000").status_code == 303
    assert "It has cost more than planned." in trier.page("/d/project/1").text
    with trier.books.session() as session:
        trial(session).today = datetime.date(2026, 6, 1)
    assert "The last day is over." in trier.page("/d/project/1").text


def test_work_is_invoiced_from_the_page(app: FastAPI) -> None:
    trier = Trier(app, fill)
    assert trier.do("project.bill", document="1").status_code == 303
    assert f"{trier.base}/d/invoice/3" in trier.page("/d/project/1").links
    refused = trier.do("project.bill", document="1")
    assert refused.status_code == 409
    assert "There is no billable time that is not billed yet." in refused.text


def test_a_project_with_open_tasks_is_not_closed(app: FastAPI) -> None:
    trier = Trier(app, fill)
    refused = trier.do("project.close", document="1")
    assert refused.status_code == 409
    assert "Tasks are open: 2, such as Drawings." in refused.text


def test_a_task_shows_its_time_and_what_is_around_it(there: Trier) -> None:
    page = there.page("/d/task/2")
    for shown in ("Drawings", "51.5", "86%", "Bo Marsh", "240.00"):
        assert shown in page.text
    assert {f"{there.base}/d/project/1", f"{there.base}/d/task/3"} <= set(page.links)
    assert f"{there.base}/d/task/2" in there.page("/d/task/3").links


def test_a_task_that_is_done_takes_no_time(there: Trier) -> None:
    links = there.page("/d/task/1").links
    assert not any("timesheet.create" in link for link in links)


def test_it_is_read_in_every_language(there: Trier) -> None:
    for language in ("fa", "ru", "uk", "zh"):
        address = there.base.replace("/en/", f"/{language}/", 1)
        assert there.client.get(f"{address}/d/project/1").status_code == 200
    assert "۵٬۹۳۷٫۵۰" in there.client.get(there.base.replace("/en/", "/fa/", 1) + "/d/project/1").text

"""Lists of projects as a visitor sees them."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from tests.web.sandbox.staffed import looked_at
from tests.web.sandbox.trying import Trier
from web.sandbox.screens_projects import AREA


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return looked_at(app)


def rows(there: Trier, path: str) -> list[dict[str, Any]]:
    """A list as a program reads it."""
    found: list[dict[str, Any]] = there.get(f"/api/l/{path}").json()["rows"]
    return found


def test_the_menu_leads_to_lists_and_pages(there: Trier) -> None:
    links = there.page("/").links
    for screen in AREA.screens:
        assert f"{there.base}/l/{screen.id}" in links
    for special in AREA.specials:
        assert f"{there.base}/p/{special.id}" in links


def test_projects_show_what_they_bring_and_cost(there: Trier) -> None:
    found = {row["name"]: row for row in rows(there, "projects")}
    tower = found["North tower"]
    assert [float(tower[name]) for name in ("revenue", "cost", "margin")] == [5937.5, 3573.8, 2363.7]
    assert float(tower["used"]) == pytest.approx(0.8935)
    assert [row["name"] for row in rows(there, "projects?billing=milestone")] == ["Foot bridge"]


def test_a_loss_is_marked(there: Trier) -> None:
    page = there.page("/l/projects").text
    assert "−720.00" in page
    assert "89%" in page


def test_tasks_show_plan_and_time(there: Trier) -> None:
    found = {row["name"]: row for row in rows(there, "tasks")}
    assert (found["Drawings"]["planned"], float(found["Drawings"]["spent"])) == (60, 51.5)
    assert found["Survey"]["state"].lower() == "done"
    assert [row["name"] for row in rows(there, "tasks?project=2")] == ["Deck"]


def test_time_says_whether_it_is_invoiced(there: Trier) -> None:
    billed = rows(there, "timesheets?billed=1")
    every = rows(there, "timesheets")
    assert len(every) - len(billed) == 4, "three of the bridge, and what was entered after the invoice"
    assert {row["employee"] for row in rows(there, "timesheets?employee=2")} == {"Bo Marsh"}


def test_milestones_say_whether_they_are_invoiced(there: Trier) -> None:
    found = {row["name"]: bool(row["billed"]) for row in rows(there, "milestones")}
    assert found == {"Design agreed": True, "Deck laid": False}


def test_promised_time_is_listed_by_person_and_project(there: Trier) -> None:
    found = rows(there, "allocations?employee=1")
    assert {row["project"]: row["share"] for row in found} == {"North tower": 0.7, "Foot bridge": 0.5}


def test_a_new_sandbox_says_what_to_do_first(trier: Trier) -> None:
    for screen in AREA.screens:
        page = trier.get(f"/l/{screen.id}").text.replace("&#39;", "'")
        assert screen.empty in page

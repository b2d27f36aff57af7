"""Forms of projects."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.sandbox.people.tables import Project, Task
from tests.web.sandbox.staffed import fill, looked_at
from tests.web.sandbox.trying import Trier
from web.sandbox.projects_forms import CHOICES, EVENTS, LABELS


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return looked_at(app)


def test_a_project_is_entered(app: FastAPI) -> None:
    trier = Trier(app, fill)
    party = trier.page("/new/project.create").text
    assert "North" in party
    with trier.books.session(write=False) as session:
        customer = session.get_one(Project, 1).party_id
    made = trier.do(
        "project.create", name="Quay", party=str(customer), last="2026-05-01", billing="time", rate="80", budget="500"
    )
    assert made.headers["location"] == f"{trier.base}/d/project/3?done=project.create"


def test_a_project_is_changed_from_what_it_says(there: Trier) -> None:
    fields = there.page("/new/project.change?project=1").fields
    assert (fields["name"], fields["rate"], fields["budget"]) == (["North tower"], ["95"], ["4000"])
    assert fields["last"] == ["2026-05-21"]


def test_a_task_is_entered_from_its_project(app: FastAPI) -> None:
    trier = Trier(app, fill)
    fields = trier.page("/new/task.create?project=2").fields
    assert fields["project"] == ["2"]
    made = trier.do("task.create", project="2", name="Paint", hours="7.5")
    assert made.status_code == 303
    with trier.books.session(write=False) as session:
        assert session.get_one(Task, 5).minutes == 450


def test_days_outside_of_the_project_are_told_at_their_field(app: FastAPI) -> None:
    refused = Trier(app, fill).do("task.create", project="1", name="Late", last="2027-01-01")
    assert refused.status_code == 409
    assert "North tower goes from 2026-01-31 to 2026-05-21." in refused.text
    assert 'value="Late"' in refused.text


def test_only_open_tasks_take_time(there: Trier) -> None:
    page = there.get("/new/timesheet.create").text
    assert "North tower: Drawings" in page
    assert "North tower: Survey" not in page


def test_time_is_entered_and_refused(app: FastAPI) -> None:
    trier = Trier(app, fill)
    assert trier.do("timesheet.create", employee="1", task="2", hours="3").status_code == 303
    refused = trier.do("timesheet.create", employee="1", task="2", hours="22")
    assert refused.status_code == 409
    assert "A day has 24; correct the time." in refused.text


def test_only_services_are_offered_for_invoices(there: Trier) -> None:
    assert "Hour" in there.get("/new/project.create").text


def test_words_are_sentences_for_people() -> None:
    for words in (CHOICES, LABELS, EVENTS):
        assert all(text and text[0].isupper() for text in words.values())

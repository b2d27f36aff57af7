"""A week of somebody is entered in one page."""

from __future__ import annotations

import datetime

import pytest
from fastapi import FastAPI

from advisor.sandbox.core.clock import trial
from tests.web.sandbox.staffed import fill, looked_at
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.visiting import visit
from web.sandbox.projects_week import week


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return looked_at(app)


def test_the_week_shows_tasks_days_and_sums(there: Trier) -> None:
    with visit(there, employee="1", first="2026-03-04") as seen:
        found = week(seen)
    assert found.first == datetime.date(2026, 3, 2)
    rows = {row.name: row.hours for row in found.rows}
    assert rows["Survey"] == ("8", "8", "", "", "", "", "")
    assert rows["Drawings"] == ("7.5", "7.5", "7.5", "", "", "", "")
    assert "Deck" in rows, "the bridge has a share of the time"
    assert [day.total for day in found.days] == ["15.5", "15.5", "7.5", "0", "0", "0", "0"]
    assert found.total == "38.5"


def test_days_to_come_are_closed(there: Trier) -> None:
    with visit(there, employee="1") as seen:
        found = week(seen)
    assert [day.open for day in found.days] == [True, True, False, False, False, False, False]
    assert [day.rest for day in found.days][5:] == [True, True]


def test_the_first_person_is_shown_when_none_is_named(there: Trier) -> None:
    for employee in ("", "99", "x", "4"):
        with visit(there, employee=employee) as seen:
            found = week(seen)
        assert (found.employee, [one.label for one in found.people]) == (1, ["Ada Lund", "Bo Marsh", "Cem Aydin"])


def test_a_week_begins_after_the_days_of_rest(app: FastAPI) -> None:
    trier = Trier(app, fill)
    with trier.books.session() as session:
        trial(session).settings = {"rest_days": [4]}
    with visit(trier, employee="1") as seen:
        assert week(seen).first == datetime.date(2026, 3, 7)  # a Saturday


def test_a_week_is_saved_and_shown_again(app: FastAPI) -> None:
    trier = Trier(app, fill)
    here = "p/week?employee=3&first=2026-03-09"
    made = trier.do(
        "timesheet.week",
        employee="3",
        first="2026-03-09",
        here=here,
        **{"rows.0.task": "4", "rows.0.d1": "7.5", "rows.0.d2": "2"},
    )
    assert made.headers["location"] == f"{trier.base}/{here}&done=timesheet.week"
    page = trier.page(f"/{here}")
    assert page.fields["rows.0.d1"] == ["7.5"]
    assert "9.5" in page.text


def test_emptied_fields_take_time_away(app: FastAPI) -> None:
    trier = Trier(app, fill)
    trier.do("timesheet.week", employee="3", first="2026-03-02", **{"rows.0.task": "4", "rows.0.d1": "8"})
    with visit(trier, employee="3", first="2026-03-02") as seen:
        assert week(seen).rows[0].hours == ("8", "", "", "", "", "", "")


def test_what_is_refused_is_not_lost(app: FastAPI) -> None:
    trier = Trier(app, fill)
    refused = trier.do("timesheet.week", employee="3", first="2026-03-09", **{"rows.0.task": "4", "rows.0.d1": "25"})
    assert refused.status_code == 409
    assert "A day has 24" in refused.text
    assert 'value="25"' in refused.text


def test_persian_weeks_are_read_and_typed_in_persian(app: FastAPI) -> None:
    trier = Trier(app, fill, "fa")
    page = trier.page("/p/week?employee=1&first=2026-03-02")
    assert page.fields["rows.2.d1"] == ["۷٫۵"]
    made = trier.do("timesheet.week", employee="3", first="۱۴۰۴/۱۲/۱۸", **{"rows.0.task": "4", "rows.0.d1": "۷٫۵"})
    assert made.status_code == 303


def test_an_empty_company_says_what_to_do(trier: Trier) -> None:
    assert "Nobody is employed." in trier.page("/p/week").text

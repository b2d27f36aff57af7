"""The grid of working time."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.web.sandbox.staffed import looked_at
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.visiting import visit
from web.sandbox.people_hours import month


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return looked_at(app)


def test_each_day_says_what_kind_of_day_it_was(there: Trier) -> None:
    with visit(there) as seen:
        grid = month(seen)
    ada, bo, cem = grid.lines
    assert [(square.text, square.tone) for square in ada.squares[1:6]] == [
        ("7.8", "short"),
        ("8.2", "work"),
        ("8.2", "work"),
        ("8.2", "work"),
        ("8.2", "work"),
    ]
    assert (ada.squares[10].text, ada.squares[10].tone) == ("8.5", "planned")
    assert [square.tone for square in bo.squares[8:13]] == ["away"] * 5
    assert [(square.text, square.tone) for square in cem.squares[1:6]] == [
        ("–", "missed"),
        ("6", "work"),
        ("6", "work"),
        ("", "away"),
        ("", "away"),
    ]


def test_sums_count_days_that_are_over(there: Trier) -> None:
    with visit(there) as seen:
        lines = {line.name: line.sums for line in month(seen).lines}
    assert lines["Ada Lund"] == ("53.2", "59.5", "−6.3")
    assert lines["Bo Marsh"] == ("0", "0", "0")
    assert lines["Cem Aydin"] == ("18", "42.5", "−24.5")


def test_the_page_is_read_as_a_table(there: Trier) -> None:
    page = there.page("/p/attendance")
    assert "Did not come" in page.text
    assert f"{there.base}/d/employee/1" in page.links
    assert f"{there.base}/new/shift.plan" in page.links


def test_another_month_is_empty_but_for_names(there: Trier) -> None:
    with visit(there, month="2026-01") as seen:
        grid = month(seen)
    assert [line.name for line in grid.lines] == ["Ada Lund", "Bo Marsh", "Cem Aydin"]
    assert {square.tone for line in grid.lines for square in line.squares} == {""}


def test_nobody_was_employed_then(there: Trier) -> None:
    assert "Nobody is employed in this month" in there.page("/p/attendance?month=2025-01").text


def test_numbers_are_those_of_the_language(app: FastAPI) -> None:
    there = looked_at(app)
    page = there.client.get(there.base.replace("/en/", "/fa/", 1) + "/p/attendance").text
    assert "۵۳٫۲" in page

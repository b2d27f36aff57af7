"""Months of people: the right days, in the calendar of the language."""

from __future__ import annotations

import datetime

import pytest
from fastapi import FastAPI

from tests.web.sandbox.staffed import looked_at
from tests.web.sandbox.visiting import visit
from web.sandbox.people_grid import Square, heads, key, month_of, neighbours, number, short, span, weekday

DAY = datetime.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("", datetime.date(2026, 3, 1), datetime.date(2026, 3, 31)),
        ("2026-02", datetime.date(2026, 2, 1), datetime.date(2026, 2, 28)),
        ("2026-13", datetime.date(2026, 3, 1), datetime.date(2026, 3, 31)),
        ("soon", datetime.date(2026, 3, 1), datetime.date(2026, 3, 31)),
    ],
)
def test_the_month_of_the_address(app: FastAPI, query: str, first: datetime.date, last: datetime.date) -> None:
    with visit(looked_at(app), month=query) as seen:
        assert month_of(seen) == (first, last)


def test_the_months_beside_it(app: FastAPI) -> None:
    with visit(looked_at(app)) as seen:
        before, after = neighbours(seen, "away", *month_of(seen))
    assert before.href.endswith("/p/away?month=2026-02")
    assert after.href.endswith("/p/away?month=2026-04")


def test_days_of_rest_and_today_are_marked(app: FastAPI) -> None:
    with visit(looked_at(app)) as seen:
        found = heads(seen, *month_of(seen))
        assert span(seen, *month_of(seen)) == "1 March 2026 to 31 March 2026"
    assert len(found) == 31
    assert [head.number for head in found if head.rest][:4] == ["1", "7", "8", "14"]
    assert [head.number for head in found if head.today] == ["10"]
    assert found[9].weekday == "T"


def test_days_are_those_of_the_calendar() -> None:
    assert (number(DAY, "en"), number(DAY, "fa")) == ("10", "۱۹")
    assert (short(DAY, "en"), short(DAY, "fa")) == ("Mar 10", "۱۹/۱۲")
    assert (weekday(DAY, "en"), weekday(DAY, "fa"), weekday(DAY, "fa", narrow=True)) == ("Tue", "سه‌شنبه", "س")


def test_a_key_explains_squares() -> None:
    assert key([("8", "work", "Hours")]) == (Square("8", "work", "Hours"),)

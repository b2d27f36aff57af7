"""Months, years and weeks, at their edges."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.insight import spans
from advisor.sandbox.insight.spans import Span
from advisor.sandbox.ledger.tables import Period

D = datetime.date
DAYS = st.dates(D(2000, 1, 1), D(2090, 12, 31))


def test_a_month_is_whole() -> None:
    assert spans.month(D(2024, 2, 10)) == Span(D(2024, 2, 1), D(2024, 2, 29))
    assert spans.month(D(2024, 2, 10)).days == 29


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (D(2026, 1, 31), 1, D(2026, 2, 28)),
        (D(2026, 3, 31), -1, D(2026, 2, 28)),
        (D(2026, 1, 15), -1, D(2025, 12, 15)),
        (D(2026, 12, 1), 1, D(2027, 1, 1)),
        (D(2024, 2, 29), 12, D(2025, 2, 28)),
    ],
)
def test_so_many_months_later(day: D, count: int, expected: D) -> None:
    assert spans.later(day, count) == expected


def test_the_last_months_oldest_first() -> None:
    found = spans.months(D(2026, 2, 10), 3)
    assert [span.first for span in found] == [D(2025, 12, 1), D(2026, 1, 1), D(2026, 2, 1)]
    assert found[-1].last == D(2026, 2, 28)


def test_a_month_so_far_is_compared_with_as_much_of_the_one_before() -> None:
    assert spans.month_to(D(2026, 3, 12)) == Span(D(2026, 3, 1), D(2026, 3, 12))
    assert spans.month_before(D(2026, 3, 12)) == Span(D(2026, 2, 1), D(2026, 2, 12))


@pytest.mark.parametrize(("day", "last"), [(D(2026, 2, 28), D(2026, 1, 31)), (D(2026, 3, 30), D(2026, 2, 28))])
def test_a_month_that_is_over_is_compared_with_a_whole_one(day: D, last: D) -> None:
    assert spans.month_before(day) == Span(last.replace(day=1), last)


def test_the_same_span_before() -> None:
    assert spans.before(Span(D(2026, 1, 1), D(2026, 3, 31))) == Span(D(2025, 10, 1), D(2025, 12, 31))
    assert spans.before(Span(D(2026, 3, 1), D(2026, 3, 10))) == Span(D(2026, 2, 19), D(2026, 2, 28))


def test_the_same_months_a_year_before() -> None:
    assert spans.year_before(Span(D(2025, 2, 1), D(2025, 2, 28))) == Span(D(2024, 2, 1), D(2024, 2, 29))
    assert spans.year_before(Span(D(2026, 1, 1), D(2026, 3, 10))) == Span(D(2025, 1, 1), D(2025, 3, 10))


@given(DAYS)
def test_spans_before_join_without_gap(day: D) -> None:
    span = spans.month(day)
    assert spans.before(span).last + spans.DAY == span.first
    assert spans.before(span) == spans.month(spans.before(span).first)


@given(DAYS, st.integers(1, 30))
def test_weeks_join_and_end_on_sunday(day: D, count: int) -> None:
    found = spans.weeks(day, count)
    assert found[0].first == day
    assert all(span.last.weekday() == 6 for span in found)
    assert all(a.last + spans.DAY == b.first for a, b in pairwise(found))


def test_no_weeks() -> None:
    assert spans.weeks(D(2026, 3, 2), 0) == []


def test_the_financial_year_follows_the_periods(session: Session) -> None:
    assert spans.year_to(session, D(2026, 5, 3)) == Span(D(2026, 1, 1), D(2026, 5, 3))
    for period in session.scalars(select(Period).where(Period.first >= D(2026, 4, 1), Period.first < D(2027, 4, 1))):
        period.year = 2127  # a year that begins in April
    session.flush()
    assert spans.year_start(session, D(2027, 2, 1)) == D(2026, 4, 1)


def test_a_day_outside_of_the_books_has_a_calendar_year(session: Session) -> None:
    assert spans.year_start(session, D(1999, 5, 3)) == D(1999, 1, 1)

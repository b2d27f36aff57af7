"""Schedules against published figures, and what must hold of every schedule."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.sandbox.people.depreciation import (
    Span,
    Way,
    amounts,
    block,
    declining,
    first_share,
    spans,
    until,
    written_down,
)

JANUARY = datetime.date(2026, 1, 1)


def test_a_block_is_a_part_of_the_calendar_year() -> None:
    assert block(datetime.date(2026, 2, 14), 1) == (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    assert block(datetime.date(2026, 5, 1), 3) == (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    assert block(datetime.date(2026, 12, 31), 6) == (datetime.date(2026, 7, 1), datetime.date(2026, 12, 31))
    assert block(datetime.date(2028, 2, 29), 12) == (datetime.date(2028, 1, 1), datetime.date(2028, 12, 31))


@pytest.mark.parametrize(
    ("start", "every", "part", "share"),
    [
        (datetime.date(2026, 1, 1), 1, "days", Fraction(1)),
        (datetime.date(2026, 4, 16), 1, "days", Fraction(15, 30)),
        (datetime.date(2026, 4, 30), 1, "days", Fraction(1, 30)),
        (datetime.date(2026, 4, 16), 1, "months", Fraction(1)),
        (datetime.date(2026, 4, 16), 12, "months", Fraction(9, 12)),
        (datetime.date(2026, 7, 1), 12, "days", Fraction(184, 365)),
        (datetime.date(2026, 12, 31), 12, "full", Fraction(1)),
    ],
)
def test_a_part_of_a_period_counts_as_it_is_declared(
    start: datetime.date, every: int, part: str, share: Fraction
) -> None:
    assert first_share(start, every, part) == share


def test_s51_linear_over_24_months() -> None:
    """Tryton 8.2 account_asset/tests/scenario_account_asset.rst: 1000, residual 100, 24 x 37.50."""
    over = spans(JANUARY, 24, 1, "days")
    found = amounts(100000, 10000, over, Way("linear"))
    assert found == [3750] * 24
    assert 100000 - sum(found[:12]) == 55000
    assert (over[0].on, over[-1].on) == (datetime.date(2026, 1, 31), datetime.date(2027, 12, 31))


def test_s54_double_declining_over_3_years() -> None:
    """ERPNext assets/doctype/asset/test_asset.py: 100,000, residual 10,000, 66.667 %."""
    over = spans(JANUARY, 36, 12, "days")
    rate = declining(20000, Fraction(3))
    assert rate == 66667
    assert amounts(10000000, 1000000, over, Way("declining", rate)) == [6666700, 2222211, 111089]


def test_written_down_value_ends_where_it_should() -> None:
    """The rate r with value x (1 - r) ^ n = residual: 100,000 to 12,500 in 3 years is 50 %, because 0.5 ^ 3 = 0.125."""
    rate = written_down(10000000, 1250000, Fraction(3))
    assert rate == 50000
    over = spans(JANUARY, 36, 12, "days")
    assert amounts(10000000, 1250000, over, Way("written_down", rate)) == [5000000, 2500000, 1250000]


def test_declining_changes_to_linear_when_that_is_more() -> None:
    over = spans(JANUARY, 60, 12, "days")
    rate = declining(20000, Fraction(5))
    found = amounts(100000, 0, over, Way("declining_linear", rate))
    assert found == [40000, 24000, 14400, 10800, 10800]  # in the fourth year 21,600 / 2 is more than 40 % of it


def test_the_first_and_the_last_part_make_a_whole() -> None:
    over = spans(datetime.date(2026, 4, 16), 3, 1, "days")
    assert [(span.on.month, span.share) for span in over] == [
        (4, Fraction(1, 2)),
        (5, Fraction(1)),
        (6, Fraction(1)),
        (7, Fraction(1, 2)),
    ]
    assert amounts(30000, 0, over, Way("linear")) == [5000, 10000, 10000, 5000]


def test_years_begun_in_october_by_months() -> None:
    over = spans(datetime.date(2026, 10, 15), 24, 12, "months")
    assert [span.share for span in over] == [Fraction(1, 4), Fraction(1), Fraction(3, 4)]
    assert amounts(240000, 0, over, Way("linear")) == [30000, 120000, 90000]


def test_a_life_shorter_than_its_first_part() -> None:
    assert spans(datetime.date(2026, 1, 1), 3, 12, "full") == (Span(datetime.date(2026, 12, 31), Fraction(1, 4)),)


def test_a_declining_balance_never_takes_more_than_all() -> None:
    assert declining(20000, Fraction(1)) == 100000


def test_nothing_is_written_off_below_the_residual_value() -> None:
    assert amounts(5000, 5000, spans(JANUARY, 3, 1, "days"), Way("linear")) == [0, 0, 0]
    assert amounts(4000, 5000, spans(JANUARY, 3, 1, "days"), Way("declining", 50000)) == [0, 0, 0]


def test_a_part_until_a_day() -> None:
    whole = Span(datetime.date(2026, 4, 30), Fraction(1))
    assert until(datetime.date(2026, 4, 15), whole, 3000, JANUARY, "days", 1) == 1500
    assert until(datetime.date(2026, 4, 30), whole, 3000, JANUARY, "days", 1) == 3000
    assert until(datetime.date(2026, 3, 31), whole, 3000, JANUARY, "days", 1) == 0
    assert until(datetime.date(2026, 4, 15), whole, 3000, JANUARY, "full", 1) == 0


def test_a_part_until_a_day_of_a_period_that_began_late() -> None:
    """Bought on 16 April, gone on 20 April: 5 of its 15 days."""
    half = Span(datetime.date(2026, 4, 30), Fraction(1, 2))
    assert until(datetime.date(2026, 4, 20), half, 1500, datetime.date(2026, 4, 16), "days", 1) == 500


def test_a_part_until_a_day_by_months() -> None:
    """Of a year, gone in May: four months are completed."""
    year = Span(datetime.date(2026, 12, 31), Fraction(1))
    assert until(datetime.date(2026, 5, 31), year, 12000, datetime.date(2025, 1, 1), "months", 12) == 4000


days = st.dates(datetime.date(2000, 1, 1), datetime.date(2060, 12, 31))
schedules = st.tuples(
    days,
    st.integers(1, 400),
    st.sampled_from((1, 3, 6, 12)),
    st.sampled_from(("days", "months", "full")),
)


@given(schedules)
def test_shares_add_up_to_the_life(schedule: tuple[datetime.date, int, int, str]) -> None:
    start, months, every, part = schedule
    over = spans(start, months, every, part)
    assert sum(span.share for span in over) == Fraction(months, every)
    assert all(0 < span.share <= 1 for span in over)
    assert [span.on for span in over] == sorted({span.on for span in over})
    assert over[0].on >= start


@given(
    schedules,
    st.integers(1, 10**9),
    st.integers(0, 10**9),
    st.sampled_from(("linear", "declining", "declining_linear", "written_down")),
    st.integers(1, 100_000),
)
def test_every_schedule_ends_at_the_residual_value(
    schedule: tuple[datetime.date, int, int, str], value: int, residual: int, kind: str, rate: int
) -> None:
    found = amounts(value, residual, spans(*schedule), Way(kind, rate))
    assert all(amount >= 0 for amount in found)
    assert sum(found) == max(0, value - residual)


@given(schedules, st.integers(1, 10**9))
def test_linear_is_even_to_the_cent(schedule: tuple[datetime.date, int, int, str], value: int) -> None:
    over = spans(*schedule)
    whole = Fraction(value) / sum(span.share for span in over)
    passed, gone = Fraction(0), 0
    for span, amount in zip(over, amounts(value, 0, over, Way("linear")), strict=True):
        passed, gone = passed + span.share, gone + amount
        assert abs(gone - whole * passed) <= 1


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.integers(1, 40))
def test_the_written_down_rate_leads_to_the_residual_value(value: int, residual: int, years: int) -> None:
    value, residual = max(value, residual), min(value, residual)
    kept = 1 - written_down(value, residual, Fraction(years)) / 100_000
    assert kept**years == pytest.approx(residual / value, abs=0.5e-5 * years)


@given(schedules, days, st.integers(0, 10**6))
def test_a_part_is_never_more_than_the_whole(
    schedule: tuple[datetime.date, int, int, str], day: datetime.date, amount: int
) -> None:
    start, _, every, part = schedule
    span = spans(*schedule)[-1]
    assert 0 <= until(day, span, amount, start, part, every) <= amount

"""One slip: pay by days or hours, a table of rates with bands, deductions."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.people.slips import Month, Rate, RateIn, days_with_pay, rates, slip
from advisor.sandbox.people.tables import Employee

MARCH = Month(datetime.date(2026, 3, 1), datetime.date(2026, 3, 31))
LONG_AGO = datetime.date(2020, 1, 1)


def person(**columns: object) -> Employee:
    values = {"wage": 0, "hourly": 0, "allowance": 0, "deduction": 0, "deduction_share": 0, "hired": LONG_AGO}
    return Employee(party_id=1, **(values | columns))


def test_a_whole_month() -> None:
    made = slip(person(wage=310000, allowance=5000), MARCH, [], 9600, frozenset())
    assert (made.gross, made.deductions, made.net, made.days, made.minutes) == (315000, 0, 315000, 31, 9600)
    assert made.parts == [
        {"what": "wage", "name": "", "amount": 310000},
        {"what": "allowance", "name": "", "amount": 5000},
    ]


@pytest.mark.parametrize(
    ("hired", "left", "unpaid", "days"),
    [
        (datetime.date(2026, 3, 17), None, (), 15),
        (LONG_AGO, datetime.date(2026, 3, 10), (), 10),
        (datetime.date(2026, 3, 10), datetime.date(2026, 3, 10), (), 1),
        (LONG_AGO, None, (1, 2, 3), 28),
        (LONG_AGO, datetime.date(2026, 3, 2), (1, 2, 3), 0),
    ],
)
def test_part_of_a_month_is_paid_by_calendar_days(
    hired: datetime.date, left: datetime.date | None, unpaid: tuple[int, ...], days: int
) -> None:
    employee = person(wage=310000, hired=hired, left=left)
    away = frozenset(datetime.date(2026, 3, day) for day in unpaid)
    assert days_with_pay(employee, MARCH, away) == days
    assert slip(employee, MARCH, [], 0, away).gross == 10000 * days


def test_pay_by_the_hour_follows_the_stamps() -> None:
    made = slip(person(wage=999900, hourly=2001), MARCH, [], 90, frozenset())
    assert made.gross == 3002  # 30.015 rounded
    assert made.parts[0]["what"] == "hours"


def test_deductions_are_a_sum_and_a_share() -> None:
    made = slip(person(wage=100000, deduction=2000, deduction_share=935), MARCH, [], 0, frozenset())
    assert (made.deductions, made.net) == (11350, 88650)
    assert [part["amount"] for part in made.parts] == [100000, -2000, -9350]


def test_a_table_of_rates_has_bands_and_two_sides() -> None:
    table = [
        Rate("Tax, first band", "employee", 1000, 100000, 200000),
        Rate("Tax, second band", "employee", 2000, 200000),
        Rate("Insurance", "employer", 1800, 0, 250000),
    ]
    made = slip(person(wage=300000), MARCH, table, 0, frozenset())
    assert (made.deductions, made.employer, made.net) == (30000, 45000, 270000)
    assert [(part["name"], part["amount"]) for part in made.parts[1:]] == [
        ("Tax, first band", -10000),
        ("Tax, second band", -20000),
        ("Insurance", 45000),
    ]


def test_below_the_band_nothing_is_taken() -> None:
    assert Rate("Tax", "employee", 1000, 100000).of(99999) == 0
    assert Rate("Tax", "employee", 1000, 100000).of(-5) == 0


def test_rates_are_read_from_the_settings(session: Session) -> None:
    assert rates(session) == []
    entered = RateIn(name="Tax", percent=Decimal("9.5"), above=Decimal("1000.50"), up_to=Decimal(3000))
    trial(session).settings = {"payroll": {"rates": [entered.model_dump(mode="json")]}}
    assert rates(session) == [Rate("Tax", "employee", 950, 100050, 300000)]


def test_a_rate_has_a_name() -> None:
    with pytest.raises(ValidationError):
        RateIn(name="", percent=Decimal(1))


amounts = st.integers(0, 10**8)


@given(amounts, amounts, amounts, st.integers(0, 10_000), st.integers(0, 40_000))
def test_every_slip_adds_up(wage: int, allowance: int, fixed: int, share: int, minutes: int) -> None:
    table = [Rate("A", "employee", 1234), Rate("B", "employer", 777)]
    employee = person(wage=wage, allowance=allowance, deduction=fixed, deduction_share=share)
    made = slip(employee, MARCH, table, minutes, frozenset())
    own = [part["amount"] for part in made.parts if part["what"] != "employer"]
    assert sum(own) == made.net == made.gross - made.deductions
    assert made.gross == sum(amount for amount in own if amount > 0)
    assert made.employer == sum(part["amount"] for part in made.parts if part["what"] == "employer")

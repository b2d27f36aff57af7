"""What people type becomes integers without loss, or is refused with the field it belongs to."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.ledger.tables import CostCentre
from advisor.sandbox.people.inputs import amount, hours, in_order, minutes, of_day, optional, row, share


@pytest.mark.parametrize(
    ("typed", "expected"), [("8", 480), ("7.5", 450), ("0.33", 20), ("0.01", 1), ("0", 0), ("0.008333", 0)]
)
def test_hours_become_minutes(typed: str, expected: int) -> None:
    assert minutes(Decimal(typed)) == expected


@given(st.integers(0, 100_000))
def test_hours_with_two_decimals_give_the_minutes_back(number: int) -> None:
    assert minutes(hours(number)) == number


def test_a_time_of_day_is_minutes_after_midnight() -> None:
    assert of_day("00:00", "time") == 0
    assert of_day(" 8.05 ", "time") == 485
    assert of_day("۲۳:۵۹", "time") == 1439


@pytest.mark.parametrize("typed", ["24:00", "8", "08:60", "soon", "-1:00", ""])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="no time of day") as caught:
        of_day(typed, "begins")
    assert caught.value.field == "begins"


def test_per_cent_become_ten_thousandths() -> None:
    assert share(Decimal("60"), "percent") == 6000
    assert share(Decimal("0.01"), "percent") == 1


@pytest.mark.parametrize("typed", ["-1", "33.333"])
def test_a_share_that_cannot_be_kept_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="two decimals") as caught:
        share(Decimal(typed), "percent")
    assert caught.value.field == "percent"


def test_an_amount_has_no_minus(session: Session) -> None:
    assert amount(session, Decimal("12.50"), "wage") == 1250
    with pytest.raises(Refusal) as caught:
        amount(session, Decimal("-0.01"), "wage")
    assert caught.value.field == "wage"


def test_an_amount_is_not_finer_than_the_currency(session: Session) -> None:
    with pytest.raises(Refusal, match=r"12\.505 is finer"):
        amount(session, Decimal("12.505"), "wage")


def test_a_row_is_found_by_its_id(session: Session) -> None:
    assert row(session, CostCentre, 1, "centre").code == "SALES"
    assert optional(session, CostCentre, 1, "centre") == 1
    assert optional(session, CostCentre, None, "centre") is None


def test_a_row_that_is_not_there_is_told_with_its_field(session: Session) -> None:
    for find in (row, optional):
        with pytest.raises(NotFound) as caught:
            find(session, CostCentre, 99, "centre")
        assert caught.value.field == "centre"


def test_the_last_day_is_not_before_the_first() -> None:
    day = datetime.date(2026, 3, 2)
    in_order(day, day)
    with pytest.raises(Refusal, match="before the first"):
        in_order(day, day - datetime.timedelta(days=1))

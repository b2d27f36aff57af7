"""Rates hold from a day on; parts of a whole keep their sum in the currency of the books."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.ledger.currencies import company_amount, company_amounts, foreign_amount, rate
from advisor.sandbox.ledger.tables import Rate
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOOKKEEPER, do

LATER = DAY + datetime.timedelta(30)


@pytest.fixture
def rates(session: Session) -> Session:
    do(session, "rate.set", BOOKKEEPER, currency="USD", rate="1.25")
    do(session, "rate.set", BOOKKEEPER, currency="USD", rate="1.6", on=LATER)
    do(session, "rate.set", BOOKKEEPER, currency="JPY", rate="160")
    return session


def test_a_rate_holds_until_the_next(rates: Session) -> None:
    assert company_amount(rates, 12500, "USD", DAY) == 10000
    assert company_amount(rates, 12500, "USD", LATER - datetime.timedelta(1)) == 10000
    assert company_amount(rates, 12500, "USD", LATER) == 7813  # 78.125, half away from zero
    assert company_amount(rates, -12500, "USD", LATER) == -7813


def test_currencies_have_smallest_units_of_their_own(rates: Session) -> None:
    assert company_amount(rates, 1600, "JPY", DAY) == 1000  # 1,600 yen are 10 euros
    assert foreign_amount(rates, 1000, "JPY", DAY) == 1600


def test_the_currency_of_the_books_needs_no_rate(session: Session) -> None:
    assert company_amount(session, 123, "EUR", DAY) == 123
    assert company_amounts(session, [1, 2], "EUR", DAY) == [1, 2]


def test_without_a_rate_it_is_refused(rates: Session) -> None:
    with pytest.raises(Refusal, match="No rate of USD is known on 2026-03-01"):
        rate(rates, "USD", DAY - datetime.timedelta(1))


def test_a_rate_of_a_day_is_corrected(books: Database) -> None:
    for value in ("1.25", "1.3"):
        with books.session() as session:
            do(session, "rate.set", BOOKKEEPER, currency="USD", rate=value)
    with books.session(write=False) as session:
        assert rate(session, "USD", DAY) == 1_300_000
        assert session.scalar(select(func.count()).select_from(Rate)) == 1


@pytest.mark.parametrize(
    ("currency", "value", "field"),
    [("USD", "0", "rate"), ("USD", "-1", "rate"), ("USD", "1.2345678", "rate"), ("EUR", "1", "currency"),
     ("ABC", "1", "currency")],
)  # fmt: skip
def test_a_rate_that_cannot_be_is_refused(session: Session, currency: str, value: str, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        do(session, "rate.set", BOOKKEEPER, currency=currency, rate=value)
    assert caught.value.field == field


@given(st.lists(st.integers(-(10**7), 10**7), min_size=1, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_parts_add_up_to_what_their_sum_comes_to(rates: Session, amounts: list[int]) -> None:
    parts = company_amounts(rates, amounts, "USD", LATER)
    assert sum(parts) == company_amount(rates, sum(amounts), "USD", LATER)
    whole = [company_amount(rates, one, "USD", LATER) for one in amounts]
    assert all(abs(part - one) <= 1 for part, one in zip(parts, whole, strict=True))

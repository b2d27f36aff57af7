"""A new value changes what is written off later; the end of an asset leaves nothing of it on the accounts."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.actors import SYSTEM
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.people.assets import book_value, post_due
from advisor.sandbox.people.tables import Asset
from advisor.sandbox.people.valuing import divided, reserve
from tests.sandbox.making import BOOKKEEPER, do
from tests.sandbox.people.staffing import balance, booked, sound, wait
from tests.sandbox.people.test_assets import JANUARY, asset

MARCH = datetime.date(2026, 3, 31)


def ready(session: Session, **columns: Any) -> Asset:
    """1,200 over 12 months from January, written off until the end of March: 900 are left."""
    made = asset(session, cost=1200, residual=0, months=12, **columns)
    wait(session, MARCH)
    post_due(session, SYSTEM, MARCH)
    session.refresh(made)
    assert book_value(made) == 90000
    return made


def test_a_rise_goes_to_the_reserve(books: Database) -> None:
    with books.session() as session:
        made = ready(session)
        do(session, "asset.revalue", BOOKKEEPER, document=made.id, value=1800)
        assert booked(session, "asset", made.id)[-2:] == [("asset", 90000), ("revaluation", -90000)]
        assert [line.amount for line in made.lines if line.entry_id is None] == [20000] * 9
        assert sound(session) == []


def test_a_fall_is_a_cost(session: Session) -> None:
    made = ready(session)
    do(session, "asset.revalue", BOOKKEEPER, document=made.id, value=450)
    assert booked(session, "asset", made.id)[-2:] == [("asset", -45000), ("depreciation", 45000)]
    assert [line.amount for line in made.lines if line.entry_id is None] == [5000] * 9
    assert sound(session) == []


def test_a_fall_first_uses_up_the_reserve_and_a_rise_makes_good_the_cost(session: Session) -> None:
    """IAS 16, paragraphs 39 and 40."""
    made = ready(session)
    for value in (1000, 800, 1100):
        do(session, "asset.revalue", BOOKKEEPER, document=made.id, value=value)
    assert [(one.amount, one.reserve) for one in made.revaluations] == [
        (10000, 10000),
        (-20000, -10000),
        (30000, 20000),
    ]
    assert balance(session, "revaluation") == -200
    assert balance(session, "depreciation") == 300
    assert reserve(made) == 20000


def test_life_and_residual_value_can_change(session: Session) -> None:
    made = ready(session)
    do(session, "asset.revalue", BOOKKEEPER, document=made.id, value=900, residual=300, months=15)
    assert [line.amount for line in made.lines if line.entry_id is None] == [5000] * 12
    assert made.lines[-1].on == datetime.date(2027, 3, 31)
    assert made.revaluations == []
    assert sound(session) == []


def test_what_is_due_is_booked_before_a_new_value(session: Session) -> None:
    made = asset(session, cost=1200, residual=0, months=12)
    wait(session, MARCH)
    do(session, "asset.revalue", BOOKKEEPER, document=made.id, value=900)
    assert balance(session, "depreciation") == 300
    assert made.revaluations == []


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({"value": 50, "residual": 60}, "value"),
        ({"value": -1}, "value"),
        ({"value": 900, "months": 3}, "months"),
        ({"value": 900, "months": 5000}, "months"),
        ({"value": 900, "on": datetime.date(2026, 3, 30)}, "on"),
    ],
)
def test_a_value_that_cannot_be_is_refused(session: Session, entered: dict[str, Any], field: str) -> None:
    made = ready(session)
    with pytest.raises(Refusal) as caught:
        do(session, "asset.revalue", BOOKKEEPER, document=made.id, **entered)
    assert caught.value.field == field


def test_an_asset_at_its_end_needs_a_longer_life_for_more_value(session: Session) -> None:
    made = asset(session, cost=200, residual=0, months=2)
    wait(session, MARCH)
    with pytest.raises(Refusal, match="at the end of its life"):
        do(session, "asset.revalue", BOOKKEEPER, document=made.id, value=100)


def test_an_asset_at_its_end_is_given_a_longer_life(session: Session) -> None:
    made = asset(session, cost=200, residual=0, months=2)
    wait(session, MARCH)
    do(session, "asset.revalue", BOOKKEEPER, document=made.id, value=100, months=7)
    assert [(line.on.month, line.amount) for line in made.lines if line.entry_id is None] == [
        (4, 2500),
        (5, 2500),
        (6, 2500),
        (7, 2500),
    ]
    assert sound(session) == []


def test_an_asset_is_sold_with_a_gain(books: Database) -> None:
    with books.session() as session:
        made = ready(session)
        do(session, "asset.dispose", BOOKKEEPER, document=made.id, proceeds=1000)
        assert booked(session, "asset", made.id)[-4:] == [
            ("accumulated", 30000),
            ("asset", -120000),
            ("bank", 100000),
            ("disposal", -10000),
        ]
        assert (balance(session, "asset"), balance(session, "accumulated")) == (0, 0)
        assert (made.state, made.closed) == ("closed", MARCH)
        assert sound(session) == []


def test_an_asset_is_scrapped_with_a_loss(session: Session) -> None:
    made = ready(session)
    do(session, "asset.dispose", BOOKKEEPER, document=made.id)
    assert balance(session, "disposal") == 900
    assert sound(session) == []


def test_days_before_the_end_are_written_off(session: Session) -> None:
    """Gone on 15 April: half of the 100 of April, so 850 are left."""
    made = ready(session)
    wait(session, datetime.date(2026, 4, 15))
    do(session, "asset.dispose", BOOKKEEPER, document=made.id, proceeds=850, method="cash")
    assert balance(session, "depreciation") == 350
    assert balance(session, "disposal") == 0
    assert balance(session, "cash") == 850
    assert made.lines[-1].on == datetime.date(2026, 4, 15)
    wait(session, datetime.date(2026, 12, 31))
    assert post_due(session, SYSTEM, datetime.date(2026, 12, 31)) == 0


def test_the_reserve_of_an_asset_that_is_gone_becomes_profit(session: Session) -> None:
    """IAS 16, paragraph 41."""
    made = ready(session)
    do(session, "asset.revalue", BOOKKEEPER, document=made.id, value=1000)
    do(session, "asset.dispose", BOOKKEEPER, document=made.id, proceeds=1000)
    assert balance(session, "revaluation") == 0
    assert balance(session, "profit") == -100
    assert balance(session, "disposal") == 0
    assert balance(session, "asset") == 0


def test_an_asset_written_off_in_full_is_scrapped(session: Session) -> None:
    made = asset(session, cost=200, residual=0, months=2)
    wait(session, MARCH)
    do(session, "asset.dispose", BOOKKEEPER, document=made.id)
    assert (balance(session, "asset"), balance(session, "disposal"), balance(session, "depreciation")) == (0, 0, 200)


def test_an_asset_is_not_gone_before_its_last_entry(session: Session) -> None:
    made = ready(session)
    with pytest.raises(Refusal, match="has entries until 2026-03-31"):
        do(session, "asset.dispose", BOOKKEEPER, document=made.id, on=JANUARY)


def test_an_asset_that_is_gone_stays_gone(session: Session) -> None:
    made = ready(session)
    do(session, "asset.dispose", BOOKKEEPER, document=made.id)
    with pytest.raises(Refusal, match="cannot be done in the state"):
        do(session, "asset.revalue", BOOKKEEPER, document=made.id, value=5)


amounts = st.integers(-(10**9), 10**9)
held = st.integers(0, 10**9)


@given(amounts, held, held)
def test_a_change_is_divided_without_rest(difference: int, kept: int, lost: int) -> None:
    into_reserve, into_result = divided(difference, kept, lost)
    assert into_reserve + into_result == difference
    assert kept + into_reserve >= 0
    assert into_result <= lost

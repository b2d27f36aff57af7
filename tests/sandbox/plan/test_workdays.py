"""Which days are worked on."""

from __future__ import annotations

import datetime
from itertools import islice

import pytest
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.plan.workdays import Workdays, week_start, workdays
from tests.sandbox.conftest import DAY

DAYS = datetime.timedelta(days=1)


def test_weekends_and_holidays_are_off() -> None:
    calendar = Workdays(holidays=frozenset({DAY + DAYS}))
    assert [calendar.open(DAY + n * DAYS) for n in range(7)] == [True, False, True, True, True, False, False]


def test_walking_on_and_back() -> None:
    friday = DAY + 4 * DAYS
    assert list(islice(Workdays().walk(friday), 3)) == [friday, friday + 3 * DAYS, friday + 4 * DAYS]
    assert list(islice(Workdays().walk(DAY - DAYS, -1), 2)) == [DAY - 3 * DAYS, DAY - 4 * DAYS]


def test_the_settings_of_the_trial_count(session: Session) -> None:
    assert workdays(session) == Workdays()
    trial(session).settings = {"rest_days": [3, 4], "holidays": ["2026-03-21"]}
    found = workdays(session)
    assert found.resting == {3, 4}
    assert not found.open(datetime.date(2026, 3, 21))


def test_a_week_without_working_days_is_no_week_of_rest(session: Session) -> None:
    trial(session).settings = {"rest_days": list(range(7))}
    assert workdays(session).open(DAY)


@pytest.mark.parametrize(
    ("resting", "first"),
    [([5, 6], DAY), ([4], DAY - 2 * DAYS), ([3, 4], DAY - 2 * DAYS), ([], DAY), ([2], DAY - 4 * DAYS)],
)
def test_the_first_day_of_the_week(session: Session, resting: list[int], first: datetime.date) -> None:
    trial(session).settings = {"rest_days": resting}
    assert week_start(session, DAY) == first
    assert week_start(session, first) == first
    assert week_start(session, first + 6 * DAYS) == first

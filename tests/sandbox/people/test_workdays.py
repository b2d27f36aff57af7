"""Days of rest are data: a week may rest on other days than Saturday and Sunday."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.people.workdays import days, rest, workdays

MONDAY = datetime.date(2026, 3, 2)


def test_a_week_has_five_working_days(session: Session) -> None:
    found = workdays(MONDAY, MONDAY + datetime.timedelta(days=6), rest(session))
    assert [day.day for day in found] == [2, 3, 4, 5, 6]


def test_a_week_that_rests_on_friday(session: Session) -> None:
    trial(session).settings = {"rest_days": [4]}
    found = workdays(MONDAY, MONDAY + datetime.timedelta(days=6), rest(session))
    assert [day.day for day in found] == [2, 3, 4, 5, 7, 8]


def test_days_go_from_the_first_to_the_last() -> None:
    assert list(days(MONDAY, MONDAY)) == [MONDAY]
    assert list(days(MONDAY, MONDAY - datetime.timedelta(days=1))) == []

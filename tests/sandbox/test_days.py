"""The clock of a trial goes on by days, and every day does its jobs."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy.orm import Session

from advisor.sandbox import days
from advisor.sandbox.core import clock
from advisor.sandbox.core.events import history
from advisor.sandbox.core.refusals import Refusal
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do


@pytest.mark.parametrize(
    ("today", "to", "then"),
    [
        ("2026-03-02", "day", "2026-03-03"),
        ("2026-03-02", "week", "2026-03-09"),
        ("2026-03-02", "month", "2026-03-31"),
        ("2026-03-31", "month", "2026-04-30"),
        ("2028-02-10", "month", "2028-02-29"),
    ],
)
def test_it_goes_on(session: Session, today: str, to: str, then: str) -> None:
    clock.trial(session).today = datetime.date.fromisoformat(today)
    do(session, "clock.advance", to=to)
    assert clock.today(session).isoformat() == then


def test_every_day_does_its_jobs(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[datetime.date] = []

    def job(session: Session) -> int:
        seen.append(clock.today(session))
        return 1

    monkeypatch.setattr(days, "DAILY", (("look", "", job),))
    days.reach(session, DAY + datetime.timedelta(days=3))
    assert seen == [DAY + datetime.timedelta(days=n) for n in (1, 2, 3)]
    assert [event.values for event in history(session, "trial", 1)] == [{"look": 1}] * 3


@pytest.mark.parametrize("days_on", [-1, 401])
def test_it_never_goes_back_nor_too_far(session: Session, days_on: int) -> None:
    with pytest.raises(Refusal):
        days.reach(session, DAY + datetime.timedelta(days=days_on))
    assert clock.today(session) == DAY

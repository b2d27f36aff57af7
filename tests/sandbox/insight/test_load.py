"""The fullest week is found, and a week without capacity does not divide by nought."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Session

from advisor.sandbox.insight.load import ahead, by_week, peak, share
from advisor.sandbox.plan.scheduling import Load
from advisor.sandbox.plan.tables import Maintenance, WorkCentre
from tests.sandbox.insight.posting import DAY

WEEK = datetime.timedelta(days=7)
PRESS = WorkCentre(code="press", name="Press", minutes=480)


def week(number: int, orders: int, capacity: int = 2400) -> Load:
    first = DAY + number * WEEK
    return Load(PRESS, first, first + 6 * datetime.timedelta(days=1), capacity, orders, 0)


def test_the_fullest_week_the_soonest_of_equals() -> None:
    loads = [week(0, 100), week(1, 3000), week(2, 3000), week(3, 50)]
    assert peak(loads) is loads[1]
    assert peak([]) is None


def test_a_week_without_capacity() -> None:
    assert share(week(0, 0, 0)) == 0
    assert share(week(0, 1, 0)) == 2
    assert share(week(0, 1200)) == 0.5


def test_each_week_by_its_fullest_centre() -> None:
    found = by_week([week(1, 240), week(0, 2400), week(1, 480)])
    assert [(span.first, part) for span, part in found] == [(DAY, 1.0), (DAY + WEEK, 0.2)]


def test_weeks_of_the_books(session: Session) -> None:
    centre = WorkCentre(code="press", name="Press", minutes=480)
    session.add(centre)
    session.flush()
    session.add(Maintenance(centre_id=centre.id, name="Oil", on=DAY + 8 * datetime.timedelta(days=1), minutes=1200))
    session.flush()
    found = ahead(session, DAY + datetime.timedelta(days=2), weeks=3)
    assert [one.first for one in found] == [DAY, DAY + WEEK, DAY + 2 * WEEK]
    fullest = peak(found)
    assert fullest is not None
    assert (fullest.first, share(fullest)) == (DAY + WEEK, 0.5)

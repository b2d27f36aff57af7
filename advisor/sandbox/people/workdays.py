"""Working days: all but the days of rest, which are data of the trial."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from sqlalchemy.orm import Session

from advisor.sandbox.core import clock

WEEKEND = (5, 6)  # Saturday and Sunday, as date.weekday() counts


def rest(session: Session) -> frozenset[int]:
    """The weekdays on which nobody works; `settings["rest_days"]` where the week is another one."""
    return frozenset(clock.trial(session).settings.get("rest_days", WEEKEND))


def days(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    """Every day from the first to the last."""
    for number in range((last - first).days + 1):
        yield first + datetime.timedelta(days=number)


def workdays(first: datetime.date, last: datetime.date, resting: frozenset[int]) -> list[datetime.date]:
    return [day for day in days(first, last) if day.weekday() not in resting]

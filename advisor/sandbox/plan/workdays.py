"""The days on which the work centres run: all but the days of rest and the holidays, which are data of the trial."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from advisor.sandbox.core import clock

REST_DAYS = (5, 6)  # Saturday and Sunday, as date.weekday() counts
LONGEST = 3660  # days after which a search for a free day ends


@dataclass(frozen=True)
class Workdays:
    """`resting` weekdays (Monday is 0) and single days off."""

    resting: frozenset[int] = frozenset(REST_DAYS)
    holidays: frozenset[datetime.date] = frozenset()

    def open(self, day: datetime.date) -> bool:
        return day.weekday() not in self.resting and day not in self.holidays

    def walk(self, day: datetime.date, step: int = 1) -> Iterator[datetime.date]:
        """Working days from `day` on, itself included where it is one; backwards with step -1."""
        for number in range(LONGEST):
            found = day + datetime.timedelta(days=number * step)
            if self.open(found):
                yield found


def workdays(session: Session) -> Workdays:
    """From the settings of the trial: `rest_days` (weekdays, Monday is 0) and `holidays` (days as 2026-12-25)."""
    settings = clock.trial(session).settings
    resting = frozenset(settings.get("rest_days", REST_DAYS))
    off = frozenset(datetime.date.fromisoformat(day) for day in settings.get("holidays", ()))
    return Workdays(resting if len(resting) < 7 else frozenset(), off)


def week_start(session: Session, day: datetime.date) -> datetime.date:
    """The first day of the week that `day` is in: the first working weekday after the days of rest."""
    resting = workdays(session).resting
    first = next((w for w in range(7) if w not in resting and (w - 1) % 7 in resting), 0)
    return day - datetime.timedelta(days=(day.weekday() - first) % 7)

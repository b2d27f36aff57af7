"""Working hours: when something is due that may take so many of them.

`service` in `crm.yaml` gives the hours, and a trial's settings may say otherwise under the same names. Everything is
counted in whole minutes, as the clock of a trial is.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import FOLDER

MIDNIGHT = datetime.time()
DAY = datetime.timedelta(days=1)
MINUTES = 24 * 60
MOST_HOLIDAYS = 100


@dataclass(frozen=True)
class Calendar:
    """Weekdays on which people work (Monday is 0), from one minute of the day to another, and the days off."""

    days: frozenset[int]
    opens: int
    closes: int
    holidays: frozenset[datetime.date] = frozenset()

    def span(self, day: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
        """When work begins and ends on a day; the same moment twice on a day off."""
        start = datetime.datetime.combine(day, MIDNIGHT)
        if day.weekday() not in self.days or day in self.holidays:
            return start, start
        return start + datetime.timedelta(minutes=self.opens), start + datetime.timedelta(minutes=self.closes)


def due(start: datetime.datetime, minutes: int, calendar: Calendar) -> datetime.datetime:
    """The moment at which so many working minutes have passed since `start`."""
    moment, left = start, minutes
    while left > 0:
        opens, closes = calendar.span(moment.date())
        opens = max(opens, moment)
        room = max(0, (closes - opens) // datetime.timedelta(minutes=1))
        if left <= room:
            return opens + datetime.timedelta(minutes=left)
        left -= room
        moment = datetime.datetime.combine(moment.date() + DAY, MIDNIGHT)
    return moment


def worked(start: datetime.datetime, end: datetime.datetime, calendar: Calendar) -> int:
    """Working minutes between two moments; none when the end is before the start."""
    total, day = 0, start.date()
    while day <= end.date():
        opens, closes = calendar.span(day)
        total += max(0, (min(closes, end) - max(opens, start)) // datetime.timedelta(minutes=1))
        day += DAY
    return total


@dataclass(frozen=True)
class Policy:
    """How soon tickets are answered and solved, in working minutes by priority; after how many days a solved one is
    closed, and for how many days after buying goods may come back."""

    calendar: Calendar
    answer: Mapping[str, int]
    solve: Mapping[str, int]
    close_days: int
    return_days: int


@cache
def _usual() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "crm" / "crm.yaml").read_text(encoding="utf-8"))["service"]
    return found


def settings(session: Session) -> dict[str, Any]:
    """What the file says of service, and where the trial says otherwise."""
    own: dict[str, Any] = clock.trial(session).settings.get("service", {})
    return _usual() | own


def policy(session: Session) -> Policy:
    found = settings(session)
    opens, closes = (_minute(text) for text in found["hours"])
    holidays = frozenset(_day(one) for one in found["holidays"])
    return Policy(
        Calendar(frozenset(found["days"]), opens, closes, holidays),
        {name: hours * 60 for name, hours in found["answer"].items()},
        {name: hours * 60 for name, hours in found["solve"].items()},
        found["close_days"],
        found["return_days"],
    )


def _day(found: str | datetime.date) -> datetime.date:
    return found if isinstance(found, datetime.date) else datetime.date.fromisoformat(found)


def _minute(text: str) -> int:
    """The minute of the day of a time such as 09:30; 24:00 is the end of the day."""
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)


def set_hours(
    session: Session,
    by: Actor,
    *,
    opens: str,
    closes: str,
    days: list[int] | None = None,
    holidays: list[str] | None = None,
) -> None:
    """When service works from now on; tickets that are open keep their moments. Without days or holidays those stay."""
    first, last = _time(opens, "opens"), _time(closes, "closes")
    if first >= last:
        raise Refusal("Service must close after it opens. Enter a later time.", field="closes")
    if days is not None and (not days or not set(days) <= set(range(7))):
        raise Refusal("Give at least one day of the week, as numbers from 0 for Monday to 6 for Sunday.", field="days")
    trial = clock.trial(session)
    told: dict[str, Any] = {"hours": [opens.strip(), closes.strip()]}
    told |= {"days": sorted(set(days))} if days is not None else {}
    told |= {"holidays": _holidays(holidays)} if holidays is not None else {}
    trial.settings = {**trial.settings, "service": {**trial.settings.get("service", {}), **told}}
    events.record(session, by, "trial", trial.id, "hours", told)


def _time(text: str, field: str) -> int:
    """Raises Refusal for what is no time of the day."""
    hour, _, minute = text.strip().partition(":")
    if hour.isdecimal() and minute.isdecimal() and len(minute) == 2 and int(minute) < 60:
        found = _minute(text.strip())
        if found <= MINUTES:
            return found
    raise Refusal("Write a time as hours and minutes, such as 09:30.", field=field)


def _holidays(texts: list[str]) -> list[str]:
    try:
        found = sorted({datetime.date.fromisoformat(text.strip()).isoformat() for text in texts})
    except ValueError as error:
        raise Refusal("A day off is written as 2026-12-25. Correct it.", field="holidays") from error
    if len(found) > MOST_HOLIDAYS:
        raise Refusal("There are too many days off; {most} can be kept.", values={"most": MOST_HOLIDAYS})
    return found


VERBS = (("service.set_hours", set_hours, "crm-service", ("service",), ""),)

"""The clock of a trial: what a new day brings. Nothing happens by itself; somebody presses "next day"."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable
from typing import Literal

from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import SYSTEM, Actor
from advisor.sandbox.core.refusals import Refusal

MOST_DAYS = 400  # that one request may go on
# What happens on a new day, in this order. Each gets the session and says how many things it did.
Job = Callable[[Session], int]
JOBS: tuple[tuple[str, Job], ...] = ()


def advance(session: Session, by: Actor, *, to: Literal["day", "week", "month"] = "day") -> None:
    """Go on by a day, a week, or to the last day of the month (of the next one if it is that day)."""
    day = clock.today(session)
    if to == "month":
        target = month_end(day) if day < month_end(day) else month_end(day + datetime.timedelta(days=1))
    else:
        target = day + datetime.timedelta(days=7 if to == "week" else 1)
    reach(session, target, by)


def reach(session: Session, target: datetime.date, by: Actor = SYSTEM) -> None:
    """Let day after day begin until it is `target`. Raises Refusal for a day that is over or too far away."""
    trial = clock.trial(session)
    if target < trial.today or (target - trial.today).days > MOST_DAYS:
        raise Refusal("The clock only goes on, by {days} days at most.", values={"days": MOST_DAYS}, field="to")
    while trial.today < target:
        trial.today += datetime.timedelta(days=1)
        session.flush()
        done = {name: count for name, job in JOBS if (count := job(session))}
        events.record(session, by, "trial", trial.id, "day", done)
    session.flush()


def month_end(day: datetime.date) -> datetime.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


VERBS = (
    ("clock.advance", advance, "", ("sales", "purchasing", "warehouse", "production", "accounting", "people"), ""),
)

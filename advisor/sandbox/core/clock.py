"""The day it is in a trial. Nothing in the sandbox reads the clock of the machine."""

from __future__ import annotations

import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Trial


def trial(session: Session) -> Trial:
    """The row of the trial, read once in a session."""
    found = session.info.get("trial")
    if found is None:
        found = session.info["trial"] = session.scalars(select(Trial)).one()
    assert isinstance(found, Trial)
    return found


def today(session: Session) -> datetime.date:
    return trial(session).today


def now(session: Session) -> datetime.datetime:
    """The day and the minute; for what is counted in hours. Without a time zone: everybody is in one place."""
    found = trial(session)
    return datetime.datetime.combine(found.today, datetime.time(*divmod(found.minute, 60)))

"""Points in time as the desk shows them."""

from __future__ import annotations

from datetime import UTC, datetime

from advisor import language as wording
from advisor.workspace.cases import moment


def when(stored: datetime, language: str) -> str:
    """A stored time to the minute, in UTC, such as 1 December 2026, 13:05 UTC."""
    there = moment(stored).astimezone(UTC)
    clock = f"{there:%H:%M}"
    shown = wording.digits(clock) if language == "fa" else clock
    return wording.listed((wording.date(there.date(), language), f"{shown} UTC"), language)


def day(stored: datetime, language: str) -> str:
    """The day of a stored time, in UTC."""
    return wording.date(moment(stored).astimezone(UTC).date(), language)

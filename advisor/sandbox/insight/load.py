"""The week in which a work centre is fullest."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from sqlalchemy.orm import Session

from advisor.sandbox.insight.spans import Span
from advisor.sandbox.plan.scheduling import Load, load
from advisor.sandbox.plan.workdays import week_start

WEEKS = 6


def ahead(session: Session, day: datetime.date, weeks: int = WEEKS) -> list[Load]:
    """The load of all work centres in this week and those after it."""
    return load(session, week_start(session, day), weeks)


def share(one: Load) -> float:
    """Of the capacity; work in a week without any counts as twice what is there."""
    if one.capacity > 0:
        return one.taken / one.capacity
    return 2.0 if one.taken else 0.0


def peak(loads: Iterable[Load]) -> Load | None:
    """The fullest one, of equals the soonest."""
    return max(loads, key=lambda one: (share(one), -one.first.toordinal()), default=None)


def by_week(loads: Iterable[Load]) -> list[tuple[Span, float]]:
    """The share of the fullest centre in each week."""
    found: dict[Span, float] = {}
    for one in loads:
        span = Span(one.first, one.last)
        found[span] = max(found.get(span, 0.0), share(one))
    return sorted(found.items(), key=lambda item: item[0].first)

"""Months of the books: closed when nothing is left to post in them, opened again by a manager, locked for good."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect, guard
from advisor.sandbox.ledger.tables import Entry, Period
from advisor.sandbox.ledger.totals import gather

Blocker = Callable[[Session, Period], None]
F = TypeVar("F", bound=Blocker)
BLOCKERS: list[Blocker] = []


def blocks_closing(function: F) -> F:
    """The function raises Refusal when something that belongs into a period is not posted yet."""
    BLOCKERS.append(function)
    return function


@guard("nothing_left_to_post", "period")
def nothing_left_to_post(session: Session, period: Period) -> None:
    """Raises Refusal with the first reason why the period cannot be closed."""
    for blocker in BLOCKERS:
        blocker(session, period)


@blocks_closing
def no_drafts(session: Session, period: Period) -> None:
    drafts = select(func.count()).select_from(Entry).where(Entry.period_id == period.id, Entry.state == "draft")
    if count := session.scalar(drafts):
        raise Refusal(
            "Entries of {month} are still drafts: {count}. Post or remove them first.",
            values={"count": count, "month": named(period)},
        )


@effect("period.close")
def close(session: Session, period: Period, by: Actor) -> None:
    """Nobody posts in the period now, so its totals are put together."""
    gather(session, period.id)


@effect("period.lock")
def lock(session: Session, period: Period, by: Actor) -> None:
    """What comes before a locked month must not change either."""
    wanted = select(Period).where(Period.last < period.first, Period.state == "open").order_by(Period.first).limit(1)
    earlier = session.scalars(wanted).one_or_none()
    if earlier is not None:
        raise Refusal("{month} is still open. Close the months before first.", values={"month": named(earlier)})


def named(period: Period) -> str:
    """A month as it is written in refusals, such as 2026-03."""
    return period.first.strftime("%Y-%m")


def add_year(session: Session, by: Actor, *, year: int) -> Period:
    """The months of one more year, and the first of them. Raises Refusal unless the year follows the last one."""
    last = session.scalar(select(func.max(Period.year)))
    if last is not None and year != last + 1:
        raise Refusal("The next year of the books is {year}.", values={"year": last + 1}, field="year")
    months = list(_months(year))
    session.add_all(months)
    session.flush()
    events.record(session, by, "period", months[0].id, "create", {"year": year})
    return months[0]


def _months(year: int) -> Iterable[Period]:
    for number in range(1, 13):
        first = datetime.date(year, number, 1)
        following = datetime.date(year + number // 12, number % 12 + 1, 1)
        yield Period(first=first, last=following - datetime.timedelta(days=1), year=year)


VERBS = (("period.add_year", add_year, "erp-finance", ("accounting",), "period"),)

"""Targets of sellers and what they reached."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import team
from advisor.sandbox.crm.deals import positive
from advisor.sandbox.crm.forecast import next_month
from advisor.sandbox.crm.pipeline_tables import Target
from advisor.sandbox.crm.tables import Activity, Deal

MORNING = datetime.time()


def set_target(session: Session, by: Actor, *, owner: str, month: datetime.date, amount: Decimal) -> Target:
    """What somebody should win in the month of a day, in whole units of the currency; a target that is there is
    replaced. Raises Refusal for somebody who does not work here."""
    name = team.owner(session, owner)
    if not name:
        raise Refusal("Say whose target it is.", field="owner")
    first, wanted = month.replace(day=1), positive(amount, clock.trial(session).currency)
    target = session.scalars(select(Target).where(Target.owner == name, Target.month == first)).first()
    if target is None:
        target = Target(owner=name, month=first, amount=wanted)
        session.add(target)
    target.amount = wanted
    session.flush()
    events.record(session, by, "target", target.id, "set", {"amount": wanted})
    return target


@dataclass(frozen=True)
class Reached:
    """What a seller did in a month: `target` and `won` in smallest units, `conversion` is the part of decided deals
    that was won, `days` how long these took on average from first to last. None where nothing was decided or set."""

    owner: str
    target: int | None
    won: int
    deals: int
    lost: int
    activities: int
    days: float | None

    @property
    def share(self) -> float | None:
        """Of the target that was won."""
        return self.won / self.target if self.target else None

    @property
    def conversion(self) -> float | None:
        return self.deals / (self.deals + self.lost) if self.deals + self.lost else None


def performance(session: Session, month: datetime.date) -> list[Reached]:
    """Everybody who sells, has a target or decided a deal in the month of a day, by name."""
    first = month.replace(day=1)
    end = next_month(first)
    targets = dict(session.execute(select(Target.owner, Target.amount).where(Target.month == first)).all())
    closed = _closed(session, first, end)
    done = _done(session, first, end)
    names = {one.name for one in team.active(session, "sales")} | targets.keys() | closed.keys()
    return [
        Reached(name, targets.get(name), won, deals, lost, done.get(name, 0), _average(days, deals + lost))
        for name in sorted(names - {""})
        for won, deals, lost, days in [closed.get(name, (0, 0, 0, 0))]
    ]


def _average(days: int, count: int) -> float | None:
    return days / count if count else None


def _closed(session: Session, first: datetime.date, end: datetime.date) -> dict[str, tuple[int, int, int, int]]:
    """By owner: what was won, how many were won and lost, and the days all of these took."""
    won = Deal.state == "won"
    amount = func.sum(case((won, Deal.amount), else_=0))
    wanted = (
        select(Deal.owner, Deal.on, Deal.closed, amount, func.sum(case((won, 1), else_=0)), func.count())
        .where(Deal.state.in_(("won", "lost")), Deal.closed >= first, Deal.closed < end)
        .group_by(Deal.owner, Deal.on, Deal.closed)
    )
    found: dict[str, tuple[int, int, int, int]] = {}
    for owner, on, closed, amount_won, deals, all_deals in session.execute(wanted):
        before = found.get(owner, (0, 0, 0, 0))
        more = (int(amount_won), int(deals), all_deals - int(deals), (closed - on).days * all_deals)
        found[owner] = (before[0] + more[0], before[1] + more[1], before[2] + more[2], before[3] + more[3])
    return found


def _done(session: Session, first: datetime.date, end: datetime.date) -> dict[str, int]:
    """Activities that were done, by owner."""
    since, until = datetime.datetime.combine(first, MORNING), datetime.datetime.combine(end, MORNING)
    wanted = (
        select(Activity.owner, func.count())
        .where(Activity.state == "done", Activity.done >= since, Activity.done < until)
        .group_by(Activity.owner)
    )
    return dict(session.execute(wanted).all())


VERBS = (("target.set", set_target, "crm-forecasting", ("manager",), "target"),)

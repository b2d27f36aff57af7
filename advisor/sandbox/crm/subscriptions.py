"""Subscriptions and memberships: paid for in advance, renewed on their day, frozen, and cancelled at their end."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import SYSTEM, Actor
from advisor.sandbox.core.amounts import PRICE_PARTS, rounded
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect, made
from advisor.sandbox.crm import contacts
from advisor.sandbox.crm.known import known
from advisor.sandbox.crm.marketing_tables import Charge, CheckIn, Subscription
from advisor.sandbox.crm.tables import Item

MODULE, WHO = "crm-subscriptions", ("sales", "service")
Interval = Literal["month", "quarter", "year"]
MONTHS = {"month": 1, "quarter": 3, "year": 12}
MONTHLY = case((Subscription.interval == "month", 1), (Subscription.interval == "quarter", 3), else_=12)


@dataclass(frozen=True)
class Month:
    """`members` at its beginning, who `joined` and who `left` in it."""

    first: datetime.date
    members: int
    joined: int
    left: int

    @property
    def churn(self) -> float | None:
        """The share of the members at the beginning that left; None when there were none."""
        return self.left / self.members if self.members else None


@dataclass(frozen=True)
class Risk:
    """A member who may leave: the last visit, and why: cancelled, or away."""

    subscription: Subscription
    last: datetime.date | None
    why: str


def create(
    session: Session,
    by: Actor,
    *,
    contact: int,
    item: int,
    interval: Interval = "month",
    price: Decimal | None = None,
    first: datetime.date | None = None,
) -> Subscription:
    """A plan for a contact from a day on; its price for an interval is that of the item unless another is agreed. The
    first interval is charged at once. Raises Refusal."""
    who, today = contacts.get(session, contact), clock.today(session)
    plan = session.get(Item, item)
    if plan is None or not plan.active:
        raise Refusal("There is no such item. Choose one from the list.", field="item")
    start = first or today
    if start > today:
        raise Refusal("This day is still to come. Choose an earlier one.", field="first")
    amount = rounded(plan.price, PRICE_PARTS) if price is None else minor(price, clock.trial(session).currency)
    if amount < 0:
        raise Refusal("An amount is nought or more.", field="price")
    made_one = Subscription(
        number=numbers.text("MB", numbers.draw(session, "subscription", today)), state="active", contact_id=who.id,
        item_id=plan.id, price=amount, interval=interval, first=start, next=start, day=start.day,
    )  # fmt: skip
    session.add(made_one)
    session.flush()
    made(session, "subscription", made_one)
    events.record(session, by, "subscription", made_one.id, "create", contact=who.id)
    _charge(session, made_one)
    return made_one


def later(day: datetime.date, months: int, on: int) -> datetime.date:
    """So many months later, on the day `on` of that month or its last one."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return datetime.date(year, month, min(on, calendar.monthrange(year, month)[1]))


def _charge(session: Session, one: Subscription) -> None:
    """The next interval is to be paid, and paid time ends later."""
    until = later(one.next, MONTHS[one.interval], one.day)
    session.add(
        Charge(subscription_id=one.id, on=clock.today(session), first=one.next, until=until, amount=one.price)
    )  # fmt: skip
    one.next = until
    session.flush()


@effect("subscription.renew")
def renew(session: Session, one: Subscription, by: Actor) -> None:
    """The next interval is charged; before its day when they wish. Raises Refusal for one that was cancelled."""
    if one.ends is not None:
        raise Refusal("It was cancelled. Begin a new one.")
    _charge(session, one)


@effect("subscription.freeze")
def freeze(session: Session, one: Subscription, by: Actor) -> None:
    one.frozen = clock.today(session)


@effect("subscription.resume")
def resume(session: Session, one: Subscription, by: Actor) -> None:
    """The days it was frozen are added at the end."""
    _thaw(session, one)


def _thaw(session: Session, one: Subscription) -> None:
    if one.frozen is None:
        return
    days = clock.today(session) - one.frozen
    one.next, one.frozen = one.next + days, None
    one.ends = one.ends + days if one.ends else None
    if days:
        one.day = one.next.day


@effect("subscription.cancel")
def cancel(session: Session, one: Subscription, by: Actor, *, reason: str) -> str:
    """It ends with the time that is paid for; at once when nothing is left of it. Raises Refusal without a reason, or
    for one that was cancelled before."""
    if one.ends is not None:
        raise Refusal("It was cancelled already and ends on {day}.", values={"day": one.ends.isoformat()})
    if not reason.strip():
        raise Refusal("A reason is needed. Enter one.", field="reason")
    _thaw(session, one)
    one.ends, one.reason = one.next, reason.strip()[:400]
    if one.ends > clock.today(session):
        return "active"
    one.ended = clock.today(session)
    return "ended"


@effect("subscription.end")
def end(session: Session, one: Subscription, by: Actor) -> None:
    one.ended = clock.today(session)


def renew_due(session: Session) -> int:
    """Renews what is due today, and ends what was cancelled."""
    due = select(Subscription.id, Subscription.ends).where(
        Subscription.state == "active", Subscription.next <= clock.today(session)
    )
    rows = session.execute(due.order_by(Subscription.id)).all()
    for number, ends in rows:
        one = states.fire(session, "subscription", number, "renew" if ends is None else "end", SYSTEM)
        while one.state == "active" and one.next <= clock.today(session):  # entered long after it began
            states.fire(session, "subscription", number, "renew", SYSTEM)
    return len(rows)


def visit(session: Session, by: Actor, *, contact: int) -> Subscription:
    """A member comes to the desk. Raises Refusal, with what to do, when there is no membership that holds today."""
    who, today = contacts.get(session, contact), clock.today(session)
    found = session.scalars(
        select(Subscription)
        .where(Subscription.contact_id == who.id, Subscription.state != "ended")
        .order_by(Subscription.state, Subscription.id)
    ).all()
    if not found:
        raise Refusal("{name} has no membership. Enter one.", values={"name": who.name}, field="contact")
    valid = [one for one in found if one.state == "active" and one.first <= today < one.next]
    if not valid:
        raise Refusal(
            "The membership of {name} is frozen or not paid. Resume or renew it first.",
            values={"name": who.name},
            field="contact",
        )
    session.add(CheckIn(subscription_id=valid[0].id, at=clock.now(session)))
    events.record(session, by, "subscription", valid[0].id, "visit", contact=who.id)
    return valid[0]


def recurring(session: Session) -> int:
    """What active subscriptions bring in a month, in smallest units; a year counts as a twelfth. Rounded once each."""
    wanted = select(Subscription.price, MONTHLY, func.count()).where(Subscription.state == "active")
    rows = session.execute(wanted.group_by(Subscription.price, MONTHLY))
    return sum(rounded(price, months) * count for price, months, count in rows)


def months(session: Session, count: int = 12) -> list[Month]:
    """The last months up to this one, with those who joined and left."""
    today = clock.today(session)
    return [_month(session, later(today, -back, 1)) for back in reversed(range(count))]


def _month(session: Session, first: datetime.date) -> Month:
    after = later(first, 1, 1)
    there = and_(Subscription.first < first, or_(Subscription.ended.is_(None), Subscription.ended >= first))
    joined = and_(Subscription.first >= first, Subscription.first < after)
    left = and_(Subscription.first < first, Subscription.ended >= first, Subscription.ended < after)
    row = session.execute(select(*(func.coalesce(func.sum(_one(test)), 0) for test in (there, joined, left)))).one()
    return Month(first, int(row[0]), int(row[1]), int(row[2]))


def _one(test: ColumnElement[bool]) -> ColumnElement[int]:
    return case((test, 1), else_=0)


def at_risk(session: Session, most: int = 200) -> list[Risk]:
    """Members who cancelled, or who stay away while their paid time is nearly over, where visits are counted at all;
    the soonest first."""
    today = clock.today(session)
    away = today - datetime.timedelta(days=known(session, "away_days"))
    last = select(func.max(CheckIn.at)).where(CheckIn.subscription_id == Subscription.id).scalar_subquery()
    absent = and_(
        Subscription.next <= today + datetime.timedelta(days=known(session, "ending_days")),
        Subscription.first < away,
        select(CheckIn.id).exists(),
        or_(last.is_(None), last < datetime.datetime.combine(away, datetime.time())),
    )
    wanted = (
        select(Subscription, last)
        .where(Subscription.state == "active", or_(Subscription.ends.is_not(None), absent))
        .order_by(Subscription.next, Subscription.id)
        .limit(most)
    )
    rows = session.execute(wanted)
    return [Risk(one, moment and moment.date(), "cancelled" if one.ends else "away") for one, moment in rows]


VERBS = (
    ("subscription.create", create, MODULE, WHO, "subscription"),
    ("subscription.visit", visit, MODULE, WHO, "subscription"),
)

"""Loyalty: points for purchases, tiers by the points of twelve months, and whether members come back more often.

Points are rows: the balance is their sum. They are used in the order in which they were earned, so what expires on a
day is what was earned before it and not used since. A balance is never below nought.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from babel.numbers import get_currency_precision
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import SYSTEM, Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Event
from advisor.sandbox.crm import contacts
from advisor.sandbox.crm.known import known
from advisor.sandbox.crm.marketing_tables import LoyaltyMember, Points
from advisor.sandbox.crm.tables import Contact, Deal

MODULE = "crm-loyalty"
MOST = 10**9  # points that are given at once
GAINED = ("earned", "given")


@dataclass(frozen=True)
class Tier:
    """From so many points in twelve months; `discount` in per cent."""

    code: str
    points: int
    discount: int


@dataclass(frozen=True)
class Standing:
    """A member: the balance, what it is worth in smallest units, the points of twelve months and the tier they make."""

    balance: int
    worth: int
    earned: int
    tier: Tier


@dataclass(frozen=True)
class Retention:
    """How many contacts bought, and how many of them bought again; of members and of others."""

    buyers: int
    again: int

    @property
    def share(self) -> float:
        return self.again / self.buyers if self.buyers else 0.0


def tiers(session: Session) -> tuple[Tier, ...]:
    """From the lowest to the highest."""
    found = (Tier(one["code"], int(one["points"]), int(one["discount"])) for one in known(session, "loyalty")["tiers"])
    return tuple(sorted(found, key=lambda one: one.points))


def year_before(day: datetime.date) -> datetime.date:
    """The same day of the year before; of 29 February the 28th."""
    return _shifted(day, -1)


def _shifted(day: datetime.date, years: int) -> datetime.date:
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year + years, day=28 if leap else day.day)


def join(session: Session, by: Actor, *, contact: int) -> LoyaltyMember:
    """A contact begins to collect points. Raises Refusal for one that does already."""
    found = contacts.get(session, contact, lock=True)
    if _member(session, found.id):
        raise Refusal("{name} collects points already.", values={"name": found.name}, field="contact")
    made = LoyaltyMember(contact_id=found.id, joined=clock.today(session))
    session.add(made)
    session.flush()
    events.record(session, by, "loyalty_member", made.id, "create", contact=found.id)
    return made


def earn(session: Session, by: Actor, contact: int, amount: int, reason: str = "", deal: int | None = None) -> int:
    """Points for a purchase of `amount` (smallest units of the trial's currency), if the contact is a member; how many.
    A deal earns once until it is opened again."""
    points: int = amount // 10 ** get_currency_precision(clock.trial(session).currency)
    if points <= 0 or not _member(session, contact):
        return 0
    contacts.get(session, contact, lock=True)
    earned = deal is not None and session.scalar(select(func.sum(Points.points)).where(Points.deal_id == deal))
    if earned:
        return 0
    _add(session, by, contact, kind="earned", points=points, reason=reason, deal=deal)
    return points


def give(session: Session, by: Actor, *, contact: int, points: int, reason: str) -> Points:
    """Points by hand, with the reason. Raises Refusal for somebody who is no member."""
    found = contacts.get(session, contact, lock=True)
    _positive(points)
    if not reason.strip():
        raise Refusal("A reason is needed. Enter one.", field="reason")
    if not _member(session, found.id):
        raise Refusal("{name} does not collect points yet. Let them join first.", values={"name": found.name})
    return _add(session, by, found.id, kind="given", points=points, reason=reason)


def use(session: Session, by: Actor, *, contact: int, points: int, reason: str = "") -> Points:
    """Spend points. Raises Refusal when there are fewer."""
    _positive(points)
    contact = contacts.get(session, contact, lock=True).id  # nobody else uses the same points at the same moment
    left = balance(session, contact)
    if points > left:
        raise Refusal("There are {left} points. Use that many at most.", values={"left": left}, field="points")
    return _add(session, by, contact, kind="used", points=-points, reason=reason)


def _add(
    session: Session, by: Actor, contact: int, *, kind: str, points: int, reason: str = "", deal: int | None = None
) -> Points:
    today = clock.today(session)
    made = Points(
        contact_id=contact, on=today, kind=kind, points=points, expires=_shifted(today, 1) if points > 0 else None,
        deal_id=deal, reason=reason.strip()[:400],
    )  # fmt: skip
    session.add(made)
    session.flush()
    events.record(session, by, "points", made.id, kind, {"points": points}, contact=contact)
    return made


def _positive(points: int) -> None:
    if not 0 < points <= MOST:
        raise Refusal("Enter a number of points above nought.", field="points")


def _member(session: Session, contact: int) -> bool:
    return session.scalars(select(LoyaltyMember.id).where(LoyaltyMember.contact_id == contact)).first() is not None


def balance(session: Session, contact: int) -> int:
    return session.scalar(select(func.coalesce(func.sum(Points.points), 0)).where(Points.contact_id == contact)) or 0


def standing(session: Session, contact: int) -> Standing | None:
    """Where a member stands; None for others."""
    if not _member(session, contact):
        return None
    left = balance(session, contact)
    since = year_before(clock.today(session))
    wanted = select(func.coalesce(func.sum(Points.points), 0)).where(
        Points.contact_id == contact, Points.kind.in_((*GAINED, "reversed")), Points.on > since
    )
    earned = max(session.scalar(wanted) or 0, 0)
    reached = [one for one in tiers(session) if one.points <= earned]
    return Standing(left, left * int(known(session, "loyalty")["worth"]), earned, reached[-1])


def reached(session: Session, points: int) -> Select[int]:
    """Contacts that earned so many points in twelve months."""
    since = year_before(clock.today(session))
    return (
        select(Points.contact_id)
        .where(Points.kind.in_((*GAINED, "reversed")), Points.on > since)
        .group_by(Points.contact_id)
        .having(func.sum(Points.points) >= points)
    )


def in_tier(session: Session, code: str) -> ColumnElement[bool]:
    """Whether a contact is in the tier. Raises Refusal for one that is none."""
    steps = tiers(session)
    place = next((place for place, one in enumerate(steps) if one.code == code), None)
    if place is None:
        codes = ", ".join(one.code for one in steps)
        raise Refusal("There is no such tier. Choose one of these: {codes}.", values={"codes": codes}, field="value")
    found: ColumnElement[bool] = Contact.id.in_(select(LoyaltyMember.contact_id))
    if place:
        found &= Contact.id.in_(reached(session, steps[place].points))
    if place + 1 < len(steps):
        found &= Contact.id.not_in(reached(session, steps[place + 1].points))
    return found


def expire(session: Session) -> int:
    """What was earned a year ago and not used since is gone."""
    today = clock.today(session)
    old = func.sum(case((Points.expires <= today, Points.points), else_=0))
    gone = func.sum(case((Points.points < 0, -Points.points), else_=0))
    due = select(Points.contact_id).where(Points.expires <= today)
    rows = session.execute(
        select(Points.contact_id, old - gone)
        .where(Points.contact_id.in_(due))
        .group_by(Points.contact_id)
        .having(old > gone)
        .order_by(Points.contact_id)
    ).all()
    for contact, points in rows:
        _add(session, SYSTEM, contact, kind="expired", points=-int(points))
    return len(rows)


def retention(session: Session) -> tuple[Retention, Retention]:
    """Of members and of others: who bought, and who bought again (deals won)."""
    bought = (
        select(Deal.contact_id, func.count().label("deals"))
        .where(Deal.state == "won")
        .group_by(Deal.contact_id)
        .subquery()
    )
    member = bought.c.contact_id.in_(select(LoyaltyMember.contact_id))
    again = func.sum(case((bought.c.deals > 1, 1), else_=0))
    rows = session.execute(select(member, func.count(), again).group_by(member)).all()
    found = {bool(joined): Retention(count, int(twice)) for joined, count, twice in rows}
    return found.get(True, Retention(0, 0)), found.get(False, Retention(0, 0))


def listen(session: Session, event: Event) -> None:
    """A deal that is won earns points; one that is opened again gives them back, as far as they are still there."""
    if event.kind != "deal" or event.what not in ("win", "reopen"):
        return
    switched = clock.trial(session).modules
    if switched and MODULE not in switched:
        return
    deal = session.get_one(Deal, event.document)
    if event.what == "win" and deal.currency == clock.trial(session).currency:
        earn(session, SYSTEM, deal.contact_id, deal.amount, deal.name, deal.id)
    elif event.what == "reopen":
        _take_back(session, deal)


def _take_back(session: Session, deal: Deal) -> None:
    contact = contacts.get(session, deal.contact_id, lock=True).id
    earned = session.scalar(select(func.sum(Points.points)).where(Points.deal_id == deal.id)) or 0
    points = min(earned, balance(session, contact))
    if points > 0:
        _add(session, SYSTEM, contact, kind="reversed", points=-points, reason=deal.name, deal=deal.id)


events.LISTENERS.append(listen)
VERBS = (
    ("loyalty.join", join, MODULE, ("sales", "marketing", "service"), "loyalty_member"),
    ("loyalty.give", give, MODULE, ("marketing", "service"), "points"),
    ("loyalty.use", use, MODULE, ("sales", "service"), "points"),
)

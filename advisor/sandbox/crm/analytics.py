"""Analyses of customers and channels, worked out from leads, deals and what marketing did; nothing is kept.

A customer is a contact with a won deal. Amounts are in smallest units of the trial's currency; deals in another one
are left out, since the customer side knows no rates.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Float,
    Integer,
    Select,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.amounts import shares
from advisor.sandbox.core.tables import Event
from advisor.sandbox.crm.marketing_tables import Guest, Mail, MarketingEvent, Response
from advisor.sandbox.crm.tables import Campaign, Deal, Lead

UNKNOWN = ""  # the channel of a deal about which nothing is known
A_SHARE, B_SHARE = 80, 95  # per cent of the revenue


@dataclass(frozen=True)
class Span:
    first: datetime.date
    last: datetime.date


@dataclass(frozen=True)
class Stage:
    """A step of the funnel: how many leads of the span came so far, and the average days since the step before."""

    name: str
    count: int
    days: float | None = None


@dataclass(frozen=True)
class Cohort:
    """Customers whose first purchase was in a month: how many, and how many bought in that month and each later one."""

    first: datetime.date
    size: int
    bought: tuple[int, ...]


@dataclass(frozen=True)
class ChannelResult:
    """What came through a channel: leads, won deals and revenue by where it began (`first`), and by equal shares of
    everything that touched the customer before."""

    channel: str
    leads: int
    won: int
    first: int
    equal: int


@dataclass(frozen=True)
class LostReason:
    reason: str
    deals: int
    amount: int


@dataclass(frozen=True)
class Touch:
    """Something that reached a contact on a day through a channel."""

    deal: int
    on: datetime.date
    channel: str


def days_between(session: Session, earlier: Any, later: Any) -> ColumnElement[Any]:
    """Whole days, on either database."""
    if session.get_bind().dialect.name == "postgresql":
        return cast(later, Date) - cast(earlier, Date)
    return cast(func.julianday(later) - func.julianday(earlier), Integer)


def funnel(session: Session, span: Span) -> list[Stage]:
    """Leads of the span, those that were qualified, that became deals, and that were won."""
    inside = Lead.on.between(span.first, span.last)
    step = (
        select(Event.document, func.min(Event.on).label("on"))
        .where(Event.kind == "lead", Event.what == "qualify")
        .group_by(Event.document)
        .subquery()
    )
    qualified = or_(step.c.on.is_not(None), Lead.state.in_(("qualified", "converted")))
    won = Deal.state == "won"
    averages = (
        _average(days_between(session, Lead.on, step.c.on), step.c.on.is_not(None)),
        _average(days_between(session, Lead.on, Deal.on), Deal.id.is_not(None)),
        _average(days_between(session, Deal.on, Deal.closed), won),
    )
    counts = (func.count(), _sum(qualified), _sum(Deal.id.is_not(None)), _sum(won))
    query = select(*counts, *averages).select_from(Lead).outerjoin(step, step.c.document == Lead.id)
    row = session.execute(query.outerjoin(Deal, Deal.id == Lead.deal_id).where(inside)).one()
    days = [None, *(None if one is None else float(one) for one in row[4:])]
    names = ("leads", "qualified", "deals", "won")
    return [Stage(name, int(row[place] or 0), days[place]) for place, name in enumerate(names)]


def _sum(test: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((test, 1), else_=0))


def _average(of: ColumnElement[Any], when: ColumnElement[bool]) -> ColumnElement[Any]:
    """As a fraction; sums are whole numbers here."""
    return cast(func.sum(case((when, of))), Float) / func.nullif(_sum(when), 0)


def own(session: Session) -> ColumnElement[bool]:
    """Won deals that count."""
    return and_(Deal.state == "won", Deal.currency == clock.trial(session).currency)


def cohorts(session: Session, most: int = 12) -> list[Cohort]:
    """The newest cohorts, the oldest of them first."""
    month = extract("year", Deal.closed) * 12 + extract("month", Deal.closed) - 1
    bought = select(Deal.contact_id, cast(month, Integer).label("month")).where(own(session)).distinct().subquery()
    first = func.min(bought.c.month).over(partition_by=bought.c.contact_id).label("first")
    begun = select(bought.c.month, first).subquery()
    rows = session.execute(
        select(begun.c.first, begun.c.month, func.count()).group_by(begun.c.first, begun.c.month)
    ).all()
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    for start, later, count in rows:
        counts[int(start)][int(later)] = count
    today = clock.today(session)
    now = today.year * 12 + today.month - 1
    return [
        Cohort(
            datetime.date(start // 12, start % 12 + 1, 1),
            counts[start][start],
            tuple(counts[start].get(later, 0) for later in range(start, now + 1)),
        )
        for start in sorted(counts)[-most:]
    ]


def customers(session: Session) -> Select[Any]:
    """Customers with `won`, `paid`, `deals`, `first`, `last` (days) and `grade`: A are those who bring
    80 per cent of the revenue, B up to 95, C the rest. One row for each contact, its id under `id`."""
    sums = (
        select(
            Deal.contact_id.label("id"), func.sum(Deal.amount).label("won"), func.sum(Deal.paid).label("paid"),
            func.count().label("deals"), func.min(Deal.closed).label("first"), func.max(Deal.closed).label("last"),
        )
        .where(own(session))
        .group_by(Deal.contact_id)
        .subquery()
    )  # fmt: skip
    before = func.sum(sums.c.won).over(order_by=(sums.c.won.desc(), sums.c.id)) - sums.c.won
    total = func.sum(sums.c.won).over()
    grade = case((before * 100 < total * A_SHARE, "A"), (before * 100 < total * B_SHARE, "B"), else_="C")
    return select(*sums.c, grade.label("grade")).where(sums.c.won > 0)


def attribution(session: Session, span: Span) -> list[ChannelResult]:
    """What each channel brought in the span; each way of sharing adds up to the won amount, to the cent."""
    deals = session.execute(
        select(Deal.id, Deal.amount).where(own(session), Deal.closed.between(span.first, span.last)).order_by(Deal.id)
    ).all()
    of: dict[int, list[Touch]] = defaultdict(list)
    for touch in _touches(session, span):
        of[touch.deal].append(touch)
    first: dict[str, int] = defaultdict(int)
    equal: dict[str, int] = defaultdict(int)
    won: dict[str, int] = defaultdict(int)
    for deal, amount in deals:
        channels = _channels(of[deal])
        won[channels[0]] += 1
        first[channels[0]] += amount
        for channel, part in zip(channels, shares(amount, [1] * len(channels)), strict=True):
            equal[channel] += part
    asked = _leads(session, span)
    names = sorted({*asked, *equal, *first}, key=lambda name: (-equal[name], name))
    return [ChannelResult(name, asked.get(name, 0), won[name], first[name], equal[name]) for name in names]


def _channels(touches: Iterable[Touch]) -> list[str]:
    """By the day of each touch, the earliest first; the same channel twice counts twice."""
    known = [one.channel for one in sorted(touches, key=lambda one: (one.on, one.channel)) if one.channel]
    return known or [UNKNOWN]


def _leads(session: Session, span: Span) -> dict[str, int]:
    channel = func.coalesce(Campaign.channel, Lead.source)
    wanted = (
        select(channel, func.count())
        .select_from(Lead)
        .outerjoin(Campaign, Campaign.id == Lead.campaign_id)
        .where(Lead.on.between(span.first, span.last))
        .group_by(channel)
    )
    return {name or UNKNOWN: count for name, count in session.execute(wanted)}


def _touches(session: Session, span: Span) -> Iterator[Touch]:
    """What touched the customers of deals won in the span, until each was won: the enquiry, answers to campaigns,
    mails that were followed, events that were attended; and what the deal itself says when there is nothing else."""
    won = own(session) & Deal.closed.between(span.first, span.last)
    deals = select(Deal.id, Deal.closed).where(won)
    asked = func.coalesce(Campaign.channel, Lead.source)
    found: set[int] = set()
    for query in (
        deals.add_columns(Lead.on, asked).join(Lead, Lead.contact_id == Deal.contact_id).outerjoin(Campaign, _of(Lead)),
        deals.add_columns(Response.on, Campaign.channel)
        .join(Response, Response.contact_id == Deal.contact_id)
        .join(Campaign, _of(Response)),
        deals.add_columns(Mail.clicked, literal("email"))
        .join(Mail, Mail.contact_id == Deal.contact_id)
        .where(Mail.clicked.is_not(None)),
        deals.add_columns(MarketingEvent.on, literal("event"))
        .join(Guest, Guest.contact_id == Deal.contact_id)
        .join(MarketingEvent, MarketingEvent.id == Guest.event_id)
        .where(Guest.state == "attended"),
    ):
        for deal, closed, moment, channel in session.execute(query):
            on = moment.date() if isinstance(moment, datetime.datetime) else moment
            if on <= closed and channel:
                found.add(deal)
                yield Touch(deal, on, channel)
    said = select(Deal.id, Deal.on, func.coalesce(Campaign.channel, Deal.source)).outerjoin(Campaign, _of(Deal))
    for deal, on, channel in session.execute(said.where(won)):
        if deal not in found:
            yield Touch(deal, on, channel)


def _of(table: Any) -> ColumnElement[bool]:
    found: ColumnElement[bool] = Campaign.id == table.campaign_id
    return found


def lost(session: Session, span: Span) -> list[LostReason]:
    """Why deals of the span were lost, the largest amount first."""
    amount = func.sum(Deal.amount)
    wanted = (
        select(Deal.lost_reason, func.count(), amount)
        .where(Deal.state == "lost", Deal.closed.between(span.first, span.last))
        .where(Deal.currency == clock.trial(session).currency)
        .group_by(Deal.lost_reason)
        .order_by(amount.desc(), Deal.lost_reason)
    )
    return [LostReason(reason, count, int(total)) for reason, count, total in session.execute(wanted)]

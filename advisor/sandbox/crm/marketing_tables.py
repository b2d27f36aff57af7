"""Tables of marketing: mailings, events, loyalty, subscriptions, mentions. Amounts are in smallest units."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Key, Kind, Name, State
from advisor.sandbox.crm.tables import Contact, Item, Number


class Offer(Table):
    """What is suggested to members of a segment. `discount` in hundredths of a per cent."""

    __tablename__ = "offer"
    id: Mapped[Key]
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"), index=True)
    text: Mapped[str] = mapped_column(String(400))
    discount: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime.date | None]
    active: Mapped[bool] = mapped_column(default=True)


class Spend(Table):
    """Money that a campaign cost on a day, and how often its advertisement was clicked."""

    __tablename__ = "spend"
    id: Mapped[Key]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day", index=True)
    amount: Mapped[int]
    clicks: Mapped[int] = mapped_column(default=0)


class Response(Table):
    """Somebody answered a campaign: a contact we know or not, and the lead it made."""

    __tablename__ = "response"
    id: Mapped[Key]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    text: Mapped[str] = mapped_column(String(2000), default="")


class Mailing(Table):
    """A sequence of mails: to a segment, or (`nurture`) to leads that are not ready."""

    __tablename__ = "mailing"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(Number, unique=True)
    state: Mapped[State]
    name: Mapped[Name]
    nurture: Mapped[bool] = mapped_column(default=False)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id"))
    started: Mapped[datetime.date | None]
    steps: Mapped[list[MailStep]] = relationship(order_by="MailStep.days, MailStep.id", cascade="all, delete-orphan")


class MailStep(Table):
    """A mail of a sequence, so many days after somebody joined it; `segment_id` narrows who gets it."""

    __tablename__ = "mail_step"
    id: Mapped[Key]
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id"), index=True)
    days: Mapped[int]
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(2000))
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id"))


class Enrolled(Table):
    """Somebody in a sequence: a contact or a lead, since a day. Active, then done, answered, left or stopped."""

    __tablename__ = "enrolled"
    id: Mapped[Key]
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day")
    state: Mapped[State]
    place: Mapped[int] = mapped_column(default=0)  # how many steps are behind them
    __table_args__ = (Index(None, "mailing_id", "state", "place"),)


class Mail(Table):
    """The outbox: one mail for each step and member. Queued in the sandbox; sent or failed only where the installation
    hands mails to a real server. The rest is what the receiver did with it."""

    __tablename__ = "mail"
    id: Mapped[Key]
    state: Mapped[State] = mapped_column(default="queued")
    enrolled_id: Mapped[int] = mapped_column(ForeignKey("enrolled.id"), index=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("mail_step.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    at: Mapped[datetime.datetime] = mapped_column(index=True)
    to: Mapped[str] = mapped_column("receiver", String(200))
    subject: Mapped[str] = mapped_column(String(400))
    text: Mapped[str] = mapped_column(String(4000))
    opened: Mapped[datetime.datetime | None]
    clicked: Mapped[datetime.datetime | None]
    answered: Mapped[datetime.datetime | None]
    answer: Mapped[str] = mapped_column(String(2000), default="")
    __table_args__ = (UniqueConstraint("step_id", "enrolled_id"), UniqueConstraint("step_id", "receiver"))


class MailStop(Table):
    """An address that wants no more mail, whoever has it."""

    __tablename__ = "mail_stop"
    address: Mapped[str] = mapped_column(String(200), primary_key=True)
    on: Mapped[datetime.date] = mapped_column("on_day")


class MarketingEvent(Table):
    """A fair, seminar or open day with a limited number of seats."""

    __tablename__ = "marketing_event"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(Number, unique=True)
    state: Mapped[State]
    name: Mapped[Name]
    on: Mapped[datetime.date] = mapped_column("on_day")
    place: Mapped[str] = mapped_column(String(200), default="")
    seats: Mapped[int]
    owner: Mapped[str] = mapped_column(String(80), default="")  # who follows up
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)


class Guest(Table):
    """Invited, registered or waiting for a seat, then attended or missed; declined when they said no."""

    __tablename__ = "guest"
    id: Mapped[Key]
    event_id: Mapped[int] = mapped_column(ForeignKey("marketing_event.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)
    name: Mapped[Name]
    email: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[State]
    turn: Mapped[int] = mapped_column(default=0)  # the order in which they asked for a seat
    invited: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (Index(None, "event_id", "state"),)


class LoyaltyMember(Table):
    """A contact that collects points. Not unique by contact: two members may turn out to be one."""

    __tablename__ = "loyalty_member"
    id: Mapped[Key]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    joined: Mapped[datetime.date]


class Points(Table):
    """A change of the points of a member; the balance is their sum. Earned ones expire on a day."""

    __tablename__ = "points"
    id: Mapped[Key]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day")
    kind: Mapped[Kind]  # earned, given, used, expired, reversed
    points: Mapped[int]
    expires: Mapped[datetime.date | None] = mapped_column(index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"), index=True)
    reason: Mapped[str] = mapped_column(String(400), default="")


class Subscription(Table):
    """A plan that a contact pays for each interval. `next` is the first day that is not paid for; `day` is that of the
    month on which it is renewed. Cancelled when it has `ends`: then it is not renewed again."""

    __tablename__ = "subscription"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(Number, unique=True)
    state: Mapped[State]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    price: Mapped[int]  # for an interval
    interval: Mapped[str] = mapped_column("span", String(10))  # month, quarter, year
    first: Mapped[datetime.date]
    next: Mapped[datetime.date] = mapped_column("next_day", index=True)
    day: Mapped[int]
    frozen: Mapped[datetime.date | None]
    ends: Mapped[datetime.date | None]
    ended: Mapped[datetime.date | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(400), default="")
    contact: Mapped[Contact] = relationship()
    item: Mapped[Item] = relationship()


class Charge(Table):
    """What is to be paid for an interval, from `first` until the day before `until`."""

    __tablename__ = "charge"
    id: Mapped[Key]
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"))
    on: Mapped[datetime.date] = mapped_column("on_day", index=True)
    first: Mapped[datetime.date]
    until: Mapped[datetime.date]
    amount: Mapped[int]
    __table_args__ = (UniqueConstraint("subscription_id", "first"),)


class CheckIn(Table):
    """A visit of a member."""

    __tablename__ = "check_in"
    id: Mapped[Key]
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id"), index=True)
    at: Mapped[datetime.datetime]


class Mention(Table):
    """What somebody wrote about the company in a social network. `tone`: good, neutral, bad."""

    __tablename__ = "mention"
    id: Mapped[Key]
    state: Mapped[State]
    key: Mapped[str] = mapped_column(String(40), unique=True)
    on: Mapped[datetime.date] = mapped_column("on_day", index=True)
    network: Mapped[str] = mapped_column(String(40))
    author: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(String(2000))
    tone: Mapped[str] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(String(2000), default="")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))


MODELS |= {
    "offer": Offer, "spend": Spend, "response": Response, "mailing": Mailing, "mail": Mail, "guest": Guest,
    "marketing_event": MarketingEvent, "points": Points, "loyalty_member": LoyaltyMember,
    "subscription": Subscription, "charge": Charge, "mention": Mention,
}  # fmt: skip

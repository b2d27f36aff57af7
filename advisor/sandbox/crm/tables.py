"""Tables that several parts of the customer side use; each part keeps the others with itself.

Moments are without a time zone, as the clock of the trial is (`clock.now`).
"""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Code, Currency, Key, Kind, Name, State

Number = String(40)
Owner = String(80)  # the name of a person who works here


class Member(Table):
    """Somebody who works with customers; owners of leads, deals, activities and tickets are their names."""

    __tablename__ = "member"
    id: Mapped[Key]
    name: Mapped[str] = mapped_column(Owner, unique=True)
    role: Mapped[str] = mapped_column(String(20))  # sales, marketing, service
    level: Mapped[int] = mapped_column(default=1)  # tickets are escalated to a higher one
    email: Mapped[str] = mapped_column(String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)


class Contact(Table):
    """An organisation or a person. One contact may be lead, customer, supplier, employee and partner at once.

    The four keys are e-mail, telephone, name and tax number in one spelling; duplicates are found by them. A contact
    that was merged into another one stays, inactive, and names it. `balance` and `overdue` are what the bridge last
    heard of the open invoices, in smallest units of the trial's currency.
    """

    __tablename__ = "contact"
    id: Mapped[Key]
    code: Mapped[Code]
    kind: Mapped[Kind] = mapped_column(default="organisation")  # organisation, person
    name: Mapped[Name]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    lead: Mapped[bool] = mapped_column(default=False)
    customer: Mapped[bool] = mapped_column(default=False)
    supplier: Mapped[bool] = mapped_column(default=False)
    employee: Mapped[bool] = mapped_column(default=False)
    partner: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    tax_number: Mapped[str] = mapped_column(String(40), default="", index=True)
    address: Mapped[str] = mapped_column(String(300), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    industry: Mapped[str] = mapped_column(String(80), default="")
    source: Mapped[str] = mapped_column(String(40), default="")  # where the first enquiry came from
    owner: Mapped[str] = mapped_column(Owner, default="")
    note: Mapped[str] = mapped_column(String(2000), default="")
    consent: Mapped[str] = mapped_column(String(10), default="")  # of mailings: given, refused; empty: never asked
    unsubscribed: Mapped[datetime.date | None]
    email_key: Mapped[str] = mapped_column(String(200), default="", index=True)
    phone_key: Mapped[str] = mapped_column(String(40), default="", index=True)
    name_key: Mapped[str] = mapped_column(String(200), default="", index=True)
    tax_key: Mapped[str] = mapped_column(String(40), default="", index=True)
    since: Mapped[datetime.date]
    balance: Mapped[int] = mapped_column(default=0)
    overdue: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)


class Item(Table):
    """What can be offered: a product or service as the sellers know it.

    `price` is in hundredths of the smallest unit. `available` (parts of the unit) and `promised` are what was last
    heard from the warehouse, on `heard`; empty when nobody told.
    """

    __tablename__ = "item"
    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[Name]
    kind: Mapped[Kind] = mapped_column(default="goods")  # goods, service
    group: Mapped[str] = mapped_column("item_group", String(80), default="")
    unit: Mapped[str] = mapped_column(String(20), default="piece")
    places: Mapped[int] = mapped_column(default=0)
    price: Mapped[int] = mapped_column(default=0)
    warranty: Mapped[int] = mapped_column(default=0)  # months
    available: Mapped[int | None]
    promised: Mapped[datetime.date | None]
    heard: Mapped[datetime.datetime | None]
    active: Mapped[bool] = mapped_column(default=True)


class Lead(Table):
    """An enquiry of somebody who is no customer yet. Converted once, to a contact and perhaps a deal."""

    __tablename__ = "lead"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(Number, unique=True)
    state: Mapped[State]
    on: Mapped[datetime.date] = mapped_column("on_day", index=True)
    at: Mapped[datetime.datetime] = mapped_column("came_at")
    company: Mapped[str] = mapped_column(String(200), default="")
    person: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    employees: Mapped[int] = mapped_column(default=0)
    budget: Mapped[int] = mapped_column(default=0)
    wish: Mapped[str] = mapped_column(String(2000), default="")
    source: Mapped[str] = mapped_column(String(40), default="", index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    owner: Mapped[str] = mapped_column(Owner, default="")
    score: Mapped[int] = mapped_column(default=0)
    answered: Mapped[datetime.datetime | None]  # when somebody first got in touch
    lost_reason: Mapped[str] = mapped_column(String(400), default="")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"))


class Deal(Table):
    """An opportunity. Its state is its stage; `probability` (per cent) is that of the stage unless somebody knows
    better. `amount` is the sum of its lines when it has any. `order_*` and the states of delivery, invoice and payment
    are what the bridge last heard from the other side; they are never entered."""

    __tablename__ = "deal"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(Number, unique=True)
    state: Mapped[State]
    name: Mapped[Name]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day")
    moved: Mapped[datetime.date]  # to the stage it is in
    expected: Mapped[datetime.date] = mapped_column(index=True)  # when it should be decided
    closed: Mapped[datetime.date | None]
    amount: Mapped[int] = mapped_column(default=0)
    currency: Mapped[Currency]
    probability: Mapped[int]
    owner: Mapped[str] = mapped_column(Owner, default="", index=True)
    source: Mapped[str] = mapped_column(String(40), default="")
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    lost_reason: Mapped[str] = mapped_column(String(400), default="")
    order_number: Mapped[str] = mapped_column(String(40), default="")
    order_state: Mapped[str] = mapped_column(String(20), default="")  # confirmed, in_production, shipped, closed, ...
    promised: Mapped[datetime.date | None]
    delivered: Mapped[int] = mapped_column(default=0)  # per cent
    invoice_state: Mapped[str] = mapped_column(String(20), default="")  # posted, paid, reversed
    paid: Mapped[int] = mapped_column(default=0)
    lines: Mapped[list[DealLine]] = relationship(order_by="DealLine.id", cascade="all, delete-orphan")
    contact: Mapped[Contact] = relationship(foreign_keys=[contact_id])
    __table_args__ = (Index(None, "state", "expected"), Index(None, "state", "closed"))


class DealLine(Table):
    """Quantity in parts of the item's unit, price in hundredths of the smallest unit, discount in hundredths of a per
    cent, net in smallest units."""

    __tablename__ = "deal_line"
    id: Mapped[Key]
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    text: Mapped[str] = mapped_column(String(400), default="")
    quantity: Mapped[int]
    price: Mapped[int]
    discount: Mapped[int] = mapped_column(default=0)
    net: Mapped[int]
    item: Mapped[Item] = relationship()


class Activity(Table):
    """A call, mail, meeting, visit or task with a contact, about a document or not. Planned until it is done."""

    __tablename__ = "activity"
    id: Mapped[Key]
    state: Mapped[State]
    kind: Mapped[Kind]  # call, mail, meeting, visit, task, note
    subject: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(2000), default="")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    about_kind: Mapped[str] = mapped_column(String(20), default="")  # lead, deal, ticket, ...
    about: Mapped[int | None]
    owner: Mapped[str] = mapped_column(Owner, default="")
    due: Mapped[datetime.date]
    done: Mapped[datetime.datetime | None]
    outcome: Mapped[str] = mapped_column(String(400), default="")
    by_rule: Mapped[bool] = mapped_column(default=False)  # planned by the program
    reminded: Mapped[datetime.date | None]  # when the owner was last told that it is overdue
    __table_args__ = (Index(None, "owner", "state", "due"), Index(None, "about_kind", "about"))


class Campaign(Table):
    """Something done for a segment through a channel, with what it may cost and what was spent on it."""

    __tablename__ = "campaign"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(Number, unique=True)
    state: Mapped[State]
    name: Mapped[Name]
    channel: Mapped[str] = mapped_column(String(40))  # email, ads, event, social, phone
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id"))
    first: Mapped[datetime.date]
    last: Mapped[datetime.date | None]
    budget: Mapped[int] = mapped_column(default=0)
    goal: Mapped[str] = mapped_column(String(400), default="")


class Segment(Table):
    """A stored condition; who fulfils it is found anew each time. `conditions` is JSON as `segments.py` describes."""

    __tablename__ = "segment"
    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[Name]
    conditions: Mapped[str] = mapped_column(String(2000), default="[]")


class Ticket(Table):
    """A request of a customer. Moments it must be answered and solved by count working hours only; `held` is how many
    minutes it waited for the customer, which move them."""

    __tablename__ = "ticket"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(Number, unique=True)
    state: Mapped[State]
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(2000), default="")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))  # phone, email, chat, social, branch, web
    priority: Mapped[str] = mapped_column(String(10))  # low, normal, high, urgent
    category: Mapped[str] = mapped_column(String(40), default="")
    owner: Mapped[str] = mapped_column(Owner, default="")
    level: Mapped[int] = mapped_column(default=1)  # to whom it was escalated
    opened: Mapped[datetime.datetime] = mapped_column(index=True)
    answer_due: Mapped[datetime.datetime]
    solve_due: Mapped[datetime.datetime]
    answered: Mapped[datetime.datetime | None]
    solved: Mapped[datetime.datetime | None]
    held_since: Mapped[datetime.datetime | None]
    held: Mapped[int] = mapped_column(default=0)
    answer_minutes: Mapped[int | None]  # working time until the first answer
    solve_minutes: Mapped[int | None]  # working time until it was solved, without what it waited for the customer
    escalated: Mapped[datetime.datetime | None]  # by the clock, because it was late
    solution: Mapped[str] = mapped_column(String(2000), default="")
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    __table_args__ = (Index(None, "state", "solve_due"), Index(None, "owner", "state"))


class Interaction(Table):
    """Something said on any channel, by them (in) or by us (out): the one history of a contact."""

    __tablename__ = "interaction"
    id: Mapped[Key]
    at: Mapped[datetime.datetime] = mapped_column(index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    way: Mapped[str] = mapped_column(String(3))  # in, out
    text: Mapped[str] = mapped_column(String(2000))
    sender: Mapped[str] = mapped_column(String(200), default="")  # as they called themselves when nobody knew them
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"), index=True)


MODELS |= {
    "member": Member, "contact": Contact, "item": Item, "lead": Lead, "deal": Deal, "activity": Activity,
    "campaign": Campaign,
    "segment": Segment, "ticket": Ticket, "interaction": Interaction,
}  # fmt: skip

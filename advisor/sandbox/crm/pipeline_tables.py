"""Tables of quotes, simple invoices, targets of sellers, and rules of the house."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Currency, Key, Kind, Name, State
from advisor.sandbox.crm.tables import Contact, Deal, Item, Number, Owner


class Quote(Table):
    """What was offered for a deal. Amounts in smallest units; `tax_rate` in hundredths of a per cent."""

    __tablename__ = "quote"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(Number, unique=True)
    state: Mapped[State]
    version: Mapped[int] = mapped_column(default=1)
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"), unique=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    owner: Mapped[str] = mapped_column(Owner, default="")
    on: Mapped[datetime.date] = mapped_column("on_day")
    sent: Mapped[datetime.date | None]
    until: Mapped[datetime.date]  # the last day on which it can be accepted
    currency: Mapped[Currency]
    tax_rate: Mapped[int] = mapped_column(default=0)
    net: Mapped[int] = mapped_column(default=0)
    tax: Mapped[int] = mapped_column(default=0)
    gross: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(String(2000), default="")
    reason: Mapped[str] = mapped_column(String(400), default="")  # why it was declined
    lines: Mapped[list[QuoteLine]] = relationship(order_by="QuoteLine.id", cascade="all, delete-orphan")
    deal: Mapped[Deal] = relationship()
    contact: Mapped[Contact] = relationship()


class QuoteLine(Table):
    """As a line of a deal."""

    __tablename__ = "quote_line"
    id: Mapped[Key]
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    text: Mapped[str] = mapped_column(String(400), default="")
    quantity: Mapped[int]
    price: Mapped[int]
    discount: Mapped[int] = mapped_column(default=0)
    net: Mapped[int]
    item: Mapped[Item] = relationship()


class CrmInvoice(Table):
    """A simple invoice of an accepted quote, where no ERP writes invoices."""

    __tablename__ = "crm_invoice"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(Number, unique=True)
    state: Mapped[State]
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day")
    due: Mapped[datetime.date]
    currency: Mapped[Currency]
    net: Mapped[int]
    tax: Mapped[int]
    gross: Mapped[int]
    paid: Mapped[int] = mapped_column(default=0)
    quote: Mapped[Quote] = relationship()
    contact: Mapped[Contact] = relationship()


class Target(Table):
    """What a seller should win in a month, in smallest units. `month` is its first day."""

    __tablename__ = "target"
    id: Mapped[Key]
    owner: Mapped[str] = mapped_column(Owner)
    month: Mapped[datetime.date]
    amount: Mapped[int]
    __table_args__ = (UniqueConstraint("owner", "month"),)


class Rule(Table):
    """When something happens and conditions hold, something is done; `workflow.py` says what can be said. A rule whose
    code is one of `crm.yaml` stands for that one."""

    __tablename__ = "rule"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Name]
    kind: Mapped[Kind]  # of the document: lead, deal, quote, ticket
    what: Mapped[str] = mapped_column(String(20))  # the event, or "stands"
    stage: Mapped[str] = mapped_column(String(20), default="")  # the state it is in then; empty: any
    least: Mapped[int] = mapped_column(default=0)  # amount in smallest units
    source: Mapped[str] = mapped_column(String(200), default="")  # one of these, separated by commas; empty: any
    days: Mapped[int] = mapped_column(default=0)  # of "stands": so long in its stage
    discount: Mapped[int] = mapped_column(default=0)  # of a quote: more than so many hundredths of a per cent
    action: Mapped[str] = mapped_column(String(10))  # plan, assign, notify, approve
    activity: Mapped[str] = mapped_column(String(20), default="")  # to plan: call, mail, meeting, visit, task
    subject: Mapped[str] = mapped_column(String(200), default="")
    due: Mapped[int] = mapped_column(default=0)  # to plan: days from then
    owner: Mapped[str] = mapped_column(Owner, default="")  # to assign; empty: who has least to do
    role: Mapped[str] = mapped_column(String(20), default="")  # to notify
    active: Mapped[bool] = mapped_column(default=True)


class RuleRun(Table):
    """That a rule did something; once for an event. `event_id` is empty for what only time brought about."""

    __tablename__ = "rule_run"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(40))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[Kind]
    document: Mapped[int]
    on: Mapped[datetime.date] = mapped_column("on_day")
    __table_args__ = (UniqueConstraint("code", "event_id"), Index(None, "code", "kind", "document"))


MODELS |= {"quote": Quote, "crm_invoice": CrmInvoice, "target": Target, "rule": Rule}

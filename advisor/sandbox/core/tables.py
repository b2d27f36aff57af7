"""Tables that every part of the sandbox uses.

Amounts are integers of the smallest unit of a currency. Quantities are integers of the smallest part of a product's
unit (`Product.places` decimals). Prices are integers of a hundredth of the smallest unit of a currency, for one unit.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from advisor.sandbox.core.store import Table

Key = Annotated[int, mapped_column(primary_key=True)]
Code = Annotated[str, mapped_column(String(40), unique=True)]
Name = Annotated[str, mapped_column(String(200))]
Kind = Annotated[str, mapped_column(String(20))]
State = Annotated[str, mapped_column(String(20), index=True)]
Currency = Annotated[str, mapped_column(String(3))]
Document = Annotated[str, mapped_column(String(20))]


class Trial(Table):
    """The one row that says whose sandbox this is, and what day it is there."""

    __tablename__ = "trial"
    id: Mapped[Key]
    name: Mapped[Name]
    industry: Mapped[str] = mapped_column(String(40), default="")
    language: Mapped[str] = mapped_column(String(2), default="en")
    currency: Mapped[Currency]
    first_day: Mapped[datetime.date]
    today: Mapped[datetime.date]
    minute: Mapped[int] = mapped_column(default=540)  # of the day: nine in the morning
    phase: Mapped[int] = mapped_column(default=1)
    edition: Mapped[int] = mapped_column(default=0)  # how often accounts, taxes or places were changed
    modules: Mapped[list[str]] = mapped_column(JSON, default=list)  # empty: every module is on
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Company(Table):
    """A company that keeps books here: the first is the trial's own, others are its sisters."""

    __tablename__ = "company"
    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[Name]
    share: Mapped[int] = mapped_column(default=100)  # per cent that belong to the group


class Sequence(Table):
    __tablename__ = "sequence"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
    last_date: Mapped[datetime.date | None]


class Event(Table):
    """What happened to a document, when and by whom: its history, the timeline of a party, and the audit trail."""

    __tablename__ = "event"
    id: Mapped[Key]
    on: Mapped[datetime.date] = mapped_column("on_day")
    kind: Mapped[Document]
    document: Mapped[int]
    what: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(20))
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    values: Mapped[dict[str, Any]] = mapped_column("details", JSON, default=dict)
    __table_args__ = (Index(None, "kind", "document"), Index(None, "party_id"), Index(None, "contact_id"))


class Request(Table):
    """What was asked under an idempotency key, and what came of it, in the order in which it was asked."""

    __tablename__ = "request"
    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(120), unique=True)
    verb: Mapped[str] = mapped_column(String(60))
    answer: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Tour(Table):
    """A guided story that somebody follows here: where the requests stood when it began, and the scenes that were
    ticked by hand."""

    __tablename__ = "tour"
    id: Mapped[Key]
    scenario: Mapped[str] = mapped_column(String(60), unique=True)
    after: Mapped[int]  # the last request before it
    ticked: Mapped[list[str]] = mapped_column(JSON, default=list)
    open: Mapped[bool] = mapped_column(default=True)
    finished: Mapped[datetime.date | None]


class Notice(Table):
    """A message of the sandbox to people: a reminder, an alert. Nothing leaves the sandbox. `owner` is the person it is
    for, where not everybody in the role."""

    __tablename__ = "notice"
    id: Mapped[Key]
    on: Mapped[datetime.date] = mapped_column("on_day")
    kind: Mapped[str] = mapped_column(String(40), index=True)
    role: Mapped[str] = mapped_column(String(20))
    owner: Mapped[str] = mapped_column(String(80), default="")
    document_kind: Mapped[str | None] = mapped_column(String(20))
    document: Mapped[int | None]
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    values: Mapped[dict[str, Any]] = mapped_column("details", JSON, default=dict)
    done: Mapped[bool] = mapped_column(default=False)


class Approval(Table):
    """A decision that a role has to take before a document goes on."""

    __tablename__ = "approval"
    id: Mapped[Key]
    kind: Mapped[Document]
    document: Mapped[int]
    role: Mapped[str] = mapped_column(String(20))
    amount: Mapped[int] = mapped_column(default=0)
    state: Mapped[State] = mapped_column(default="pending")
    asked: Mapped[datetime.date]
    asked_by: Mapped[str] = mapped_column(String(80))
    decided: Mapped[datetime.date | None]
    decided_by: Mapped[str | None] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(400), default="")
    __table_args__ = (Index(None, "kind", "document"),)


class Party(Table):
    """A person or company with whom there is business; one party may be customer, supplier and employee at once."""

    __tablename__ = "party"
    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[Name]
    customer: Mapped[bool] = mapped_column(default=False)
    supplier: Mapped[bool] = mapped_column(default=False)
    employee: Mapped[bool] = mapped_column(default=False)
    lead: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    tax_number: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    currency: Mapped[str] = mapped_column(String(3), default="")  # empty: that of the company
    term: Mapped[str] = mapped_column(String(40), default="")  # code of a payment term
    lead_days: Mapped[int] = mapped_column(default=0)  # of a supplier: calendar days from order to receipt
    credit_limit: Mapped[int] = mapped_column(default=0)  # 0: none
    sister_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"))
    active: Mapped[bool] = mapped_column(default=True)


class Product(Table):
    """A good or a service. `places` decimals of its unit are counted: 0 for pieces, 2 for metres in centimetres."""

    __tablename__ = "product"
    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[Name]
    kind: Mapped[Kind] = mapped_column(default="goods")  # goods, service
    group: Mapped[str] = mapped_column("product_group", String(80), default="")
    unit: Mapped[str] = mapped_column(String(20), default="piece")
    places: Mapped[int] = mapped_column(default=0)
    price: Mapped[int] = mapped_column(default=0)  # list price, hundredths of the smallest unit
    cost: Mapped[int] = mapped_column(default=0)  # standard cost, hundredths of the smallest unit
    valuation: Mapped[str] = mapped_column(String(10), default="average")  # average, fifo, standard
    tax: Mapped[str] = mapped_column(String(40), default="")  # codes of taxes on sale, separated by blanks
    purchase_tax: Mapped[str] = mapped_column(String(40), default="")
    source: Mapped[str] = mapped_column(String(10), default="buy")  # buy, make
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    lead_days: Mapped[int] = mapped_column(default=0)
    lot_rule: Mapped[str] = mapped_column(String(10), default="exact")  # exact, fixed, minimum, multiple
    lot_size: Mapped[int] = mapped_column(default=0)
    safety: Mapped[int] = mapped_column(default=0)  # safety stock
    inspect: Mapped[bool] = mapped_column(default=False)  # receipts wait for an inspection
    active: Mapped[bool] = mapped_column(default=True)

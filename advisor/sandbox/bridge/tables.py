"""What the bridge keeps: messages of both sides, what was received, who is who, and what could not be done."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Document, Key, State


class Message(Table):
    """Written in the transaction of what it tells (the outbox), delivered afterwards, in the order of its subject.

    `key` is unique, so that the same thing is told once. Waiting until it was delivered; one that cannot be used is
    parked with the reason, and those of the same subject wait behind it; dropped when somebody decided so.
    """

    __tablename__ = "message"
    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(120), unique=True)
    side: Mapped[str] = mapped_column(String(3))  # who tells it: crm, erp
    kind: Mapped[str] = mapped_column(String(40))  # customer, order, product, stock, order_state, invoice, payment, ...
    subject: Mapped[str] = mapped_column(String(80))  # order:7; messages of one subject keep their order
    body: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    on: Mapped[datetime.datetime] = mapped_column("written")
    state: Mapped[State] = mapped_column(default="waiting")  # waiting, delivered, parked, dropped
    tries: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime.datetime | None]
    delivered: Mapped[datetime.datetime | None]
    reason: Mapped[str] = mapped_column(String(400), default="")  # an English sentence with {names}
    values: Mapped[dict[str, Any]] = mapped_column("details", JSON, default=dict)
    __table_args__ = (Index(None, "state", "id"), Index(None, "subject", "id"))


class Received(Table):
    """The inbox: keys of messages that a side has acted upon. A message that comes again does nothing."""

    __tablename__ = "received"
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    side: Mapped[str] = mapped_column(String(3))
    at: Mapped[datetime.datetime]


class Link(Table):
    """A row of the customer side and a row of operations that are the same thing."""

    __tablename__ = "link"
    id: Mapped[Key]
    kind: Mapped[Document]  # contact, item, deal
    crm_id: Mapped[int]
    erp_kind: Mapped[Document]  # party, product, sale
    erp_id: Mapped[int]
    __table_args__ = (UniqueConstraint("kind", "crm_id"), UniqueConstraint("erp_kind", "erp_id"))


class Retyped(Table):
    """What somebody typed a second time because nothing joins the two sides, and the minutes it took."""

    __tablename__ = "retyped"
    id: Mapped[Key]
    on: Mapped[datetime.date] = mapped_column("on_day", index=True)
    kind: Mapped[Document]  # contact, deal, stock, status
    crm_id: Mapped[int]
    erp_id: Mapped[int | None]
    minutes: Mapped[int]


MODELS |= {"message": Message}

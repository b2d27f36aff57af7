"""What the bridge keeps: messages of both sides, what was received, who is who, and what could not be done."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Currency, Document, Event, Key, State
from advisor.sandbox.crm.tables import Contact


class Message(Table):
    """Written in the transaction of what it tells (the outbox), delivered afterwards, in the order of its subject.

    `key` is unique, so that the same thing is told once; that of a message about an event is made of the event when
    both are written. Waiting until it was delivered; one that cannot be used is parked with the reason, and those of
    the same subject wait behind it; dropped when somebody decided so.
    """

    __tablename__ = "message"
    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(120), unique=True, default="")
    side: Mapped[str] = mapped_column(String(3))  # who tells it: crm, erp
    kind: Mapped[str] = mapped_column(String(40))  # customer, product, order, shipment, invoice, payment, stock, ...
    subject: Mapped[str] = mapped_column(String(80))  # sale:7; messages of one subject keep their order
    body: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    on: Mapped[datetime.datetime] = mapped_column("written")
    state: Mapped[State] = mapped_column(default="waiting")  # waiting, delivered, parked, dropped
    tries: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime.datetime | None]
    delivered: Mapped[datetime.datetime | None]
    reason: Mapped[str] = mapped_column(String(400), default="")  # an English sentence with {names}
    values: Mapped[dict[str, Any]] = mapped_column("details", JSON, default=dict)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    event: Mapped[Event | None] = relationship()
    __table_args__ = (Index(None, "state", "id"), Index(None, "subject", "id"))


@event.listens_for(Message, "before_insert")
def _keyed(_mapper: Any, _connection: Any, message: Message) -> None:
    """The event was written just before, so that its number is known here."""
    if not message.key:
        assert message.event is not None, message.subject
        message.key = f"{message.subject}:{message.kind}:{message.event.id}"


class Received(Table):
    """The inbox: keys of messages that a side has acted upon. A message that comes again does nothing."""

    __tablename__ = "received"
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    side: Mapped[str] = mapped_column(String(3))
    at: Mapped[datetime.datetime]


ONE = text("kind != 'item'")


class Link(Table):
    """A row of the customer side and a row of operations that are the same thing. `agreed` are the values of fields
    that both sides had when they were last compared, by which a change on one side is told from one on both.

    Sellers may call one product by several items; the first of them follows it. All else is one to one.
    """

    __tablename__ = "link"
    id: Mapped[Key]
    kind: Mapped[Document]  # contact, item, deal
    crm_id: Mapped[int]
    erp_kind: Mapped[Document]  # party, product, sale
    erp_id: Mapped[int]
    agreed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    heard: Mapped[datetime.datetime | None]
    __table_args__ = (
        UniqueConstraint("kind", "crm_id"),
        Index("ix_link_erp", "erp_kind", "erp_id"),
        Index("uq_link_erp", "erp_kind", "erp_id", unique=True, sqlite_where=ONE, postgresql_where=ONE),
    )


class Conflict(Table):
    """A field that both sides changed since they last agreed. `kept` is the side whose value holds on both."""

    __tablename__ = "link_conflict"
    id: Mapped[Key]
    link_id: Mapped[int] = mapped_column(ForeignKey("link.id"), index=True)
    field: Mapped[str] = mapped_column(String(40))
    crm_value: Mapped[str] = mapped_column(String(300))
    erp_value: Mapped[str] = mapped_column(String(300))
    kept: Mapped[str] = mapped_column(String(3))
    at: Mapped[datetime.datetime]
    state: Mapped[State] = mapped_column(default="open")  # open, closed
    link: Mapped[Link] = relationship()


class OutsideOrder(Table):
    """What the customer side heard of an order that came from no deal. Amounts in smallest units."""

    __tablename__ = "outside_order"
    id: Mapped[Key]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    sale_id: Mapped[int] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(String(40))
    state: Mapped[State]
    invoice_state: Mapped[str] = mapped_column(String(20), default="")
    promised: Mapped[datetime.date | None]
    delivered: Mapped[int] = mapped_column(default=0)  # per cent
    currency: Mapped[Currency]
    gross: Mapped[int]
    paid: Mapped[int] = mapped_column(default=0)
    contact: Mapped[Contact] = relationship()


class Retyped(Table):
    """What somebody typed a second time because nothing joins the two sides, and the minutes it took."""

    __tablename__ = "retyped"
    id: Mapped[Key]
    on: Mapped[datetime.date] = mapped_column("on_day", index=True)
    kind: Mapped[Document]  # contact, deal, stock, status
    crm_id: Mapped[int]
    erp_id: Mapped[int | None]
    minutes: Mapped[int]


MODELS |= {"message": Message, "conflict": Conflict}

"""Tables of contacts that only they use: merges, pairs that are no duplicates, files being taken in, partners."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Key, Name, State
from advisor.sandbox.crm.tables import Owner


class ContactMerge(Table):
    """A contact that was merged into another one. `moved` are the keys of the rows that went over, by table and column;
    `filled` what the kept one had in fields that were filled (before and after); `undo` what others need to take their
    part back, by their name."""

    __tablename__ = "contact_merge"
    id: Mapped[Key]
    kept_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day")
    by: Mapped[str] = mapped_column("merged_by", String(80))
    moved: Mapped[dict[str, list[list[Any]]]] = mapped_column(JSON, default=dict)
    filled: Mapped[dict[str, list[Any]]] = mapped_column(JSON, default=dict)
    undo: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone: Mapped[datetime.date | None]


class ContactPair(Table):
    """Two contacts of whom somebody said that they are not the same; the first has the smaller id."""

    __tablename__ = "contact_pair"
    first_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True, index=True)


class ContactImport(Table):
    """A file as it was sent, until it is taken in or thrown away; then its rows are gone."""

    __tablename__ = "contact_import"
    id: Mapped[Key]
    state: Mapped[State] = mapped_column(default="waiting")  # waiting, taken, dropped
    name: Mapped[str] = mapped_column(String(200))
    on: Mapped[datetime.date] = mapped_column("on_day")
    rows: Mapped[list[list[str]]] = mapped_column("lines", JSON, default=list)  # the first names the columns
    columns: Mapped[list[str]] = mapped_column("fields", JSON, default=list)  # field of each column
    made: Mapped[int] = mapped_column(default=0)
    filled: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    wrong: Mapped[int] = mapped_column(default=0)


class PartnerCustomer(Table):
    """A customer whom a partner serves; each customer has one partner at most."""

    __tablename__ = "partner_customer"
    id: Mapped[Key]
    partner_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), unique=True)
    since: Mapped[datetime.date]


class PartnerTerms(Table):
    """What a partner gets: commission in hundredths of a per cent of what is won."""

    __tablename__ = "partner_terms"
    id: Mapped[Key]
    partner_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), unique=True)
    commission: Mapped[int] = mapped_column(default=0)


class DealRegistration(Table):
    """A partner told of a deal with a customer (`contact_id`). While it holds, the same customer registered by another
    partner is a conflict with the earlier one (`against_id`) and has no deal of its own until the manager decides."""

    __tablename__ = "deal_registration"
    id: Mapped[Key]
    state: Mapped[State]
    on: Mapped[datetime.date] = mapped_column("on_day")
    until: Mapped[datetime.date]
    partner_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    name: Mapped[Name]
    amount: Mapped[int] = mapped_column(default=0)  # in the trial's currency
    expected: Mapped[datetime.date | None]
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"), index=True)
    against_id: Mapped[int | None] = mapped_column(ForeignKey("deal_registration.id"))
    decided_by: Mapped[str] = mapped_column(Owner, default="")
    reason: Mapped[str] = mapped_column(String(400), default="")


MODELS |= {"contact_import": ContactImport, "deal_registration": DealRegistration}

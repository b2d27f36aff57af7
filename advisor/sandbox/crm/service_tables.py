"""Tables of service beside tickets, and the moment it is in a trial, for queries."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, ScalarSelect, String, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.functions import FunctionElement

from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Key, Kind, State, Trial
from advisor.sandbox.crm.tables import Number, Owner


class _Moment(FunctionElement[datetime.datetime]):
    """A day and a minute of it, as a moment."""

    name = "moment"
    type = DateTime()
    inherit_cache = True


@compiles(_Moment, "sqlite")
def _sqlite(element: _Moment, compiler: Any, **more: Any) -> str:
    day, minute = (compiler.process(one, **more) for one in element.clauses)
    return f"strftime('%Y-%m-%d %H:%M:00.000000', {day}, {minute} || ' minutes')"


@compiles(_Moment, "postgresql")
def _postgresql(element: _Moment, compiler: Any, **more: Any) -> str:
    day, minute = (compiler.process(one, **more) for one in element.clauses)
    return f"({day} + {minute} * interval '1 minute')"


# `clock.now` in SQL, for lists, whose columns are declared before there is a session.
NOW: ScalarSelect[datetime.datetime] = select(_Moment(Trial.today, Trial.minute)).scalar_subquery()


class Article(Table):
    """An answer to a usual question. `searched` is what is looked through: SQLite has small letters of English only."""

    __tablename__ = "article"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(Number, unique=True)
    state: Mapped[State]
    on: Mapped[datetime.date] = mapped_column("on_day")
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(2000), default="")
    category: Mapped[str] = mapped_column(String(40), default="")
    searched: Mapped[str] = mapped_column(String(2400), default="")  # title and text in small letters
    published: Mapped[datetime.date | None]


class Survey(Table):
    """A question to a customer: how satisfied with the solution of a ticket (csat, 1 to 5), or how likely to recommend
    us (nps, 0 to 10). `complaint_id` is the ticket that a bad answer made."""

    __tablename__ = "survey"
    id: Mapped[Key]
    kind: Mapped[Kind]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    asked: Mapped[datetime.date]
    answered: Mapped[datetime.date | None] = mapped_column(index=True)
    score: Mapped[int | None]
    comment: Mapped[str] = mapped_column(String(2000), default="")
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))


class Claim(Table):
    """After the sale: warranty, repair or return of an item. `ends` is the last day on which it may be claimed, where
    there is one; `goodwill` when it was accepted after that. Quantity in parts of the item's unit, cost in smallest
    units."""

    __tablename__ = "claim"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(Number, unique=True)
    state: Mapped[State]
    kind: Mapped[Kind]  # warranty, repair, return
    on: Mapped[datetime.date] = mapped_column("on_day")
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    quantity: Mapped[int]
    bought: Mapped[datetime.date]
    ends: Mapped[datetime.date | None]
    text: Mapped[str] = mapped_column(String(2000), default="")
    owner: Mapped[str] = mapped_column(Owner, default="")
    goodwill: Mapped[bool] = mapped_column(default=False)
    cost: Mapped[int] = mapped_column(default=0)
    done: Mapped[datetime.date | None]
    outcome: Mapped[str] = mapped_column(String(400), default="")  # why it was refused, or what was done
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)


MODELS |= {"article": Article, "survey": Survey, "claim": Claim}

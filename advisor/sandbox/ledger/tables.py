"""Tables of the ledger. `amount` of a line is in the smallest unit of the company's currency, debit above nought."""

from __future__ import annotations

import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Code, Currency, Document, Key, Kind, Name, State


class Account(Table):
    """`use` names what the program books on it, such as receivable or stock; empty for accounts used by hand only."""

    __tablename__ = "account"
    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[Name]
    kind: Mapped[Kind]  # asset, liability, equity, income, expense
    use: Mapped[str] = mapped_column(String(20), default="", index=True)
    parent: Mapped[str] = mapped_column(
        String(40), default=""
    )  # code of its group; an account with children is no leaf
    open_items: Mapped[bool] = mapped_column(
        default=False
    )  # lines are matched: receivables, payables, interim accounts
    active: Mapped[bool] = mapped_column(default=True)


class CostCentre(Table):
    __tablename__ = "cost_centre"
    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[Name]


class Period(Table):
    """A month of the books."""

    __tablename__ = "period"
    id: Mapped[Key]
    first: Mapped[datetime.date] = mapped_column(unique=True)
    last: Mapped[datetime.date]
    year: Mapped[int] = mapped_column(index=True)  # the financial year
    state: Mapped[State] = mapped_column(default="open")


class Entry(Table):
    """A journal entry. It gets its number when it is posted."""

    __tablename__ = "entry"
    id: Mapped[Key]
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"), default=1)
    journal: Mapped[str] = mapped_column(String(3), index=True)
    number: Mapped[str | None] = mapped_column(String(40))
    on: Mapped[datetime.date] = mapped_column("on_day", index=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"), index=True)
    state: Mapped[State] = mapped_column(default="draft")
    text: Mapped[str] = mapped_column(String(200), default="")
    source_kind: Mapped[Document] = mapped_column(default="")
    source: Mapped[int | None]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    lines: Mapped[list[Line]] = relationship(order_by="Line.id", back_populates="entry")
    __table_args__ = (
        UniqueConstraint("company_id", "number"),
        UniqueConstraint("reverses_id"),
        CheckConstraint("state = 'draft' OR number IS NOT NULL", name="numbered"),
        Index(None, "source_kind", "source"),
    )


class Line(Table):
    """`foreign` is the amount in `currency` where that is not the company's; both are empty or both are given."""

    __tablename__ = "entry_line"
    id: Mapped[Key]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    amount: Mapped[int]
    currency: Mapped[Currency | None]
    foreign: Mapped[int | None] = mapped_column("foreign_amount")
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), index=True)
    cost_centre_id: Mapped[int | None] = mapped_column(ForeignKey("cost_centre.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(index=True)
    tax: Mapped[str] = mapped_column(String(40), default="")
    due: Mapped[datetime.date | None]
    text: Mapped[str] = mapped_column(String(200), default="")
    entry: Mapped[Entry] = relationship(back_populates="lines")


class Match(Table):
    """A part of a debit line settled by part of a credit line. Open of a line is its amount less its matches."""

    __tablename__ = "match"
    id: Mapped[Key]
    debit_id: Mapped[int] = mapped_column(ForeignKey("entry_line.id"), index=True)
    credit_id: Mapped[int] = mapped_column(ForeignKey("entry_line.id"), index=True)
    amount: Mapped[int]
    foreign: Mapped[int | None] = mapped_column("foreign_amount")
    on: Mapped[datetime.date] = mapped_column("on_day")
    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)


class Total(Table):
    """What was booked on an account (and cost centre, 0 for none) on a day, kept by the database when an entry is
    posted. `closing` is 1 for entries that close a year. Each connection adds to rows of its own (`shard`), so that
    postings never wait for each other here; readers add up the shards."""

    __tablename__ = "total"
    company_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    on: Mapped[datetime.date] = mapped_column("on_day", primary_key=True)
    account_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cost_centre_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    closing: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    shard: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    period_id: Mapped[int] = mapped_column(index=True)
    debit: Mapped[int]
    credit: Mapped[int]


class Rate(Table):
    """From that day on, one unit of the company's currency is `units` millionths of a unit of `currency`."""

    __tablename__ = "rate"
    id: Mapped[Key]
    currency: Mapped[Currency]
    on: Mapped[datetime.date] = mapped_column("on_day")
    units: Mapped[int]
    __table_args__ = (UniqueConstraint("currency", "on_day"), CheckConstraint("units > 0", name="units"))


class Tax(Table):
    """A tax in per cent (`rate` in ten-thousandths: 2000 is 20 %). `included`: the price holds it. `compound`: later
    taxes are worked out on the base with it. Order of calculation: `position`."""

    __tablename__ = "tax"
    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[Name]
    rate: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    included: Mapped[bool] = mapped_column(default=False)
    compound: Mapped[bool] = mapped_column(default=False)


class Term(Table):
    """A payment term; its parts are in `TermPart` in order."""

    __tablename__ = "term"
    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[Name]
    parts: Mapped[list[TermPart]] = relationship(order_by="TermPart.position")


class TermPart(Table):
    """What is due when. `kind`: share of the rest, share of the total, a fixed amount, or the rest. Then the day:
    `months` later, then a `month_day` of that month if given, then `days` more."""

    __tablename__ = "term_part"
    id: Mapped[Key]
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    position: Mapped[int]
    kind: Mapped[Kind]  # share_of_rest, share, amount, rest
    share: Mapped[int] = mapped_column(default=0)  # ten-thousandths
    amount: Mapped[int] = mapped_column(default=0)
    days: Mapped[int] = mapped_column(default=0)
    months: Mapped[int] = mapped_column(default=0)
    month_day: Mapped[int] = mapped_column(default=0)  # 31: the last one


class BudgetLine(Table):
    """What may be booked on an account (and cost centre) in a month."""

    __tablename__ = "budget_line"
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    cost_centre_id: Mapped[int | None] = mapped_column(ForeignKey("cost_centre.id"))
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"))
    amount: Mapped[int]
    version: Mapped[str] = mapped_column(String(20), default="budget")  # budget, or the name of a scenario

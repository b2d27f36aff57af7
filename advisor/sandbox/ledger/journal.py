"""The ledger of an account, line after line with what stands then, and the journal of all entries."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Party
from advisor.sandbox.ledger.balances import BEGINNING, account_balances
from advisor.sandbox.ledger.tables import Account, CostCentre, Entry, Line


@dataclass(frozen=True)
class Booked:
    """A line of an account; `balance` is what stands on it afterwards, debit above nought."""

    line: int
    entry: int
    number: str
    on: datetime.date
    text: str
    party: str
    amount: int
    balance: int
    kind: str
    document: int | None


@dataclass(frozen=True)
class Page:
    """Some lines of an account: what stood before the first of them, and how many lines there are in all."""

    opening: int
    rows: tuple[Booked, ...]
    count: int


def account_ledger(
    session: Session,
    account: int,
    first: datetime.date,
    last: datetime.date,
    *,
    company: int = 1,
    offset: int = 0,
    limit: int = 100,
) -> Page:
    """`limit` lines of an account in the order of days, those before `offset` left out."""
    posted = (
        Line.account_id == account,
        Entry.state == "posted",
        Entry.company_id == company,
        Entry.on >= first,
        Entry.on <= last,
    )
    before = account_balances(session, BEGINNING, first - datetime.timedelta(days=1), company).get(account, 0)
    count = session.scalar(select(func.count()).select_from(Line).join(Entry).where(*posted)) or 0
    if offset:
        earlier = _in_order(select(Line.amount).join(Entry).where(*posted)).limit(offset).subquery()
        before += int(session.scalar(select(func.coalesce(func.sum(earlier.c.amount), 0))) or 0)
    rows, balance = [], before
    for found in session.execute(_in_order(_described(posted)).offset(offset).limit(limit)):
        balance += found.amount
        rows.append(
            Booked(
                found.line, found.entry, found.number, found.on, found.text, found.party, found.amount, balance,
                found.source_kind, found.source,
            )
        )  # fmt: skip
    return Page(before, tuple(rows), count)


def _described(wanted: tuple[ColumnElement[bool], ...]) -> Select[*tuple[object, ...]]:
    return (
        select(
            Line.id.label("line"),
            Entry.id.label("entry"),
            Entry.number,
            Entry.on.label("on"),
            func.coalesce(func.nullif(Line.text, ""), Entry.text).label("text"),
            func.coalesce(Party.name, "").label("party"),
            Line.amount,
            Entry.source_kind,
            Entry.source,
        )
        .join(Entry, Line.entry_id == Entry.id)
        .outerjoin(Party, Line.party_id == Party.id)
        .where(*wanted)
    )


def _in_order(wanted: Select[*tuple[object, ...]]) -> Select[*tuple[object, ...]]:
    return wanted.order_by(Entry.on, Entry.id, Line.id)


def journal_lines(first: datetime.date, last: datetime.date, *, company: int = 1) -> Select[*tuple[object, ...]]:
    """All posted lines of a span in the order of entries, as a statement for lists that page through it."""
    return (
        select(
            Entry.id.label("entry"),
            Entry.number,
            Entry.on,
            Entry.journal,
            Account.code.label("account"),
            Account.name.label("account_name"),
            func.coalesce(Party.name, "").label("party"),
            func.coalesce(CostCentre.code, "").label("cost_centre"),
            func.coalesce(func.nullif(Line.text, ""), Entry.text).label("text"),
            Line.amount,
            Entry.source_kind,
            Entry.source,
        )
        .join(Entry, Line.entry_id == Entry.id)
        .join(Account, Line.account_id == Account.id)
        .outerjoin(Party, Line.party_id == Party.id)
        .outerjoin(CostCentre, Line.cost_centre_id == CostCentre.id)
        .where(Entry.state == "posted", Entry.company_id == company, Entry.on >= first, Entry.on <= last)
        .order_by(Entry.on, Entry.id, Line.id)
    )

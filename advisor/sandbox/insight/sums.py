"""Sums of posted lines, and the lines behind a sum. Debit is above nought, credit below."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, func, not_, select, union_all
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Party
from advisor.sandbox.insight.spans import Span
from advisor.sandbox.ledger import totals as _totals  # noqa: F401 - the database keeps them
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.balances import BEGINNING, CLOSING, account_balances
from advisor.sandbox.ledger.tables import Entry, Line, Period, Total
from advisor.sandbox.trade.tables import Invoice

RESULT_KINDS = ("income", "expense")


def by_account(session: Session, span: Span, *, company: int = 1, closing: bool = False) -> dict[int, int]:
    """The sum of each account over a span: what an account of the result has moved, without the entries that close a
    year unless `closing`."""
    return account_balances(session, span.first, span.last, company, closing=closing)


def standing(session: Session, on: datetime.date, *, company: int = 1) -> dict[int, int]:
    """What stands on each account at the end of a day."""
    return by_account(session, Span(BEGINNING, on), company=company, closing=True)


def of_uses(session: Session, uses: Collection[str], on: datetime.date, *, company: int = 1) -> int:
    """What stands at the end of a day on the accounts that are used for something, such as bank and cash."""
    found = standing(session, on, company=company)
    return sum(found.get(account(session, use).id, 0) for use in uses)


def by_month(session: Session, span: Span, *, company: int = 1) -> dict[tuple[int, datetime.date], int]:
    """The sum of each account in each month, by account and first day of the month; closing entries left out."""
    parts = _parts(span, company).subquery()
    wanted = select(parts.c.account, parts.c.first, func.sum(parts.c.amount)).group_by(parts.c.account, parts.c.first)
    return {(account, first): int(total) for account, first, total in session.execute(wanted)}


def _parts(span: Span, company: int) -> CompoundSelect[*tuple[Any, ...]]:
    """Rows (account, first day of the month, amount) that make up a span: totals of its whole months, and lines of
    those of which it holds a part."""
    within = and_(Period.first >= span.first, Period.last <= span.last)
    cut = select(Period.id).where(Period.first <= span.last, Period.last >= span.first, not_(within))
    months = (
        select(
            Total.account_id.label("account"),
            Period.first.label("first"),
            (Total.debit - Total.credit).label("amount"),
        )
        .join(Period, Total.period_id == Period.id)
        .where(Total.company_id == company, Total.closing == 0, within)
    )
    days = (
        select(Line.account_id, Period.first, Line.amount)
        .join(Entry, Line.entry_id == Entry.id)
        .join(Period, Entry.period_id == Period.id)
        .where(_posted(span, company), Entry.period_id.in_(cut), Entry.journal != CLOSING)
    )
    return union_all(months, days)


def _posted(span: Span, company: int) -> ColumnElement[bool]:
    within = Entry.on <= span.last if span.first == BEGINNING else Entry.on.between(span.first, span.last)
    return and_(Entry.state == "posted", Entry.company_id == company, within)


@dataclass(frozen=True)
class Behind:
    """A line behind a figure: its entry, the document that made it (kind and id, if any), and its party."""

    line: int
    entry: int
    number: str
    on: datetime.date
    account: int
    amount: int
    text: str
    kind: str
    document: int | None
    document_number: str
    party: str


def behind(
    session: Session, accounts: Collection[int], span: Span, *, company: int = 1, closing: bool = False
) -> list[Behind]:
    """The lines that a sum of `by_account` is made of, the oldest first."""
    wanted = behind_query(accounts, span, company=company, closing=closing)
    return [Behind(*row) for row in session.execute(wanted)]


def behind_query(
    accounts: Collection[int], span: Span, *, company: int = 1, closing: bool = False
) -> Select[*tuple[Any, ...]]:
    """The statement of `behind`, for lists that page through it."""
    wanted = (
        select(
            Line.id,
            Entry.id,
            Entry.number,
            Entry.on,
            Line.account_id,
            Line.amount,
            func.coalesce(func.nullif(Line.text, ""), Entry.text),
            Entry.source_kind,
            Entry.source,
            func.coalesce(Invoice.number, ""),
            func.coalesce(Party.name, ""),
        )
        .join(Entry, Line.entry_id == Entry.id)
        .outerjoin(Party, Line.party_id == Party.id)
        .outerjoin(Invoice, and_(Entry.source_kind == Invoice.kind, Entry.source == Invoice.id))
        .where(_posted(span, company), Line.account_id.in_(accounts))
        .order_by(Entry.on, Entry.id, Line.id)
    )
    return wanted if closing else wanted.where(Entry.journal != CLOSING)

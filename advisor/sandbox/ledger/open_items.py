"""What is open on lines of accounts whose lines are matched: receivables, payables, interim accounts.

Open is the amount of a line less its matches, with the sign of the line. It is never stored.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager, joinedload

from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import Entry, Line, Match


@dataclass(frozen=True)
class OpenItem:
    """A posted line and what is open of it, in the currency of the books and in its own if it has another."""

    line: Line
    open: int
    foreign: int | None

    @property
    def due(self) -> datetime.date:
        return self.line.due or self.line.entry.on

    @property
    def in_own(self) -> int:
        """What is open in the currency of the line."""
        return self.open if self.foreign is None else self.foreign


def open_amount() -> ColumnElement[int]:
    """What is open of `Line` as SQL, for lists and sums."""
    return Line.amount - _matched(Match.debit_id, Match.amount) + _matched(Match.credit_id, Match.amount)


def open_foreign() -> ColumnElement[int | None]:
    """The same in the currency of the line; NULL where it has none of its own."""
    return Line.foreign - _matched(Match.debit_id, Match.foreign) + _matched(Match.credit_id, Match.foreign)


def _matched(side: InstrumentedAttribute[int], amount: InstrumentedAttribute[Any]) -> ColumnElement[int]:
    matched = select(func.coalesce(func.sum(amount), 0)).where(side == Line.id).correlate(Line).scalar_subquery()
    return func.coalesce(matched, 0)


def open_items(session: Session, use: str, party: int | None = None, *, company: int = 1) -> list[OpenItem]:
    """The open lines of the account of `use`, of one party or of all, earliest due first."""
    wanted = (Line.account_id == account(session, use).id, Entry.company_id == company)
    return _items(session, *wanted, *([Line.party_id == party] if party is not None else []))


def of_entries(session: Session, entries: Collection[int], uses: Collection[str]) -> list[OpenItem]:
    """The open lines that entries have on the accounts of `uses`, earliest due first."""
    accounts = [account(session, use).id for use in uses]
    return _items(session, Line.entry_id.in_(entries), Line.account_id.in_(accounts))


def _items(session: Session, *wanted: ColumnElement[bool]) -> list[OpenItem]:
    still = open_amount()
    rows = session.execute(
        select(Line, still, open_foreign())
        .join(Line.entry)
        .options(contains_eager(Line.entry))
        .where(Entry.state == "posted", (still != 0) | (func.coalesce(open_foreign(), 0) != 0), *wanted)
        .order_by(func.coalesce(Line.due, Entry.on), Line.id)
    )
    return [OpenItem(line, int(amount), None if own is None else int(own)) for line, amount, own in rows]


def open_of(session: Session, entries: Collection[int], uses: Collection[str] = ("receivable", "payable")) -> int:
    """What is open of entries together, on the accounts of `uses`, in the currency of the books."""
    accounts = [account(session, use).id for use in uses]
    wanted = select(func.coalesce(func.sum(open_amount()), 0)).select_from(Line)
    return int(session.scalar(wanted.where(Line.entry_id.in_(entries), Line.account_id.in_(accounts))) or 0)


def locked(session: Session, lines: Sequence[int]) -> list[OpenItem]:
    """Lines held until the transaction ends, and what is open of them; those that do not exist are left out.

    What is open is read after the lock was had, so that a match which another transaction just made is seen.
    """
    return _held(session, Line.id.in_(lines))


def locked_of(session: Session, entries: Collection[int], uses: Collection[str]) -> list[OpenItem]:
    """The same of the lines that entries have on the accounts of `uses`, without those of which nothing is open."""
    accounts = [account(session, use).id for use in uses]
    items = _held(session, Line.entry_id.in_(entries), Line.account_id.in_(accounts))
    return [item for item in items if item.open or item.foreign]


def _held(session: Session, *wanted: ColumnElement[bool]) -> list[OpenItem]:
    lines = select(Line).where(*wanted).options(joinedload(Line.entry, innerjoin=True)).order_by(Line.id)
    held = lines.with_for_update(of=Line).execution_options(populate_existing=True)
    rows = session.scalars(held).all()
    found = session.execute(select(Line.id, open_amount(), open_foreign()).where(*wanted))
    still = {line: (int(amount), None if own is None else int(own)) for line, amount, own in found}
    return [OpenItem(row, *still[row.id]) for row in rows]

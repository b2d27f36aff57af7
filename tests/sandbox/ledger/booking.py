"""Entries and open lines for the tests of the ledger."""

from __future__ import annotations

import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.open_items import open_amount
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.ledger.tables import Entry, Line
from tests.sandbox.conftest import DAY


def booked(session: Session, debit: str, credit: str, amount: int, on: datetime.date = DAY, **columns: int) -> Entry:
    """An entry of two lines on the accounts of two uses."""
    return post(session, Posting("GEN", on, [Item(debit, amount, **columns), Item(credit, -amount, **columns)]))


def owed(session: Session, amount: int, party: int, on: datetime.date = DAY, due: datetime.date | None = None) -> Line:
    """The receivable of an invoice; of a credit note when the amount is below nought."""
    items = [Item("receivable", amount, party=party, due=due), Item("revenue", -amount)]
    return post(session, Posting("SAL", on, items)).lines[0]


def paid(session: Session, amount: int, party: int, on: datetime.date = DAY) -> Line:
    """The receivable's side of a payment from a customer."""
    return post(session, Posting("BNK", on, [Item("receivable", -amount, party=party), Item("bank", amount)])).lines[0]


def foreign(session: Session, own: int, amount: int, party: int, journal: str = "SAL", currency: str = "USD") -> Line:
    """A receivable of `own` in another currency that is `amount` in the books; a payment when both are negative."""
    items = [Item("receivable", amount, currency, own, party), Item("revenue", -amount, currency, -own)]
    return post(session, Posting(journal, DAY, items)).lines[0]


def still_open(session: Session, *lines: Line) -> list[int]:
    found = dict(session.execute(select(Line.id, open_amount()).where(Line.id.in_([line.id for line in lines]))).all())  # type: ignore[arg-type]
    return [found[line.id] for line in lines]


def balance(session: Session, use: str) -> int:
    """What stands on the account of a use, from its posted lines."""
    wanted = select(func.coalesce(func.sum(Line.amount), 0)).join(Entry).where(Entry.state == "posted")
    return int(session.scalar(wanted.where(Line.account_id == account(session, use).id)) or 0)

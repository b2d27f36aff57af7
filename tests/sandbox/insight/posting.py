"""Entries for tests of reports, booked through the ledger."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Party
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.ledger.tables import Entry
from advisor.sandbox.trade.tables import Invoice

DAY = datetime.date(2026, 3, 2)


def book(session: Session, on: datetime.date, *items: Item, journal: str = "GEN", company: int = 1) -> Entry:
    return post(session, Posting(journal, on, items, company=company))


def pair(session: Session, on: datetime.date, debit: str, credit: str, amount: int, company: int = 1) -> Entry:
    """`amount` from one use to another; receivables and payables need `book`."""
    return book(session, on, Item(debit, amount), Item(credit, -amount), company=company)


def party(session: Session, code: str, **columns: object) -> Party:
    made = Party(code=code, name=code.title(), **columns)
    session.add(made)
    session.flush()
    return made


def invoice(session: Session, to: Party, on: datetime.date, due: datetime.date, net: int, number: str = "") -> Invoice:
    """A posted invoice without tax (or a bill, when the party is a supplier) with its entry."""
    kind, side, other = ("bill", "payable", "purchases") if to.supplier else ("invoice", "receivable", "revenue")
    sign = -1 if to.supplier else 1
    made = Invoice(kind=kind, number=number or None, state="posted", party_id=to.id, on=on, due=due,
                   currency="EUR", net=net, gross=net)  # fmt: skip
    session.add(made)
    session.flush()
    items = (Item(side, sign * net, party=to.id, due=due), Item(other, -sign * net))
    entry = post(session, Posting("PUR" if to.supplier else "SAL", on, items, kind, made.id, number))
    made.entry_id = entry.id
    session.flush()
    return made


def id_of(session: Session, use: str) -> int:
    return account(session, use).id

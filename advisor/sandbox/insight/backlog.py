"""Orders that are not done: what of them is still to be invoiced, and when it will be due."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.ledger.currencies import company_amount
from advisor.sandbox.ledger.tables import Term, TermPart
from advisor.sandbox.ledger.terms import Instalment, split
from advisor.sandbox.trade.tables import Invoice, Order, OrderLine

OPEN_STATE = {"sale": "confirmed", "purchase": "ordered"}
Kind = Literal["sale", "purchase"]


@dataclass(frozen=True)
class OpenOrder:
    """A confirmed order with a rest. `to_invoice` is gross, in the company's currency; `day` when its goods move, never
    before today."""

    id: int
    number: str
    party: int
    name: str
    day: datetime.date
    to_invoice: int
    term: str
    kind: str


def open_orders(session: Session, kind: Kind, today: datetime.date) -> list[OpenOrder]:
    """Those with something not yet invoiced, in the order of their days."""
    found = [one for order in _confirmed(session, kind) if (one := _open(session, order, today)).to_invoice > 0]
    return sorted(found, key=lambda one: (one.day, one.id))


def promised(order: Order, line: OrderLine | None = None) -> datetime.date:
    """The day that was promised for a line, or for its order; else the day it was wanted, else that of the order."""
    return (line.promised if line else None) or order.promised or order.wanted or order.on


def _confirmed(session: Session, kind: Kind) -> Iterable[Order]:
    wanted = select(Order).where(Order.kind == kind, Order.state == OPEN_STATE[kind]).order_by(Order.id)
    loads = selectinload(Order.lines), selectinload(Order.party)
    return session.scalars(wanted.options(*loads)).all()


def _open(session: Session, order: Order, today: datetime.date) -> OpenOrder:
    """The rest of its gross amount, in proportion to the net of what is not invoiced."""
    net = sum(
        rounded(line.net * max(line.quantity - line.dropped - line.invoiced, 0), line.quantity) for line in order.lines
    )
    gross = rounded(order.gross * net, order.net) if order.net > 0 else 0
    gross = company_amount(session, gross, order.currency, today)
    days = [promised(order, line) for line in order.lines if line.quantity > line.dropped + line.invoiced]
    day = max([today, *days])
    name = order.party.name
    return OpenOrder(order.id, order.number or "", order.party_id, name, day, gross, order.term, order.kind)


def drafts(session: Session, kind: Kind, today: datetime.date) -> list[OpenOrder]:
    """Invoices, or bills, that are drafts and belong to no order."""
    wanted = select(Invoice).where(Invoice.kind == ("invoice" if kind == "sale" else "bill"), Invoice.gross > 0)
    wanted = wanted.where(Invoice.state.in_(("draft", "blocked")), Invoice.order_id.is_(None), ~Invoice.credit)
    rows = session.scalars(wanted.options(selectinload(Invoice.party)).order_by(Invoice.id))
    return [
        OpenOrder(
            one.id, one.reference, one.party_id, one.party.name, max(today, one.on or today),
            company_amount(session, one.gross, one.currency, today), one.term, one.kind,
        )
        for one in rows
    ]  # fmt: skip


def terms(session: Session) -> dict[str, list[TermPart]]:
    """The parts of all payment terms by code."""
    return {one.code: one.parts for one in session.scalars(select(Term).options(selectinload(Term.parts)))}


def instalments(known: Mapping[str, list[TermPart]], code: str, total: int, on: datetime.date) -> list[Instalment]:
    """When an invoice of a day will be due; at once where the term is unknown."""
    return split(known[code], total, on) if code in known else [(on, total)]

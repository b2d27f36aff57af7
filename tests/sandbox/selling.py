"""Short ways through the selling side, all of them through the verbs, and the checks that must hold afterwards."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.findings import found
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import Entry, Line
from advisor.sandbox.ledger.verify import CHECKS as LEDGER
from advisor.sandbox.stock.moves import locations
from advisor.sandbox.stock.verify import check_stock
from advisor.sandbox.trade.tables import Invoice, Order, Payment, Shipment
from advisor.sandbox.trade.verify import check_trade
from tests.sandbox.making import customer, do, product, units

Pair = tuple[Product, float]


def goods(session: Session, code: str = "a", *, stock: float = 10, cost: float = 4, **columns: Any) -> Product:
    """A product at 10 with some in stock, without taxes unless they are named."""
    made = product(session, code, **{"price": units(10), "cost": units(cost)} | columns)
    if stock:
        fill(session, made, stock, cost)
    return made


def fill(session: Session, of: Product, quantity: float, cost: float) -> None:
    place = locations(session)["WH"].id
    do(session, "stock.opening", product=of.id, location=place, quantity=units(quantity), cost=units(cost))


def buyer(session: Session, code: str = "c1", **columns: Any) -> Party:
    return customer(session, code, **columns)


def drafted(session: Session, party: Party, *pairs: Pair, **columns: Any) -> Order:
    """A draft of an order of (product, units)."""
    lines = [{"product": of.id, "quantity": units(quantity)} for of, quantity in pairs]
    made = do(session, "sale.create", party=party.id, lines=lines, **columns)
    assert isinstance(made, Order)
    return made


def confirmed(session: Session, party: Party, *pairs: Pair, **columns: Any) -> Order:
    order = drafted(session, party, *pairs, **columns)
    do(session, "sale.confirm", document=order.id)
    return order


def shipments(session: Session, order: Order) -> Sequence[Shipment]:
    return session.scalars(select(Shipment).where(Shipment.order_id == order.id).order_by(Shipment.id)).all()


def shipped(session: Session, order: Order, *quantities: float, **columns: Any) -> Shipment:
    """Reserve and ship the waiting shipment, all of it or `quantities` of its lines."""
    waiting = next(one for one in shipments(session, order) if one.state in ("waiting", "reserved"))
    if waiting.state == "waiting":
        do(session, "shipment.reserve", document=waiting.id)
    if quantities:
        columns["lines"] = [
            {"line": line.id, "quantity": units(quantity)}
            for line, quantity in zip(waiting.lines, quantities, strict=True)
        ]
    made = do(session, "shipment.ship", document=waiting.id, **columns)
    assert isinstance(made, Shipment)
    return made


def invoices(session: Session, order: Order) -> Sequence[Invoice]:
    return session.scalars(select(Invoice).where(Invoice.order_id == order.id).order_by(Invoice.id)).all()


def posted(session: Session, order: Order, on: datetime.date | None = None) -> Invoice:
    """Invoice what was shipped, and post it."""
    do(session, "sale.invoice", document=order.id)
    draft = next(one for one in invoices(session, order) if one.state == "draft")
    made = do(session, "invoice.post", document=draft.id, on=on)
    assert isinstance(made, Invoice)
    return made


def billed(session: Session, party: Party, amount: float, **columns: Any) -> Invoice:
    """A posted invoice over one line of text."""
    lines = [{"text": "Advice", "price": units(amount)}]
    draft = do(session, "invoice.create", party=party.id, lines=lines, **columns)
    made = do(session, "invoice.post", document=draft.id)
    assert isinstance(made, Invoice)
    return made


def paid(session: Session, invoice: Invoice, amount: float | None = None, **columns: Any) -> Payment:
    """A payment of an invoice that cleared; `columns` go to the clearing."""
    given = None if amount is None else units(amount)
    draft = do(session, "payment.create", invoice=invoice.id, amount=given)
    made = do(session, "payment.clear", document=draft.id, **columns)
    assert isinstance(made, Payment)
    return made


def balance(session: Session, use: str, company: int = 1, party: Party | None = None) -> int:
    """What an account holds, in cents."""
    wanted = (
        select(func.coalesce(func.sum(Line.amount), 0))
        .join(Entry, Entry.id == Line.entry_id)
        .where(Entry.state == "posted", Entry.company_id == company, Line.account_id == account(session, use).id)
    )
    return int(session.scalar(wanted if party is None else wanted.where(Line.party_id == party.id)) or 0)


def sound(session: Session) -> bool:
    """Whether everything that can be worked out anew agrees; raises with what does not."""
    session.flush()
    wrong = [*check_trade(session), *check_stock(session), *found(session, LEDGER)]
    assert not wrong, list(map(str, wrong))
    return True

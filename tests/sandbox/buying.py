"""What the tests of purchasing start from: an order and how far it has come, and what stands on accounts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import Entry, Line
from advisor.sandbox.trade.tables import Invoice, Order, Shipment
from tests.sandbox.making import BOOKKEEPER, BOSS, BUYER, STOREKEEPER, do, product, supplier, units

Rows = Sequence[tuple[Product, float | str, float | str]]


def drafted(session: Session, seller: Party, *rows: tuple[Product, float | str, float | str], **more: Any) -> Order:
    """A draft of an order of (product, units, price)."""
    lines = [{"product": one.id, "quantity": units(number), "price": units(price)} for one, number, price in rows]
    made = do(session, "purchase.create", BUYER, party=seller.id, lines=lines, **more)
    assert isinstance(made, Order)
    return made


def ordered(session: Session, seller: Party, *rows: tuple[Product, float | str, float | str], **more: Any) -> Order:
    """The same, ordered by the manager whatever it costs."""
    made = drafted(session, seller, *rows, **more)
    do(session, "purchase.order", BOSS, document=made.id)
    return made


def arrived(session: Session, order: Order, *rows: tuple[Product, float | str], **more: Any) -> Shipment:
    """Goods of an order come: everything, or (product, units)."""
    if rows:
        more["lines"] = [{"product": one.id, "quantity": units(number)} for one, number in rows]
    made = do(session, "purchase.receive", STOREKEEPER, purchase=order.id, **more)
    assert isinstance(made, Shipment)
    return made


def billed(session: Session, order: Order, *rows: tuple[Product, float | str, float | str], **more: Any) -> Invoice:
    """A draft of a bill of an order: all that is not billed, or (product, units, price)."""
    if rows:
        more["lines"] = [
            {"product": one.id, "quantity": units(number), "price": units(price)} for one, number, price in rows
        ]
    made = do(session, "bill.create", BOOKKEEPER, purchase=order.id, **more)
    assert isinstance(made, Invoice)
    return made


def posted(session: Session, bill: Invoice, **more: Any) -> Invoice:
    do(session, "bill.post", BOOKKEEPER, document=bill.id, **more)
    return bill


def whole(session: Session, seller: Party, *rows: tuple[Product, float | str, float | str], **more: Any) -> Invoice:
    """Ordered, received and billed as ordered, posted."""
    order = ordered(session, seller, *rows, **more)
    arrived(session, order)
    return posted(session, billed(session, order))


def turnover(session: Session, use: str) -> tuple[int, int]:
    """Debits and credits on the account of a use, both above nought."""
    debit = func.coalesce(func.sum(case((Line.amount > 0, Line.amount), else_=0)), 0)
    credit = func.coalesce(func.sum(case((Line.amount < 0, -Line.amount), else_=0)), 0)
    wanted = select(debit, credit).join(Entry).where(Entry.state == "posted")
    found = session.execute(wanted.where(Line.account_id == account(session, use).id)).one()
    return int(found[0]), int(found[1])


def balance(session: Session, use: str) -> int:
    """What stands on the account of a use, debit above nought."""
    debit, credit = turnover(session, use)
    return debit - credit


def settings(session: Session, **values: Any) -> None:
    """Change settings of the trial."""
    found = trial(session)
    found.settings = {**found.settings, **values}


def bolt(session: Session, cost: float | Decimal = 4, **columns: Any) -> Product:
    return product(session, columns.pop("code", "bolt"), cost=units(float(cost)), **columns)


def smith(session: Session, **columns: Any) -> Party:
    return supplier(session, columns.pop("code", "smith"), **columns)

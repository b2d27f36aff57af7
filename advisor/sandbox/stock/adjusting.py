"""Changes of stock without an order: what is there at the start, what is thrown away, what is worth less."""

from __future__ import annotations

import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import worth
from advisor.sandbox.core.master import price
from advisor.sandbox.core.quantities import parts, shown
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock import moves
from advisor.sandbox.stock.moves import Cause, Goods
from advisor.sandbox.stock.rows import goods, location


def opening(
    session: Session,
    by: Actor,
    *,
    product: int,
    location: int,
    quantity: Decimal,
    cost: Decimal,
    on: datetime.date | None = None,
) -> Product:
    """Goods that were there before the books began, at `cost` for one unit, against the opening balances."""
    row = goods(session, [product])[product]
    entered = parts(row, quantity)
    value = worth(row, entered, price(cost, clock.trial(session).currency))
    source, target = moves.place(session, "lost"), _warehouse(session, location)
    one = Goods(row, entered, source, target, value, counter="opening")
    moves.move(session, [one], _cause(session, row, on))
    _record(session, by, row, "opening", quantity=shown(row, entered), location=target.name)
    return row


def scrap(
    session: Session,
    by: Actor,
    *,
    product: int,
    location: int,
    quantity: Decimal,
    reason: str,
    on: datetime.date | None = None,
) -> Product:
    """Goods that are thrown away; their value is booked as a loss."""
    if not reason.strip():
        raise Refusal("Say why it is thrown away, so that it can be prevented.", field="reason")
    row = goods(session, [product])[product]
    entered = parts(row, quantity)
    source = _warehouse(session, location)
    moves.move(session, [Goods(row, entered, source, moves.place(session, "lost"))], _cause(session, row, on))
    _record(session, by, row, "scrap", quantity=shown(row, entered), location=source.name, reason=reason.strip())
    return row


def revalue(session: Session, by: Actor, *, product: int, cost: Decimal, on: datetime.date | None = None) -> Product:
    """Everything that is there of a product is worth `cost` for one unit; a standard cost changes with it."""
    row = goods(session, [product])[product]
    new = price(cost, clock.trial(session).currency)
    old = row.cost
    if row.valuation == "standard":
        row.cost = new
    moves.revalue(session, row, new, _cause(session, row, on))
    _record(session, by, row, "revalue", old=old, new=new)
    return row


_warehouse = location  # the parameter of the verbs has the same name


def _cause(session: Session, product: Product, on: datetime.date | None) -> Cause:
    return Cause("product", product.id, product.code, on or clock.today(session))


def _record(session: Session, by: Actor, product: Product, what: str, **values: str | int) -> None:
    events.record(session, by, "product", product.id, what, values)


VERBS = (
    ("stock.opening", opening, "erp-inventory", ("accounting", "warehouse"), "product"),
    ("stock.scrap", scrap, "erp-inventory", ("warehouse", "production"), "product"),
    ("stock.revalue", revalue, "erp-inventory", ("accounting",), "product"),
)

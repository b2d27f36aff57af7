"""Short ways to goods in a warehouse, and the sums that hold after every test."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Product
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import Entry, Line
from advisor.sandbox.stock.moves import locations
from advisor.sandbox.stock.tables import Balance, Layer, Location, Move
from advisor.sandbox.stock.verify import check_stock
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOOKKEEPER, STOREKEEPER, do, units

Number = str | int | float


def place(session: Session, code: str = "WH") -> Location:
    return locations(session)[code]


def put_in(session: Session, product: Product, quantity: Number, cost: Number, at: str = "WH", **more: Any) -> Move:
    """Goods come in at `cost` for one unit."""
    where = place(session, at).id
    do(
        session,
        "stock.opening",
        BOOKKEEPER,
        product=product.id,
        location=where,
        quantity=units(quantity),
        cost=units(cost),
        **more,
    )
    return last_move(session)


def take_out(session: Session, product: Product, quantity: Number, at: str = "WH", **more: Any) -> Move:
    """Goods leave at what they are worth."""
    where = place(session, at).id
    do(
        session,
        "stock.scrap",
        STOREKEEPER,
        product=product.id,
        location=where,
        quantity=units(quantity),
        reason="broken",
        **more,
    )
    return last_move(session)


def last_move(session: Session) -> Move:
    return session.scalars(select(Move).order_by(Move.id.desc()).limit(1)).one()


def balance(session: Session, product: Product, at: str = "WH") -> Balance:
    found = session.get(Balance, (product.id, place(session, at).id), populate_existing=True)
    return found or Balance(product_id=product.id, location_id=0, quantity=0, reserved=0, value=0)


def held(session: Session, product: Product, at: str = "WH") -> tuple[int, int]:
    """Quantity and value in a warehouse."""
    found = balance(session, product, at)
    return found.quantity, found.value


def unit_cost(session: Session, product: Product, at: str = "WH") -> Decimal:
    """Of what is in a warehouse, in currency units, rounded to cents."""
    quantity, value = held(session, product, at)
    return (Decimal(value) / quantity * 10**product.places / 100).quantize(Decimal("0.01"))


def layers(session: Session, product: Product, at: str = "WH") -> list[tuple[int, int]]:
    """(quantity, value) of what is left of receipts, the oldest first."""
    wanted = select(Layer).where(Layer.product_id == product.id, Layer.location_id == place(session, at).id)
    found = session.scalars(wanted.order_by(Layer.on, Layer.id).execution_options(populate_existing=True))
    return [(one.quantity, one.value) for one in found if one.quantity]


def booked(session: Session, use: str, product: Product | None = None) -> int:
    """What stands on the account of a use, of one product or of all."""
    wanted = select(func.coalesce(func.sum(Line.amount), 0)).join(Entry).where(Entry.state == "posted")
    if product is not None:
        wanted = wanted.where(Line.product_id == product.id)
    return int(session.scalar(wanted.where(Line.account_id == account(session, use).id)) or 0)


def sound(session: Session) -> None:
    assert [str(finding) for finding in check_stock(session)] == []


def day(number: int) -> datetime.date:
    return DAY + datetime.timedelta(days=number)

"""What stock is worth on a day, by product and warehouse, beside what the ledger says."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Product
from advisor.sandbox.insight import sums
from advisor.sandbox.insight.spans import Span
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import Entry, Line
from advisor.sandbox.stock.tables import Location, Move


@dataclass(frozen=True)
class Held:
    """Goods in a warehouse: quantity in parts of the product's unit, value in the smallest unit of the currency."""

    product: Product
    location: Location
    quantity: int
    value: int


@dataclass(frozen=True)
class Valuation:
    """`ledger` is what stands on the account of stock by product; None for lines that name no product."""

    on: datetime.date
    held: tuple[Held, ...]
    ledger: dict[int | None, int]

    @property
    def total(self) -> int:
        return sum(one.value for one in self.held)

    @property
    def in_ledger(self) -> int:
        return sum(self.ledger.values())

    @property
    def differences(self) -> dict[int | None, int]:
        """Products whose goods are not worth what the ledger says, with the difference; empty in sound books."""
        values: dict[int | None, int] = {key: -amount for key, amount in self.ledger.items()}
        for one in self.held:
            values[one.product.id] = values.get(one.product.id, 0) + one.value
        return {key: rest for key, rest in values.items() if rest}


def valuation(session: Session, on: datetime.date) -> Valuation:
    """As it was at the end of a day, added up from moves."""
    moves = union_all(
        select(Move.product_id, Move.target_id.label("place"), Move.quantity, Move.value).where(Move.on <= on),
        select(Move.product_id, Move.source_id, -Move.quantity, -Move.value).where(Move.on <= on),
    ).subquery()
    quantity, value = func.sum(moves.c.quantity), func.sum(moves.c.value)
    wanted = (
        select(Product, Location, quantity, value)
        .select_from(moves)
        .join(Product, Product.id == moves.c.product_id)
        .join(Location, Location.id == moves.c.place)
        .where(Location.kind == "warehouse")
        .group_by(Product.id, Location.id)
        .having((quantity != 0) | (value != 0))
        .order_by(Product.code, Location.code)
    )
    held = tuple(Held(product, place, int(many), int(worth)) for product, place, many, worth in session.execute(wanted))
    return Valuation(on, held, _ledger(session, on))


def _ledger(session: Session, on: datetime.date) -> dict[int | None, int]:
    wanted = (
        select(Line.product_id, func.sum(Line.amount))
        .join(Entry, Line.entry_id == Entry.id)
        .where(Line.account_id == account(session, "stock").id, Entry.state == "posted", Entry.on <= on)
        .where(Entry.company_id == 1)
        .group_by(Line.product_id)
    )
    return {product: int(amount) for product, amount in session.execute(wanted)}


def days_of_stock(session: Session, on: datetime.date, window: int = 90) -> float | None:
    """For how many days stock lasts when as much is used each day as in the window before: sold goods and what went
    into production. None when nothing was used."""
    span = Span(on - datetime.timedelta(days=window - 1), on)
    used = (
        select(func.coalesce(func.sum(Move.value), 0))
        .join(Location, Move.target_id == Location.id)
        .where(Location.kind.in_(("customer", "production")), Move.on.between(span.first, span.last))
    )
    value = int(session.scalar(used) or 0)
    return sums.of_uses(session, ("stock",), on) * window / value if value else None

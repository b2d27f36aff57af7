"""What goods are worth: moving average, first in first out, or a standard cost; values are kept, unit costs derived.

A batch that empties a place takes the whole rest of its value, so quantity nought means value nought.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.amounts import rounded, worth
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock.tables import Balance, Layer


@dataclass(frozen=True)
class Piece:
    """A part of what goes out: of a FIFO product one for each receipt it was taken from."""

    quantity: int
    value: int
    on: datetime.date


def take(session: Session, product: Product, balance: Balance, quantity: int) -> list[Piece]:
    """What `quantity` that leaves `balance` is worth; layers of FIFO are used up, the balance itself is not changed."""
    assert 0 < quantity <= balance.quantity
    if product.valuation == "fifo":
        return _from_layers(session, balance, quantity)
    on = balance.last or datetime.date.min
    if quantity == balance.quantity:
        return [Piece(quantity, balance.value, on)]
    if product.valuation == "standard":
        return [Piece(quantity, min(worth(product, quantity, product.cost), balance.value), on)]
    return [Piece(quantity, rounded(balance.value * quantity, balance.quantity), on)]


def _from_layers(session: Session, balance: Balance, quantity: int) -> list[Piece]:
    wanted = select(Layer).where(
        Layer.product_id == balance.product_id, Layer.location_id == balance.location_id, Layer.quantity > 0
    )
    pieces: list[Piece] = []
    for layer in session.scalars(wanted.order_by(Layer.on, Layer.id)):
        taken = min(quantity, layer.quantity)
        value = layer.value if taken == layer.quantity else rounded(layer.value * taken, layer.quantity)
        layer.quantity -= taken
        layer.value -= value
        pieces.append(Piece(taken, value, layer.on))
        quantity -= taken
        if not quantity:
            break
    assert not quantity, "the layers hold less than the balance"
    return pieces


def put(session: Session, product: Product, balance: Balance, pieces: list[Piece]) -> None:
    """Goods that enter a place get layers of their own where the product is valued first in first out."""
    if product.valuation == "fifo":
        session.add_all(
            Layer(
                product_id=product.id,
                location_id=balance.location_id,
                on=piece.on,
                quantity=piece.quantity,
                value=piece.value,
            )
            for piece in pieces
        )

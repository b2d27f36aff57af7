"""What goods are worth: moving average, first in first out, or a standard cost; values are kept, unit costs derived.

A batch that empties a place takes the whole rest of its value, so quantity nought means value nought.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.amounts import rounded, shares, worth
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock.tables import Balance, Layer


@dataclass(frozen=True)
class Piece:
    """A part of what goes out: of a FIFO product one for each receipt it was taken from."""

    quantity: int
    value: int
    on: datetime.date


def take(
    session: Session, product: Product, balance: Balance, quantity: int, original: int | None = None
) -> list[Piece]:
    """What `quantity` that leaves `balance` is worth; layers of FIFO are used up, the balance itself is not changed.

    Goods that go back to where they came from have an `original` value. FIFO takes the receipt of that unit cost first,
    an average gives that value unless nothing would be left for what stays.
    """
    assert 0 < quantity <= balance.quantity
    if product.valuation == "fifo":
        return _from_layers(session, balance, quantity, original)
    on = balance.last or datetime.date.min
    if quantity == balance.quantity:
        return [Piece(quantity, balance.value, on)]
    if product.valuation == "standard":
        return [Piece(quantity, min(worth(product, quantity, product.cost), balance.value), on)]
    if original is not None and original < balance.value:
        return [Piece(quantity, original, on)]
    return [Piece(quantity, rounded(balance.value * quantity, balance.quantity), on)]


def _from_layers(session: Session, balance: Balance, quantity: int, original: int | None) -> list[Piece]:
    wanted = select(Layer).where(
        Layer.product_id == balance.product_id, Layer.location_id == balance.location_id, Layer.quantity > 0
    )
    found = session.scalars(wanted.order_by(Layer.on, Layer.id).execution_options(populate_existing=True)).all()
    if original is not None:  # stable: the others stay in the order of their days
        asked = original, quantity
        found = sorted(found, key=lambda one: rounded(one.value * asked[1], one.quantity) != asked[0])
    pieces: list[Piece] = []
    for layer in found:
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


def restate(session: Session, product: Product, balance: Balance, value: int) -> None:
    """What is there is worth `value` from now on; layers share it by their quantities."""
    balance.value = value
    if product.valuation != "fifo":
        return
    wanted = select(Layer).where(
        Layer.product_id == balance.product_id, Layer.location_id == balance.location_id, Layer.quantity > 0
    )
    layers = session.scalars(wanted.order_by(Layer.on, Layer.id).execution_options(populate_existing=True)).all()
    for layer, share in zip(layers, shares(value, [one.quantity for one in layers]), strict=True):
        layer.value = share


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

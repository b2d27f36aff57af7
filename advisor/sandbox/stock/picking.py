"""What is to be fetched for documents, in the order in which a person walks along the shelves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock import moves, shelves
from advisor.sandbox.stock.tables import Balance, Location, Reservation


@dataclass(frozen=True)
class Pick:
    """`quantity` in parts of the product's unit; `shelf` is None where the goods stand on none; `number` is that of the
    document or order they are for."""

    warehouse: Location
    shelf: Location | None
    product: Product
    quantity: int
    kind: str
    document: int
    number: str


def picks(session: Session, documents: Collection[tuple[str, int]] | None = None) -> list[Pick]:
    """What is reserved for the documents (kind, id), or for all, ordered by warehouse, shelf and product."""
    held = session.scalars(select(Reservation).order_by(Reservation.id)).all()
    keys = sorted({(one.product_id, one.location_id) for one in held})
    products = {one.id: one for one in session.scalars(select(Product).where(Product.id.in_({p for p, _ in keys})))}
    places = {one.id: one for one in moves.locations(session).values()}
    stacks = shelves.shelved(session, places.values(), keys) if keys else {}
    there = {(one.product_id, one.location_id): one.quantity for one in session.scalars(select(Balance))}
    found: list[Pick] = []
    for key in keys:
        rows = stacks.get(key, {})
        loose = there[key] - sum(row.quantity for row in rows.values())
        stack: shelves.Stack = [*((shelf, row.quantity) for shelf, row in rows.items()), (None, loose)]
        ours = [one for one in held if (one.product_id, one.location_id) == key]
        spread = shelves.spread(stack, [(one.id, one.quantity) for one in ours])
        found += [
            Pick(places[key[1]], places.get(shelf or 0), products[key[0]], quantity, one.kind, one.document, one.number)
            for one in ours
            if documents is None or (one.kind, one.document) in documents
            for shelf, quantity in spread[one.id]
        ]
    return sorted(found, key=_walk)


def _walk(pick: Pick) -> tuple[int, bool, str, str, str]:
    shelf = pick.shelf
    return (pick.warehouse.id, shelf is None, shelf.code if shelf else "", pick.product.code, pick.number)

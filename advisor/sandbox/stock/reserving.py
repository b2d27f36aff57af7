"""Reservations: goods held for a document. Of two who want the last one, one gets it and the other is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock.moves import lock, short
from advisor.sandbox.stock.tables import Location, Reservation


@dataclass(frozen=True)
class Want:
    product: Product
    quantity: int
    location: Location


def reserve(session: Session, wants: Sequence[Want], kind: str, document: int, number: str) -> None:
    """Hold goods for a document, all or none. Raises Short."""
    balances = lock(session, [(want.product.id, want.location.id) for want in wants])
    for want in wants:
        balance = balances[want.product.id, want.location.id]
        if want.quantity > balance.quantity - balance.reserved:
            raise short(session, want.product, balance, want.quantity)
        balance.reserved += want.quantity
        session.add(
            Reservation(
                product_id=want.product.id,
                location_id=want.location.id,
                quantity=want.quantity,
                kind=kind,
                document=document,
                number=number,
            )
        )
    session.flush()


def release(session: Session, kind: str, document: int) -> None:
    """Let go what is held for a document."""
    held = session.scalars(select(Reservation).where(Reservation.kind == kind, Reservation.document == document)).all()
    balances = lock(session, [(one.product_id, one.location_id) for one in held]) if held else {}
    for one in held:
        balances[one.product_id, one.location_id].reserved -= one.quantity
        session.delete(one)
    session.flush()

"""What orders make goods come and go: shipments that have not left and receipts that have not come."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.stock.levels import Flow, expected
from advisor.sandbox.trade.tables import Shipment, ShipmentLine

OPEN = ("waiting", "reserved", "packed")


@expected
def shipments(session: Session) -> Iterator[Flow]:
    """One flow for each line of an open shipment or receipt; returned goods go the other way."""
    wanted = (
        select(ShipmentLine.product_id, ShipmentLine.quantity, Shipment)
        .join(Shipment, ShipmentLine.shipment_id == Shipment.id)
        .where(Shipment.state.in_(OPEN), ShipmentLine.quantity > 0)
    )
    for product, quantity, one in session.execute(wanted):
        comes = (one.kind == "receipt") != one.back
        yield Flow(
            product,
            one.location_id,
            quantity if comes else -quantity,
            one.planned,
            one.kind,
            one.id,
            one.number or "",
        )

"""When goods can be delivered: from what is free, from what comes in, or after the time it takes to get them.

Goods that earlier orders wait for count as gone, whether they are reserved or not. What comes in is what the packages
say that they expect (`stock.levels`).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import today
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.stock.levels import Flow, flows
from advisor.sandbox.stock.tables import Balance
from advisor.sandbox.trade.tables import Shipment, ShipmentLine

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Want:
    """What is wanted of a product; `lead` are the days it takes to get more of it."""

    product: int
    quantity: int
    lead: int


@dataclass(frozen=True)
class Promise:
    """`free` is what can be had at once, nought or more; `on` the first day on which all of it can be had."""

    free: int
    on: datetime.date


@dataclass
class Supply:
    """What is free now by product (below nought when more is waited for), and what comes in."""

    day: datetime.date
    free: dict[int, int]
    coming: dict[int, list[Flow]] = field(default_factory=dict)

    def promise(self, want: Want) -> Promise:
        """Set aside what is wanted and say when it is there."""
        free = self.free.get(want.product, 0)
        self.free[want.product] = free - want.quantity
        if free >= want.quantity:
            return Promise(want.quantity, self.day)
        missing = want.quantity - free
        for one in self.coming.get(want.product, ()):
            missing -= one.quantity
            if missing <= 0:
                return Promise(max(free, 0), max(one.on, self.day + DAY))
        return Promise(max(free, 0), self.day + datetime.timedelta(days=max(want.lead, 1)))


def promises(session: Session, wants: Sequence[Want], location: int) -> list[Promise]:
    """One promise for each want, earlier ones served first. It looks for what comes in only when stock is short."""
    products = sorted({want.product for want in wants})
    supply = Supply(today(session), free(session, products, location))
    if any(supply.free.get(product, 0) < total for product, total in _totals(wants).items()):
        for flow in flows(session, products):
            if flow.quantity > 0 and flow.location == location:
                supply.coming.setdefault(flow.product, []).append(flow)
    return [supply.promise(want) for want in wants]


def _totals(wants: Sequence[Want]) -> dict[int, int]:
    found: dict[int, int] = {}
    for want in wants:
        found[want.product] = found.get(want.product, 0) + want.quantity
    return found


def free(session: Session, products: Sequence[int], location: int) -> dict[int, int]:
    """What is neither reserved nor waited for by a shipment, by product; below nought when more is waited for."""
    held = select(Balance.product_id, (Balance.quantity - Balance.reserved).label("free")).where(
        Balance.product_id.in_(products), Balance.location_id == location
    )
    waited = (
        select(ShipmentLine.product_id, (-ShipmentLine.quantity).label("free"))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(
            Shipment.kind == "shipment",
            Shipment.state == "waiting",
            Shipment.location_id == location,
            ShipmentLine.product_id.in_(products),
        )
    )
    rows = union_all(held, waited).subquery()
    found = session.execute(select(rows.c.product_id, func.sum(rows.c.free)).group_by(rows.c.product_id))
    return {product: int(quantity) for product, quantity in found}


def lead(product: Product, supplier: Party | None = None) -> int:
    """Days until more of a product is there: its own lead time, else that of its supplier."""
    return product.lead_days or (supplier.lead_days if supplier is not None else 0)

"""Alerts about goods and capacity: what will be short, late, full or broken."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from advisor.sandbox.core.quantities import shown
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.insight import load, projection
from advisor.sandbox.insight.alert import Alert, Rule
from advisor.sandbox.insight.spans import DAY, WEEK
from advisor.sandbox.plan.tables import Inspection, Maintenance, WorkCentre
from advisor.sandbox.stock.levels import Flow, flows
from advisor.sandbox.stock.tables import Balance
from advisor.sandbox.trade.tables import Order, Shipment


@dataclass(frozen=True)
class Ahead:
    """Stock ahead by product and place."""

    on_hand: dict[tuple[int, int], int]
    flows: dict[tuple[int, int], list[Flow]]
    products: dict[int, Product]


def _ahead(session: Session) -> Ahead:
    by_place: dict[tuple[int, int], list[Flow]] = defaultdict(list)
    for flow in flows(session):
        by_place[flow.product, flow.location].append(flow)
    there = {(one.product_id, one.location_id): one.quantity for one in session.scalars(select(Balance))}
    wanted = select(Product).where(Product.id.in_({product for product, _ in by_place}))
    return Ahead(there, by_place, {one.id: one for one in session.scalars(wanted)})


def stock_out(session: Session, day: datetime.date) -> Iterator[Alert]:
    """Goods that will not be there when an order needs them, and when they must be ordered to be there in time."""
    ahead = _ahead(session)
    found = {
        key: short
        for key, coming in ahead.flows.items()
        if (short := projection.first_shortage(ahead.on_hand.get(key, 0), coming, day)) is not None
    }
    orders = _orders(session, {one.flow.document for one in found.values() if one.flow.kind == "shipment"})
    suppliers = _lead_days(session)
    for (product_id, _), short in found.items():
        product = ahead.products[product_id]
        number, party = orders.get(short.flow.document, (short.flow.number, None))
        if short.flow.kind != "shipment":
            number, party = short.flow.number, None
        lead = product.lead_days or suppliers.get(product.supplier_id or 0, 0)
        yield Alert(
            "stock_out",
            "production" if product.source == "make" else "purchasing",
            3,
            short.flow.kind,
            short.flow.document,
            party,
            max(short.on, day),
            {
                "product": product.name,
                "missing": shown(product, short.missing),
                "unit": product.unit,
                "number": number,
                "day": max(short.on, day).isoformat(),
                "latest": max(short.on - lead * DAY, day).isoformat(),
                "quantity": short.missing,
                "source": product.source,
            },
            "plan.run" if product.source == "make" else "requisition.create",
            product.id,
        )


def late_purchase(session: Session, day: datetime.date) -> Iterator[Alert]:
    """Receipts that should have come and without which a sale cannot leave."""
    ahead = _ahead(session)
    found = [
        (waited, short)
        for key, coming in ahead.flows.items()
        for waited in projection.late(coming, day)
        if waited.kind == "receipt"
        and (short := projection.delayed_by(ahead.on_hand.get(key, 0), coming, waited, day)) is not None
    ]
    orders = _orders(session, {flow.document for pair in found for flow in (pair[0], pair[1].flow)})
    names = {one.id: one.name for one in session.scalars(select(Party).where(Party.supplier))} if found else {}
    for waited, short in found:
        number, supplier = orders.get(waited.document, (waited.number, None))
        delayed = orders.get(short.flow.document, (short.flow.number, None))[0]
        values: dict[str, str | int] = {
            "product": ahead.products[waited.product].name,
            "purchase": number,
            "supplier": names.get(supplier or 0, ""),
            "days": (day - waited.on).days,
            "since": waited.on.isoformat(),
            "number": delayed if short.flow.kind == "shipment" else short.flow.number,
            "day": max(short.on, day).isoformat(),
        }
        yield Alert("late_purchase", "purchasing", 3, "receipt", waited.document, supplier, max(short.on, day), values)


def late_delivery(session: Session, day: datetime.date) -> Iterator[Alert]:
    """Shipments that should have left."""
    wanted = (
        select(Shipment)
        .where(Shipment.kind == "shipment", ~Shipment.back, Shipment.planned < day)
        .where(Shipment.state.in_(("waiting", "reserved", "packed")))
        .options(joinedload(Shipment.order).joinedload(Order.party))
        .order_by(Shipment.planned, Shipment.id)
    )
    for one in session.scalars(wanted):
        values: dict[str, str | int] = {
            "number": one.order.number or "",
            "party": one.order.party.name,
            "days": (day - one.planned).days,
            "since": one.planned.isoformat(),
            "state": one.state,
        }
        yield Alert("late_delivery", "warehouse", 2, "shipment", one.id, one.party_id, one.planned, values)


def capacity(session: Session, day: datetime.date) -> Iterator[Alert]:
    """Work centres that have more to do in a week than they can."""
    for one in load.ahead(session, day):
        if load.share(one) > 1:
            values: dict[str, str | int] = {
                "centre": one.centre.name,
                "percent": int(load.share(one) * 100),
                "hours": -(-(one.taken - one.capacity) // 60),
                "day": one.first.isoformat(),
            }
            about = one.first.toordinal()
            yield Alert("capacity", "production", 2, "work_centre", one.centre.id, on=one.first, values=values,
                        next="capacity.schedule", about=about)  # fmt: skip


def inspection(session: Session, day: datetime.date) -> Iterator[Alert]:
    """Checks that failed while nobody has said what becomes of the goods."""
    wanted = (
        select(Inspection, Product.name)
        .join(Product, Inspection.product_id == Product.id)
        .where(Inspection.state == "failed", Inspection.decision.in_(("", "block")))
        .order_by(Inspection.id)
    )
    for one, name in session.execute(wanted):
        values = {"product": name, "number": one.number or "", "finding": one.finding}
        yield Alert("inspection", "production", 3, "inspection", one.id, on=one.on, values=values)


def maintenance(session: Session, day: datetime.date) -> Iterator[Alert]:
    """Maintenance that is due within a week, or was."""
    wanted = (
        select(Maintenance, WorkCentre.name)
        .join(WorkCentre, Maintenance.centre_id == WorkCentre.id)
        .where(Maintenance.state == "planned", Maintenance.on <= day + WEEK)
        .order_by(Maintenance.on, Maintenance.id)
    )
    for one, centre in session.execute(wanted):
        values = {"name": one.name, "centre": centre, "day": one.on.isoformat()}
        weight = 2 if one.on < day else 1
        yield Alert("maintenance", "production", weight, "maintenance", one.id, on=one.on, values=values)


def _orders(session: Session, shipments: Collection[int]) -> dict[int, tuple[str, int | None]]:
    """Number and party of the orders behind shipments and receipts."""
    wanted = select(Shipment.id, Order.number, Order.party_id).join(Order).where(Shipment.id.in_(shipments))
    return {shipment: (number or "", party) for shipment, number, party in session.execute(wanted)}


def _lead_days(session: Session) -> dict[int, int]:
    return {one.id: one.lead_days for one in session.scalars(select(Party).where(Party.supplier))}


RULES = (
    Rule("stock_out", ("erp-inventory",), stock_out),
    Rule("late_purchase", ("erp-procurement",), late_purchase),
    Rule("late_delivery", ("erp-warehouse",), late_delivery),
    Rule("capacity", ("erp-capacity",), capacity),
    Rule("inspection", ("erp-quality",), inspection),
    Rule("maintenance", ("erp-maintenance",), maintenance),
)

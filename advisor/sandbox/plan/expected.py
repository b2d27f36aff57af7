"""What production makes goods come and go: work orders that are not done, and what they still take from stock."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.plan.boms import boms, needs
from advisor.sandbox.plan.tables import WorkOrder
from advisor.sandbox.stock.levels import Flow, expected
from advisor.sandbox.stock.tables import Reservation


@expected
def work_orders(session: Session) -> Iterator[Flow]:
    """Outputs that are not stored yet; inputs by the bill of materials of planned orders, by what is held for released
    ones. What is in work has left stock already."""
    states = ("planned", "released", "running")
    orders = {one.id: one for one in session.scalars(select(WorkOrder).where(WorkOrder.state.in_(states)))}
    planned = [one for one in orders.values() if one.state == "planned"]
    known = boms(session) if planned else {}
    for one in orders.values():
        rest = one.quantity - one.stored - one.scrapped
        if rest > 0:
            yield _flow(one, one.product_id, rest)
    for one in planned:
        for product, quantity in needs(known[one.product_id], one.quantity) if one.product_id in known else ():
            yield _flow(one, product, -quantity)
    if any(one.state == "released" for one in orders.values()):
        for held in session.scalars(select(Reservation).where(Reservation.kind == "work_order")):
            if held.document in orders:
                yield _flow(orders[held.document], held.product_id, -held.quantity)


def _flow(order: WorkOrder, product: int, quantity: int) -> Flow:
    day = order.due if quantity > 0 else order.start
    return Flow(product, order.location_id, quantity, day, "work_order", order.id, order.number or "")

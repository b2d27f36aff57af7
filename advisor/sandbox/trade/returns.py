"""Goods that come back from customers: into stock at the value they left with, and credited as far as invoiced."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.stock import rows
from advisor.sandbox.stock.moves import Cause, Goods, move, place
from advisor.sandbox.stock.tables import Move
from advisor.sandbox.trade import invoices
from advisor.sandbox.trade.shipments import Part, parts_of, with_lines
from advisor.sandbox.trade.tables import Order, Shipment, ShipmentLine


@dataclass
class _Out:
    """What of a line of the shipment is still with the customer, and what it was worth when it left."""

    quantity: int = 0
    value: int = 0


def give_back(
    session: Session,
    by: Actor,
    *,
    document: int,
    lines: list[Part] | None = None,
    on: datetime.date | None = None,
    reason: str = "",
) -> Shipment:
    """Goods of a shipment came back: all that is left of it, or the given quantities of its lines. They are not
    delivered again; what of them was invoiced gets a draft of a credit note.

    Raises Refusal for a shipment that has not left, and for more than is still with the customer.
    """
    origin: Shipment = states.load(session, "shipment", document, lock=True)
    if origin.state != "done" or origin.back:
        raise Refusal("Only a shipment that has left can come back.")
    order: Order = states.load(session, "sale", origin.order_id, lock=True)
    found = with_lines(session, origin)
    out = _outside(session, origin, found)
    coming = parts_of(found, lines, {line.id: out[line.order_line_id].quantity for line in found})
    if not any(coming.values()):
        raise Refusal("Nothing would come back. Enter a quantity for at least one line.", field="lines")
    day = on or clock.today(session)
    back = _back(session, origin, found, coming, day)
    _moved(session, back, origin, found, out)
    values = {"of": origin.number, "reason": reason.strip()[:200]}
    events.record(session, by, "shipment", back.id, "return", values, party=back.party_id)
    session.flush()
    invoices.credit_returned(session, by, order)
    return back


def _outside(session: Session, origin: Shipment, found: Sequence[ShipmentLine]) -> dict[int, _Out]:
    """By order line: what left with the shipment less what came back of it."""
    out = {line.order_line_id: _Out() for line in found}
    wanted = (
        select(Move, ShipmentLine.order_line_id, Shipment.back)
        .join(ShipmentLine, ShipmentLine.id == Move.line)
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(
            Move.cause_kind == "shipment",
            Move.cause == Shipment.id,
            (Shipment.id == origin.id) | (Shipment.origin_id == origin.id),
        )
    )
    for done, line, back in session.execute(wanted):
        one = out[line]
        one.quantity += -done.quantity if back else done.quantity
        one.value += -done.value if back else done.value
    return out


def _back(
    session: Session, origin: Shipment, found: Sequence[ShipmentLine], coming: dict[int, int], day: datetime.date
) -> Shipment:
    back = Shipment(
        kind="shipment",
        number=numbers.text("SH", numbers.draw(session, "shipment", clock.today(session))),
        state="done",
        back=True,
        party_id=origin.party_id,
        order_id=origin.order_id,
        origin_id=origin.id,
        location_id=origin.location_id,
        planned=day,
        done=day,
        lines=[
            ShipmentLine(order_line_id=line.order_line_id, product_id=line.product_id, quantity=coming[line.id])
            for line in found
            if coming[line.id]
        ],
    )
    session.add(back)
    session.flush()
    return back


def _moved(
    session: Session, back: Shipment, origin: Shipment, found: Sequence[ShipmentLine], out: dict[int, _Out]
) -> None:
    """Move the goods in at the value with which they left; the last part of a line takes the rest of its value."""
    by_order_line = {line.order_line_id: line for line in found}
    inside, outside = rows.location(session, back.location_id), place(session, "customer")
    goods, values = [], []
    for line in back.lines:
        left, product = out[line.order_line_id], by_order_line[line.order_line_id].product
        value = rounded(left.value * line.quantity, left.quantity)
        goods.append(Goods(product, line.quantity, outside, inside, value, line.id, origin.order.project_id))
        values.append(value)
    assert back.done is not None
    move(session, goods, Cause("shipment", back.id, back.number or "", back.done))
    for line, value in zip(back.lines, values, strict=True):
        ordered = by_order_line[line.order_line_id].order_line
        ordered.moved -= line.quantity
        ordered.moved_value -= value
        ordered.dropped += line.quantity


VERBS = (("shipment.return", give_back, "erp-warehouse", ("warehouse", "sales"), "shipment"),)

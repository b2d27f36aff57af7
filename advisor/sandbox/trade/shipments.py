"""Shipments to customers: planned when an order is confirmed, reserved, packed, shipped in one or several parts, and
what comes back."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.quantities import parts, shown
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect, guard
from advisor.sandbox.stock import rows
from advisor.sandbox.stock.moves import Cause, Goods, move, place
from advisor.sandbox.stock.reserving import Want, release, reserve
from advisor.sandbox.stock.tables import Location
from advisor.sandbox.trade import inspecting, progress
from advisor.sandbox.trade.tables import Order, OrderLine, Shipment, ShipmentLine

states.MODELS |= {"shipment": Shipment}
states.LOADS |= {"shipment": (joinedload(Shipment.order), joinedload(Shipment.location))}

OPEN = ("waiting", "reserved", "packed")


class Part(BaseModel):
    """How much of a line of the shipment, in units; nought is none of it."""

    model_config = ConfigDict(extra="forbid")
    line: int
    quantity: Decimal = Field(default=Decimal(0), ge=0)


def plan(
    session: Session,
    by: Actor,
    order: Order,
    wanted: Sequence[tuple[OrderLine, int]],
    planned: datetime.date | None = None,
) -> Shipment:
    """A shipment that waits for quantities of order lines; their products must have been read along."""
    today = clock.today(session)
    shipment = Shipment(
        kind="shipment",
        number=numbers.text("SH", numbers.draw(session, "shipment", today)),
        party_id=order.party_id,
        order_id=order.id,
        location_id=order.location_id,
        planned=planned or order.promised or today,
        lines=[
            ShipmentLine(order_line_id=line.id, product_id=line.product_id, quantity=quantity)
            for line, quantity in wanted
        ],
    )
    session.add(shipment)
    session.flush()
    events.record(session, by, "shipment", shipment.id, "create", {"order": order.number}, party=order.party_id)
    inspected = [line.product_id for line, _ in wanted if line.product.inspect]
    if inspected:
        inspecting.ask(session, by, "shipment", shipment.id, inspected)
    return shipment


def create(session: Session, by: Actor, *, order: int, planned: datetime.date | None = None) -> Shipment:
    """Another shipment of an order, for what no shipment is planned yet. Raises Refusal when nothing is left."""
    found: Order = states.load(session, "sale", order, lock=True)
    if found.state != "confirmed":
        raise Refusal("Only a confirmed order is shipped. Confirm it first.", field="order")
    waiting = select(ShipmentLine).join(Shipment).where(Shipment.order_id == order, Shipment.state.in_(OPEN))
    planned_by_line: dict[int, int] = {}
    for line in session.scalars(waiting):
        planned_by_line[line.order_line_id] = planned_by_line.get(line.order_line_id, 0) + line.quantity
    left_over = [
        (line, left)
        for line in progress.goods(found.lines)
        if (left := progress.to_deliver(line) - planned_by_line.get(line.id, 0)) > 0
    ]
    if not left_over:
        raise Refusal("A shipment is planned for all of {number} already.", values={"number": found.number or ""})
    return plan(session, by, found, left_over, planned)


def track(
    session: Session,
    by: Actor,
    *,
    document: int,
    carrier: str = "",
    tracking: str = "",
    planned: datetime.date | None = None,
) -> Shipment:
    """Who carries it, under which number, and the day it is planned for as long as it has not left."""
    shipment: Shipment = states.load(session, "shipment", document, lock=True)
    if planned is not None and planned != shipment.planned and shipment.state not in OPEN:
        raise Refusal("It has left already; its day cannot be planned any more.", field="planned")
    _carried(shipment, carrier, tracking)
    shipment.planned = planned or shipment.planned
    kept = {"carrier": shipment.carrier, "tracking": shipment.tracking, "planned": shipment.planned.isoformat()}
    events.record(session, by, "shipment", shipment.id, "track", kept, party=shipment.party_id)
    return shipment


def _carried(shipment: Shipment, carrier: str, tracking: str) -> None:
    shipment.carrier = carrier.strip()[:80] or shipment.carrier
    shipment.tracking = tracking.strip()[:80] or shipment.tracking


@effect("shipment.reserve")
def hold(session: Session, shipment: Shipment, by: Actor) -> None:
    """All of it or nothing is reserved."""
    wanted = select(ShipmentLine).where(ShipmentLine.shipment_id == shipment.id).order_by(ShipmentLine.id)
    found = session.scalars(wanted.options(joinedload(ShipmentLine.product, innerjoin=True))).all()
    where = shipment.location
    numbered = shipment.order.number or shipment.number or ""
    reserve(session, [Want(one.product, one.quantity, where) for one in found], "shipment", shipment.id, numbered)


@effect("shipment.release")
def let_go(session: Session, shipment: Shipment, by: Actor) -> None:
    release(session, "shipment", shipment.id)


@guard("inspected", "shipment")
def may_leave(session: Session, shipment: Shipment) -> None:
    inspecting.check(session, "shipment", shipment.id)


@effect("shipment.pack")
def pack(session: Session, shipment: Shipment, by: Actor, *, carrier: str = "", tracking: str = "") -> None:
    _carried(shipment, carrier, tracking)


@effect("shipment.cancel")
def cancel(session: Session, shipment: Shipment, by: Actor) -> None:
    """What it would have delivered can be planned again, or the order shortened."""
    release(session, "shipment", shipment.id)


@effect("shipment.ship")
def ship(
    session: Session,
    shipment: Shipment,
    by: Actor,
    *,
    lines: list[Part] | None = None,
    on: datetime.date | None = None,
    carrier: str = "",
    tracking: str = "",
) -> None:
    """Goods leave, all or the given quantities of the lines; what stays behind waits in a new shipment."""
    found = with_lines(session, shipment)
    leaving = parts_of(found, lines, {line.id: line.quantity for line in found})
    if not any(leaving.values()):
        raise Refusal("Nothing would leave. Enter a quantity for at least one line.", field="lines")
    _within_order(found, leaving)
    _leave_behind(session, by, shipment, found, leaving)
    going = [line for line in found if leaving[line.id]]
    day = on or clock.today(session)
    inside, outside = rows.location(session, shipment.location_id), place(session, "customer")
    goods = [_goods(shipment, line, leaving[line.id], inside, outside) for line in going]
    cause = Cause("shipment", shipment.id, shipment.number or "", day)
    for line, done in zip(going, move(session, goods, cause), strict=True):
        line.order_line.moved += line.quantity
        line.order_line.moved_value += done.value
    shipment.done = day
    _carried(shipment, carrier, tracking)


def _goods(
    shipment: Shipment, line: ShipmentLine, quantity: int, source: Location, target: Location, value: int | None = None
) -> Goods:
    return Goods(line.product, quantity, source, target, value, line.id, shipment.order.project_id)


def with_lines(session: Session, shipment: Shipment) -> list[ShipmentLine]:
    """Lines with order lines and products; the order lines are locked until the transaction ends."""
    wanted = (
        select(ShipmentLine)
        .join(ShipmentLine.order_line)
        .join(ShipmentLine.product)
        .where(ShipmentLine.shipment_id == shipment.id)
        .options(contains_eager(ShipmentLine.order_line), contains_eager(ShipmentLine.product))
        .order_by(OrderLine.id)
        .with_for_update(of=OrderLine)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(wanted))


def parts_of(found: Sequence[ShipmentLine], lines: Sequence[Part] | None, most: Mapping[int, int]) -> dict[int, int]:
    """The quantity of each line, at most that in `most`; without `lines` all of that. Raises NotFound or Refusal."""
    if not lines:
        return dict(most)
    known = {line.id: line for line in found}
    wanted = {line.id: 0 for line in found}
    for part in lines:
        if part.line not in known:
            raise NotFound("There is no such line here. Load the page again.", field="lines")
        wanted[part.line] += parts(known[part.line].product, part.quantity, least=0)
    for line in found:
        _at_most(line, wanted[line.id], most[line.id])
    return wanted


def _at_most(line: ShipmentLine, quantity: int, most: int) -> None:
    if quantity > most:
        raise Refusal(
            "{quantity} of {product} are more than the {most} that are left here. Enter a smaller quantity.",
            values={
                "quantity": shown(line.product, quantity),
                "product": line.product.name,
                "most": shown(line.product, most),
            },
            field="lines",
        )


def _within_order(found: Sequence[ShipmentLine], leaving: Mapping[int, int]) -> None:
    """Never more than was ordered, whatever shipments there are."""
    for line in found:
        _at_most(line, leaving[line.id], progress.to_deliver(line.order_line))


def _leave_behind(
    session: Session, by: Actor, shipment: Shipment, found: Sequence[ShipmentLine], leaving: Mapping[int, int]
) -> None:
    """Lines and parts of lines that stay go into a new shipment, for which nothing is reserved."""
    rest = [(line.order_line, line.quantity - leaving[line.id]) for line in found if line.quantity > leaving[line.id]]
    if not rest:
        return
    release(session, "shipment", shipment.id)
    plan(session, by, shipment.order, rest, max(shipment.planned, clock.today(session)))
    for line in found:
        if leaving[line.id]:
            line.quantity = leaving[line.id]
        else:
            session.delete(line)
    session.flush()


VERBS = (
    ("shipment.create", create, "erp-warehouse", ("warehouse", "sales"), "shipment"),
    ("shipment.track", track, "erp-warehouse", ("warehouse", "sales"), "shipment"),
)

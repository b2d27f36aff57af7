"""Receipts: goods that arrive for a purchase order, in one or several deliveries, and goods that go back."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from advisor.sandbox.core import clock, events, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.quantities import parts, shown
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import LOADS, MODELS, effect, guard
from advisor.sandbox.stock.moves import Cause, Goods, locations, move, place
from advisor.sandbox.stock.tables import Location
from advisor.sandbox.trade import inspecting
from advisor.sandbox.trade.goods_received import Ordered, locked, received, tolerance
from advisor.sandbox.trade.purchases import await_goods
from advisor.sandbox.trade.tables import OrderLine, Shipment, ShipmentLine

MODELS |= {"receipt": Shipment}
LOADS |= {"receipt": (selectinload(Shipment.lines),)}


class Arrived(BaseModel):
    """What of a line of a receipt arrived, in units, and what more of it was sent back at the door."""

    model_config = ConfigDict(extra="forbid")
    line: int
    quantity: Decimal
    rejected: Decimal = Decimal(0)


class Delivered(BaseModel):
    """What arrived of a product for an order, in units, and what more of it was sent back at the door."""

    model_config = ConfigDict(extra="forbid")
    product: int
    quantity: Decimal
    rejected: Decimal = Decimal(0)


@dataclass(frozen=True)
class Part:
    """A line of a receipt: what of it was awaited, is taken in and is rejected, in parts of the unit."""

    line: ShipmentLine
    order_line: OrderLine
    awaited: int
    taken: int
    rejected: int

    @property
    def rest(self) -> int:
        """What is still to come when the order line holds what was taken by now."""
        left = self.order_line.quantity - self.order_line.dropped - self.order_line.moved
        return max(min(self.awaited - self.taken, left), 0)


@guard("inspected", "receipt")
def inspected(session: Session, receipt: Shipment) -> None:
    inspecting.check(session, "receipt", receipt.id)


@effect("receipt.receive")
def receive(
    session: Session,
    receipt: Shipment,
    by: Actor,
    *,
    lines: list[Arrived] | None = None,
    on: datetime.date | None = None,
    close: bool = False,
) -> None:
    """Take in everything, or what `lines` say; the rest is awaited further, unless it is to be given up (`close`)."""
    ordered = locked(session, receipt.order_id)
    receipt.done = on or clock.today(session)
    if receipt.back:
        _send_back(session, receipt, ordered)
        return
    found = _parts(receipt, ordered, lines)
    if not any(part.taken or part.rejected for part in found):
        raise Refusal("Nothing arrived. Enter at least one quantity, or cancel the receipt.", field="lines")
    for part in found:
        _not_too_much(session, ordered, part)
    _take_in(session, receipt, ordered, found)
    _leave_rest(session, receipt, by, ordered, found, close)
    _keep(session, receipt, by, ordered, found)


def _parts(receipt: Shipment, ordered: Ordered, lines: Sequence[Arrived] | None) -> list[Part]:
    """All lines of the receipt with what was entered for them. Raises Refusal for a line that is not of it."""
    if lines is None:
        return [Part(one, ordered.lines[one.order_line_id], one.quantity, one.quantity, 0) for one in receipt.lines]
    entered = {one.line: one for one in lines}
    if len(entered) < len(lines) or not set(entered) <= {one.id for one in receipt.lines}:
        raise Refusal("A line is entered twice or is not of this receipt. Load the page again.", field="lines")
    found = []
    for one in receipt.lines:
        product, given = ordered.products[one.product_id], entered.get(one.id)
        taken = parts(product, given.quantity, 0) if given else 0
        rejected = parts(product, given.rejected, 0) if given else 0
        found.append(Part(one, ordered.lines[one.order_line_id], one.quantity, taken, rejected))
    return found


def _not_too_much(session: Session, ordered: Ordered, part: Part) -> None:
    """Raises Refusal when more comes than was ordered and the tolerance allows."""
    line, share = part.order_line, Decimal(tolerance(session, "receiving", "over", "0"))
    allowed = line.quantity + int(line.quantity * share / 100) - line.dropped
    if part.taken and line.moved + part.taken > allowed:
        product = ordered.product(line)
        raise Refusal(
            "{entered} of {product} were entered, but only {open} are still to come for {number}. Enter less and send "
            "the rest back, or allow more in the settings of receiving.",
            values={
                "entered": shown(product, part.taken),
                "product": product.name,
                "open": shown(product, max(line.quantity - line.dropped - line.moved, 0)),
                "number": ordered.order.number or "",
            },
            field="lines",
        )


def _take_in(session: Session, receipt: Shipment, ordered: Ordered, found: Sequence[Part]) -> None:
    """Move what arrived into stock at what it was ordered for."""
    outside, inside = place(session, "supplier"), _warehouse(session, receipt)
    goods = []
    for part in found:
        line, taken = part.order_line, part.taken
        if taken:
            value, project = received(line, taken), ordered.order.project_id
            goods.append(Goods(ordered.product(line), taken, outside, inside, value, part.line.id, project))
    if goods:
        move(session, goods, _cause(receipt))


def _leave_rest(
    session: Session, receipt: Shipment, by: Actor, ordered: Ordered, found: Sequence[Part], close: bool
) -> None:
    """What did not come is awaited by a receipt of its own, or given up."""
    open_ = [(part.order_line, part.rest) for part in found if part.rest]
    if close:
        for line, rest in open_:
            line.dropped += rest
        return
    following = await_goods(session, by, ordered.order, open_, receipt.planned)
    if following is not None:
        following.origin_id = receipt.id


def _keep(session: Session, receipt: Shipment, by: Actor, ordered: Ordered, found: Sequence[Part]) -> None:
    """The receipt says what came; what was rejected goes into the history too."""
    rejected: dict[str, str] = {}
    for part in found:
        part.line.quantity, part.line.rejected = part.taken, part.rejected
        product = ordered.products[part.line.product_id]
        if part.rejected:
            rejected[product.code] = shown(product, part.rejected)
        elif not part.taken:
            receipt.lines.remove(part.line)
            session.delete(part.line)
    if rejected:
        events.record(session, by, "receipt", receipt.id, "reject_goods", rejected, party=receipt.party_id)


def _warehouse(session: Session, receipt: Shipment) -> Location:
    return next(one for one in locations(session).values() if one.id == receipt.location_id)


def _cause(receipt: Shipment) -> Cause:
    assert receipt.done is not None
    return Cause("receipt", receipt.id, receipt.number or "", receipt.done)


def _send_back(session: Session, receipt: Shipment, ordered: Ordered) -> None:
    """Goods leave to the supplier at what they were worth when they came."""
    outside, inside = place(session, "supplier"), _warehouse(session, receipt)
    goods = []
    for part in receipt.lines:
        line = ordered.lines[part.order_line_id]
        value, project = -received(line, -part.quantity), ordered.order.project_id
        goods.append(Goods(ordered.product(line), part.quantity, inside, outside, value, part.id, project))
    move(session, goods, _cause(receipt))


@effect("receipt.cancel")
def cancel(session: Session, receipt: Shipment, by: Actor) -> None:
    """What it waited for does not come any more."""
    ordered = locked(session, receipt.order_id)
    for line in receipt.lines:
        ordered.lines[line.order_line_id].dropped += line.quantity


def receive_order(
    session: Session,
    by: Actor,
    *,
    purchase: int,
    lines: list[Delivered] | None = None,
    on: datetime.date | None = None,
    close: bool = False,
) -> Shipment:
    """Take in what an order waits for: everything, or what `lines` say by product. Gives the receipt."""
    states.load(session, "purchase", purchase)
    wanted = select(Shipment).where(
        Shipment.order_id == purchase, Shipment.state == "waiting", Shipment.back.is_(False)
    )
    waiting = list(session.scalars(wanted.order_by(Shipment.id)))
    if not waiting:
        raise Refusal("Nothing is awaited for this order. Order first, or look at its receipts.")
    receipt = waiting[0]
    entered: dict[str, Any] = {} if lines is None else {"lines": _by_product(receipt, lines)}
    for one in waiting[1:] if lines is None else ():
        states.fire(session, "receipt", one.id, "receive", by, on=on)
    states.fire(session, "receipt", receipt.id, "receive", by, on=on, close=close, **entered)
    return receipt


def _by_product(receipt: Shipment, lines: Sequence[Delivered]) -> list[Arrived]:
    by_product = {one.product_id: one.id for one in receipt.lines}
    if not {one.product for one in lines} <= set(by_product):
        raise Refusal("A product is not awaited for this order. Choose one of its lines.", field="lines")
    return [Arrived(line=by_product[one.product], quantity=one.quantity, rejected=one.rejected) for one in lines]


VERBS = (("purchase.receive", receive_order, "erp-inventory", ("warehouse", "purchasing"), "receipt"),)

"""Goods that go back to a supplier: at what they were worth when they came, credited when they were billed already."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.quantities import parts, shown
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.trade import bills
from advisor.sandbox.trade.goods_received import Ordered, locked
from advisor.sandbox.trade.purchases import await_goods
from advisor.sandbox.trade.tables import Invoice, InvoiceLine, OrderLine, Shipment, ShipmentLine


class Back(BaseModel):
    """What of a product of a receipt goes back, in units."""

    model_config = ConfigDict(extra="forbid")
    product: int
    quantity: Decimal


def give_back(
    session: Session,
    by: Actor,
    *,
    receipt: int,
    lines: list[Back] | None = None,
    replace: bool = False,
    reason: str = "",
    on: datetime.date | None = None,
) -> Shipment:
    """Send goods of a receipt back: all of them, or what `lines` say. With `replace` others are awaited for them. What
    was billed already gets a draft of a credit note. Gives the return, a receipt in the other direction."""
    came: Shipment = states.load(session, "receipt", receipt, lock=True)
    if came.state != "done" or came.back:
        raise Refusal("Only goods that were received can go back. Choose a receipt that is done.")
    ordered = locked(session, came.order_id)
    wanted = _wanted(session, came, ordered, lines)
    back = Shipment(
        kind="receipt",
        number=numbers.text("RC", numbers.draw(session, "receipt", clock.today(session))),
        back=True,
        party_id=came.party_id,
        order_id=came.order_id,
        origin_id=came.id,
        location_id=came.location_id,
        planned=on or clock.today(session),
    )
    back.lines = [
        ShipmentLine(order_line_id=key, product_id=ordered.lines[key].product_id, quantity=quantity)
        for key, quantity in wanted.items()
    ]
    session.add(back)
    session.flush()
    states.fire(session, "receipt", back.id, "receive", by, on=on)
    values = {"receipt": came.number, "reason": reason.strip()}
    events.record(session, by, "receipt", back.id, "return", values, party=came.party_id)
    _afterwards(session, by, ordered, wanted, replace)
    return back


def _wanted(session: Session, came: Shipment, ordered: Ordered, lines: Sequence[Back] | None) -> dict[int, int]:
    """What goes back by order line. Raises Refusal when it is more than came and is not back yet."""
    left = {one.order_line_id: one.quantity for one in came.lines if one.quantity}
    for key, quantity in _returned(session, came).items():
        left[key] = left.get(key, 0) - quantity
    if lines is None:
        found = {key: quantity for key, quantity in left.items() if quantity > 0}
    else:
        found = _chosen(ordered, left, lines, came.number or "")
    if not found:
        raise Refusal("Nothing of this receipt is left to go back.", field="lines")
    return found


def _chosen(ordered: Ordered, left: Mapping[int, int], lines: Sequence[Back], number: str) -> dict[int, int]:
    """What was entered by product, spread over the order lines of it."""
    found: dict[int, int] = {}
    for entered in lines:
        keys = [key for key in left if ordered.lines[key].product_id == entered.product]
        if not keys:
            raise Refusal("This product did not come with this receipt. Choose one of its lines.", field="lines")
        product = ordered.products[entered.product]
        rest = parts(product, entered.quantity)
        for key in keys:
            taken = min(rest, left[key] - found.get(key, 0))
            if taken > 0:
                found[key] = found.get(key, 0) + taken
                rest -= taken
        if rest:
            there = sum(left[key] for key in keys)
            raise Refusal(
                "Only {left} of {product} came with {number} and are not back yet. Enter less.",
                values={"left": shown(product, there), "product": product.name, "number": number},
                field="lines",
            )
    return found


def _returned(session: Session, came: Shipment) -> dict[int, int]:
    """What of a receipt is back already, by order line."""
    wanted = (
        select(ShipmentLine.order_line_id, func.sum(ShipmentLine.quantity))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(Shipment.origin_id == came.id, Shipment.back, Shipment.state == "done")
        .group_by(ShipmentLine.order_line_id)
    )
    return {key: int(quantity) for key, quantity in session.execute(wanted)}


def _afterwards(session: Session, by: Actor, ordered: Ordered, wanted: Mapping[int, int], replace: bool) -> None:
    """Await other goods or give them up, and ask the supplier for what was billed."""
    gone = [(ordered.lines[key], quantity) for key, quantity in wanted.items()]
    if replace:
        await_goods(session, by, ordered.order, gone, clock.today(session))
        return
    for line, quantity in gone:
        line.dropped += quantity
    credited = {line: min(quantity, line.invoiced - line.moved) for line, quantity in gone}
    for bill, rows in _by_bill(session, {line: most for line, most in credited.items() if most > 0}).items():
        _credit_draft(session, by, ordered, bill, rows)


def _by_bill(session: Session, credited: Mapping[OrderLine, int]) -> dict[int, list[tuple[InvoiceLine, int]]]:
    """What is to be credited, by the newest bills that have it."""
    wanted = (
        select(InvoiceLine)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(InvoiceLine.order_line_id.in_([one.id for one in credited]))
        .where(Invoice.kind == "bill", Invoice.state == "posted", Invoice.credit.is_(False))
        .order_by(Invoice.id.desc(), InvoiceLine.id)
    )
    left = {line.id: quantity for line, quantity in credited.items()}
    found: dict[int, list[tuple[InvoiceLine, int]]] = defaultdict(list)
    for line in session.scalars(wanted) if left else ():
        assert line.order_line_id is not None
        taken = min(left[line.order_line_id], line.quantity)
        if taken:
            left[line.order_line_id] -= taken
            found[line.invoice_id].append((line, taken))
    return found


def _credit_draft(
    session: Session, by: Actor, ordered: Ordered, bill: int, rows: Sequence[tuple[InvoiceLine, int]]
) -> None:
    """A draft of the credit note, at the prices of the bill."""
    lines = [bills.copied(line, quantity) for line, quantity in rows]
    bills.keep(session, by, bills.credit_of(session.get_one(Invoice, bill)), ordered, lines, "")


VERBS = (("receipt.return", give_back, "erp-inventory", ("warehouse", "purchasing"), "receipt"),)

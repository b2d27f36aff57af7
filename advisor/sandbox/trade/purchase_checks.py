"""What must hold between orders, receipts, bills and the ledger on the purchasing side, worked out from the lines."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Subquery, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from advisor.errors import mark
from advisor.sandbox.core.findings import Check, Finding
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import Entry, Line
from advisor.sandbox.trade.tables import Invoice, InvoiceLine, Order, OrderLine, Shipment, ShipmentLine


def goods_received(session: Session) -> Iterator[Finding]:
    """The account of goods received and not billed holds what the order lines say, and nothing else."""
    booked = select(func.coalesce(func.sum(Line.amount), 0)).join(Entry, Entry.id == Line.entry_id)
    amount = int(
        session.scalar(
            booked.where(
                Entry.state == "posted",
                Entry.company_id == 1,
                Entry.source_kind.in_(("receipt", "bill")),
                Line.account_id == account(session, "received").id,
            )
        )
        or 0
    )
    wanted = select(func.coalesce(func.sum(OrderLine.invoiced_value - OrderLine.moved_value), 0)).join(OrderLine.order)
    expected = int(session.scalar(wanted.where(Order.kind == "purchase")) or 0)
    if amount != expected:
        yield Finding(
            "trade.goods_received",
            mark("Goods received and not billed are {booked} in the ledger and {expected} by the orders."),
            {"booked": amount, "expected": expected},
        )


def moved(session: Session) -> Iterator[Finding]:
    """What an order line counts as received is the sum of its receipts less its returns."""
    signed = case((Shipment.back, -ShipmentLine.quantity), else_=ShipmentLine.quantity)
    done = (
        select(ShipmentLine.order_line_id, func.sum(signed).label("quantity"))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(Shipment.kind == "receipt", Shipment.state == "done")
        .group_by(ShipmentLine.order_line_id)
        .subquery()
    )
    sentence = mark("{order}: {noted} received by the order, {found} by its receipts.")
    yield from _differing(session, done, OrderLine.moved, sentence)


def invoiced(session: Session) -> Iterator[Finding]:
    """What an order line counts as billed is the sum of its posted bills less credit notes."""
    signed = case((Invoice.credit, -InvoiceLine.quantity), else_=InvoiceLine.quantity)
    done = (
        select(InvoiceLine.order_line_id, func.sum(signed).label("quantity"))
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Invoice.kind == "bill", Invoice.state.in_(("posted", "reversed")))
        .group_by(InvoiceLine.order_line_id)
        .subquery()
    )
    sentence = mark("{order}: {noted} billed by the order, {found} by its bills.")
    yield from _differing(session, done, OrderLine.invoiced, sentence)


def numbers(session: Session) -> Iterator[Finding]:
    """Bills and credit notes of suppliers are numbered without gaps, in the order of their days."""
    wanted = select(Invoice.number, Invoice.on).where(Invoice.kind == "bill", Invoice.number.is_not(None))
    drawn = sorted((int((number or "").rsplit("-", 1)[1]), on) for number, on in session.execute(wanted) if on)
    for place, (number, on) in enumerate(drawn, 1):
        if number != place or (place > 1 and on < drawn[place - 2][1]):
            values = {"number": number, "place": place}
            yield Finding("trade.bill_numbers", mark("Bill {number} is out of order, at place {place}."), values)


def _differing(session: Session, done: Subquery, noted: InstrumentedAttribute[int], sentence: str) -> Iterator[Finding]:
    """Lines of purchases whose own count is not that of their documents."""
    found = func.coalesce(done.c.quantity, 0)
    wanted = (
        select(Order.number, noted, found)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(done, done.c.order_line_id == OrderLine.id)
        .where(Order.kind == "purchase", noted != found)
    )
    for number, own, counted in session.execute(wanted):
        values = {"order": number or "", "noted": own, "found": int(counted)}
        yield Finding(f"trade.purchase_{noted.key}", sentence, values)


CHECKS = (
    Check(
        "trade.goods_received",
        mark("Goods received and not billed are the same in the ledger and by the orders."),
        goods_received,
    ),
    Check("trade.purchase_moved", mark("What was received of each order is the sum of its receipts."), moved),
    Check("trade.purchase_invoiced", mark("What was billed of each order is the sum of its bills."), invoiced),
    Check("trade.bill_numbers", mark("Bills are numbered without gaps in the order of their days."), numbers),
)

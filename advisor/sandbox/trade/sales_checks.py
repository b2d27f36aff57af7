"""What must hold between orders, shipments, invoices and the ledger on the selling side, worked out from the lines."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Select, Subquery, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from advisor.errors import mark
from advisor.sandbox.core.findings import Check, Finding
from advisor.sandbox.core.tables import Product
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.open_items import open_amount
from advisor.sandbox.ledger.tables import Entry, Line
from advisor.sandbox.trade.progress import keeps_stock, open_of_invoice, open_of_payment
from advisor.sandbox.trade.tables import Invoice, InvoiceLine, Order, OrderLine, Payment, Shipment, ShipmentLine


def numbers(session: Session) -> Iterator[Finding]:
    """Invoices and credit notes are numbered without gaps, in the order of their days."""
    wanted = select(Invoice.number, Invoice.on).where(Invoice.kind == "invoice", Invoice.number.is_not(None))
    drawn = sorted((int((number or "").rsplit("-", 1)[1]), on) for number, on in session.execute(wanted) if on)
    for place, (number, on) in enumerate(drawn, 1):
        if number != place or (place > 1 and on < drawn[place - 2][1]):
            values = {"number": number, "place": place}
            sentence = mark("Invoice {number} is out of order: it is the one at {place}.")
            yield Finding("trade.invoice_numbers", sentence, values)


def receivables(session: Session) -> Iterator[Finding]:
    """The balance of receivables is what is open of invoices, credit notes and payments, and of entries by hand."""
    uses = [account(session, use).id for use in ("receivable", "sister_receivable")]
    ours = (Entry.state == "posted", Entry.company_id == 1, Line.account_id.in_(uses))
    balance = select(func.coalesce(func.sum(Line.amount), 0)).join(Entry, Entry.id == Line.entry_id).where(*ours)
    invoices = select(func.coalesce(func.sum(open_of_invoice()), 0)).where(Invoice.kind == "invoice")
    payments = select(func.coalesce(func.sum(open_of_payment()), 0)).where(Payment.id.in_(_of_customers()))
    others = select(func.coalesce(func.sum(open_amount()), 0)).select_from(Line).join(Entry, Entry.id == Line.entry_id)
    by_hand = others.where(Entry.source_kind.not_in(("invoice", "payment")), *ours)
    amount = int(session.scalar(balance) or 0)
    expected = sum(int(session.scalar(one) or 0) for one in (invoices, payments, by_hand))
    if amount != expected:
        yield Finding(
            "trade.receivables",
            mark("Customers owe {booked} by the ledger and {expected} by invoices and payments."),
            {"booked": amount, "expected": expected},
        )


def _of_customers() -> Select[int]:
    """Payments that are booked on receivables."""
    usual = case((Payment.direction == "in", "invoice"), else_="bill")
    kind = func.coalesce(Invoice.kind, usual)
    return select(Payment.id).outerjoin(Invoice, Invoice.id == Payment.invoice_id).where(kind == "invoice")


def interim(session: Session) -> Iterator[Finding]:
    """The account of goods shipped and not invoiced holds what the order lines say."""
    booked = (
        select(func.coalesce(func.sum(Line.amount), 0))
        .join(Entry, Entry.id == Line.entry_id)
        .where(
            Entry.state == "posted",
            Entry.company_id == 1,
            Entry.source_kind.in_(("shipment", "invoice")),
            Line.account_id == account(session, "shipped").id,
        )
    )
    wanted = select(func.coalesce(func.sum(OrderLine.moved_value - OrderLine.invoiced_value), 0)).join(OrderLine.order)
    amount = int(session.scalar(booked) or 0)
    expected = int(session.scalar(wanted.where(Order.kind == "sale")) or 0)
    if amount != expected:
        yield Finding(
            "trade.shipped",
            mark("Goods shipped and not invoiced are {booked} in the ledger and {expected} by the orders."),
            {"booked": amount, "expected": expected},
        )


def limits(session: Session) -> Iterator[Finding]:
    """Never more shipped than ordered, nor more goods invoiced than were shipped, nor more services than ordered."""
    shipped = OrderLine.moved + OrderLine.dropped > OrderLine.quantity
    goods = (Product.kind == "goods") & (OrderLine.invoiced > OrderLine.moved + OrderLine.dropped)
    services = (Product.kind == "service") & (OrderLine.invoiced > OrderLine.quantity)
    below = (OrderLine.invoiced < 0) | (OrderLine.moved < 0)
    wanted = (
        select(Order.number, Product.code)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Product, Product.id == OrderLine.product_id)
        .where(Order.kind == "sale", or_(shipped, goods, services, below))
    )
    for number, code in session.execute(wanted):
        values = {"order": number or "", "product": code}
        sentence = mark("{order}: more of {product} was shipped or invoiced than ordered or shipped.")
        yield Finding("trade.sale_limits", sentence, values)


def moved(session: Session) -> Iterator[Finding]:
    """What an order line counts as shipped is the sum of its shipments less what came back."""
    if not keeps_stock(session):
        return
    signed = case((Shipment.back, -ShipmentLine.quantity), else_=ShipmentLine.quantity)
    done = (
        select(ShipmentLine.order_line_id, func.sum(signed).label("quantity"))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(Shipment.kind == "shipment", Shipment.state == "done")
        .group_by(ShipmentLine.order_line_id)
        .subquery()
    )
    sentence = mark("{order}: {noted} shipped by the order, {found} by its shipments.")
    shipped = select(Shipment.order_id).where(Shipment.kind == "shipment")
    yield from _differing(session, done, OrderLine.moved, sentence, shipped)


def invoiced(session: Session) -> Iterator[Finding]:
    """What an order line counts as invoiced is the sum of its posted invoices less credit notes."""
    signed = case((Invoice.credit, -InvoiceLine.quantity), else_=InvoiceLine.quantity)
    done = (
        select(InvoiceLine.order_line_id, func.sum(signed).label("quantity"))
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Invoice.kind == "invoice", Invoice.state.in_(("posted", "reversed")))
        .group_by(InvoiceLine.order_line_id)
        .subquery()
    )
    sentence = mark("{order}: {noted} invoiced by the order, {found} by its invoices.")
    yield from _differing(session, done, OrderLine.invoiced, sentence)


def _differing(
    session: Session,
    done: Subquery,
    noted: InstrumentedAttribute[int],
    sentence: str,
    orders: Select[int] | None = None,
) -> Iterator[Finding]:
    """Lines of sales whose own count is not that of their documents; only of `orders` when they are given."""
    found = func.coalesce(done.c.quantity, 0)
    wanted = (
        select(Order.number, noted, found)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(done, done.c.order_line_id == OrderLine.id)
        .where(Order.kind == "sale", noted != found)
    )
    for number, own, counted in session.execute(wanted if orders is None else wanted.where(Order.id.in_(orders))):
        values = {"order": number or "", "noted": own, "found": int(counted)}
        yield Finding(f"trade.sale_{noted.key}", sentence, values)


CHECKS = (
    Check("trade.invoice_numbers", mark("Invoices are numbered without gaps in the order of their days."), numbers),
    Check("trade.receivables", mark("What customers owe is what is open of their invoices and payments."), receivables),
    Check(
        "trade.shipped", mark("Goods shipped and not invoiced are the same in the ledger and by the orders."), interim
    ),
    Check(
        "trade.sale_limits",
        mark("Nothing is shipped beyond what was ordered, nor invoiced beyond what was shipped."),
        limits,
    ),
    Check("trade.sale_moved", mark("What was shipped of each order is the sum of its shipments."), moved),
    Check("trade.sale_invoiced", mark("What was invoiced of each order is the sum of its invoices."), invoiced),
)

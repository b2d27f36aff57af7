"""Lists of selling: orders, deliveries, invoices, payments."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import String, case, cast, func, literal, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.trade.progress import invoice_state, late, open_of_invoice, overdue, sale_state
from advisor.sandbox.trade.tables import Invoice, Order, OrderLine, Payment, Shipment
from web.sandbox.declared import Column, Filter, Screen

SALES, WAREHOUSE, INVOICING, OWED = "erp-sales-orders", "erp-warehouse", "erp-invoicing", "erp-ar-ap"
SALE_STATES = ("draft", "quoted", "confirmed", "fulfilled", "closed", "cancelled")
INVOICE_STATES = ("draft", "posted", "overdue", "paid", "reversed", "cancelled")
INVOICE_NUMBER = func.coalesce(Invoice.number, "#" + cast(Invoice.id, String))
# Credit notes stand beside invoices with their amounts below nought.
SIGN = case((Invoice.credit, -1), else_=1)
INVOICE_STATE = case((overdue(), literal("overdue")), else_=invoice_state())
PAID_FOR = func.coalesce(Invoice.number, Order.number)


def delivered(session: Session, ids: Sequence[int]) -> dict[int, float]:
    """The share of the goods of orders that was shipped, of those that are to be."""
    wanted = func.sum(case((OrderLine.quantity > OrderLine.dropped, OrderLine.quantity - OrderLine.dropped), else_=0))
    rows = session.execute(
        select(OrderLine.order_id, func.sum(OrderLine.moved), wanted)
        .join(Product, Product.id == OrderLine.product_id)
        .where(OrderLine.order_id.in_(ids), Product.kind == "goods")
        .group_by(OrderLine.order_id)
    )
    return {order: min(moved / total, 1.0) for order, moved, total in rows if total}


ORDERS = Screen(
    id="sales",
    title=mark("Sales orders"),
    group="sales",
    module=SALES,
    kind="sale",
    source=select(Order.id).join(Party, Party.id == Order.party_id).where(Order.kind == "sale"),
    columns=(
        Column("number", mark("Number"), Order.number, searched=True),
        Column("party", mark("Customer"), Party.name, to="party", key=Party.id, searched=True),
        Column("on", mark("Date"), Order.on, "date"),
        Column("promised", mark("Promised for"), Order.promised, "date"),
        Column("channel", mark("Channel"), Order.channel, "choice"),
        Column("reference", mark("Their reference"), Order.reference, searched=True),
        Column("gross", mark("Total"), Order.gross, "money", unit=Order.currency),
        Column("delivered", mark("Delivered"), kind="bar", later=delivered),
        Column("state", mark("Status"), sale_state(), "state"),
    ),
    filters=(
        Filter("state", mark("Status"), sale_state(), "state", choices=SALE_STATES),
        Filter("party", mark("Customer"), Order.party_id, "row", reference="customer"),
        Filter("channel", mark("Channel"), Order.channel, "choice", choices=("desk", "shop", "web")),
        Filter("on", mark("Date"), Order.on, "days"),
    ),
    sort="-number",
    create=("sale.create",),
    empty=mark("Orders of customers stand here, from the quote to the last payment. Enter the first one."),
)

DELIVERIES = Screen(
    id="deliveries",
    title=mark("Deliveries"),
    group="sales",
    module=WAREHOUSE,
    kind="shipment",
    source=select(Shipment.id)
    .join(Party, Party.id == Shipment.party_id)
    .join(Order, Order.id == Shipment.order_id)
    .where(Shipment.kind == "shipment"),
    columns=(
        Column("number", mark("Number"), Shipment.number, searched=True),
        Column("party", mark("Customer"), Party.name, to="party", key=Party.id, searched=True),
        Column("order", mark("Order"), Order.number, to="sale", key=Order.id, searched=True),
        Column("planned", mark("Planned for"), Shipment.planned, "date"),
        Column("done", mark("Left on"), Shipment.done, "date"),
        Column("late", mark("Late"), late(), "yes"),
        Column("back", mark("Return"), Shipment.back, "yes"),
        Column("carrier", mark("Carrier"), Shipment.carrier, searched=True),
        Column("tracking", mark("Tracking number"), Shipment.tracking, searched=True),
        Column("state", mark("Status"), Shipment.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Shipment.state, "state"),
        Filter("party", mark("Customer"), Shipment.party_id, "row", reference="customer"),
        Filter("planned", mark("Planned for"), Shipment.planned, "days"),
        Filter("late", mark("Only late ones"), late(), "yes"),
        Filter("back", mark("Only returns"), Shipment.back, "yes"),
    ),
    sort="-number",
    empty=mark("Deliveries to customers stand here. Confirm a sales order with goods to get the first one."),
)

INVOICES = Screen(
    id="invoices",
    title=mark("Invoices"),
    group="sales",
    module=INVOICING,
    kind="invoice",
    source=select(Invoice.id)
    .join(Party, Party.id == Invoice.party_id)
    .outerjoin(Order, Order.id == Invoice.order_id)
    .where(Invoice.kind == "invoice"),
    columns=(
        Column("number", mark("Number"), INVOICE_NUMBER, searched=True),
        Column("party", mark("Customer"), Party.name, to="party", key=Party.id, searched=True),
        Column("order", mark("Order"), Order.number, to="sale", key=Order.id, searched=True),
        Column("on", mark("Date"), Invoice.on, "date"),
        Column("due", mark("Due"), Invoice.due, "date"),
        Column("gross", mark("Total"), SIGN * Invoice.gross, "money", unit=Invoice.currency),
        Column("open", mark("Open"), open_of_invoice(), "money"),
        Column("reminders", mark("Reminders"), func.nullif(Invoice.reminders, 0), "number"),
        Column("state", mark("Status"), INVOICE_STATE, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), INVOICE_STATE, "state", choices=INVOICE_STATES),
        Filter("party", mark("Customer"), Invoice.party_id, "row", reference="customer"),
        Filter("on", mark("Date"), Invoice.on, "days"),
        Filter("due", mark("Due"), Invoice.due, "days"),
        Filter("credit", mark("Only credit notes"), Invoice.credit, "yes"),
    ),
    sort="-number",
    create=("invoice.create", "reminder.send"),
    empty=mark("Invoices and credit notes stand here. Invoice a sales order that was delivered, or write one by hand."),
)

PAYMENTS = Screen(
    id="payments",
    title=mark("Payments"),
    group="finance",
    module=OWED,
    kind="payment",
    source=select(Payment.id)
    .join(Party, Party.id == Payment.party_id)
    .outerjoin(Invoice, Invoice.id == Payment.invoice_id)
    .outerjoin(Order, Order.id == Payment.order_id),
    columns=(
        Column("number", mark("Number"), Payment.number, searched=True),
        Column("party", mark("Business partner"), Party.name, to="party", key=Party.id, searched=True),
        Column("for", mark("For"), PAID_FOR, searched=True),
        Column("direction", mark("Direction"), Payment.direction, "choice"),
        Column("on", mark("Date"), Payment.on, "date"),
        Column("method", mark("Method"), Payment.method, "choice"),
        Column("amount", mark("Amount"), Payment.amount, "money", unit=Payment.currency),
        Column("state", mark("Status"), Payment.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Payment.state, "state"),
        Filter("direction", mark("Direction"), Payment.direction, "choice", choices=("in", "out")),
        Filter("method", mark("Method"), Payment.method, "choice", choices=("bank", "cash", "card")),
        Filter("party", mark("Business partner"), Payment.party_id, "row", reference="party"),
        Filter("on", mark("Date"), Payment.on, "days"),
    ),
    sort="-number",
    create=("payment.create",),
    empty=mark("Money that came in or went out stands here. Enter a payment on the page of an invoice or bill."),
)

LISTS = (ORDERS, DELIVERIES, INVOICES, PAYMENTS)

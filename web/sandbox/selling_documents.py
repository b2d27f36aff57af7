"""Pages of selling: an order, a delivery, an invoice, a payment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Product
from advisor.sandbox.ledger.open_items import open_amount
from advisor.sandbox.ledger.tables import Account, Entry, Line
from advisor.sandbox.trade import progress
from advisor.sandbox.trade.credit import plain, standing
from advisor.sandbox.trade.pricing import BARE_PLACES
from advisor.sandbox.trade.promising import free
from advisor.sandbox.trade.tables import Invoice, InvoiceLine, Order, OrderLine, Payment, Shipment, ShipmentLine
from web.sandbox import link_parts
from web.sandbox.declared import Column, DocumentPage, Field, Lines, Next, Query, Ref, Told
from web.sandbox.selling_lists import INVOICE_STATE, INVOICING, OWED, SALES, WAREHOUSE

SOLD = case((OrderLine.text != "", Product.name + ": " + OrderLine.text), else_=Product.name)
TITLE = case((InvoiceLine.text != "", InvoiceLine.text), else_=Product.name)

# What orders, invoices and bills come to.
TOTALS = (
    Field(mark("Net"), "net", "money", unit="currency"),
    Field(mark("Tax"), "tax", "money", unit="currency"),
    Field(mark("Total"), "gross", "money", unit="currency"),
)


def _discount(lines: type[OrderLine] | type[InvoiceLine]) -> Column:
    share = case((lines.discount > 0, lines.discount / Decimal(10_000)))
    return Column("discount", mark("Discount"), share, "percent")


def _sale_lines(_: Session, order: Order) -> Query:
    return (
        select(OrderLine.id)
        .join(Product, Product.id == OrderLine.product_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.order_id == order.id)
        .order_by(OrderLine.id)
    )


def _free(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """What is free now of the goods that are still to be delivered; what waits for this order counts as
    free to it."""
    rows = session.execute(
        select(OrderLine, Product, Order.location_id)
        .join(Product, Product.id == OrderLine.product_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.id.in_(ids), Product.kind == "goods", progress.open_quantity() > 0)
        .where(Order.state.in_(("draft", "quoted", "confirmed")))
    ).all()
    if not rows:
        return {}
    left = free(session, sorted({product.id for _, product, _ in rows}), rows[0][2])
    mine = _waited_for(session, [line.id for line, _, _ in rows])
    return {line.id: max(left.get(product.id, 0) + mine.get(line.id, 0), 0) for line, product, _ in rows}


def _waited_for(session: Session, lines: Sequence[int]) -> dict[int, int]:
    """By order line what its own shipments wait for or hold."""
    wanted = (
        select(ShipmentLine.order_line_id, func.sum(ShipmentLine.quantity))
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(ShipmentLine.order_line_id.in_(lines), Shipment.state.in_(("waiting", "reserved", "packed")))
        .group_by(ShipmentLine.order_line_id)
    )
    return {line: int(quantity) for line, quantity in session.execute(wanted)}


def _sale_state(session: Session, order: Order) -> str:
    return str(session.scalar(select(progress.sale_state()).where(Order.id == order.id)))


def _sale_said(session: Session, order: Order) -> Iterator[Told]:
    """What is late, what will not be there in time, and a credit limit that stands in the way."""
    today = clock.today(session)
    late = select(Shipment.number).where(Shipment.order_id == order.id, progress.late())
    for number in session.scalars(late):
        yield Told(mark("Delivery {number} should have left already."), "bad", {"number": number or ""})
    if order.state in ("draft", "quoted"):
        yield from _limit_said(session, order)
    wanted = order.wanted
    if order.state == "confirmed" and wanted and order.promised and order.promised > wanted >= today:
        yield Told(mark("It can be delivered later than the customer wants it. Buy or make what is missing sooner."))


def _limit_said(session: Session, order: Order) -> Iterator[Told]:
    if not order.party.credit_limit:
        return
    found, currency = standing(session, order.party), clock.trial(session).currency
    if order.gross > found.left:
        values = {"left": plain(max(found.left, 0), currency), "currency": currency}
        yield Told(mark("The customer's credit limit leaves {left} {currency}, less than this order."), "warn", values)


def _around_sale(session: Session, order: Order) -> Iterator[Ref]:
    yield from _refs(session, "shipment", select(Shipment.id).where(Shipment.order_id == order.id))
    yield from _refs(session, "invoice", select(Invoice.id).where(Invoice.order_id == order.id))
    yield from _refs(session, "payment", select(Payment.id).where(Payment.order_id == order.id))
    if order.project_id:
        yield Ref("project", order.project_id)


def _refs(session: Session, kind: str, wanted: Any) -> Iterator[Ref]:
    for number in session.scalars(wanted.order_by("id")):
        yield Ref(kind, number)


SALE = DocumentPage(
    kind="sale",
    module=SALES,
    back="sales",
    fields=(
        Field(mark("Customer"), "party_id", to="party"),
        Field(mark("Date"), "on", "date"),
        Field(mark("Wanted by"), "wanted", "date"),
        Field(mark("Promised for"), "promised", "date"),
        Field(mark("Channel"), "channel", "choice"),
        Field(mark("Their reference"), "reference"),
        Field(mark("Payment term"), "term"),
        Field(mark("Place"), "location_id", to="location"),
    ),
    lines=(
        Lines(
            mark("Lines"),
            _sale_lines,
            (
                Column("product", mark("Product"), SOLD, to="product", key=Product.id),
                Column("quantity", mark("Quantity"), OrderLine.quantity, "quantity", unit=Product.places),
                Column("price", mark("Price per unit"), OrderLine.price, "price", unit=Order.currency),
                _discount(OrderLine),
                Column("net", mark("Net"), OrderLine.net, "money", unit=Order.currency),
                Column("promised", mark("Promised for"), OrderLine.promised, "date"),
                Column("free", mark("Free now"), kind="quantity", unit=Product.places, later=_free),
                Column("moved", mark("Delivered"), OrderLine.moved, "quantity", unit=Product.places),
                Column("invoiced", mark("Invoiced"), OrderLine.invoiced, "quantity", unit=Product.places),
            ),
            empty=mark("The order has no lines. Add what is to be sold."),
        ),
    ),
    totals=TOTALS,
    state=_sale_state,
    told=_sale_said,
    related=_around_sale,
    next=(
        Next("sale.change", {"document": "id"}, states=("draft",)),
        Next("shipment.create", {"order": "id"}, states=("confirmed",)),
        Next("payment.create", {"order": "id"}, states=("confirmed",)),
    ),
    parts=((link_parts.TEMPLATE, link_parts.other_side),),
)


def _shipped_lines(_: Session, shipment: Shipment) -> Query:
    return (
        select(ShipmentLine.id)
        .join(Product, Product.id == ShipmentLine.product_id)
        .join(OrderLine, OrderLine.id == ShipmentLine.order_line_id)
        .where(ShipmentLine.shipment_id == shipment.id)
        .order_by(ShipmentLine.id)
    )


def _shipment_said(session: Session, shipment: Shipment) -> Iterator[Told]:
    if session.scalar(select(progress.late()).where(Shipment.id == shipment.id)):
        yield Told(mark("It should have left already. Ship it, or plan another day."), "bad")
    if shipment.back:
        yield Told(mark("These goods came back from the customer."), "good")


def _around_shipment(session: Session, shipment: Shipment) -> Iterator[Ref]:
    yield Ref("sale", shipment.order_id)
    if shipment.origin_id:
        yield Ref("shipment", shipment.origin_id)
    yield from _refs(session, "shipment", select(Shipment.id).where(Shipment.origin_id == shipment.id))


DELIVERY = DocumentPage(
    kind="shipment",
    module=WAREHOUSE,
    back="deliveries",
    fields=(
        Field(mark("Customer"), "party_id", to="party"),
        Field(mark("Order"), "order_id", to="sale"),
        Field(mark("Place"), "location_id", to="location"),
        Field(mark("Planned for"), "planned", "date"),
        Field(mark("Left on"), "done", "date"),
        Field(mark("Carrier"), "carrier"),
        Field(mark("Tracking number"), "tracking"),
    ),
    lines=(
        Lines(
            mark("Lines"),
            _shipped_lines,
            (
                Column("product", mark("Product"), Product.name, to="product", key=Product.id),
                Column("quantity", mark("Quantity"), ShipmentLine.quantity, "quantity", unit=Product.places),
                Column("unit", mark("Unit"), Product.unit),
                Column("ordered", mark("Ordered"), OrderLine.quantity, "quantity", unit=Product.places),
                Column("moved", mark("Delivered"), OrderLine.moved, "quantity", unit=Product.places),
            ),
        ),
    ),
    told=_shipment_said,
    related=_around_shipment,
    next=(Next("shipment.track", {"document": "id"}), Next("shipment.return", {"document": "id"}, states=("done",))),
)


def _invoice_lines(_: Session, invoice: Invoice) -> Query:
    return (
        select(InvoiceLine.id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .outerjoin(Product, Product.id == InvoiceLine.product_id)
        .where(InvoiceLine.invoice_id == invoice.id)
        .order_by(InvoiceLine.id)
    )


def _dues(_: Session, invoice: Invoice) -> Query:
    """What is due when: the lines on the account of the party, with what is open of each."""
    return (
        select(Line.id)
        .join(Account, Account.id == Line.account_id)
        .join(Entry, Entry.id == Line.entry_id)
        .where(Line.entry_id == (invoice.entry_id or 0), Account.use.in_(progress.OWED))
        .order_by(Line.due, Line.id)
    )


def _still(session: Session, ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(select(Line.id, open_amount()).where(Line.id.in_(ids)))
    return {line: int(amount) for line, amount in rows}


def _invoice_state(session: Session, invoice: Invoice) -> str:
    return str(session.scalar(select(INVOICE_STATE).where(Invoice.id == invoice.id)))


def _open(session: Session, invoice: Invoice) -> int | None:
    return session.scalar(select(progress.open_of_invoice()).where(Invoice.id == invoice.id)) or None


def _invoice_said(session: Session, invoice: Invoice) -> Iterator[Told]:
    if invoice.credit:
        yield Told(mark("This is a credit note: it takes back what was invoiced."), "good")
    if _invoice_state(session, invoice) == "overdue":
        yield Told(mark("Something of it should have been paid already."), "bad")


def _around_invoice(session: Session, invoice: Invoice) -> Iterator[Ref]:
    if invoice.order_id:
        yield Ref("sale", invoice.order_id)
    if invoice.project_id:
        yield Ref("project", invoice.project_id)
    if invoice.reverses_id:
        yield Ref("invoice", invoice.reverses_id)
    yield from _refs(session, "invoice", select(Invoice.id).where(Invoice.reverses_id == invoice.id))
    yield from _refs(session, "payment", select(Payment.id).where(Payment.invoice_id == invoice.id))


INVOICE = DocumentPage(
    kind="invoice",
    module=INVOICING,
    back="invoices",
    fields=(
        Field(mark("Customer"), "party_id", to="party"),
        Field(mark("Date"), "on", "date"),
        Field(mark("Due"), "due", "date"),
        Field(mark("Payment term"), "term"),
        Field(mark("Their reference"), "reference"),
        Field(mark("Open"), _open, "money"),
        Field(mark("Reminders"), lambda _, invoice: invoice.reminders or None, "number"),
    ),
    lines=(
        Lines(
            mark("Lines"),
            _invoice_lines,
            (
                Column("text", mark("Text"), TITLE),
                Column(
                    "quantity",
                    mark("Quantity"),
                    InvoiceLine.quantity,
                    "quantity",
                    unit=func.coalesce(Product.places, BARE_PLACES),
                ),
                Column("price", mark("Price per unit"), InvoiceLine.price, "price", unit=Invoice.currency),
                _discount(InvoiceLine),
                Column("tax", mark("Tax"), InvoiceLine.tax),
                Column("net", mark("Net"), InvoiceLine.net, "money", unit=Invoice.currency),
            ),
            empty=mark("The invoice has no lines. Add what is to be paid."),
        ),
        Lines(
            mark("To be paid"),
            _dues,
            (
                Column("due", mark("Due"), func.coalesce(Line.due, Entry.on), "date"),
                Column("amount", mark("Amount"), Line.amount, "money"),
                Column("open", mark("Open"), kind="money", later=_still),
            ),
        ),
    ),
    totals=TOTALS,
    state=_invoice_state,
    told=_invoice_said,
    related=_around_invoice,
    next=(
        Next("invoice.change", {"document": "id"}, states=("draft",)),
        Next("payment.create", {"invoice": "id"}, states=("posted",)),
    ),
)


def _left_open(session: Session, payment: Payment) -> int | None:
    return session.scalar(select(progress.open_of_payment()).where(Payment.id == payment.id)) or None


def _payment_said(session: Session, payment: Payment) -> Iterator[Told]:
    if payment.state == "cleared" and _left_open(session, payment):
        yield Told(mark("Part of it belongs to no invoice yet. Match it when there is one."))
    if payment.state in ("draft", "sent"):
        yield Told(mark("Nothing is booked yet. Mark it as cleared when the money is there."), "good")


def _around_payment(session: Session, payment: Payment) -> Iterator[Ref]:
    if payment.invoice_id:
        kind = session.scalar(select(Invoice.kind).where(Invoice.id == payment.invoice_id)) or "invoice"
        yield Ref(kind, payment.invoice_id)
    if payment.order_id:
        kind = session.scalar(select(Order.kind).where(Order.id == payment.order_id)) or "sale"
        yield Ref(kind, payment.order_id)


PAYMENT = DocumentPage(
    kind="payment",
    module=OWED,
    back="payments",
    fields=(
        Field(mark("Business partner"), "party_id", to="party"),
        Field(mark("Direction"), "direction", "choice"),
        Field(mark("Date"), "on", "date"),
        Field(mark("Method"), "method", "choice"),
        Field(mark("Not matched yet"), _left_open, "money"),
    ),
    totals=(Field(mark("Amount"), "amount", "money", unit="currency"),),
    told=_payment_said,
    related=_around_payment,
)

DOCUMENTS = (SALE, DELIVERY, INVOICE, PAYMENT)

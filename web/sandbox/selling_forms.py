"""Forms of selling: what they ask for, in which order, and what they begin with."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from advisor.errors import mark
from advisor.sandbox.core.amounts import PRICE_PARTS
from advisor.sandbox.core.quantities import decimal
from advisor.sandbox.trade.pricing import BARE_PLACES
from advisor.sandbox.trade.progress import to_deliver
from advisor.sandbox.trade.tables import Invoice, InvoiceLine, Order, OrderLine, Shipment, ShipmentLine
from web.sandbox.declared import Asked, FormSpec

EMPTY_ROWS = 2
SOLD = (
    Asked("product"),
    Asked("quantity"),
    Asked("price", help=mark("Left empty, it is the list price.")),
    Asked("discount"),
    Asked("tax", more=True),
    Asked("text", more=True),
)
CARRIED = (
    Asked("carrier", title=mark("Carrier")),
    Asked("tracking", title=mark("Tracking number")),
)


def _price(price: int, currency: str) -> Decimal:
    found: Decimal = Decimal(price).scaleb(-get_currency_precision(currency)) / PRICE_PARTS
    return found


def _sale(session: Session, document: Any) -> Mapping[str, Any]:
    """The lines of a draft as they are, with room for more."""
    if not isinstance(document, Order):
        return {}
    wanted = select(OrderLine).where(OrderLine.order_id == document.id).options(joinedload(OrderLine.product))
    lines: list[Mapping[str, Any]] = [
        {
            "product": line.product_id,
            "quantity": decimal(line.product, line.quantity),
            "price": _price(line.price, document.currency),
            "discount": Decimal(line.discount) / 100,
            "tax": line.tax,
            "text": line.text,
        }
        for line in session.scalars(wanted.order_by(OrderLine.id))
    ]
    empty: list[Mapping[str, Any]] = [{}] * EMPTY_ROWS
    return {"lines": lines + empty, "wanted": document.wanted, "reference": document.reference}


def _invoice(session: Session, document: Any) -> Mapping[str, Any]:
    """The same of an invoice that was written by hand; one of an order keeps its lines."""
    if not isinstance(document, Invoice) or document.order_id:
        return {"lines": []} if document is not None else {}
    wanted = select(InvoiceLine).where(InvoiceLine.invoice_id == document.id).options(joinedload(InvoiceLine.product))
    lines: list[Mapping[str, Any]] = [
        {
            "product": line.product_id,
            "text": line.text,
            "quantity": Decimal(line.quantity).scaleb(-(line.product.places if line.product else BARE_PLACES)),
            "price": _price(line.price, document.currency),
            "discount": Decimal(line.discount) / 100,
            "tax": line.tax,
            "account": line.account_id,
        }
        for line in session.scalars(wanted.order_by(InvoiceLine.id))
    ]
    empty: list[Mapping[str, Any]] = [{}] * EMPTY_ROWS
    return {"lines": lines + empty, "term": document.term, "reference": document.reference}


def _shipment(session: Session, document: Any) -> Mapping[str, Any]:
    """Each line of a shipment with what may leave of it."""
    return {"lines": [] if document is None else _parts(session, document, out=True)}


def _return(session: Session, document: Any) -> Mapping[str, Any]:
    """Each line of a shipment that left; how much comes back is to be entered."""
    return {"lines": [] if document is None else _parts(session, document, out=False)}


def _parts(session: Session, shipment: Shipment, *, out: bool) -> list[Mapping[str, Any]]:
    wanted = (
        select(ShipmentLine)
        .where(ShipmentLine.shipment_id == shipment.id)
        .options(joinedload(ShipmentLine.product), joinedload(ShipmentLine.order_line))
        .order_by(ShipmentLine.id)
    )
    found: list[Mapping[str, Any]] = []
    for line in session.scalars(wanted):
        most = min(line.quantity, to_deliver(line.order_line)) if out else 0
        quantity = decimal(line.product, most)
        found.append({"line": line.id, "line__shown": line.product.name, "quantity": quantity})
    return found


def _to_invoice(_: Session, order: Order) -> bool:
    """Goods are invoiced when they were shipped, services when they were ordered."""
    return any(line.invoiced < (line.moved if line.product.kind == "goods" else line.quantity) for line in order.lines)


def _to_shorten(_: Session, order: Order) -> bool:
    """Something was delivered or invoiced, and something is still to come."""
    begun = any(line.moved or line.invoiced for line in order.lines)
    return begun and any(
        to_deliver(line) if line.product.kind == "goods" else line.quantity > line.invoiced + line.dropped
        for line in order.lines
    )


def _untouched(_: Session, order: Order) -> bool:
    return not any(line.moved or line.invoiced for line in order.lines)


FORMS = (
    FormSpec(
        "sale.create",
        title=mark("New sales order"),
        entries=(
            Asked("party", title=mark("Customer"), reference="customer"),
            Asked("wanted"),
            Asked("lines", entries=SOLD),
        ),
    ),
    FormSpec(
        "sale.change",
        title=mark("Change the order"),
        start=_sale,
        entries=(
            Asked("document", widget="hidden"),
            Asked("wanted"),
            Asked("reference"),
            Asked("lines", entries=SOLD),
        ),
    ),
    FormSpec("sale.quote", primary=True),
    FormSpec(
        "sale.confirm",
        primary=True,
        entries=(
            Asked(
                "override",
                title=mark("Go beyond the credit limit"),
                help=mark("Only management may do so."),
                more=True,
            ),
        ),
    ),
    FormSpec("sale.invoice", primary=True, when=_to_invoice),
    FormSpec("sale.cancel", when=_untouched),
    FormSpec("sale.shorten", when=_to_shorten, ask=mark("The rest of the order will not be delivered. Close it?")),
    FormSpec(
        "shipment.create",
        title=mark("Plan another delivery"),
        about=mark("For everything of the order that is in no delivery yet."),
        entries=(
            Asked("order", title=mark("Sales order"), reference="sale"),
            Asked("planned", title=mark("Planned for")),
        ),
    ),
    FormSpec(
        "shipment.track",
        title=mark("Plan and track"),
        entries=(Asked("document", widget="hidden"), Asked("planned", title=mark("Planned for")), *CARRIED),
    ),
    FormSpec("shipment.reserve", primary=True),
    FormSpec("shipment.pack", entries=CARRIED, primary=False),
    FormSpec(
        "shipment.ship",
        start=_shipment,
        primary=True,
        entries=(
            Asked(
                "lines",
                help=mark("What you do not ship now waits in a new delivery."),
                entries=(Asked("line", title=mark("Product"), widget="fixed"), Asked("quantity")),
            ),
            *CARRIED,
        ),
    ),
    FormSpec(
        "shipment.return",
        title=mark("Take goods back"),
        about=mark(
            "They go into stock again at the value they left with; what was invoiced of them gets a credit note."
        ),
        start=_return,
        button=mark("Take back"),
        entries=(
            Asked("document", widget="hidden"),
            Asked("lines", entries=(Asked("line", title=mark("Product"), widget="fixed"), Asked("quantity"))),
            Asked("reason"),
            Asked("on"),
        ),
    ),
    FormSpec(
        "invoice.create",
        title=mark("New invoice by hand"),
        about=mark("For services and other things that are not in stock. Goods are invoiced from their sales order."),
        entries=(
            Asked("party", title=mark("Customer"), reference="customer"),
            Asked(
                "lines",
                entries=(
                    Asked("product"),
                    Asked("text"),
                    Asked("quantity"),
                    Asked("price"),
                    Asked("discount"),
                    Asked("tax"),
                    Asked("account", more=True),
                    Asked("cost_centre", more=True),
                    Asked("project", more=True),
                ),
            ),
            Asked("credit", title=mark("It is a credit note"), more=True),
        ),
    ),
    FormSpec(
        "invoice.change",
        title=mark("Change the invoice"),
        start=_invoice,
        entries=(Asked("document", widget="hidden"), Asked("term"), Asked("reference"), Asked("lines")),
    ),
    FormSpec("invoice.post", primary=True),
    FormSpec("invoice.reverse", ask=mark("A credit note will take back the whole invoice. Go on?")),
    FormSpec(
        "reminder.send",
        title=mark("Send payment reminders"),
        about=mark("Every invoice that reached its next level gets a reminder. The clock does this each day, too."),
        button=mark("Send the reminders"),
    ),
    FormSpec(
        "payment.create",
        title=mark("Enter a payment"),
        about=mark("Of an invoice or bill, in advance for an order, or of a business partner on account."),
        entries=(
            Asked("invoice", title=mark("Invoice or bill"), reference="payable_document"),
            Asked("amount", help=mark("Left empty, it is what is open.")),
            Asked("method"),
            Asked("on"),
            Asked("order", title=mark("Order paid in advance"), reference="advance_order", more=True),
            Asked("party", title=mark("Business partner, when it is on account"), reference="party", more=True),
            Asked("direction", more=True),
        ),
    ),
    FormSpec(
        "payment.clear",
        primary=True,
        entries=(
            Asked("on"),
            Asked(
                "write_off",
                title=mark("Write off the difference"),
                help=mark("What the invoice is over or under the payment becomes a cost or an income."),
            ),
        ),
    ),
    FormSpec(
        "payment.fail", ask=mark("The invoice will be open again. Go on?"), entries=(Asked("reason"), Asked("on"))
    ),
)

"""Words of integration, and messages as they are read: what they are about and what they say."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from advisor.errors import mark
from advisor.sandbox.bridge.tables import Message
from web.sandbox import labels
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.pages import Labelled
from web.sandbox.visit import Visit

CHOICES = {
    "crm": mark("Customer side"),
    "erp": mark("Operations"),
    "message_customer": mark("Customer"),
    "message_product": mark("Product"),
    "message_order": mark("Order of a won deal"),
    "message_withdrawn": mark("Order taken back"),
    "message_charge": mark("Interval of a subscription"),
    "message_return": mark("Goods of a claim"),
    "message_order_state": mark("State of an order"),
    "message_shipment": mark("Delivery"),
    "message_invoice": mark("Invoice"),
    "message_payment": mark("Payment"),
    "message_stock": mark("Stock"),
    "message_balance": mark("What a customer owes"),
}
LABELS = {
    "available": mark("Free now"),
    "balance": mark("Open amount"),
    "claim": mark("Claim"),
    "customer": mark("Customer"),
    "deal": mark("Deal"),
    "delivered": mark("Delivered"),
    "done": mark("Left on"),
    "first": mark("From"),
    "gross": mark("Total"),
    "invoice_state": mark("Invoice"),
    "number": mark("Number"),
    "overdue": mark("Overdue"),
    "paid": mark("Paid"),
    "payment": mark("Payment"),
    "sale": mark("Sales order"),
    "shipment": mark("Delivery"),
    "state": mark("Status"),
    "work": mark("Work order"),
}
MONEY = frozenset({"amount", "balance", "gross", "overdue", "paid"})
DAYS = frozenset({"promised", "done", "due", "first"})
HIDDEN = frozenset({"id", "sale", "deal", "item", "contact", "product", "places"})
ABOUT = {"stock": "item", "balance": "contact"}  # subjects that are called otherwise than what they are about


def kind(name: str, visit: Visit) -> str:
    """What a message of a kind is about."""
    return labels.choice(f"message_{name}", visit.words)


def named(body: Mapping[str, Any], names: tuple[str, ...] = ("number", "name", "code")) -> str:
    """What a message is about, as it calls it; nothing when it does not."""
    inner = body["order"] if isinstance(body.get("order"), dict) else {}
    return next((str(found) for one in names if (found := body.get(one))), str(inner.get("number", "")))


def subject(visit: Visit, message: Message) -> Cell:
    """The document that a message is about, by its number or name."""
    about, _, number = message.subject.partition(":")
    about = ABOUT.get(about, about)
    text = named(message.body) or f"{labels.kind(about, visit.words)} {number}"
    return Cell(text, href(visit, about, int(number)))


def said(visit: Visit, message: Message) -> str:
    """Why it was not delivered, as a sentence."""
    return visit.words(message.reason).format(**message.values) if message.reason else ""


def moment(write: Writer, at: datetime.datetime | None) -> str:
    return f"{write.text('date', at.date())}, {write.text('time', at)}" if at else ""


def facts(visit: Visit, body: Mapping[str, Any]) -> Iterator[Labelled]:
    """The values of a message, without numbers that only programs need."""
    write = writer(visit)
    for name, value in body.items():
        text = _value(write, visit, body, name, value)
        if text and name not in HIDDEN:
            title = LABELS.get(name)
            yield Labelled(visit.words(title) if title else labels.field(name, visit.words), Cell(text))


def _value(write: Writer, visit: Visit, body: Mapping[str, Any], name: str, value: Any) -> str:
    if value is None or value == "" or isinstance(value, dict | list):
        return ""
    if name in MONEY:
        return f"{body.get('currency') or visit.currency} {write.text('money', value, body.get('currency'))}"
    if name == "price":
        return write.text("price", value, body.get("currency"))
    if name in DAYS:
        return write.text("date", datetime.date.fromisoformat(value))
    if name in ("state", "invoice_state"):
        return labels.state("sale", value, visit.words)
    if name in ("quantity", "available"):
        return write.text("quantity", value, body.get("places", 0))
    if name == "delivered":
        return f"{write.text('number', value)}%"
    return write.text("yes" if isinstance(value, bool) else "text", value)


def lines(visit: Visit, body: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """The lines of an order: code, name, quantity, price, discount in per cent."""
    write = writer(visit)
    return tuple(
        (
            str(line["code"]),
            str(line["name"]),
            write.text("quantity", line["quantity"], line["places"]),
            write.text("price", line["price"], body.get("currency")),
            write.text("number", line["discount"] / 100) if line["discount"] else "",
        )
        for line in body.get("lines", ())
    )

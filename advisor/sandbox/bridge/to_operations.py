"""What operations do with a message of the customer side."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from babel.numbers import get_currency_precision
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.bridge import joining, outbox
from advisor.sandbox.bridge.joining import Orphan
from advisor.sandbox.bridge.tables import Link, Message
from advisor.sandbox.core import clock, master, revising, states
from advisor.sandbox.core.actors import SYSTEM, SYSTEM_ROLE, Actor
from advisor.sandbox.core.amounts import PRICE_PARTS
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.crm import contacts
from advisor.sandbox.crm.tables import Contact, Item
from advisor.sandbox.trade import invoices, returns, sales, shipments
from advisor.sandbox.trade.tables import Order, Shipment, ShipmentLine

Body = Mapping[str, Any]
BRIDGE = Actor("", SYSTEM_ROLE)


def customer(session: Session, message: Message) -> None:
    """A customer of the sellers is a customer here."""
    party_of(session, message.body)


def party_of(session: Session, body: Body) -> Party:
    """The party that a customer is: linked, found by code, tax number or e-mail, or new; with the fields agreed on.

    Raises Orphan when several could be meant.
    """
    contact = contacts.get(session, body["id"])
    found = joining.link(session, "contact", contact.id)
    if found is None:
        known = joining.match(session, "party", body)
        found = joining.join(session, "contact", contact.id, known or new_party(session, contact).id)
    party = session.get_one(Party, found.erp_id)
    agreed(session, found, contact, party)
    return party


def new_party(session: Session, contact: Contact) -> Party:
    with outbox.quiet(session):
        return master.create_party(
            session,
            SYSTEM,
            name=contact.name,
            code=joining.free_code(session, "party", contact.code),
            customer=True,
            **{name: getattr(contact, name) for name in outbox.CUSTOMER_FIELDS if name != "name"},
        )


def agreed(session: Session, link: Link, contact: Contact, party: Party) -> None:
    """Bring the fields of both to what holds now."""
    found = joining.agree(session, link, contact, party)
    with outbox.quiet(session):
        if found.crm:
            contacts.update(session, SYSTEM, contact, dict(found.crm), anyway=True)
        needed: dict[str, Any] = dict(found.erp) | ({} if party.customer else {"customer": True})
        if needed:
            revising.change_party(session, SYSTEM, party=party.id, **needed)


def order(session: Session, message: Message) -> None:
    """A deal that was won is an order, confirmed at once: its delivery, production and purchases follow.

    Raises Orphan for a deal without lines or with something that is unknown here, Refusal when it cannot be confirmed,
    such as beyond the credit limit.
    """
    body = message.body
    if joining.link(session, "deal", body["deal"]) is not None:
        return
    if not body["lines"]:
        raise Orphan(
            "The deal {number} has no lines, so nobody knows what to deliver. Link it to an order, or drop it.",
            values={"number": str(body["number"]), "unknown": "deal", "id": int(body["deal"])},
        )
    party = party_of(session, body["customer"])
    made = sales.create(
        session,
        BRIDGE,
        party=party.id,
        lines=[_line(session, line, body["currency"]) for line in body["lines"]],
        currency=body["currency"],
        reference=body["number"] or "",
    )
    joining.join(session, "deal", body["deal"], made.id)
    states.fire(session, "sale", made.id, "confirm", BRIDGE, override=bool(message.values.get("override")))


def _line(session: Session, line: Body, currency: str) -> sales.SaleLine:
    return sales.SaleLine(
        product=product_of(session, line).id,
        quantity=Decimal(line["quantity"]).scaleb(-line["places"]),
        price=Decimal(line["price"]).scaleb(-get_currency_precision(currency)) / PRICE_PARTS,
        discount=Decimal(line["discount"]) / 100,
        text=line["text"][:200],
    )


def product_of(session: Session, line: Body) -> Product:
    """The product that an item is: linked, or of the same code. Raises Orphan."""
    found = joining.link(session, "item", line["item"])
    if found is None:
        known = joining.match(session, "product", {"id": line["item"], "code": line["code"], "name": line["name"]})
        if known is None:
            raise Orphan(
                "{name} ({code}) is no product of operations. Link it to one, or create it there.",
                values={"name": str(line["name"]), "code": str(line["code"]), "unknown": "item", "id": line["item"]},
            )
        found = joining.join(session, "item", line["item"], known)
    return session.get_one(Product, found.erp_id)


def new_product(session: Session, item: Item) -> Product:
    """The product for an item that operations do not know."""
    currency = clock.trial(session).currency
    with outbox.quiet(session):
        made = master.create_product(
            session,
            SYSTEM,
            name=item.name,
            code=joining.free_code(session, "product", item.code),
            kind=cast(Any, item.kind),
            group=item.group,
            unit=item.unit,
            places=cast(Any, item.places),
            price=Decimal(item.price).scaleb(-get_currency_precision(currency)) / PRICE_PARTS,
        )
    joining.join(session, "item", item.id, made.id)
    return made


def withdrawn(session: Session, message: Message) -> None:
    """The deal was opened again: its order is cancelled. Raises Refusal when something of it was delivered."""
    found = joining.link(session, "deal", message.body["deal"])
    if found is None:
        return
    made = session.get_one(Order, found.erp_id)
    if made.state != "cancelled":
        states.fire(session, "sale", made.id, "cancel", BRIDGE)
    session.delete(found)
    session.flush()


def give_back(session: Session, message: Message) -> None:
    """Goods of a claim came back to the warehouse. Raises Orphan when they did not leave it for this deal."""
    body = message.body
    found = joining.link(session, "deal", body["deal"])
    product = product_of(session, body)
    line = _shipped(session, found.erp_id if found else 0, product.id, body["quantity"])
    if line is None:
        raise Orphan(
            "No delivery of {name} was made for the deal of {claim}. Book the return by hand, then drop this message.",
            values={"name": str(body["name"]), "claim": str(body["claim"]), "unknown": "return", "id": product.id},
        )
    quantity = Decimal(body["quantity"]).scaleb(-product.places)
    part = shipments.Part(line=line.id, quantity=quantity)
    returns.give_back(session, BRIDGE, document=line.shipment_id, lines=[part], reason=body["claim"] or "")


def _shipped(session: Session, sale: int, product: int, quantity: int) -> ShipmentLine | None:
    """The newest delivery of an order that had so much of a product."""
    wanted = (
        select(ShipmentLine)
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(Shipment.order_id == sale, Shipment.state == "done", Shipment.back.is_(False))
        .where(ShipmentLine.product_id == product, ShipmentLine.quantity >= quantity)
    )
    return session.scalars(wanted.order_by(ShipmentLine.id.desc())).first()


def charge(session: Session, message: Message) -> None:
    """What a subscription costs for its next interval is a draft of an invoice. Raises Orphan for an unknown item."""
    body = message.body
    states.need_module(session, "erp-invoicing")
    party, product = party_of(session, body["customer"]), product_of(session, body)
    line = invoices.BillingLine(
        product=product.id if product.kind == "service" else None,
        text=f"{body['name']}, {body['first']}",
        price=Decimal(body["amount"]).scaleb(-get_currency_precision(body["currency"])),
    )
    invoices.draft(
        session, BRIDGE, party=party.id, lines=[line], currency=body["currency"], reference=body["number"] or ""
    )


HANDLERS = {"customer": customer, "order": order, "withdrawn": withdrawn, "return": give_back, "charge": charge}

"""What the customer side does with a message of operations.

What is told of an order is where operations stand with it when the message is sent, not when it was written: however
late it comes, it is true.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, cast

from babel.numbers import get_currency_precision
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.bridge import joining, outbox, standing
from advisor.sandbox.bridge.standing import Standing
from advisor.sandbox.bridge.tables import Link, Message, OutsideOrder
from advisor.sandbox.bridge.to_operations import agreed
from advisor.sandbox.core import clock
from advisor.sandbox.core.actors import SYSTEM
from advisor.sandbox.core.amounts import PRICE_PARTS
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.crm import contacts, deals, items
from advisor.sandbox.crm.tables import Contact, Deal, Item
from advisor.sandbox.trade.tables import Order


def customer(session: Session, message: Message) -> None:
    """A customer of operations is a contact here."""
    contact_of(session, session.get_one(Party, message.body["id"]))


def contact_of(session: Session, party: Party) -> Contact:
    """The contact that a party is: linked, found by code, tax number or e-mail, or new; with the fields agreed on.

    Raises Orphan when several could be meant.
    """
    found = joining.link_to(session, "party", party.id)
    if found is None and (twin := joining.twin(session, party.id)) is not None:
        return contacts.get(session, twin)
    if found is None:
        body = outbox.customer_body(party)
        known = joining.match(session, "contact", body)
        found = joining.join(session, "contact", known or new_contact(session, party).id, party.id)
    contact = contacts.get(session, found.crm_id)
    agreed(session, found, contact, party)
    return contact


def new_contact(session: Session, party: Party) -> Contact:
    with outbox.quiet(session):
        return contacts.create(
            session,
            SYSTEM,
            name=party.name,
            code=joining.free_code(session, "contact", party.code),
            customer=True,
            supplier=party.supplier,
            anyway=True,
            **{name: getattr(party, name) for name in outbox.CUSTOMER_FIELDS if name != "name"},
        )


def product(session: Session, message: Message) -> None:
    """What operations sell is offered at their price; what has no price is no business of the sellers."""
    row = session.get_one(Product, message.body["id"])
    found = joining.link_to(session, "product", row.id)
    if found is None and not row.price:
        return
    if found is None:
        known = joining.match(session, "item", outbox.product_body(row))
        found = joining.join(session, "item", known or _new_item(session, row).id, row.id)
    _agreed_item(session, found, row)


def _new_item(session: Session, row: Product) -> Item:
    with outbox.quiet(session):
        return items.create(
            session,
            SYSTEM,
            name=row.name,
            code=joining.free_code(session, "item", row.code),
            kind=cast(Any, row.kind),
            group=row.group,
            unit=row.unit,
            places=cast(Any, row.places),
            price=_units(session, row.price),
        )


def _agreed_item(session: Session, link: Link, row: Product) -> None:
    """Products belong to operations; what sellers changed meanwhile is kept as a conflict."""
    item = session.get_one(Item, link.crm_id)
    found = joining.agree(session, link, item, row)
    needed: dict[str, Any] = dict(found.crm) | ({} if item.active == row.active else {"active": row.active})
    if "price" in needed:
        needed["price"] = _units(session, needed["price"])
    with outbox.quiet(session):
        if needed:
            items.change(session, SYSTEM, item=item.id, **needed)
    # What only the sellers changed stays with them until operations change it too.
    link.agreed = link.agreed | {name: getattr(row, name) for name in found.erp}


def _units(session: Session, price: int) -> Decimal:
    """A price in hundredths of the smallest unit in units of the currency."""
    found: Decimal = Decimal(price).scaleb(-get_currency_precision(clock.trial(session).currency)) / PRICE_PARTS
    return found


def order_state(session: Session, message: Message) -> None:
    """How far an order has come: on its deal, else among the orders of its contact."""
    sale = session.get_one(Order, message.body["sale"])
    if sale.channel == "shop":
        return
    now = standing.of_order(session, sale.id)
    message.body = {**message.body, "order": now.plain}
    found = joining.link_to(session, "sale", sale.id)
    if found is not None:
        show(session, session.get_one(Deal, found.crm_id), now)
        found.heard = clock.now(session)
    else:
        _outside(session, sale, now)


def show(session: Session, deal: Deal, now: Standing) -> None:
    deals.mirror(
        session,
        deal,
        order_number=now.number,
        order_state=now.state,
        promised=now.promised,
        delivered=now.delivered,
        invoice_state=now.invoice_state,
        paid=now.paid,
    )


def _outside(session: Session, sale: Order, now: Standing) -> None:
    """An order that came from no deal. One whose deal was opened again is such an order too."""
    row = session.scalars(select(OutsideOrder).where(OutsideOrder.sale_id == sale.id)).one_or_none()
    if row is None:
        contact = contact_of(session, session.get_one(Party, sale.party_id))
        row = OutsideOrder(contact_id=contact.id, sale_id=sale.id)
        session.add(row)
    for name in ("number", "state", "invoice_state", "promised", "delivered", "currency", "gross", "paid"):
        setattr(row, name, getattr(now, name))
    session.flush()


def stock(session: Session, message: Message) -> None:
    """What can be had at once, and from when on more."""
    body = message.body
    item = session.get_one(Item, body["item"])
    item.available, item.heard = body["available"], clock.now(session)
    item.promised = datetime.date.fromisoformat(body["promised"]) if body["promised"] else None


def balance(session: Session, message: Message) -> None:
    """What the customer owes, and what of it is overdue."""
    contact = contacts.get(session, message.body["contact"])
    contact.balance, contact.overdue = message.body["balance"], message.body["overdue"]


HANDLERS = {
    "customer": customer,
    "product": product,
    "order_state": order_state,
    "shipment": order_state,
    "invoice": order_state,
    "payment": order_state,
    "stock": stock,
    "balance": balance,
}

"""The outbox: what one side tells the other, written in the transaction in which it happened.

Messages are written whatever modules are on, so that a side that is switched on later hears all of it. What a message
brings to the other side is not told back.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from advisor.sandbox.bridge.tables import Link, Message
from advisor.sandbox.core import clock, events
from advisor.sandbox.core.tables import Event, Party, Product
from advisor.sandbox.crm.marketing_tables import Charge, Subscription
from advisor.sandbox.crm.service_tables import Claim
from advisor.sandbox.crm.tables import Contact, Deal, DealLine, Item
from advisor.sandbox.plan.tables import WorkOrder
from advisor.sandbox.trade.shop import SHOP
from advisor.sandbox.trade.tables import Invoice, Order, OrderLine, Payment, Shipment

MOST_ORDERS = 50  # that hear of one work order
WROTE, QUIET = "bridge wrote", "bridge is quiet"
LEVELS = frozenset(  # what happens to these may change what is free or owed
    {"shipment", "receipt", "count", "transfer", "work_order", "inspection", "product", "invoice", "payment", "match"}
)
MASTER_DATA = frozenset({"contact", "party", "item", "product"})
CUSTOMER_FIELDS = ("name", "email", "phone", "tax_number", "address", "city", "country")
PRODUCT_FIELDS = ("name", "kind", "group", "unit", "places", "price", "active")


@dataclass(frozen=True)
class Told:
    """What is told: its kind, the subject whose order it keeps, and the values."""

    kind: str
    subject: str
    body: Mapping[str, Any] = field(default_factory=dict)


def listen(session: Session, event: Event) -> None:
    """Write the messages that an event is worth, if it is worth any."""
    if event.kind in LEVELS:
        session.info[WROTE] = True
    asked = TELLERS.get((event.kind, event.what))
    if asked is None or (session.info.get(QUIET) and event.kind in MASTER_DATA):
        return
    side, tell = asked
    found = tell(session, event)
    for told in [found] if isinstance(found, Told) else found or []:
        session.info[WROTE] = True
        session.add(
            Message(
                side=side,
                kind=told.kind,
                subject=told.subject,
                body={name: _plain(value) for name, value in told.body.items()},
                on=clock.now(session),
                event=event,
            )
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def wrote(session: Session) -> bool:
    """Whether something was told in this session, or what is free or owed may have changed."""
    return bool(session.info.get(WROTE))


@contextmanager
def quiet(session: Session) -> Iterator[None]:
    """What is done to master data inside comes from the other side and is not told back to it."""
    before = session.info.get(QUIET, False)
    session.info[QUIET] = True
    try:
        yield
    finally:
        session.info[QUIET] = before


def customer_body(row: Contact | Party) -> dict[str, Any]:
    return {"id": row.id, "code": row.code, **{name: getattr(row, name) for name in CUSTOMER_FIELDS}}


def product_body(row: Product) -> dict[str, Any]:
    return {"id": row.id, "code": row.code, **{name: getattr(row, name) for name in PRODUCT_FIELDS}}


def buyer_of(session: Session, contact: Contact) -> Contact:
    """Whose customer account it is: that of the organisation to which a person belongs."""
    return contact if contact.organisation_id is None else session.get_one(Contact, contact.organisation_id)


def _contact(session: Session, event: Event) -> Told | None:
    """Who is a customer; a person of an organisation is not one beside it."""
    row = session.get_one(Contact, event.document)
    if not row.customer or row.organisation_id is not None or row.merged_into_id is not None:
        return None
    return Told("customer", f"contact:{row.id}", customer_body(row))


def _won(session: Session, event: Event) -> Told:
    deal = session.get_one(Deal, event.document)
    wanted = select(DealLine).where(DealLine.deal_id == deal.id).options(joinedload(DealLine.item))
    lines = [
        {
            "item": line.item_id,
            "code": line.item.code,
            "name": line.item.name,
            "places": line.item.places,
            "quantity": line.quantity,
            "price": line.price,
            "discount": line.discount,
            "text": line.text,
        }
        for line in session.scalars(wanted.order_by(DealLine.id))
    ]
    values = {"deal": deal.id, "number": deal.number, "name": deal.name, "amount": deal.amount,
              "currency": deal.currency}  # fmt: skip
    buyer = buyer_of(session, deal.contact)
    return Told("order", f"deal:{deal.id}", {**values, "customer": customer_body(buyer), "lines": lines})


def _reopened(session: Session, event: Event) -> Told | None:
    """Only a deal that was won has been told."""
    if event.values.get("from") != "won":
        return None
    deal = session.get_one(Deal, event.document)
    return Told("withdrawn", f"deal:{deal.id}", {"deal": deal.id, "number": deal.number})


def _returned(session: Session, event: Event) -> Told | None:
    """A claim for which goods come back."""
    claim = session.get_one(Claim, event.document)
    if claim.kind != "return" or claim.deal_id is None:
        return None
    item = session.get_one(Item, claim.item_id)
    values = {"deal": claim.deal_id, "claim": claim.number, "item": item.id, "code": item.code, "name": item.name,
              "places": item.places, "quantity": claim.quantity}  # fmt: skip
    return Told("return", f"deal:{claim.deal_id}", values)


def _party(session: Session, event: Event) -> Told | None:
    row = session.get_one(Party, event.document)
    if not row.customer or row.code == SHOP:
        return None
    return Told("customer", f"party:{row.id}", customer_body(row))


def _product(session: Session, event: Event) -> Told:
    row = session.get_one(Product, event.document)
    return Told("product", f"product:{row.id}", product_body(row))


def _sale(session: Session, event: Event) -> Told | None:
    order = session.get_one(Order, event.document)
    if order.channel == "shop":
        return None
    values = {"sale": order.id, "number": order.number, "state": order.state, "promised": order.promised,
              "currency": order.currency, "gross": order.gross}  # fmt: skip
    return Told("order_state", f"sale:{order.id}", values | {"customer": customer_body(order.party)})


def _shipment(session: Session, event: Event) -> Told:
    row = session.get_one(Shipment, event.document)
    values = {"sale": row.order_id, "shipment": row.number, "done": row.done, "carrier": row.carrier,
              "tracking": row.tracking}  # fmt: skip
    return Told("shipment", f"sale:{row.order_id}", values)


def _invoice(session: Session, event: Event) -> Told | None:
    row = session.get_one(Invoice, event.document)
    if row.order_id is None:  # it only counts for what the customer owes
        return None
    values = {"sale": row.order_id, "invoice": row.number, "state": row.state, "gross": row.gross,
              "currency": row.currency, "due": row.due, "credit": row.credit}  # fmt: skip
    return Told("invoice", f"sale:{row.order_id}", values)


def _payment(session: Session, event: Event) -> Told | None:
    row = session.get_one(Payment, event.document)
    order = row.order_id
    if order is None and row.invoice_id is not None:
        order = session.get_one(Invoice, row.invoice_id).order_id
    if order is None or (row.direction == "out" and session.get_one(Order, order).kind != "sale"):
        return None  # of no order, or paid to a supplier
    values = {"sale": order, "payment": row.number, "state": row.state, "amount": row.amount,
              "currency": row.currency}  # fmt: skip
    return Told("payment", f"sale:{order}", values)


def _work(session: Session, event: Event) -> list[Told]:
    """Work began or ended on something that orders wait for: the states of those of linked deals change."""
    work = session.get_one(WorkOrder, event.document)
    wanted = (
        select(Order.id, Order.number)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Link, (Link.erp_kind == "sale") & (Link.erp_id == Order.id))
        .where(Order.state == "confirmed", OrderLine.product_id == work.product_id)
        .where(OrderLine.moved + OrderLine.dropped < OrderLine.quantity)
        .distinct()
        .order_by(Order.id)
        .limit(MOST_ORDERS)
    )
    return [
        Told("order_state", f"sale:{sale}", {"sale": sale, "number": number, "work": work.number})
        for sale, number in session.execute(wanted)
    ]


def _charged(session: Session, event: Event) -> Told:
    """A subscription begins or goes on: its next interval is to be paid."""
    row = session.get_one(Subscription, event.document)
    item = session.get_one(Item, row.item_id)
    begun = row.first
    if event.what != "create":
        latest = select(func.max(Charge.first)).where(Charge.subscription_id == row.id)
        begun = session.scalar(latest) or row.first
    buyer = buyer_of(session, session.get_one(Contact, row.contact_id))
    values = {"number": row.number, "item": item.id, "code": item.code, "name": item.name, "first": begun,
              "amount": row.price, "currency": clock.trial(session).currency}  # fmt: skip
    return Told("charge", f"subscription:{row.id}", values | {"customer": customer_body(buyer)})


Tell = Callable[[Session, Event], Told | list[Told] | None]
TELLERS: dict[tuple[str, str], tuple[str, Tell]] = {
    ("contact", "create"): ("crm", _contact),
    ("contact", "change"): ("crm", _contact),
    ("contact", "merge"): ("crm", _contact),
    ("contact", "tell"): ("crm", _contact),
    ("deal", "win"): ("crm", _won),
    ("deal", "reopen"): ("crm", _reopened),
    ("claim", "finish"): ("crm", _returned),
    ("subscription", "create"): ("crm", _charged),
    ("subscription", "renew"): ("crm", _charged),
    ("party", "create"): ("erp", _party),
    ("party", "change"): ("erp", _party),
    ("party", "tell"): ("erp", _party),
    ("product", "create"): ("erp", _product),
    ("product", "change"): ("erp", _product),
    ("sale", "confirm"): ("erp", _sale),
    ("sale", "shorten"): ("erp", _sale),
    ("sale", "cancel"): ("erp", _sale),
    ("work_order", "start"): ("erp", _work),
    ("work_order", "finish"): ("erp", _work),
    ("shipment", "ship"): ("erp", _shipment),
    ("shipment", "return"): ("erp", _shipment),
    ("invoice", "post"): ("erp", _invoice),
    ("invoice", "reverse"): ("erp", _invoice),
    ("payment", "clear"): ("erp", _payment),
    ("payment", "fail"): ("erp", _payment),
}
events.LISTENERS.append(listen)

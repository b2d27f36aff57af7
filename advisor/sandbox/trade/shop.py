"""Point of sale and web shop: goods of the common stock, sold, handed over, invoiced and paid in one transaction.

A sale over the counter is done when it is rung up. A web order is paid at once and waits for its shipment; its invoice
takes up the advance payment when it is posted.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, master, states
from advisor.sandbox.core.actors import SYSTEM_ROLE, Actor
from advisor.sandbox.core.refusals import Refusal, Short
from advisor.sandbox.core.tables import Party
from advisor.sandbox.founding import read
from advisor.sandbox.trade import payments, sales
from advisor.sandbox.trade.credit import plain
from advisor.sandbox.trade.sales import SaleLine
from advisor.sandbox.trade.tables import Invoice, Order, Payment, Shipment

SHOP = "SHOP"  # code of the party that stands for customers who give no name


def sell(
    session: Session,
    by: Actor,
    *,
    lines: list[SaleLine],
    method: Literal["cash", "card"] = "card",
    channel: Literal["shop", "web"] = "shop",
    party: int | None = None,
    location: int | None = None,
    given: Decimal | None = None,
) -> Order:
    """Sell and take the money. Without a party the buyer stays unnamed; `given` is the cash handed over, whose change
    is kept in the history. A web order is paid by card.

    Raises Short when the counter has too little, Refusal when less cash is given than it costs.
    """
    if not lines:
        raise Refusal("Nothing is in the basket. Add a product first.", field="lines")
    buyer = party if party is not None else anybody(session, by).id
    order = sales.create(session, by, party=buyer, lines=lines, location=location, channel=channel)
    system = Actor(by.name, SYSTEM_ROLE)  # what follows from a sale needs no other role
    states.fire(session, "sale", order.id, "confirm", system, override=True)
    change = _change(session, order, method, given)
    shipment = session.scalars(select(Shipment).where(Shipment.order_id == order.id)).one_or_none()
    if channel == "web":
        _await(session, shipment, system)
        paid = payments.create(session, system, order=order.id, method="card")
    else:
        invoice = _hand_over(session, order, shipment, system)
        paid = payments.create(session, system, invoice=invoice.id, method=method)
    states.fire(session, "payment", paid.id, "clear", system)
    events.record(session, by, "sale", order.id, "sell", {"method": method, "change": change}, party=buyer)
    return order


def anybody(session: Session, by: Actor) -> Party:
    """The party of customers who give no name, made with the first of them."""
    found = session.scalars(select(Party).where(Party.code == SHOP)).one_or_none()
    if found is not None:
        return found
    named = read(f"words/{clock.trial(session).language}.yaml")["parties"][SHOP]
    return master.create_party(session, by, name=named, code=SHOP, customer=True)


def _change(session: Session, order: Order, method: str, given: Decimal | None) -> int:
    """What goes back of the cash that was given, in the smallest unit."""
    if given is None or method != "cash":
        return 0
    change = master.minor(given, order.currency) - order.gross
    if change < 0:
        raise Refusal(
            "{given} {currency} are less than the {gross} {currency} it costs. Take more, or put something back.",
            values={"given": f"{given:f}", "gross": plain(order.gross, order.currency), "currency": order.currency},
            field="given",
        )
    return change


def _await(session: Session, shipment: Shipment | None, system: Actor) -> None:
    """Reserve what a web order waits for, if all of it is there."""
    if shipment is None:
        return
    try:
        with session.begin_nested():
            states.fire(session, "shipment", shipment.id, "reserve", system)
    except Short:  # it waits for goods
        session.refresh(shipment)


def _hand_over(session: Session, order: Order, shipment: Shipment | None, system: Actor) -> Invoice:
    if shipment is not None:
        states.fire(session, "shipment", shipment.id, "reserve", system)
        states.fire(session, "shipment", shipment.id, "ship", system)
    states.fire(session, "sale", order.id, "invoice", system)
    invoice = session.scalars(select(Invoice).where(Invoice.order_id == order.id)).one()
    posted: Invoice = states.fire(session, "invoice", invoice.id, "post", system)
    return posted


@dataclass(frozen=True)
class Taking:
    """What came in on a day through a channel by a method: amount in the smallest unit of the currency."""

    channel: str
    method: str
    currency: str
    sales: int
    amount: int


def takings(session: Session, on: datetime.date) -> list[Taking]:
    """The money of shop and web on a day, largest first; what was paid back is taken off."""
    signed = case((Payment.direction == "in", Payment.amount), else_=-Payment.amount)
    amount = func.sum(signed)
    of = func.coalesce(Payment.order_id, Invoice.order_id)
    wanted = (
        select(Order.channel, Payment.method, Payment.currency, func.count(), amount)
        .select_from(Payment)
        .outerjoin(Invoice, Invoice.id == Payment.invoice_id)
        .join(Order, Order.id == of)
        .where(Payment.on == on, Payment.state == "cleared", Order.channel.in_(("shop", "web")))
        .group_by(Order.channel, Payment.method, Payment.currency)
        .order_by(amount.desc())
    )
    return [
        Taking(channel, method, currency, count, int(total))
        for channel, method, currency, count, total in session.execute(wanted)
    ]


VERBS = (("shop.sell", sell, "erp-pos", ("sales",), "sale"),)

"""Sales orders: quoted, confirmed with a promised date per line, then delivered, invoiced, closed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, lazyload

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import SYSTEM_ROLE, Actor
from advisor.sandbox.core.quantities import parts
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect, guard
from advisor.sandbox.core.tables import Party
from advisor.sandbox.ledger.rows import centre
from advisor.sandbox.stock.rows import warehouse
from advisor.sandbox.trade import credit, invoices, pricing, progress, shipments
from advisor.sandbox.trade.promising import Want, lead, promises
from advisor.sandbox.trade.suppliers import products
from advisor.sandbox.trade.tables import Invoice, Order, OrderLine, Shipment

states.MODELS |= {"sale": Order}
states.LOADS |= {"sale": (joinedload(Order.party), lazyload(Order.lines).joinedload(OrderLine.product))}

D = TypeVar("D", Shipment, Invoice)


class SaleLine(BaseModel):
    """A line to be sold: units, price for one in the order's currency (none: the list price), discount in per cent,
    codes of taxes separated by blanks (none: those of the product)."""

    model_config = ConfigDict(extra="forbid")
    product: int
    quantity: Decimal
    price: Decimal | None = None
    discount: Decimal = Decimal(0)
    tax: str | None = None
    text: str = Field(default="", max_length=200)


def create(
    session: Session,
    by: Actor,
    *,
    party: int,
    lines: list[SaleLine],
    wanted: datetime.date | None = None,
    location: int | None = None,
    channel: Literal["desk", "shop", "web"] = "desk",
    currency: str = "",
    term: str = "",
    reference: str = "",
    cost_centre: int | None = None,
    project: int | None = None,
) -> Order:
    """A draft of an order from a customer, in his currency and on his payment term unless others are given."""
    buyer = customer(session, party)
    today = clock.today(session)
    order = Order(
        kind="sale",
        number=numbers.text("SO", numbers.draw(session, "sale", today)),
        party_id=buyer.id,
        on=today,
        wanted=wanted,
        currency=currency or buyer.currency or clock.trial(session).currency,
        term=term or buyer.term,
        location_id=warehouse(session, location).id,
        channel=channel,
        reference=reference.strip(),
        cost_centre_id=centre(session, cost_centre),
        project_id=project,
    )
    order.lines = _made(session, order, lines)
    pricing.freeze(session, order)
    session.add(order)
    session.flush()
    states.made(session, "sale", order)
    events.record(session, by, "sale", order.id, "create", {"number": order.number}, party=buyer.id)
    return order


def change(
    session: Session,
    by: Actor,
    *,
    document: int,
    lines: list[SaleLine] | None = None,
    wanted: datetime.date | None = None,
    reference: str | None = None,
) -> Order:
    """Other lines of a draft, another day on which it is wanted, another reference; what is not given stays."""
    order: Order = states.load(session, "sale", document, lock=True)
    if order.state != "draft":
        raise Refusal("Only a draft can be changed. Revise the quotation first, or cancel the order.")
    order.wanted = wanted or order.wanted
    order.reference = order.reference if reference is None else reference.strip()
    if lines is not None:
        for line in order.lines:
            session.delete(line)
        session.flush()
        order.lines = _made(session, order, lines)
        pricing.freeze(session, order)
    events.record(session, by, "sale", order.id, "change", party=order.party_id)
    return order


def customer(session: Session, id: int) -> Party:
    """Raises NotFound, or Refusal for a party that is no customer or no longer used."""
    found = session.get(Party, id)
    if found is None:
        raise NotFound("There is no such customer here. Choose one from the list.", field="party")
    if not found.customer or not found.active:
        raise Refusal("{party} is no customer. Choose another.", values={"party": found.name}, field="party")
    return found


def _made(session: Session, order: Order, lines: Sequence[SaleLine]) -> list[OrderLine]:
    sold = products(session, (line.product for line in lines))
    return [
        OrderLine(
            product_id=line.product,
            product=sold[line.product],
            text=line.text.strip(),
            quantity=parts(sold[line.product], line.quantity),
            price=pricing.asked(session, sold[line.product], line.price, order.currency, order.on),
            discount=pricing.discount(line.discount),
            tax=sold[line.product].tax if line.tax is None else line.tax,
        )
        for line in lines
    ]


@guard("has_lines", "sale")
def has_lines(session: Session, order: Order) -> None:
    if not order.lines:
        raise Refusal("The order has no lines. Add what is to be sold.", field="lines")


@effect("sale.quote")
def quote(session: Session, order: Order, by: Actor) -> None:
    """Prices, taxes and totals are fixed from here on."""
    pricing.freeze(session, order)


@effect("sale.confirm")
def confirm(session: Session, order: Order, by: Actor, *, override: bool = False) -> None:
    """Check the credit, promise a day for each line, and plan the shipment of the goods."""
    if order.state == "draft":
        pricing.freeze(session, order)
    credit.check(session, order, by, override)
    goods = progress.goods(order.lines)
    if not progress.keeps_stock(session):
        for line in goods:  # delivered by means of which nothing is kept here
            line.moved = line.quantity
        goods = []
    days = _promised(session, order, goods)
    if goods:
        planned = max(days[line.id] for line in goods)
        shipments.plan(session, by, order, [(line, line.quantity) for line in goods], planned)
    for line in order.lines:
        line.promised = days[line.id]
    order.promised, order.confirmed = max(days.values()), clock.today(session)


def _promised(session: Session, order: Order, goods: Sequence[OrderLine]) -> dict[int, datetime.date]:
    """The day of each line by its id; none before it is wanted."""
    today = clock.today(session)
    earliest = max(order.wanted or today, today)
    wants = [Want(line.product_id, line.quantity, lead(line.product)) for line in goods]
    found = promises(session, wants, order.location_id) if wants else []
    days = dict.fromkeys((line.id for line in order.lines), earliest)
    return days | {line.id: max(promise.on, earliest) for line, promise in zip(goods, found, strict=True)}


@effect("sale.invoice")
def bill(session: Session, order: Order, by: Actor) -> None:
    """A draft of an invoice for what was shipped, and for services, as far as it was not invoiced yet."""
    if invoices.of_order(session, by, order) is None:
        raise Refusal("Nothing of {number} is left to invoice. Goods are invoiced when they were shipped.",
                      values={"number": order.number or ""})  # fmt: skip


@effect("sale.shorten")
def shorten(session: Session, order: Order, by: Actor) -> None:
    """The rest will not be delivered: open shipments are cancelled, and nothing is waited for any more."""
    _call_off(session, order, by)
    found = progress.lines(session, [line.id for line in order.lines])
    if not any(line.moved or line.invoiced for line in found.values()):
        raise Refusal("Nothing of {number} was delivered yet. Cancel the order instead.",
                      values={"number": order.number or ""})  # fmt: skip
    for line in found.values():
        kept = line.moved if line.product.kind == "goods" else line.invoiced
        line.dropped = max(line.quantity - kept, line.dropped)


@guard("nothing_delivered", "sale")
def nothing_delivered(session: Session, order: Order) -> None:
    """Shipments and invoices of the order are locked first, so that none can be done while it is cancelled."""
    shipped: Sequence[Shipment | Invoice] = _held(session, Shipment, order)
    for one in (*shipped, *_held(session, Invoice, order)):
        if one.state in ("done", "posted"):
            raise Refusal(
                "{document} of {number} is done already. Shorten the order to what was delivered instead.",
                values={"document": one.number or "", "number": order.number or ""},
            )


def _held(session: Session, table: type[D], order: Order) -> Sequence[D]:
    """The shipments or invoices of an order, locked."""
    wanted = select(table).where(table.order_id == order.id).order_by(table.id).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).all()


@effect("sale.cancel")
def cancel(session: Session, order: Order, by: Actor) -> None:
    """Its shipments and drafts of invoices are cancelled with it."""
    _call_off(session, order, by)


def _call_off(session: Session, order: Order, by: Actor) -> None:
    if order.state != "confirmed":
        return
    system = Actor(by.name, SYSTEM_ROLE)
    for shipment in _held(session, Shipment, order):
        if shipment.state in shipments.OPEN:
            states.fire(session, "shipment", shipment.id, "cancel", system)
    for invoice in _held(session, Invoice, order):
        if invoice.state == "draft":
            states.fire(session, "invoice", invoice.id, "cancel", system)


VERBS = (
    ("sale.create", create, "erp-sales-orders", ("sales",), "sale"),
    ("sale.change", change, "erp-sales-orders", ("sales",), "sale"),
)

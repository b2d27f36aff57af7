"""Work orders: inputs leave stock for production when work starts, the product enters stock at what inputs and work
cost when it ends. What an order holds in the account for production is nought before and after."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, numbers
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.quantities import parts, shown
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, effect
from advisor.sandbox.core.tables import Product
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.plan import machines, scheduling, work_costs
from advisor.sandbox.plan.boms import bom_of, needs, products, step_minutes
from advisor.sandbox.plan.tables import WorkOrder, WorkStep
from advisor.sandbox.stock.moves import Cause, Goods, move
from advisor.sandbox.stock.moves import place as outside
from advisor.sandbox.stock.reserving import Want, release, reserve
from advisor.sandbox.stock.rows import warehouse
from advisor.sandbox.stock.tables import Move, Reservation
from advisor.sandbox.trade import inspecting

MODELS |= {"work_order": WorkOrder}


@dataclass(frozen=True)
class When:
    """`due` the day it is needed, `start` the day it begins; what is missing follows from the lead time."""

    due: datetime.date | None = None
    start: datetime.date | None = None


def create(
    session: Session,
    by: Actor,
    *,
    product: int,
    quantity: Decimal,
    due: datetime.date | None = None,
    start: datetime.date | None = None,
    location: int | None = None,
) -> WorkOrder:
    """Plan to make `quantity` of a product until a day, else as soon as its lead time allows."""
    made = products(session, [product])[product]
    return make(session, by, made, parts(made, quantity), When(due, start), location=location)


def make(
    session: Session,
    by: Actor,
    product: Product,
    quantity: int,
    when: When,
    *,
    location: int | None = None,
    origin: tuple[str, int | None] = ("", None),
) -> WorkOrder:
    """A planned work order with its steps. `origin` is what makes it necessary. Raises Refusal without a bill of
    materials."""
    bom, today = bom_of(session, product), clock.today(session)
    start, due = _days(product, when, today)
    order = WorkOrder(
        number=numbers.text("WO", numbers.draw(session, "work_order", today)),
        product_id=product.id,
        quantity=quantity,
        location_id=warehouse(session, location).id,
        start=start,
        due=due,
        origin_kind=origin[0],
        origin=origin[1],
    )
    order.steps = [
        WorkStep(
            position=step.position,
            name=step.name,
            centre_id=step.centre_id,
            on=start,
            until=start,
            minutes=step_minutes(step, product, quantity),
        )
        for step in bom.operations
    ]
    session.add(order)
    session.flush()
    scheduling.place(session, order, max(start, today))
    events.record(session, by, "work_order", order.id, "create", {"quantity": quantity})
    return order


def _days(product: Product, when: When, today: datetime.date) -> tuple[datetime.date, datetime.date]:
    lead = datetime.timedelta(days=product.lead_days)
    due = when.due or (when.start or today) + lead
    start = when.start or due - lead
    if due < start:
        raise Refusal("The work would be due before it begins. Choose a later due date.", field="due")
    return start, due


def _of(session: Session, order: WorkOrder) -> Product:
    return session.get_one(Product, order.product_id)


def cause(order: WorkOrder, on: datetime.date) -> Cause:
    return Cause("work_order", order.id, order.number or "", on)


@effect("work_order.release")
def release_order(session: Session, order: WorkOrder, by: Actor) -> None:
    """Hold the inputs and place the steps in what capacity is left. Raises Short when an input is missing."""
    wanted = needs(bom_of(session, _of(session, order)), order.quantity)
    known = products(session, [product for product, _ in wanted])
    place = warehouse(session, order.location_id)
    reserve(session, [Want(known[p], q, place) for p, q in wanted], "work_order", order.id, order.number or "")
    scheduling.place(session, order, max(order.start, clock.today(session)))


@effect("work_order.hold")
def hold(session: Session, order: WorkOrder, by: Actor) -> None:
    """Let go the inputs; they may be needed elsewhere first."""
    release(session, "work_order", order.id)


@effect("work_order.cancel")
def cancel(session: Session, order: WorkOrder, by: Actor) -> None:
    release(session, "work_order", order.id)
    scheduling.clear(order)


@effect("work_order.start")
def start(session: Session, order: WorkOrder, by: Actor, *, on: datetime.date | None = None) -> None:
    """What is held for the order leaves stock at its value. Messages of machines that came too early count now."""
    day = on or clock.today(session)
    held = session.scalars(
        select(Reservation).where(Reservation.kind == "work_order", Reservation.document == order.id)
    ).all()
    known = products(session, {one.product_id for one in held})
    source, shop = warehouse(session, order.location_id), outside(session, "production")
    goods = [Goods(known[one.product_id], one.quantity, source, shop) for one in held]
    if goods:
        order.cost_in = sum(one.value for one in move(session, goods, cause(order, day)))
    order.start = day
    machines.apply_waiting(session, order)
    inspecting.ask(session, by, "work_order", order.id, [order.product_id])


@effect("work_order.report")
def report(
    session: Session,
    order: WorkOrder,
    by: Actor,
    *,
    step: int | None = None,
    minutes: int = 0,
    done: bool = False,
    good: Decimal = Decimal(0),
    scrap: Decimal = Decimal(0),
) -> None:
    """Minutes worked on a step (its position), whether it is done, and pieces that are finished or spoilt."""
    product = _of(session, order)
    if minutes < 0:
        raise Refusal("Minutes are nought or more. Correct them.", field="minutes")
    if step is None and (minutes or done):
        raise Refusal("Say which step was worked on. Choose one.", field="step")
    if step is not None:
        _report_step(order, step, minutes, done)
        work_costs.charge(session, order, clock.today(session))
    order.made += parts(product, good, 0)
    order.scrapped += parts(product, scrap, 0)


def _report_step(order: WorkOrder, position: int, minutes: int, done: bool) -> None:
    found = next((one for one in order.steps if one.position == position), None)
    if found is None:
        raise NotFound("The work order has no such step. Choose one from the list.", field="step")
    found.reported += minutes
    found.done = found.done or done
    if found.done:
        found.slots = []


@effect("work_order.deliver")
def deliver(
    session: Session, order: WorkOrder, by: Actor, *, quantity: Decimal, on: datetime.date | None = None
) -> None:
    """Part of the product enters stock at its share of what the order has cost so far and is not delivered yet."""
    product, day = _of(session, order), on or clock.today(session)
    pieces = parts(product, quantity)
    rest = order.quantity - order.scrapped - order.stored
    if pieces >= rest:
        raise Refusal(
            "{rest} of {product} are still to come from {number}. Deliver less, or finish the order.",
            values={"rest": shown(product, max(rest, 0)), "product": product.name, "number": order.number or ""},
            field="quantity",
        )
    work_costs.charge(session, order, day)
    _store(session, order, pieces, rounded(work_costs.held(order) * pieces, rest), day)
    order.made = max(order.made, order.stored) if order.made else 0


def _store(session: Session, order: WorkOrder, pieces: int, value: int, day: datetime.date) -> None:
    target = warehouse(session, order.location_id)
    goods = Goods(_of(session, order), pieces, outside(session, "production"), target, value)
    move(session, [goods], cause(order, day))
    order.stored += pieces
    order.cost_out += value


@effect("work_order.finish")
def finish(
    session: Session,
    order: WorkOrder,
    by: Actor,
    *,
    made: Decimal | None = None,
    scrapped: Decimal | None = None,
    leftover: Literal["used", "back"] = "used",
    on: datetime.date | None = None,
) -> None:
    """The rest of the product enters stock with all that the order has cost; good pieces bear the cost of scrap.

    Without numbers those reported count, else the whole quantity. Steps that nobody reported count with their planned
    minutes. `back` returns the inputs of pieces that were not made to stock. When nothing was made at all, what was
    spent is a loss.
    """
    product, day = _of(session, order), on or clock.today(session)
    good, spoilt = _counted(order, product, made, scrapped)
    pieces = good - order.stored
    if pieces < 0:
        raise Refusal(
            "{stored} of {product} are in stock already. Enter at least that number as made.",
            values={"stored": shown(product, order.stored), "product": product.name},
            field="made",
        )
    order.made, order.scrapped = good, spoilt
    worked = min(good + spoilt, order.quantity)
    if leftover == "back" and worked < order.quantity:
        _give_back(session, order, order.quantity - worked, day)
    work_costs.backflush(order, worked)
    work_costs.charge(session, order, day)
    if pieces:
        _store(session, order, pieces, work_costs.held(order), day)
    elif work_costs.held(order):
        _write_off(session, order, day)
    order.finished = day
    scheduling.clear(order)


def _counted(order: WorkOrder, product: Product, made: Decimal | None, scrapped: Decimal | None) -> tuple[int, int]:
    """Good and spoilt pieces."""
    spoilt = order.scrapped if scrapped is None else parts(product, scrapped, 0)
    if made is not None:
        return parts(product, made, 0), spoilt
    return order.made or max(order.quantity - spoilt, 0), spoilt


def _give_back(session: Session, order: WorkOrder, rest: int, day: datetime.date) -> None:
    """Inputs of `rest` pieces go back to stock at what they left it with."""
    shop, target = outside(session, "production"), warehouse(session, order.location_id)
    used = session.scalars(
        select(Move).where(Move.cause_kind == "work_order", Move.cause == order.id, Move.target_id == shop.id)
    ).all()
    known = products(session, {one.product_id for one in used})
    goods = []
    for one in used:
        quantity = one.quantity * rest // order.quantity
        if quantity:
            value = rounded(one.value * quantity, one.quantity)
            goods.append(Goods(known[one.product_id], quantity, shop, target, value))
    if goods:
        move(session, goods, cause(order, day))
        order.cost_in -= sum(one.value or 0 for one in goods)


def _write_off(session: Session, order: WorkOrder, day: datetime.date) -> None:
    lost = work_costs.held(order)
    items = [Item("lost", lost, product=order.product_id), Item("production", -lost, product=order.product_id)]
    post(session, Posting("GEN", day, items, "work_order", order.id, order.number or ""))
    order.cost_out += lost


VERBS = (("work_order.create", create, "erp-work-orders", ("production",), "work_order"),)

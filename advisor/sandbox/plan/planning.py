"""Planning: the material requirements of today as planned orders, what they become, and what to do about what is on
order at the wrong time."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.quantities import decimal, parts
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, load, need_module
from advisor.sandbox.core.tables import Product
from advisor.sandbox.plan import mrp, work_orders
from advisor.sandbox.plan.boms import one_at_a_time, products
from advisor.sandbox.plan.demand import Bucket, Situation, situation
from advisor.sandbox.plan.tables import Forecast, PlannedOrder
from advisor.sandbox.trade import requisitions

MODELS |= {"planned_order": PlannedOrder, "forecast": Forecast}


@dataclass(frozen=True)
class Look:
    """The plan as it would be now."""

    situation: Situation
    plan: mrp.Plan


def look(session: Session, bucket: Bucket = "day") -> Look:
    """Work the plan out without keeping it."""
    found = situation(session, bucket)
    return Look(found, mrp.plan(found.items, found.parts, found.demands, found.receipts))


def run(session: Session, by: Actor, *, bucket: Bucket = "day") -> None:
    """Work out what has to be bought and made, in place of what the last run proposed and nobody took up."""
    one_at_a_time(session)
    session.execute(delete(PlannedOrder).where(PlannedOrder.made.is_(None)))
    found = look(session, bucket)
    _keep(session, found)
    late = sum(order.release < 0 for order in found.plan.orders)
    trial = clock.trial(session)
    events.record(
        session, by, "trial", trial.id, "plan", {"orders": len(found.plan.orders), "late": late, "bucket": bucket}
    )


def _keep(session: Session, found: Look) -> None:
    """Write the planned orders level by level, because a part is needed by orders that must be known by then."""
    ready, rows = mrp.ready(found.plan), dict[int, PlannedOrder]()
    days, today = found.situation.buckets, found.situation.buckets.today
    for item, places in found.plan.order_of.items():
        if not places:
            continue
        product, needed = found.situation.products[item], mrp.pegs(found.plan, item)
        for place in places:
            order = found.plan.orders[place]
            rows[place] = PlannedOrder(
                product_id=item,
                source=product.source,
                quantity=order.quantity,
                release=days.day(order.release),
                due=days.day(order.due),
                late=order.release < 0,
                ready=days.day(ready[place]),
                run=today,
                pegs=[_peg(found, rows, peg) for peg in needed[place]],
            )
        session.add_all(rows[place] for place in places)
        session.flush()


def _peg(found: Look, rows: dict[int, PlannedOrder], peg: mrp.Peg) -> dict[str, Any]:
    if isinstance(peg.cause, int):
        user = rows[peg.cause]
        name = found.situation.products[user.product_id].name
        return {"kind": "planned_order", "id": user.id, "number": name, "quantity": peg.quantity}
    kind, id_ = peg.cause
    return {"kind": kind, "id": id_, "number": found.situation.numbers[peg.cause], "quantity": peg.quantity}


def firm(session: Session, by: Actor, *, planned: int, quantity: Decimal | None = None) -> PlannedOrder:
    """Make a planned order real: a requisition for what is bought, a work order for what is made.

    Another quantity may be chosen. Raises Refusal when it was taken up already.
    """
    one_at_a_time(session)
    order: PlannedOrder = load(session, "planned_order", planned, lock=True)
    if order.made is not None:
        raise Refusal("This planned order was taken up already. Open what it became.")
    product = products(session, [order.product_id])[order.product_id]
    if quantity is not None:
        order.quantity = parts(product, quantity)
    _take_up(session, by, order, product)
    return order


def firm_all(session: Session, by: Actor, *, until: datetime.date, kind: Literal["all", "buy", "make"] = "all") -> None:
    """Make all planned orders real that have to be released until a day."""
    one_at_a_time(session)
    wanted = select(PlannedOrder).where(PlannedOrder.made.is_(None), PlannedOrder.release <= until)
    if kind != "all":
        wanted = wanted.where(PlannedOrder.source == kind)
    rows = session.scalars(wanted.order_by(PlannedOrder.release, PlannedOrder.id).with_for_update()).all()
    if not rows:
        raise Refusal("Nothing has to be released by that day. Run the planning first, or choose a later day.")
    known = products(session, {row.product_id for row in rows})
    for row in rows:
        _take_up(session, by, row, known[row.product_id])


def _take_up(session: Session, by: Actor, order: PlannedOrder, product: Product) -> None:
    due = max(order.due, clock.today(session))
    if order.source == "make":
        need_module(session, "erp-work-orders")
        made = work_orders.make(
            session, by, product, order.quantity, work_orders.When(due, None), origin=("planned_order", order.id)
        )
        order.made_kind, order.made = "work_order", made.id
    else:
        need_module(session, "erp-procurement")
        asked = requisitions.request(
            session,
            by,
            product=product.id,
            quantity=decimal(product, order.quantity),
            needed=due,
            origin_kind="planned_order",
            origin=order.id,
        )
        order.made_kind, order.made = "requisition", asked.id
    session.flush()
    events.record(session, by, "planned_order", order.id, "firm", {"kind": order.made_kind, "document": order.made})


def set_forecast(session: Session, by: Actor, *, product: int, on: datetime.date, quantity: Decimal) -> Forecast | None:
    """Expect to sell `quantity` of a product on a day, in place of what was expected for that day; nought for nothing.

    Orders confirmed for the same month are part of it, they do not come on top.
    """
    sold = products(session, [product])[product]
    if on < clock.today(session):
        raise Refusal("A forecast is for a day to come. Choose a later date.", field="on")
    found = session.scalars(
        select(Forecast).where(Forecast.product_id == product, Forecast.on == on).with_for_update()
    ).one_or_none()
    expected = parts(sold, quantity, 0)
    if not expected:
        if found is not None:
            session.delete(found)
        return None
    if found is None:
        found = Forecast(product_id=product, on=on)
        session.add(found)
    found.quantity = expected
    session.flush()
    events.record(session, by, "forecast", found.id, "set_forecast", {"quantity": expected, "on": on.isoformat()})
    return found


@dataclass(frozen=True)
class Hint:
    """Something that needs a decision. `what`: release (a planned order that should have been released already), or
    late, expedite, postpone, cancel of something on order; `planned` the day it has now, `needed` the day it should
    have; None where nothing needs it."""

    what: str
    product: Product
    kind: str
    document: int
    number: str
    quantity: int
    planned: datetime.date
    needed: datetime.date | None


POSTPONE_FROM = 7  # days by which something must come too early before it is worth a word


def hints(session: Session, found: Look) -> list[Hint]:
    """What does not fit, the most pressing first."""
    base, days = found.situation, found.situation.buckets
    made: list[Hint] = []
    for what, receipt, bucket, quantity in mrp.advice(found.plan):
        planned = base.dates[receipt.cause]
        needed = None if bucket is None else days.day(bucket)
        if what == "postpone" and needed and (needed - planned).days < POSTPONE_FROM:
            continue
        product = base.products[receipt.item]
        made.append(Hint(what, product, *receipt.cause, base.numbers[receipt.cause], quantity, planned, needed))
    made += _to_release(session, base.products)
    order = ("release", "late", "expedite", "cancel", "postpone")
    return sorted(made, key=lambda one: (order.index(one.what), one.planned, one.product.name))


def _to_release(session: Session, known: dict[int, Product]) -> Sequence[Hint]:
    wanted = select(PlannedOrder).where(PlannedOrder.made.is_(None), PlannedOrder.late)
    return [
        Hint("release", known[one.product_id], "planned_order", one.id, "", one.quantity, one.release, one.due)
        for one in session.scalars(wanted.order_by(PlannedOrder.release, PlannedOrder.id))
        if one.product_id in known
    ]


PLANNERS = ("production", "purchasing")
VERBS = (
    ("plan.run", run, "erp-production-planning", PLANNERS, ""),
    ("plan.firm", firm, "erp-production-planning", PLANNERS, "planned_order"),
    ("plan.firm_all", firm_all, "erp-production-planning", PLANNERS, ""),
    ("forecast.set", set_forecast, "erp-production-planning", ("production", "purchasing", "sales"), "forecast"),
)

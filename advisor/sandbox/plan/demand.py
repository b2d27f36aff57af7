"""What planning starts from: stock, what is needed and what is on order, read from the documents."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.plan.boms import boms, needs
from advisor.sandbox.plan.mrp import Demand, Item, Part, Receipt
from advisor.sandbox.plan.tables import Bom, Forecast, WorkOrder
from advisor.sandbox.plan.workdays import week_start
from advisor.sandbox.stock.tables import Balance, Reservation
from advisor.sandbox.trade.tables import Order, OrderLine, Requisition

Bucket = Literal["day", "week"]
BUCKET_DAYS: dict[Bucket, int] = {"day": 1, "week": 7}


@dataclass(frozen=True)
class Buckets:
    """Days as numbers of buckets: 0 is today, or the week that today is in."""

    first: datetime.date
    days: int
    today: datetime.date

    def number(self, day: datetime.date) -> int:
        return (day - self.first).days // self.days

    def day(self, number: int) -> datetime.date:
        """The first day of a bucket; of the current one today."""
        return self.today if number == 0 else self.first + datetime.timedelta(days=number * self.days)

    def lead(self, days: int) -> int:
        """Calendar days as buckets, rounded up."""
        return -(-days // self.days)


@dataclass
class Situation:
    """All that the plan of today depends on. `numbers` names documents, `dates` are the days they were planned for."""

    buckets: Buckets
    products: dict[int, Product]
    items: dict[int, Item] = field(default_factory=dict)
    parts: dict[int, list[Part]] = field(default_factory=dict)
    demands: list[Demand] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    numbers: dict[tuple[str, int], str] = field(default_factory=dict)
    dates: dict[tuple[str, int], datetime.date] = field(default_factory=dict)

    def need(self, product: int, day: datetime.date, quantity: int, cause: tuple[str, int], number: str) -> None:
        if product in self.products and quantity > 0:
            self.demands.append(Demand(product, self.buckets.number(day), quantity, cause))
            self._known(cause, number, day)

    def come(self, product: int, day: datetime.date, quantity: int, cause: tuple[str, int], number: str) -> None:
        if product in self.products and quantity > 0:
            self.receipts.append(Receipt(product, self.buckets.number(day), quantity, cause))
            self._known(cause, number, day)

    def _known(self, cause: tuple[str, int], number: str, day: datetime.date) -> None:
        self.numbers[cause] = number
        self.dates[cause] = max(day, self.dates.get(cause, day))


def buckets(session: Session, kind: Bucket) -> Buckets:
    today = clock.today(session)
    return Buckets(today if kind == "day" else week_start(session, today), BUCKET_DAYS[kind], today)


def situation(session: Session, kind: Bucket) -> Situation:
    """Read everything, in a fixed number of statements."""
    goods = session.scalars(select(Product).where(Product.kind == "goods", Product.active)).all()
    found = Situation(buckets(session, kind), {one.id: one for one in goods})
    known = boms(session)
    _items(session, found)
    _structure(found, known)
    _sales(session, found)
    _forecasts(session, found)
    _purchases(session, found)
    _work(session, found, known)
    return found


def _items(session: Session, found: Situation) -> None:
    held: dict[int, int] = dict(
        session.execute(select(Balance.product_id, func.sum(Balance.quantity)).group_by(Balance.product_id)).all()
    )
    supplier_days = dict(session.execute(select(Party.id, Party.lead_days).where(Party.supplier)).all())
    for product in found.products.values():
        lead = product.lead_days
        if not lead and product.source == "buy" and product.supplier_id:
            lead = supplier_days.get(product.supplier_id, 0)
        found.items[product.id] = Item(
            on_hand=held.get(product.id, 0),
            safety=product.safety,
            lead=found.buckets.lead(lead),
            rule=product.lot_rule,
            lot=product.lot_size,
        )


def _structure(found: Situation, known: dict[int, Bom]) -> None:
    """Only what is made is exploded; parts that are not used any more are left out."""
    for product, bom in known.items():
        if product in found.products and found.products[product].source == "make":
            found.parts[product] = [
                Part(line.product_id, line.quantity, bom.quantity)
                for line in bom.lines
                if line.product_id in found.products
            ]


def _sales(session: Session, found: Situation) -> None:
    """What is confirmed and not delivered, on the day promised or, where that is later, the day wanted."""
    wanted = (
        select(OrderLine, Order)
        .join(Order, OrderLine.order_id == Order.id)
        .where(Order.kind == "sale", Order.state == "confirmed")
        .where(OrderLine.quantity > OrderLine.moved + OrderLine.dropped)
    )
    for line, order in session.execute(wanted):
        days = [day for day in (line.promised or order.promised, order.wanted) if day]
        rest = line.quantity - line.moved - line.dropped
        found.need(line.product_id, max(days, default=order.on), rest, ("sale", order.id), order.number or "")


def _forecasts(session: Session, found: Situation) -> None:
    """Forecasts from today on, each month less what is ordered for that month already."""
    today = found.buckets.today
    rows = session.scalars(select(Forecast).where(Forecast.on >= today).order_by(Forecast.on, Forecast.id)).all()
    if not rows:
        return
    sold = _sold(session, today.replace(day=1))
    for row in rows:
        month = (row.product_id, row.on.replace(day=1))
        covered = min(row.quantity, sold[month])
        sold[month] -= covered
        found.need(row.product_id, row.on, row.quantity - covered, ("forecast", row.id), "")


def _sold(session: Session, since: datetime.date) -> defaultdict[tuple[int, datetime.date], int]:
    """Confirmed quantities by product and month (its first day)."""
    day = func.coalesce(Order.wanted, OrderLine.promised, Order.promised, Order.on)
    wanted = (
        select(OrderLine.product_id, day, OrderLine.quantity - OrderLine.dropped)
        .join(Order, OrderLine.order_id == Order.id)
        .where(Order.kind == "sale", Order.state == "confirmed", day >= since)
    )
    sold: defaultdict[tuple[int, datetime.date], int] = defaultdict(int)
    for product, on, quantity in session.execute(wanted):
        sold[product, on.replace(day=1)] += quantity
    return sold


def _purchases(session: Session, found: Situation) -> None:
    """Purchases that are not received, drafts too, and requisitions that are no order yet."""
    wanted = (
        select(OrderLine, Order)
        .join(Order, OrderLine.order_id == Order.id)
        .where(Order.kind == "purchase", Order.state.in_(("draft", "to_approve", "ordered")))
        .where(Order.account_id.is_(None), OrderLine.quantity > OrderLine.moved + OrderLine.dropped)
    )
    for line, order in session.execute(wanted):
        day = line.promised or order.promised or order.wanted or order.on
        rest = line.quantity - line.moved - line.dropped
        found.come(line.product_id, day, rest, ("purchase", order.id), order.number or "")
    asked = select(Requisition).where(Requisition.state.in_(("draft", "waiting", "approved")))
    for one in session.scalars(asked):
        found.come(one.product_id, one.needed, one.quantity, ("requisition", one.id), one.number or "")


def _work(session: Session, found: Situation, known: dict[int, Bom]) -> None:
    """What work orders will give, and what they still need: planned ones by their bill of materials, released ones
    what is held for them."""
    open_ = session.scalars(select(WorkOrder).where(WorkOrder.state.in_(("planned", "released", "running")))).all()
    starts = {order.id: order for order in open_}
    for order in open_:
        rest = order.quantity - order.stored - order.scrapped
        cause, number = ("work_order", order.id), order.number or ""
        found.come(order.product_id, order.due, rest, cause, number)
        if order.state == "planned" and order.product_id in known:
            for product, quantity in needs(known[order.product_id], order.quantity):
                found.need(product, order.start, quantity, cause, number)
    for product, quantity, order in _held(session, starts):
        found.need(product, order.start, quantity, ("work_order", order.id), order.number or "")


def _held(session: Session, orders: dict[int, WorkOrder]) -> Iterator[tuple[int, int, WorkOrder]]:
    if any(order.state == "released" for order in orders.values()):
        for one in session.scalars(select(Reservation).where(Reservation.kind == "work_order")):
            if one.document in orders:
                yield one.product_id, one.quantity, orders[one.document]

"""Pages of what planning and production deal with: bills of materials, work orders, inspections and so on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core.clock import today
from advisor.sandbox.core.quantities import shown
from advisor.sandbox.core.tables import Product
from advisor.sandbox.plan.boms import bom_of, needs, products, roll_up
from advisor.sandbox.plan.tables import (
    Bom,
    BomLine,
    Inspection,
    MachineMessage,
    Maintenance,
    Operation,
    WorkCentre,
    WorkOrder,
    WorkStep,
)
from advisor.sandbox.plan.work_costs import held
from advisor.sandbox.stock.tables import Balance, Move, Reservation
from web.sandbox.declared import Column, DocumentPage, Field, Get, Lines, Next, Query, Ref, Told
from web.sandbox.production_load import of_centre
from web.sandbox.production_parts import served, tree

PLANNING = "erp-production-planning"
OUT = case((Move.source_id == WorkOrder.location_id, Move.quantity))
INTO = case((Move.target_id == WorkOrder.location_id, Move.quantity))


def _places(session: Session, document: Any) -> int:
    """The decimals of the quantities of a document's product."""
    return session.get_one(Product, document.product_id).places


def _quantity(title: str, of: Get) -> Field:
    return Field(title, of, "quantity", unit=_places)


def _free(session: Session, ids: Any) -> dict[int, int]:
    """What is free in stock, by line of a bill of materials."""
    held_ = (
        select(BomLine.id, func.sum(Balance.quantity - Balance.reserved))
        .join(Balance, Balance.product_id == BomLine.product_id)
        .where(BomLine.id.in_(ids))
    )
    return dict.fromkeys(ids, 0) | {row[0]: row[1] for row in session.execute(held_.group_by(BomLine.id))}


def _cost(part: str) -> Get:
    def get(session: Session, bom: Any) -> int:
        found: int = getattr(roll_up(session)[bom.product_id], part)
        return found

    return get


def _cost_differs(session: Session, bom: Any) -> Iterator[Told]:
    product = session.get_one(Product, bom.product_id)
    if roll_up(session)[product.id].total != product.cost:
        yield Told(mark("The product itself carries another standard cost. Take this one over if it should be used."))


BOM = DocumentPage(
    kind="bom",
    module=PLANNING,
    back="boms",
    name="name",
    fields=(
        Field(mark("Product"), "product_id", to="product"),
        _quantity(mark("For this many"), "quantity"),
    ),
    totals=(
        Field(mark("Material"), _cost("material"), "price"),
        Field(mark("Work"), _cost("work"), "price"),
        Field(mark("Cost per unit"), _cost("total"), "price"),
    ),
    told=_cost_differs,
    lines=(
        Lines(
            mark("Parts"),
            lambda _, bom: select(BomLine.id).join(Product).where(BomLine.bom_id == bom.id).order_by(BomLine.id),
            (
                Column("product", mark("Product"), Product.name, to="product", key=Product.id),
                Column("quantity", mark("Quantity"), BomLine.quantity, "quantity", unit=Product.places),
                Column("unit", mark("Unit"), Product.unit),
                Column("cost", mark("Cost per unit"), Product.cost, "price"),
                Column("free", mark("Free in stock"), kind="quantity", later=_free, unit=Product.places),
            ),
        ),
        Lines(
            mark("Steps of work"),
            lambda _, bom: (
                select(Operation.id).join(WorkCentre).where(Operation.bom_id == bom.id).order_by(Operation.position)
            ),
            (
                Column("name", mark("Step"), Operation.name),
                Column("centre", mark("Work centre"), WorkCentre.name, to="work_centre", key=WorkCentre.id),
                Column("setup", mark("Set-up, minutes an order"), Operation.setup, "number"),
                Column("run", mark("Minutes for each"), Operation.run / 100.0, "number"),
            ),
        ),
    ),
    parts=(("sandbox/production/tree.html", tree),),
    next=(
        Next("bom.set", {"bom": "id"}),
        Next("work_order.create", {"product": "product_id"}),
        Next("bom.take_cost", {"product": "product_id"}),
    ),
)

PLANNED = DocumentPage(
    kind="planned_order",
    module=PLANNING,
    back="planned_orders",
    name="name",
    fields=(
        Field(mark("Product"), "product_id", to="product"),
        Field(mark("Where from"), "source", "choice"),
        _quantity(mark("Quantity"), "quantity"),
        Field(mark("Release by"), "release", "date"),
        Field(mark("Due"), "due", "date"),
        Field(mark("Possible"), "ready", "date"),
        Field(mark("Worked out on"), "run", "date"),
    ),
    told=lambda _, order: (
        [Told(mark("It should have been released already. It can be there on the day that is possible, not before."))]
        if order.late and order.made is None
        else []
    ),
    related=lambda _, order: [Ref(order.made_kind, order.made)] if order.made else [],
    parts=(("sandbox/production/served.html", served),),
)


def _inputs_needed(_: Session, order: Any) -> Query:
    """What is to go in, while nothing is held yet."""
    return (
        select(BomLine.id)
        .join(Bom, Bom.id == BomLine.bom_id)
        .join(Product, Product.id == BomLine.product_id)
        .where(Bom.product_id == order.product_id, order.state == "planned")
        .order_by(BomLine.id)
    )


def _short(session: Session, order: Any) -> Iterator[Told]:
    """What is missing, what is late, and what waits."""
    if order.state in ("planned", "released", "running") and order.due < today(session):
        yield Told(mark("It is late."), "bad")
    if order.state == "planned":
        wanted = needs(bom_of(session, session.get_one(Product, order.product_id)), order.quantity)
        free: dict[int, int] = dict(
            session.execute(
                select(Balance.product_id, func.sum(Balance.quantity - Balance.reserved))
                .where(Balance.location_id == order.location_id, Balance.product_id.in_([p for p, _ in wanted]))
                .group_by(Balance.product_id)
            ).all()
        )
        known = products(session, [product for product, _ in wanted])
        for product, quantity in wanted:
            if free.get(product, 0) < quantity:
                values: dict[str, str | int] = {
                    "free": shown(known[product], free.get(product, 0)),
                    "wanted": shown(known[product], quantity),
                    "product": known[product].name,
                }
                yield Told(mark("Only {free} of {wanted} of {product} are free."), "warn", values)
    waiting = select(func.count()).select_from(MachineMessage)
    count = session.scalar(waiting.where(MachineMessage.work_order_id == order.id, MachineMessage.applied.is_(False)))
    if count:
        yield Told(mark("Messages of machines that were not counted: {n}."), "warn", {"n": count})


def _around(session: Session, order: Any) -> Iterator[Ref]:
    if order.origin_kind and order.origin:
        yield Ref(order.origin_kind, order.origin)
    checks = select(Inspection.id).where(Inspection.for_kind == "work_order", Inspection.document == order.id)
    yield from (Ref("inspection", id_) for id_ in session.scalars(checks.order_by(Inspection.id)))
    bom = session.scalars(select(Bom.id).where(Bom.product_id == order.product_id)).first()
    if bom:
        yield Ref("bom", bom)


def _used(_: Session, order: Any) -> Query:
    return (
        select(Move.id)
        .join(Product, Product.id == Move.product_id)
        .join(WorkOrder, WorkOrder.id == Move.cause)
        .where(Move.cause_kind == "work_order", Move.cause == order.id)
        .order_by(Move.id)
    )


WORK_ORDER = DocumentPage(
    kind="work_order",
    module="erp-work-orders",
    back="work_orders",
    fields=(
        Field(mark("Product"), "product_id", to="product"),
        _quantity(mark("Quantity"), "quantity"),
        _quantity(mark("Good pieces"), lambda _, order: order.made or None),
        _quantity(mark("Scrap"), lambda _, order: order.scrapped or None),
        _quantity(mark("In stock"), lambda _, order: order.stored or None),
        Field(mark("Place"), "location_id", to="location"),
        Field(mark("Begins"), "start", "date"),
        Field(mark("Due"), "due", "date"),
        Field(mark("Finished"), "finished", "date"),
    ),
    told=_short,
    lines=(
        Lines(
            mark("Steps of work"),
            lambda _, order: (
                select(WorkStep.id)
                .join(WorkCentre)
                .where(WorkStep.work_order_id == order.id)
                .order_by(WorkStep.position)
            ),
            (
                Column("position", mark("Step"), WorkStep.position),
                Column("name", mark("Name"), WorkStep.name),
                Column("centre", mark("Work centre"), WorkCentre.name, to="work_centre", key=WorkCentre.id),
                Column("on", mark("From"), WorkStep.on, "date"),
                Column("until", mark("Until"), WorkStep.until, "date"),
                Column("minutes", mark("Planned minutes"), WorkStep.minutes, "number"),
                Column("reported", mark("Reported minutes"), WorkStep.reported, "number"),
                Column("done", mark("Done"), WorkStep.done, "yes"),
            ),
        ),
        Lines(
            mark("Inputs needed"),
            _inputs_needed,
            (
                Column("product", mark("Product"), Product.name, to="product", key=Product.id),
                Column(
                    "quantity", mark("For the quantity of the bill"), BomLine.quantity, "quantity", unit=Product.places
                ),
                Column("free", mark("Free in stock"), kind="quantity", later=_free, unit=Product.places),
            ),
        ),
        Lines(
            mark("Inputs held"),
            lambda _, order: (
                select(Reservation.id)
                .join(Product, Product.id == Reservation.product_id)
                .where(Reservation.kind == "work_order", Reservation.document == order.id)
                .order_by(Reservation.id)
            ),
            (
                Column("product", mark("Product"), Product.name, to="product", key=Product.id),
                Column("quantity", mark("Quantity"), Reservation.quantity, "quantity", unit=Product.places),
            ),
        ),
        Lines(
            mark("Goods moved"),
            _used,
            (
                Column("product", mark("Product"), Product.name, to="product", key=Product.id),
                Column("on", mark("Date"), Move.on, "date"),
                Column("out", mark("Out of stock"), OUT, "quantity", unit=Product.places),
                Column("into", mark("Into stock"), INTO, "quantity", unit=Product.places),
                Column("value", mark("Value"), Move.value, "money"),
            ),
        ),
    ),
    totals=(
        Field(mark("Inputs"), "cost_in", "money"),
        Field(mark("Work"), "cost_work", "money"),
        Field(mark("Entered stock"), lambda _, order: order.cost_out or None, "money"),
        Field(mark("In production"), lambda _, order: held(order) or None, "money"),
    ),
    related=_around,
)


def _decision(_: Session, inspection: Inspection) -> str | None:
    return f"decision.{inspection.decision}" if inspection.decision else None


INSPECTION = DocumentPage(
    kind="inspection",
    module="erp-quality",
    back="inspections",
    fields=(
        Field(mark("Product"), "product_id", to="product"),
        Field(mark("Date"), "on", "date"),
        Field(mark("Finding"), "finding"),
        Field(mark("What happened to the goods"), _decision, "choice"),
        Field(mark("Decided on"), "decided", "date"),
        Field(mark("Inspector"), "inspector"),
    ),
    related=lambda _, one: [Ref(one.for_kind, one.document)],
)

MAINTENANCE = DocumentPage(
    kind="maintenance",
    module="erp-maintenance",
    back="maintenance",
    fields=(
        Field(mark("What is done"), "name"),
        Field(mark("Work centre"), "centre_id", to="work_centre"),
        Field(mark("Date"), "on", "date"),
        Field(mark("Minutes"), "minutes", "number"),
        Field(mark("Every so many days"), lambda _, one: one.every or None, "number"),
        Field(mark("Done"), "done", "date"),
        Field(mark("Minutes it took"), lambda _, one: one.spent or None, "number"),
        Field(mark("Cost of own people"), lambda _, one: one.cost or None, "money"),
    ),
    told=lambda session, one: (
        [Told(mark("It is late."), "bad")] if one.state in ("planned", "running") and one.on < today(session) else []
    ),
)


CENTRE = DocumentPage(
    kind="work_centre",
    module="erp-master-data",
    back="work_centres",
    name="name",
    fields=(
        Field(mark("Code"), "code"),
        Field(mark("Minutes a day"), "minutes", "number"),
        Field(mark("Cost of an hour"), "cost", "money"),
    ),
    parts=(("sandbox/production/centre_load.html", of_centre),),
    lines=(
        Lines(
            mark("Work to be done here"),
            lambda _, centre: (
                select(WorkStep.id)
                .join(WorkOrder, WorkOrder.id == WorkStep.work_order_id)
                .join(Product, Product.id == WorkOrder.product_id)
                .where(WorkStep.centre_id == centre.id, WorkStep.done.is_(False))
                .where(WorkOrder.state.in_(("planned", "released", "running")))
                .order_by(WorkStep.on, WorkStep.id)
            ),
            (
                Column("order", mark("Work order"), WorkOrder.number, to="work_order", key=WorkOrder.id),
                Column("product", mark("Product"), Product.name),
                Column("step", mark("Step"), WorkStep.name),
                Column("on", mark("From"), WorkStep.on, "date"),
                Column("until", mark("Until"), WorkStep.until, "date"),
                Column("minutes", mark("Planned minutes"), WorkStep.minutes, "number"),
                Column("state", mark("Status"), WorkOrder.state, "state"),
            ),
            kind="work_order",
            empty=mark("No work is planned here. Plan a work order for a product with a step at this work centre."),
        ),
        Lines(
            mark("Maintenance"),
            lambda _, centre: (
                select(Maintenance.id)
                .where(Maintenance.centre_id == centre.id, Maintenance.state.in_(("planned", "running")))
                .order_by(Maintenance.on)
            ),
            (
                Column("name", mark("Name"), Maintenance.name),
                Column("on", mark("Date"), Maintenance.on, "date"),
                Column("minutes", mark("Minutes"), Maintenance.minutes, "number"),
                Column("state", mark("Status"), Maintenance.state, "state"),
            ),
            kind="maintenance",
        ),
    ),
    next=(
        Next("work_centre.change", {"centre": "id"}),
        Next("maintenance.create", {"centre": "id"}),
    ),
)

DOCUMENTS = (BOM, PLANNED, WORK_ORDER, INSPECTION, MAINTENANCE, CENTRE)

"""Lists of planning and production."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core.clock import today
from advisor.sandbox.core.tables import Product, Trial
from advisor.sandbox.plan.boms import roll_up
from advisor.sandbox.plan.planning import hints, look
from advisor.sandbox.plan.scheduling import OPEN, load
from advisor.sandbox.plan.tables import (
    Bom,
    BomLine,
    Forecast,
    Inspection,
    MachineMessage,
    Maintenance,
    Operation,
    PlannedOrder,
    WorkCentre,
    WorkOrder,
)
from advisor.sandbox.plan.workdays import week_start
from web.sandbox import choosing
from web.sandbox.declared import Column, Filter, Screen

PLANNING = "erp-production-planning"
NOW = select(Trial.today).scalar_subquery()
LATE = and_(WorkOrder.due < NOW, WorkOrder.state.in_(OPEN))


def plain(sentence: str) -> str:
    return sentence


def _stored(session: Session, ids: Sequence[int]) -> dict[int, float]:
    """The part of each order that is in stock."""
    rows = session.execute(select(WorkOrder.id, WorkOrder.stored, WorkOrder.quantity).where(WorkOrder.id.in_(ids)))
    return {row[0]: row[1] / row[2] for row in rows}


WORK_ORDERS = Screen(
    id="work_orders",
    title=mark("Work orders"),
    group="production",
    module="erp-work-orders",
    kind="work_order",
    source=select(WorkOrder.id).join(Product, Product.id == WorkOrder.product_id),
    columns=(
        Column("number", mark("Number"), WorkOrder.number, searched=True),
        Column("product", mark("Product"), Product.name, to="product", key=Product.id, searched=True),
        Column("quantity", mark("Quantity"), WorkOrder.quantity, "quantity", unit=Product.places),
        Column("stored", mark("In stock"), kind="bar", later=_stored),
        Column("start", mark("Begins"), WorkOrder.start, "date"),
        Column("due", mark("Due"), WorkOrder.due, "date"),
        Column("late", mark("Late"), LATE, "yes"),
        Column("state", mark("Status"), WorkOrder.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), WorkOrder.state, "state"),
        Filter("product", mark("Product"), WorkOrder.product_id, "row", reference="made"),
        Filter("due", mark("Due"), WorkOrder.due, "days"),
        Filter("late", mark("Only late ones"), LATE, "yes"),
    ),
    sort="-number",
    create=("work_order.create",),
    empty=mark("What is to be made stands here. Enter a bill of materials first, then plan a work order."),
)


def _served(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The documents behind each planned order, by their numbers."""
    rows = session.execute(select(PlannedOrder.id, PlannedOrder.pegs).where(PlannedOrder.id.in_(ids)))
    return {id_: ", ".join(dict.fromkeys(peg["number"] for peg in pegs if peg["number"])) for id_, pegs in rows}


def _became(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The number of what each planned order became."""
    found = session.execute(
        select(PlannedOrder.id, PlannedOrder.made_kind, PlannedOrder.made).where(PlannedOrder.id.in_(ids))
    )
    return _named(session, [(id_, kind, made) for id_, kind, made in found if made is not None])


def _named(session: Session, rows: Sequence[tuple[int, str, int]]) -> dict[int, str]:
    """What documents are called, by the id of the row that names their kind and id."""
    names = {
        kind: choosing.names(session, kind, [row[2] for row in rows if row[1] == kind], plain)
        for kind in {row[1] for row in rows}
    }
    return {id_: names[kind].get(document, "") for id_, kind, document in rows}


PLANNED = Screen(
    id="planned_orders",
    title=mark("Planned orders"),
    group="production",
    module=PLANNING,
    kind="planned_order",
    source=select(PlannedOrder.id).join(Product, Product.id == PlannedOrder.product_id),
    columns=(
        Column("product", mark("Product"), Product.name, searched=True),
        Column("source", mark("Where from"), PlannedOrder.source, "choice"),
        Column("quantity", mark("Quantity"), PlannedOrder.quantity, "quantity", unit=Product.places),
        Column("release", mark("Release by"), PlannedOrder.release, "date"),
        Column("due", mark("Due"), PlannedOrder.due, "date"),
        Column("ready", mark("Possible"), PlannedOrder.ready, "date"),
        Column("late", mark("Late"), PlannedOrder.late, "yes"),
        Column("served", mark("Needed for"), later=_served),
        Column("became", mark("Became"), later=_became),
    ),
    filters=(
        Filter("open", mark("Not taken up yet"), PlannedOrder.made.is_(None), "yes"),
        Filter("late", mark("Only late ones"), PlannedOrder.late, "yes"),
        Filter("source", mark("Where from"), PlannedOrder.source, choices=("buy", "make")),
        Filter("product", mark("Product"), PlannedOrder.product_id, "row", reference="goods"),
        Filter("release", mark("Release by"), PlannedOrder.release, "days"),
    ),
    sort="release",
    create=("plan.run",),
    empty=mark("What has to be bought and made stands here. Work out the plan first."),
)

# What should be done about something that does not fit.
HINTS = {
    "hint.release": mark("Release at once"),
    "hint.late": mark("Should be here already"),
    "hint.expedite": mark("Bring forward"),
    "hint.postpone": mark("Put off"),
    "hint.cancel": mark("Cancel, nothing needs it"),
}


def _hints(session: Session, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    wanted = filters.get("what", "")
    found = [one for one in hints(session, look(session)) if wanted in ("", f"hint.{one.what}")]
    names = {
        kind: choosing.names(session, kind, {one.document for one in found if one.kind == kind}, plain)
        for kind in {one.kind for one in found if not one.number}
    }
    return [
        {
            "id": one.document,
            "kind": one.kind,
            "document": one.number or names[one.kind].get(one.document, ""),
            "product": one.product.name,
            "product__key": one.product.id,
            "of": one.kind,
            "what": f"hint.{one.what}",
            "quantity": one.quantity,
            "quantity__unit": one.product.places,
            "planned": one.planned,
            "needed": one.needed,
        }
        for one in found
    ]


EXCEPTIONS = Screen(
    id="plan_exceptions",
    title=mark("Dates that do not fit"),
    about=mark("What is on order but comes too late, too early or for nobody, and what should have been released."),
    group="production",
    module=PLANNING,
    rows=_hints,
    columns=(
        Column("document", mark("Document"), searched=True),
        Column("of", mark("Kind"), kind="kind"),
        Column("what", mark("What to do"), kind="choice"),
        Column("product", mark("Product"), to="product", searched=True),
        Column("quantity", mark("Quantity"), kind="quantity"),
        Column("planned", mark("Planned for"), kind="date"),
        Column("needed", mark("Needed by"), kind="date"),
    ),
    filters=(Filter("what", mark("What to do"), choices=tuple(HINTS)),),
    sort="planned",
    create=("plan.run",),
    empty=mark("Everything on order comes when it is needed. Nothing has to be done."),
)

FORECASTS = Screen(
    id="forecasts",
    title=mark("Forecasts"),
    group="production",
    module=PLANNING,
    source=select(Forecast.id).join(Product, Product.id == Forecast.product_id),
    columns=(
        Column("product", mark("Product"), Product.name, to="product", key=Product.id, searched=True),
        Column("on", mark("Date"), Forecast.on, "date"),
        Column("quantity", mark("Quantity"), Forecast.quantity, "quantity", unit=Product.places),
    ),
    filters=(
        Filter("product", mark("Product"), Forecast.product_id, "row", reference="goods"),
        Filter("on", mark("Date"), Forecast.on, "days"),
    ),
    sort="on",
    create=("forecast.set",),
    empty=mark("What you expect to sell without an order stands here. Enter a product, a day and a quantity."),
)


def _parts(session: Session, ids: Sequence[int]) -> dict[int, int]:
    counted = select(BomLine.bom_id, func.count()).where(BomLine.bom_id.in_(ids)).group_by(BomLine.bom_id)
    return {row[0]: row[1] for row in session.execute(counted)}


def _steps(session: Session, ids: Sequence[int]) -> dict[int, int]:
    counted = select(Operation.bom_id, func.count()).where(Operation.bom_id.in_(ids)).group_by(Operation.bom_id)
    return {row[0]: row[1] for row in session.execute(counted)}


def _costs(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """What a unit costs by its parts and steps."""
    costs = roll_up(session)
    products = session.execute(select(Bom.id, Bom.product_id).where(Bom.id.in_(ids)))
    return {bom: costs[product].total for bom, product in products}


BOMS = Screen(
    id="boms",
    title=mark("Bills of materials"),
    group="production",
    module=PLANNING,
    kind="bom",
    source=select(Bom.id).join(Product, Product.id == Bom.product_id),
    columns=(
        Column("product", mark("Product"), Product.name, searched=True),
        Column("code", mark("Code"), Product.code, searched=True),
        Column("quantity", mark("For"), Bom.quantity, "quantity", unit=Product.places),
        Column("unit", mark("Unit"), Product.unit),
        Column("parts", mark("Parts"), kind="number", later=_parts),
        Column("steps", mark("Steps of work"), kind="number", later=_steps),
        Column("cost", mark("Cost by parts and work"), kind="price", later=_costs),
    ),
    filters=(Filter("product", mark("Product"), Bom.product_id, "row", reference="made"),),
    sort="product",
    create=("bom.set",),
    empty=mark("What goes into your products stands here. Enter the parts of the first one."),
)


def _loads(session: Session, ids: Sequence[int]) -> dict[int, float]:
    """The share of the next four weeks that is taken."""
    found: dict[int, list[int]] = {}
    for one in load(session, week_start(session, today(session)), 4):
        row = found.setdefault(one.centre.id, [0, 0])
        row[0] += one.taken
        row[1] += one.capacity
    return {id_: found[id_][0] / found[id_][1] if found[id_][1] else 0.0 for id_ in ids if id_ in found}


CENTRES = Screen(
    id="work_centres",
    title=mark("Work centres"),
    group="production",
    module="erp-master-data",
    kind="work_centre",
    source=select(WorkCentre.id),
    columns=(
        Column("name", mark("Name"), WorkCentre.name, searched=True),
        Column("code", mark("Code"), WorkCentre.code, searched=True),
        Column("minutes", mark("Minutes a day"), WorkCentre.minutes, "number"),
        Column("cost", mark("Cost of an hour"), WorkCentre.cost, "money"),
        Column("load", mark("Load of four weeks"), kind="bar", later=_loads),
    ),
    sort="name",
    create=("work_centre.create",),
    empty=mark("Machines and groups of people that make things stand here. Enter the first one."),
)


def _checked(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The number of the document that each inspection belongs to."""
    wanted = select(Inspection.id, Inspection.for_kind, Inspection.document).where(Inspection.id.in_(ids))
    return _named(session, [(row[0], row[1], row[2]) for row in session.execute(wanted)])


INSPECTIONS = Screen(
    id="inspections",
    title=mark("Inspections"),
    group="production",
    module="erp-quality",
    kind="inspection",
    source=select(Inspection.id).join(Product, Product.id == Inspection.product_id),
    columns=(
        Column("number", mark("Number"), Inspection.number, searched=True),
        Column("product", mark("Product"), Product.name, to="product", key=Product.id, searched=True),
        Column("of", mark("Kind"), Inspection.for_kind, "kind"),
        Column("document", mark("Document"), later=_checked),
        Column("on", mark("Date"), Inspection.on, "date"),
        Column("finding", mark("Finding"), Inspection.finding, searched=True),
        Column("decision", mark("What happened to the goods"), Inspection.decision, "choice"),
        Column("state", mark("Status"), Inspection.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Inspection.state, "state"),
        Filter("product", mark("Product"), Inspection.product_id, "row", reference="goods"),
        Filter("on", mark("Date"), Inspection.on, "days"),
    ),
    sort="-number",
    create=("inspection.create",),
    empty=mark("Checks of goods stand here. They are asked for by themselves for products marked as inspected."),
)

MAINTENANCE = Screen(
    id="maintenance",
    title=mark("Maintenance orders"),
    group="production",
    module="erp-maintenance",
    kind="maintenance",
    source=select(Maintenance.id).join(WorkCentre, WorkCentre.id == Maintenance.centre_id),
    columns=(
        Column("number", mark("Number"), Maintenance.number, searched=True),
        Column("name", mark("Name"), Maintenance.name, searched=True),
        Column("centre", mark("Work centre"), WorkCentre.name, to="work_centre", key=WorkCentre.id, searched=True),
        Column("on", mark("Date"), Maintenance.on, "date"),
        Column("minutes", mark("Minutes"), Maintenance.minutes, "number"),
        Column("every", mark("Every so many days"), Maintenance.every, "number"),
        Column("state", mark("Status"), Maintenance.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Maintenance.state, "state"),
        Filter("centre", mark("Work centre"), Maintenance.centre_id, "row", reference="centre"),
        Filter("on", mark("Date"), Maintenance.on, "days"),
    ),
    sort="on",
    create=("maintenance.create",),
    empty=mark("Care of machines stands here. Plan the first one; it can repeat itself."),
)

MESSAGES = Screen(
    id="machine_messages",
    title=mark("Messages of machines"),
    group="production",
    module="erp-mes",
    source=(
        select(MachineMessage.id)
        .join(WorkCentre, WorkCentre.id == MachineMessage.centre_id)
        .outerjoin(WorkOrder, WorkOrder.id == MachineMessage.work_order_id)
        .outerjoin(Product, Product.id == WorkOrder.product_id)
    ),
    columns=(
        Column("key", mark("Key of the message"), MachineMessage.key, searched=True),
        Column("on", mark("Date"), MachineMessage.on, "date"),
        Column("centre", mark("Work centre"), WorkCentre.name, to="work_centre", key=WorkCentre.id, searched=True),
        Column("order", mark("Work order"), WorkOrder.number, to="work_order", key=WorkOrder.id, searched=True),
        Column("good", mark("Good pieces"), MachineMessage.good, "quantity", unit=Product.places),
        Column("scrap", mark("Scrap"), MachineMessage.scrap, "quantity", unit=Product.places),
        Column("minutes", mark("Minutes"), MachineMessage.minutes, "number"),
        Column("applied", mark("Counted"), MachineMessage.applied, "yes"),
    ),
    filters=(
        Filter("centre", mark("Work centre"), MachineMessage.centre_id, "row", reference="centre"),
        Filter("waiting", mark("Not counted yet"), MachineMessage.applied.is_(False), "yes"),
        Filter("on", mark("Date"), MachineMessage.on, "days"),
    ),
    sort="-on",
    create=("machine.report",),
    empty=mark("What machines report stands here: pieces, scrap and minutes. Send the first message."),
)

SCREENS = (
    WORK_ORDERS,
    PLANNED,
    EXCEPTIONS,
    BOMS,
    FORECASTS,
    CENTRES,
    INSPECTIONS,
    MAINTENANCE,
    MESSAGES,
)

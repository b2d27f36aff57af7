"""Forms of planning and production: what they ask for, in which order, and what they begin with."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from advisor.errors import mark
from advisor.sandbox.core.clock import today
from advisor.sandbox.core.quantities import decimal
from advisor.sandbox.core.tables import Product
from advisor.sandbox.plan.boms import bom_of
from advisor.sandbox.plan.tables import BomLine, Forecast, Maintenance, WorkOrder
from web.sandbox.declared import Asked, FormSpec

EMPTY_ROWS = 2


def _bom(session: Session, document: Any) -> Mapping[str, Any]:
    """The parts and steps as they are, to be changed, with room for more."""
    if document is None:
        return {}
    product = session.get_one(Product, document.product_id)
    bom = bom_of(session, product)
    lines = select(BomLine, Product).join(Product, Product.id == BomLine.product_id).where(BomLine.bom_id == bom.id)
    parts: list[dict[str, Any]] = [
        {"product": line.product_id, "quantity": decimal(part, line.quantity)}
        for line, part in session.execute(lines.order_by(BomLine.id))
    ]
    steps: list[dict[str, Any]] = [
        {"name": one.name, "centre": one.centre_id, "setup": one.setup, "run": Decimal(one.run) / 100}
        for one in bom.operations
    ]
    empty: list[dict[str, Any]] = [{}] * EMPTY_ROWS
    return {
        "bom": bom.id,
        "product": product.id,
        "quantity": decimal(product, bom.quantity),
        "lines": parts + empty,
        "operations": steps + empty,
    }


def _finish(session: Session, document: Any) -> Mapping[str, Any]:
    """What was reported, or the whole quantity."""
    order = session.scalars(select(WorkOrder).where(WorkOrder.id == document.id)).one()
    product = session.get_one(Product, order.product_id)
    made = order.made or max(order.quantity - order.scrapped, 0)
    return {"made": decimal(product, made), "scrapped": decimal(product, order.scrapped)}


def _first_step(session: Session, document: Any) -> Mapping[str, Any]:
    """The step that is to be done next."""
    order = session.scalars(
        select(WorkOrder).where(WorkOrder.id == document.id).options(selectinload(WorkOrder.steps))
    ).one()
    step = next((one for one in order.steps if not one.done), None)
    return {"step": step.position} if step else {}


def _maintenance(session: Session, document: Any) -> Mapping[str, Any]:
    """As long as was planned, for the end of it; today for a new one."""
    return {"minutes": document.minutes} if isinstance(document, Maintenance) else {"on": today(session), "minutes": 60}


def _forecast(session: Session, document: Any) -> Mapping[str, Any]:
    if not isinstance(document, Forecast):
        return {}
    product = session.get_one(Product, document.product_id)
    return {"product": product.id, "on": document.on, "quantity": decimal(product, document.quantity)}


FORMS = (
    FormSpec(
        "bom.set",
        title=mark("Set a bill of materials"),
        about=mark("What goes into a product, and the steps of work that make it. It takes the place of the old one."),
        start=_bom,
        entries=(
            Asked("bom", widget="hidden"),
            Asked("product", reference="goods"),
            Asked("quantity", title=mark("For this many"), help=mark("The parts below make this many of the product.")),
            Asked(
                "lines",
                title=mark("Parts"),
                entries=(Asked("product", title=mark("Part"), reference="goods"), Asked("quantity")),
            ),
            Asked(
                "operations",
                title=mark("Steps of work"),
                entries=(
                    Asked("name", title=mark("Step")),
                    Asked("centre"),
                    Asked("setup", title=mark("Set-up, minutes an order")),
                    Asked("run", title=mark("Minutes for each")),
                ),
            ),
        ),
    ),
    FormSpec(
        "bom.take_cost",
        title=mark("Take over as standard cost"),
        entries=(Asked("product", reference="made"),),
    ),
    FormSpec(
        "work_centre.create",
        title=mark("New work centre"),
        entries=(
            Asked("name"),
            Asked("minutes", title=mark("Minutes a day")),
            Asked("cost", title=mark("Cost of an hour")),
        ),
    ),
    FormSpec(
        "work_centre.change",
        title=mark("Change capacity and cost"),
        entries=(
            Asked("centre"),
            Asked("minutes", title=mark("Minutes a day"), help=mark("Left empty, it stays as it is.")),
            Asked("cost", title=mark("Cost of an hour"), help=mark("Left empty, it stays as it is.")),
        ),
    ),
    FormSpec(
        "plan.run",
        title=mark("Work out the plan"),
        about=mark(
            "Orders, forecasts and stock are gone through level by level; what is missing becomes planned orders."
        ),
        button=mark("Work out the plan"),
        entries=(Asked("bucket", title=mark("Plan by")),),
    ),
    FormSpec(
        "plan.firm",
        title=mark("Take up a planned order"),
        about=mark("What is bought becomes a purchase request, what is made a work order."),
        button=mark("Take up"),
        entries=(
            Asked("planned", title=mark("Planned order"), reference="planned_order"),
            Asked("quantity", help=mark("Left empty, it stays as planned.")),
        ),
    ),
    FormSpec(
        "plan.firm_all",
        title=mark("Take up all that is due"),
        button=mark("Take up"),
        entries=(Asked("until", title=mark("To be released by")), Asked("kind", title=mark("Where from"))),
    ),
    FormSpec(
        "forecast.set",
        title=mark("New forecast"),
        about=mark("Orders of the same month are part of a forecast, they do not come on top of it."),
        start=_forecast,
        entries=(Asked("product", reference="goods"), Asked("on"), Asked("quantity")),
    ),
    FormSpec(
        "work_order.create",
        title=mark("New work order"),
        entries=(
            Asked("product", reference="made"),
            Asked("quantity"),
            Asked("due", help=mark("Left empty, as soon as its lead time allows.")),
            Asked("start", title=mark("Begins"), more=True),
            Asked("location", more=True),
        ),
    ),
    FormSpec("work_order.start", hidden=("on",), primary=True),
    FormSpec(
        "work_order.report",
        about=mark("Minutes count for a step; pieces count for the order."),
        start=_first_step,
        primary=False,
        entries=(
            Asked("step", title=mark("Number of the step")),
            Asked("minutes", title=mark("Minutes worked")),
            Asked("done", title=mark("The step is done")),
            Asked("good", title=mark("Good pieces")),
            Asked("scrap", title=mark("Scrap")),
        ),
    ),
    FormSpec(
        "work_order.deliver", primary=False, entries=(Asked("quantity", title=mark("Pieces that enter stock now")),)
    ),
    FormSpec(
        "work_order.finish",
        start=_finish,
        primary=True,
        entries=(
            Asked("made", title=mark("Good pieces, all together")),
            Asked("scrapped", title=mark("Scrap, all together")),
            Asked("leftover", title=mark("Inputs that were not used")),
        ),
    ),
    FormSpec(
        "inspection.create",
        title=mark("Ask for an inspection"),
        entries=(
            Asked("for_kind", title=mark("Kind of document")),
            Asked("document", title=mark("Which one"), help=mark("The number at the end of the address of its page.")),
            Asked("product", reference="goods"),
        ),
    ),
    FormSpec("inspection.pass", primary=True, entries=(Asked("finding", title=mark("Finding")),)),
    FormSpec(
        "inspection.fail",
        primary=False,
        entries=(
            Asked("finding", title=mark("Finding"), widget="long"),
            Asked("decision", title=mark("What happens to the goods")),
            Asked("quantity", title=mark("How many of them"), help=mark("Left empty, all of them.")),
        ),
    ),
    FormSpec(
        "maintenance.create",
        title=mark("Plan maintenance"),
        start=_maintenance,
        entries=(
            Asked("centre"),
            Asked("name", title=mark("What is done")),
            Asked("on"),
            Asked("minutes", title=mark("Minutes")),
            Asked("every", title=mark("Every so many days"), help=mark("Left empty, it is done once.")),
        ),
    ),
    FormSpec(
        "maintenance.finish",
        start=_maintenance,
        primary=True,
        entries=(
            Asked("minutes", title=mark("Minutes it took")),
            Asked("cost", title=mark("Cost of own people"), help=mark("What others did comes with their bill.")),
        ),
    ),
    FormSpec(
        "machine.report",
        title=mark("Send a message of a machine"),
        entries=(
            Asked("message", title=mark("Key of the message"), help=mark("The same key twice counts once.")),
            Asked("centre"),
            Asked("work_order", title=mark("Work order"), help=mark("Left empty, the one that runs there.")),
            Asked("good", title=mark("Good pieces")),
            Asked("scrap", title=mark("Scrap")),
            Asked("minutes", title=mark("Minutes")),
        ),
    ),
    FormSpec(
        "capacity.schedule",
        title=mark("Schedule all work anew"),
        button=mark("Schedule"),
        entries=(Asked("direction", title=mark("How")),),
    ),
)

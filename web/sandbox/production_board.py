"""Work orders as cards in columns by state, and the terminal of a work centre on the shop floor."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from advisor.sandbox.core import states
from advisor.sandbox.core.tables import Product
from advisor.sandbox.plan.boms import boms, needs
from advisor.sandbox.plan.tables import MachineMessage, WorkCentre, WorkOrder, WorkStep
from advisor.sandbox.stock.tables import Balance
from web.sandbox import labels
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.visit import Visit

COLUMNS = ("planned", "released", "running", "done")
BUTTONS = ("release", "start", "finish")  # what leads a card on; the rest is on its page
DONE_DAYS = 7
MOST = 40
PARTLY = 10  # messages that a terminal shows


@dataclass(frozen=True)
class Button:
    do: str
    title: str


@dataclass(frozen=True)
class Card:
    """`missing` names inputs that are not free, while nothing is held."""

    id: int
    number: Cell
    product: str
    quantity: str
    due: datetime.date
    late: bool
    share: float
    done: str
    missing: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class BoardColumn:
    """`more` are orders that are not shown."""

    state: str
    title: str
    count: int
    cards: tuple[Card, ...]
    more: int


@dataclass(frozen=True)
class BoardData:
    columns: tuple[BoardColumn, ...]
    key: str
    may: bool


def board(visit: Visit) -> BoardData:
    """Open orders and those that were finished in the last days."""
    wanted = (
        select(WorkOrder, Product)
        .join(Product, Product.id == WorkOrder.product_id)
        .where(WorkOrder.state.in_(COLUMNS))
        .where((WorkOrder.state != "done") | (WorkOrder.finished >= visit.today - datetime.timedelta(days=DONE_DAYS)))
        .order_by(WorkOrder.due, WorkOrder.id)
    )
    rows = [(order, product) for order, product in visit.session.execute(wanted)]
    missing = _missing(visit, [order for order, _ in rows if order.state == "planned"])
    write = writer(visit)
    columns = tuple(
        _column(visit, write, state, [row for row in rows if row[0].state == state], missing) for state in COLUMNS
    )
    return BoardData(columns, visit.key(), visit.actor.may(("production",)))


def _column(
    visit: Visit, write: Writer, state: str, rows: Sequence[tuple[WorkOrder, Product]], missing: dict[int, str]
) -> BoardColumn:
    cards = tuple(_card(visit, write, order, product, missing.get(order.id, "")) for order, product in rows[:MOST])
    title = labels.state("work_order", state, visit.words)
    return BoardColumn(state, title, len(rows), cards, max(len(rows) - MOST, 0))


def _card(visit: Visit, write: Writer, order: WorkOrder, product: Product, missing: str) -> Card:
    share = max(order.stored, order.made) / order.quantity
    offered = states.offers(visit.session, order, "work_order", visit.actor)
    return Card(
        order.id,
        Cell(order.number or "", href(visit, "work_order", order.id)),
        product.name,
        f"{write.text('quantity', order.quantity, product.places)} {product.unit}",
        order.due,
        order.due < visit.today and order.state != "done",
        min(share, 1.0),
        write.cell("percent", share).text if share else "",
        missing,
        tuple(
            Button(step.do, labels.transition("work_order", step.do, visit.words))
            for step in offered
            if step.do in BUTTONS
        ),
    )


def _missing(visit: Visit, orders: Sequence[WorkOrder]) -> dict[int, str]:
    """Names of the inputs that an order alone would find too little of."""
    if not orders:
        return {}
    session = visit.session
    known = boms(session)
    free: dict[tuple[int, int], int] = {
        (row.product_id, row.location_id): row.quantity - row.reserved for row in session.scalars(select(Balance))
    }
    names: dict[int, str] = dict(session.execute(select(Product.id, Product.name)).all())
    found: dict[int, str] = {}
    for order in orders:
        wanted = needs(known[order.product_id], order.quantity) if order.product_id in known else []
        short = [names[p] for p, quantity in wanted if free.get((p, order.location_id), 0) < quantity]
        if short:
            found[order.id] = ", ".join(short)
    return found


@dataclass(frozen=True)
class Job:
    """A step of an order at the terminal; `state` of the order says whether it can be worked on."""

    order: int
    number: Cell
    state: str
    product: str
    step: int
    name: str
    planned: str
    reported: str
    share: float
    wanted: str
    good: str
    scrap: str
    last: bool


@dataclass(frozen=True)
class Message:
    key: str
    order: str
    good: str
    scrap: str
    minutes: str
    counted: bool


@dataclass(frozen=True)
class FloorData:
    """`centres` are id and name; `centre` is the one that is shown, 0 when there is none."""

    centres: tuple[tuple[int, str], ...]
    centre: int
    name: str
    running: tuple[Job, ...]
    ready: tuple[Job, ...]
    messages: tuple[Message, ...]
    may: bool
    keys: tuple[str, ...]


def floor(visit: Visit) -> FloorData:
    """What can be worked on now at one work centre."""
    found = visit.session.execute(select(WorkCentre.id, WorkCentre.name).order_by(WorkCentre.name)).all()
    centres = tuple((row[0], row[1]) for row in found)
    wanted = visit.query.get("centre", "")
    chosen = next((one for one in centres if str(one[0]) == wanted), centres[0] if centres else (0, ""))
    jobs = _jobs(visit, chosen[0])
    return FloorData(
        centres,
        chosen[0],
        chosen[1],
        tuple(job for job in jobs if job.state == "running"),
        tuple(job for job in jobs if job.state == "released"),
        _messages(visit, chosen[0]) if visit.on("erp-mes") else (),
        visit.actor.may(("production",)),
        tuple(visit.key() for _ in range(2 * len(jobs) or 1)),
    )


def _jobs(visit: Visit, centre: int) -> list[Job]:
    wanted = (
        select(WorkStep, WorkOrder, Product)
        .join(WorkOrder, WorkOrder.id == WorkStep.work_order_id)
        .join(Product, Product.id == WorkOrder.product_id)
        .where(WorkStep.centre_id == centre, WorkStep.done.is_(False))
        .where(WorkOrder.state.in_(("released", "running")))
        .order_by(WorkOrder.due, WorkOrder.id, WorkStep.position)
        .options(selectinload(WorkOrder.steps), joinedload(WorkStep.order))
    )
    write = writer(visit)
    return [_job(visit, write, step, order, product) for step, order, product in visit.session.execute(wanted)]


def _job(visit: Visit, write: Writer, step: WorkStep, order: WorkOrder, product: Product) -> Job:
    return Job(
        order.id,
        Cell(order.number or "", href(visit, "work_order", order.id)),
        order.state,
        product.name,
        step.position,
        step.name,
        write.text("number", step.minutes),
        write.text("number", step.reported),
        min(step.reported / step.minutes, 1.0) if step.minutes else 0.0,
        write.text("quantity", order.quantity, product.places),
        write.text("quantity", order.made, product.places),
        write.text("quantity", order.scrapped, product.places),
        step.position == max(one.position for one in order.steps),
    )


def _messages(visit: Visit, centre: int) -> tuple[Message, ...]:
    wanted = (
        select(MachineMessage, WorkOrder.number, func.coalesce(Product.places, 0))
        .outerjoin(WorkOrder, WorkOrder.id == MachineMessage.work_order_id)
        .outerjoin(Product, Product.id == WorkOrder.product_id)
        .where(MachineMessage.centre_id == centre)
        .order_by(MachineMessage.id.desc())
        .limit(PARTLY)
    )
    write = writer(visit)
    return tuple(
        Message(
            one.key,
            number or "",
            write.text("quantity", one.good, places),
            write.text("quantity", one.scrap, places),
            write.text("number", one.minutes),
            one.applied,
        )
        for one, number, places in visit.session.execute(wanted)
    )

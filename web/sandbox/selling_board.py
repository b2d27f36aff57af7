"""Deliveries as cards in columns by state: what waits, what is held, what is packed, what left."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from advisor.sandbox.core import states
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.stock.tables import Balance
from advisor.sandbox.trade.tables import Shipment, ShipmentLine
from web.sandbox import labels
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.visit import Visit

COLUMNS = ("waiting", "reserved", "packed", "done")
BUTTONS = ("reserve", "pack", "ship")  # what leads a card on; the rest is on its page
DONE_DAYS = 7
MOST = 40
LINES = 4  # that a card shows


@dataclass(frozen=True)
class Button:
    do: str
    title: str


@dataclass(frozen=True)
class Card:
    """`lines` are quantities and products, `more` how many lines are not shown; `missing` names products of which too
    little is free, while nothing is held."""

    id: int
    number: Cell
    order: Cell
    customer: str
    lines: tuple[tuple[str, str], ...]
    more: int
    day: datetime.date
    late: bool
    carried: str
    missing: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class BoardColumn:
    """`more` are deliveries that are not shown."""

    state: str
    title: str
    count: int
    cards: tuple[Card, ...]
    more: int


@dataclass(frozen=True)
class BoardData:
    columns: tuple[BoardColumn, ...]
    key: str


def board(visit: Visit) -> BoardData:
    """Open deliveries, the most urgent first, and those that left in the last days."""
    wanted = (
        select(Shipment, Party.name)
        .join(Party, Party.id == Shipment.party_id)
        .where(Shipment.kind == "shipment", Shipment.state.in_(COLUMNS), Shipment.back.is_(False))
        .where((Shipment.state != "done") | (Shipment.done >= visit.today - datetime.timedelta(days=DONE_DAYS)))
        .options(joinedload(Shipment.order), selectinload(Shipment.lines).joinedload(ShipmentLine.product))
        .order_by(Shipment.planned, Shipment.id)
    )
    rows = [(shipment, name) for shipment, name in visit.session.execute(wanted)]
    free = _free(visit, [line.product_id for one, _ in rows if one.state == "waiting" for line in one.lines])
    write = writer(visit)
    columns = tuple(
        _column(visit, write, state, [row for row in rows if row[0].state == state], free) for state in COLUMNS
    )
    return BoardData(columns, visit.key())


def _free(visit: Visit, products: Sequence[int]) -> Mapping[tuple[int, int], int]:
    """By product and place."""
    wanted = select(Balance).where(Balance.product_id.in_(set(products)))
    return {(row.product_id, row.location_id): row.quantity - row.reserved for row in visit.session.scalars(wanted)}


def _column(
    visit: Visit,
    write: Writer,
    state: str,
    rows: Sequence[tuple[Shipment, str]],
    free: Mapping[tuple[int, int], int],
) -> BoardColumn:
    shown = rows[-MOST:] if state == "done" else rows[:MOST]
    cards = tuple(_card(visit, write, shipment, name, free) for shipment, name in shown)
    return BoardColumn(state, labels.state("shipment", state, visit.words), len(rows), cards, max(len(rows) - MOST, 0))


def _card(visit: Visit, write: Writer, shipment: Shipment, customer: str, free: Mapping[tuple[int, int], int]) -> Card:
    short = [one.product.name for one in shipment.lines if _short(shipment, one, free)]
    return Card(
        shipment.id,
        Cell(shipment.number or "", href(visit, "shipment", shipment.id)),
        Cell(shipment.order.number or "", href(visit, "sale", shipment.order_id)),
        customer,
        tuple((_quantity(write, one.product, one.quantity), one.product.name) for one in shipment.lines[:LINES]),
        max(len(shipment.lines) - LINES, 0),
        shipment.done or shipment.planned,
        shipment.state != "done" and shipment.planned < visit.today,
        " ".join(filter(None, (shipment.carrier, shipment.tracking))),
        ", ".join(dict.fromkeys(short)) if shipment.state == "waiting" else "",
        tuple(
            Button(step.do, labels.transition("shipment", step.do, visit.words))
            for step in states.offers(visit.session, shipment, "shipment", visit.actor)
            if step.do in BUTTONS
        ),
    )


def _short(shipment: Shipment, line: ShipmentLine, free: Mapping[tuple[int, int], int]) -> bool:
    return free.get((line.product_id, shipment.location_id), 0) < line.quantity


def _quantity(write: Writer, product: Product, quantity: int) -> str:
    return write.text("quantity", quantity, product.places)

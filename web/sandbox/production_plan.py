"""The desk of the planner: what to release, what does not fit, and the record of one product."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import case, func, select

from advisor.errors import mark
from advisor.sandbox.core.tables import Event, Product
from advisor.sandbox.plan.demand import Bucket
from advisor.sandbox.plan.mrp import Record, record
from advisor.sandbox.plan.planning import Hint, hints, look
from advisor.sandbox.plan.tables import PlannedOrder
from web.sandbox import choosing, labels
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.visit import Visit

MOST = 30
SOON = 14  # days ahead of which the desk shows what has to be released
BUCKETS = 10
HEIGHT = 60.0


@dataclass(frozen=True)
class Release:
    id: int
    product: Cell
    source: str
    quantity: str
    release: datetime.date
    due: datetime.date
    ready: datetime.date
    late: bool
    served: str


@dataclass(frozen=True)
class Advice:
    what: str
    tone: str
    product: Cell
    document: Cell
    quantity: str
    planned: datetime.date
    needed: datetime.date | None


@dataclass(frozen=True)
class DeskData:
    """`open` counts all planned orders nobody took up, `later` those that are not shown. `until` is typed."""

    worked_out: datetime.date | None
    open: int
    later: int
    late: int
    releases: tuple[Release, ...]
    advice: tuple[Advice, ...]
    more_advice: int
    until: str
    may: bool
    keys: tuple[str, ...]


def desk(visit: Visit) -> DeskData:
    session = visit.session
    open_ = PlannedOrder.made.is_(None)
    until = visit.today + datetime.timedelta(days=SOON)
    wanted = (
        select(PlannedOrder, Product)
        .join(Product, Product.id == PlannedOrder.product_id)
        .where(open_, PlannedOrder.release <= until)
        .order_by(PlannedOrder.release, PlannedOrder.id)
    )
    rows = session.execute(wanted.limit(MOST)).all()
    count, late = session.execute(select(func.count(), func.coalesce(func.sum(_one_if_late()), 0)).where(open_)).one()
    found = [one for one in hints(session, look(session)) if one.what != "release"]
    write = writer(visit)
    return DeskData(
        session.scalar(select(func.max(Event.on)).where(Event.kind == "trial", Event.what == "plan")),
        count,
        count - len(rows),
        late,
        tuple(_release(visit, write, order, product) for order, product in rows),
        tuple(_advice(visit, write, one) for one in found[:MOST]),
        max(len(found) - MOST, 0),
        until.isoformat(),
        visit.actor.may(("production", "purchasing")),
        tuple(visit.key() for _ in range(len(rows) + 2)),
    )


def _one_if_late() -> Any:
    return case((PlannedOrder.late, 1), else_=0)


def _release(visit: Visit, write: Writer, order: PlannedOrder, product: Product) -> Release:
    return Release(
        order.id,
        Cell(product.name, href(visit, "planned_order", order.id)),
        write.text("choice", order.source),
        f"{write.text('quantity', order.quantity, product.places)} {product.unit}",
        order.release,
        order.due,
        order.ready,
        order.late,
        ", ".join(dict.fromkeys(peg["number"] for peg in order.pegs if peg["number"])),
    )


TONES = {"late": "bad", "expedite": "warn", "postpone": "plain", "cancel": "plain"}


def _advice(visit: Visit, write: Writer, one: Hint) -> Advice:
    return Advice(
        labels.choice(f"hint.{one.what}", visit.words),
        TONES[one.what],
        Cell(one.product.name, href(visit, "product", one.product.id)),
        Cell(one.number or labels.kind(one.kind, visit.words), href(visit, one.kind, one.document)),
        f"{write.text('quantity', one.quantity, one.product.places)} {one.product.unit}",
        one.planned,
        one.needed,
    )


# The rows of the classic record, in its order.
ROWS = {
    "gross": mark("Gross requirements"),
    "scheduled": mark("Scheduled receipts"),
    "projected": mark("Projected on hand"),
    "net": mark("Net requirements"),
    "receipts": mark("Planned receipts"),
    "releases": mark("Planned releases"),
}


@dataclass(frozen=True)
class RecordRow:
    """`before` is what lies before the first column: stock on hand, or what should have been released already."""

    name: str
    title: str
    before: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A bar of projected stock: heights of 100, `short` where it would be below the safety stock without an order."""

    day: datetime.date
    stock: float
    top: float
    shown: str
    short: bool


@dataclass(frozen=True)
class RecordData:
    """`products` to choose from (value, name); `finding` says what the record shows."""

    products: tuple[tuple[str, str], ...]
    product: str
    bucket: str
    name: Cell
    facts: tuple[tuple[str, str], ...]
    finding: str
    days: tuple[datetime.date, ...]
    rows: tuple[RecordRow, ...]
    columns: tuple[Column, ...]
    safety: float


NOTHING = mark("Nothing is needed in this time. In stock at the end: {quantity} {unit}.")
COVERED = mark("Stock and what is on order cover all that is needed.")
NEEDED = mark("To be ordered or made for this time: {quantity} {unit}.")
TOO_LATE = mark("Late already: {quantity} {unit}. Release them now, and say that they come later.")


def build(visit: Visit) -> RecordData:
    """The record of the product that the address names, else of the first with something to plan."""
    bucket: Bucket = "day" if visit.query.get("bucket") == "day" else "week"
    assert bucket in get_args(Bucket)
    found = look(visit.session, bucket)
    options = choosing.options(visit.session, choosing.REFERENCES["goods"])
    wanted = visit.query.get("product", "")
    known = found.situation.products
    busy = next(iter(found.plan.demands), None)
    chosen = int(wanted) if wanted.isascii() and wanted.isdecimal() and int(wanted) in known else busy
    if chosen is None or chosen not in known:
        chosen = int(options[0][0]) if options else None
    if chosen is None:
        return RecordData((), "", bucket, Cell(), (), "", (), (), (), HEIGHT)
    product, write = known[chosen], writer(visit)
    kept = record(found.plan, chosen, BUCKETS)
    days = tuple(found.situation.buckets.day(number) for number in range(BUCKETS))
    on_hand = found.plan.items[chosen].on_hand
    return RecordData(
        tuple(options),
        str(chosen),
        bucket,
        Cell(product.name, href(visit, "product", product.id)),
        _facts(visit, write, product, on_hand),
        _finding(visit, write, product, kept),
        days,
        tuple(_row(visit, write, product, kept, name, on_hand) for name in ROWS),
        *_columns(write, product, kept, days),
    )


def _facts(visit: Visit, write: Writer, product: Product, on_hand: int) -> tuple[tuple[str, str], ...]:
    words = visit.words
    rule = write.text("choice", product.lot_rule)
    lot = f" ({write.text('quantity', product.lot_size, product.places)})" if product.lot_size else ""
    return (
        (words("On hand"), f"{write.text('quantity', on_hand, product.places)} {product.unit}"),
        (words("Safety stock"), write.text("quantity", product.safety, product.places)),
        (words("Lead time in days"), write.text("lasting", product.lead_days)),
        (words("Lot rule"), rule + lot),
        (words("Where from"), write.text("choice", product.source)),
    )


def _finding(visit: Visit, write: Writer, product: Product, kept: Record) -> str:
    planned = sum(kept.receipts)
    sentence, quantity = NEEDED, planned
    if kept.overdue:
        sentence, quantity = TOO_LATE, kept.overdue
    elif not planned:
        sentence, quantity = (COVERED if sum(kept.gross) else NOTHING), kept.projected[-1]
    shown = write.text("quantity", quantity, product.places)
    return visit.words(sentence).format(quantity=shown, unit=product.unit)


def _row(visit: Visit, write: Writer, product: Product, kept: Record, name: str, on_hand: int) -> RecordRow:
    values: Sequence[int] = getattr(kept, name)
    before = {"projected": on_hand, "releases": kept.overdue}.get(name, 0)

    def shown(value: int) -> str:
        return write.text("quantity", value, product.places) if value or name == "projected" else ""

    return RecordRow(name, visit.words(ROWS[name]), shown(before), tuple(map(shown, values)))


def _columns(
    write: Writer, product: Product, kept: Record, days: Sequence[datetime.date]
) -> tuple[tuple[Column, ...], float]:
    top = max(1, product.safety, *kept.projected) * 1.05
    made = tuple(
        Column(
            day,
            round(stock / top * 100, 2),
            round(100 - stock / top * 100, 2),
            write.text("quantity", stock, product.places),
            net > 0,
        )
        for day, stock, net in zip(days, kept.projected, kept.net, strict=True)
    )
    return made, round(100 - product.safety / top * 100, 2)

"""Lists of stock: levels, warehouses, moves, reservations, counts, transfers, shelves, turnover."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Product
from advisor.sandbox.ledger.tables import Entry
from advisor.sandbox.stock.analysis import classes, first_move, idle, last_used, turnover
from advisor.sandbox.stock.levels import Level, levels
from advisor.sandbox.stock.shelving import usage
from advisor.sandbox.stock.tables import (
    Balance,
    Count,
    CountLine,
    Location,
    Move,
    Reservation,
    Transfer,
    TransferLine,
)
from web.sandbox.declared import Column, Filter, Screen

STOCK, WAREHOUSE, CHAIN = "erp-inventory", "erp-warehouse", "erp-supply-chain"
YEAR = 365
Source, Target = aliased(Location), aliased(Location)
QUANTITIES = ("on_hand", "reserved", "free", "incoming", "outgoing", "projected")
# One number for a product in a place; there are fewer places than that.
PAIR = Balance.product_id * 1_000_000 + Balance.location_id


def _levels(session: Session, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    found = levels(session)
    if filters.get("short"):
        found = [one for one in found if one.projected < one.product.safety or one.free < 0]
    if filters.get("there"):
        found = [one for one in found if one.on_hand]
    return [_level(one) for one in found]


def _level(level: Level) -> dict[str, Any]:
    product = level.product
    row: dict[str, Any] = {
        "id": product.id,
        "name": product.name,
        "code": product.code,
        "group": product.group,
        "share": level.free / level.on_hand if level.on_hand else None,
        "value": level.value,
    }
    for name in QUANTITIES:
        row |= {name: getattr(level, name), f"{name}__unit": product.places}
    return row


LEVELS = Screen(
    id="stock",
    title=mark("Stock levels"),
    group="stock",
    module=STOCK,
    kind="product",
    rows=_levels,
    columns=(
        Column("name", mark("Product"), searched=True),
        Column("code", mark("Code"), searched=True),
        Column("group", mark("Group"), searched=True),
        Column("on_hand", mark("On hand"), kind="quantity"),
        Column("reserved", mark("Reserved"), kind="quantity"),
        Column("free", mark("Free"), kind="quantity"),
        Column("share", mark("Share that is free"), kind="bar"),
        Column("incoming", mark("Incoming"), kind="quantity"),
        Column("outgoing", mark("Outgoing"), kind="quantity"),
        Column("projected", mark("After all of it"), kind="quantity"),
        Column("value", mark("Value"), kind="money"),
    ),
    filters=(
        Filter("there", mark("Only what is in stock"), kind="yes"),
        Filter("short", mark("Only what will be short"), kind="yes"),
    ),
    sort="name",
    create=("stock.opening", "stock.scrap", "stock.revalue"),
    empty=mark("What you keep in stock stands here. Enter a product, then receive it or enter its opening stock."),
)

BALANCES = Screen(
    id="warehouses",
    title=mark("Stock by warehouse"),
    group="stock",
    module=STOCK,
    source=select(PAIR.label("id"))
    .join(Product, Product.id == Balance.product_id)
    .join(Location, Location.id == Balance.location_id)
    .where(Balance.quantity > 0),
    columns=(
        Column("product", mark("Product"), Product.name, to="product", key=Product.id, searched=True),
        Column("code", mark("Code"), Product.code, searched=True),
        Column("place", mark("Warehouse"), Location.name, to="location", key=Location.id, searched=True),
        Column("quantity", mark("On hand"), Balance.quantity, "quantity", unit=Product.places),
        Column("reserved", mark("Reserved"), Balance.reserved, "quantity", unit=Product.places),
        Column("free", mark("Free"), Balance.quantity - Balance.reserved, "quantity", unit=Product.places),
        Column("unit", mark("Unit"), Product.unit),
        Column("last", mark("Last moved on"), Balance.last, "date"),
        Column("value", mark("Value"), Balance.value, "money"),
    ),
    filters=(
        Filter("place", mark("Warehouse"), Balance.location_id, "row", reference="location"),
        Filter("valuation", mark("Valuation"), Product.valuation, choices=("average", "fifo", "standard")),
        Filter("reserved", mark("Only what is held for somebody"), Balance.reserved > 0, "yes"),
    ),
    sort="product",
    create=("stock.opening", "location.create"),
    empty=mark("What is in your warehouses stands here. Receive goods, or enter the opening stock."),
)

MOVES = Screen(
    id="moves",
    title=mark("Stock moves"),
    group="stock",
    module=STOCK,
    kind="product",
    source=select(Move.cause.label("id"), Move.cause_kind.label("kind"))
    .join(Product, Product.id == Move.product_id)
    .join(Source, Source.id == Move.source_id)
    .join(Target, Target.id == Move.target_id)
    .outerjoin(Entry, Entry.id == Move.entry_id)
    .outerjoin(Transfer, (Move.cause_kind == "transfer") & (Transfer.id == Move.cause)),
    columns=(
        Column("number", mark("Document"), func.coalesce(Entry.text, Transfer.number, Product.code), searched=True),
        Column("on", mark("Date"), Move.on, "date"),
        Column("product", mark("Product"), Product.name, to="product", key=Product.id, searched=True),
        Column("source", mark("From"), Source.name, searched=True),
        Column("target", mark("To"), Target.name, searched=True),
        Column("quantity", mark("Quantity"), Move.quantity, "quantity", unit=Product.places),
        Column("value", mark("Value"), Move.value, "money"),
        Column("rounding", mark("Rounding in it"), func.nullif(Move.rounding, 0), "money"),
        Column("serial", mark("Serial number"), Move.id, "number"),
    ),
    filters=(
        Filter("product", mark("Product"), Move.product_id, "row", reference="goods"),
        Filter("source", mark("From"), Move.source_id, "row", reference="place"),
        Filter("target", mark("To"), Move.target_id, "row", reference="place"),
        Filter("on", mark("Date"), Move.on, "days"),
    ),
    sort="-serial",
    empty=mark("Everything that goes in and out stands here, with its value. Receive or ship something first."),
)

RESERVATIONS = Screen(
    id="reservations",
    title=mark("Reservations"),
    group="stock",
    module=STOCK,
    kind="shipment",
    source=select(Reservation.document.label("id"), Reservation.kind.label("kind"))
    .join(Product, Product.id == Reservation.product_id)
    .join(Location, Location.id == Reservation.location_id),
    columns=(
        Column("number", mark("For"), Reservation.number, searched=True),
        Column("what", mark("Kind"), Reservation.kind, "kind"),
        Column("product", mark("Product"), Product.name, to="product", key=Product.id, searched=True),
        Column("place", mark("Warehouse"), Location.name, to="location", key=Location.id),
        Column("quantity", mark("Quantity"), Reservation.quantity, "quantity", unit=Product.places),
        Column("unit", mark("Unit"), Product.unit),
    ),
    filters=(
        Filter("product", mark("Product"), Reservation.product_id, "row", reference="goods"),
        Filter("place", mark("Warehouse"), Reservation.location_id, "row", reference="location"),
    ),
    sort="number",
    empty=mark("Goods that are held for somebody stand here. Reserve the goods of a delivery or release a work order."),
)


def _differences(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """How many lines of each count differ from the books."""
    wanted = (
        select(CountLine.count_id, func.count())
        .where(CountLine.count_id.in_(ids), CountLine.counted.is_not(None), CountLine.counted != CountLine.booked)
        .group_by(CountLine.count_id)
    )
    return dict.fromkeys(ids, 0) | {row[0]: row[1] for row in session.execute(wanted)}


def _counted(session: Session, ids: Sequence[int]) -> dict[int, float]:
    """The share of the lines of each count that were counted."""
    wanted = (
        select(CountLine.count_id, func.count(CountLine.counted), func.count())
        .where(CountLine.count_id.in_(ids))
        .group_by(CountLine.count_id)
    )
    return {row[0]: row[1] / row[2] for row in session.execute(wanted)}


COUNTS = Screen(
    id="counts",
    title=mark("Stock counts"),
    group="stock",
    module=STOCK,
    kind="count",
    source=select(Count.id).join(Location, Location.id == Count.location_id),
    columns=(
        Column("number", mark("Number"), Count.number, searched=True),
        Column("place", mark("Warehouse"), Location.name, to="location", key=Location.id, searched=True),
        Column("on", mark("Date"), Count.on, "date"),
        Column("counted", mark("Counted"), kind="bar", later=_counted),
        Column("different", mark("Lines that differ"), kind="number", later=_differences),
        Column("state", mark("Status"), Count.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Count.state, "state"),
        Filter("place", mark("Warehouse"), Count.location_id, "row", reference="location"),
        Filter("on", mark("Date"), Count.on, "days"),
    ),
    sort="-number",
    create=("count.create",),
    empty=mark("Look now and then whether the books are right. Enter the first count."),
)


def _lines_of(session: Session, ids: Sequence[int]) -> dict[int, int]:
    wanted = select(TransferLine.transfer_id, func.count()).where(TransferLine.transfer_id.in_(ids))
    return {row[0]: row[1] for row in session.execute(wanted.group_by(TransferLine.transfer_id))}


TRANSFERS = Screen(
    id="transfers",
    title=mark("Stock transfers"),
    group="stock",
    module=WAREHOUSE,
    kind="transfer",
    source=select(Transfer.id)
    .join(Source, Source.id == Transfer.source_id)
    .join(Target, Target.id == Transfer.target_id),
    columns=(
        Column("number", mark("Number"), Transfer.number, searched=True),
        Column("source", mark("From"), Source.name, searched=True),
        Column("target", mark("To"), Target.name, searched=True),
        Column("on", mark("Date"), Transfer.on, "date"),
        Column("lines", mark("Lines"), kind="number", later=_lines_of),
        Column("state", mark("Status"), Transfer.state, "state"),
    ),
    filters=(
        Filter("state", mark("Status"), Transfer.state, "state"),
        Filter("source", mark("From"), Transfer.source_id, "row", reference="location"),
        Filter("target", mark("To"), Transfer.target_id, "row", reference="location"),
        Filter("on", mark("Date"), Transfer.on, "days"),
    ),
    sort="-number",
    create=("transfer.create",),
    empty=mark("Goods that go from one warehouse to another stand here. Enter the first transfer."),
)


def _shelves(session: Session, _: Mapping[str, str]) -> list[dict[str, Any]]:
    names: dict[int | None, str] = {row[0]: row[1] for row in session.execute(select(Location.id, Location.name))}
    return [
        {
            "id": use.shelf.id,
            "code": use.shelf.code,
            "name": use.shelf.name,
            "warehouse": names[use.shelf.parent_id],
            "products": use.products,
            "used": use.used,
            "capacity": use.shelf.capacity or None,
            "full": use.used / use.shelf.capacity if use.shelf.capacity else None,
        }
        for use in usage(session)
    ]


SHELVES = Screen(
    id="shelves",
    title=mark("Shelves"),
    group="stock",
    module=WAREHOUSE,
    kind="location",
    rows=_shelves,
    columns=(
        Column("code", mark("Code"), searched=True),
        Column("name", mark("Name"), searched=True),
        Column("warehouse", mark("Warehouse"), searched=True),
        Column("products", mark("Products on it"), kind="number"),
        Column("used", mark("Units on it"), kind="number"),
        Column("capacity", mark("Units that fit"), kind="number"),
        Column("full", mark("Space taken"), kind="bar"),
    ),
    sort="code",
    create=("location.create", "shelf.put", "shelf.take"),
    empty=mark("Shelves say where in a warehouse goods stand, and in which order they are fetched. Add the first one."),
)


def _turns(session: Session, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    """Of the year that ends today, or since stock began."""
    today = clock.today(session)
    first = max(today - datetime.timedelta(days=YEAR - 1), first_move(session))
    found = turnover(session, first, today)
    kept = {one.id: one for one in session.scalars(select(Product).where(Product.kind == "goods"))}
    ranked = classes({one.product: one.out for one in found})
    lying, last = {one.product.id for one in idle(session)}, last_used(session)
    rows = [
        {
            "id": one.product,
            "name": kept[one.product].name,
            "class": ranked[one.product],
            "out": one.out,
            "average": one.average,
            "turns": one.turns / 100 if one.turns is not None else None,
            "days": one.days,
            "idle": one.product in lying,
            "last": last.get(one.product),
        }
        for one in found
    ]
    wanted = filters.get("class", "")
    return [row for row in rows if (not wanted or row["class"] == wanted) and (row["idle"] or not filters.get("idle"))]


TURNS = Screen(
    id="turnover",
    title=mark("Turnover and classes"),
    group="stock",
    module=CHAIN,
    kind="product",
    rows=_turns,
    columns=(
        Column("name", mark("Product"), searched=True),
        Column("class", mark("Class")),
        Column("out", mark("Used in the year"), kind="money"),
        Column("average", mark("Average stock"), kind="money"),
        Column("turns", mark("Turns a year"), kind="number"),
        Column("days", mark("Days a unit stays"), kind="lasting"),
        Column("idle", mark("Lies idle"), kind="yes"),
        Column("last", mark("Last left on"), kind="date"),
    ),
    filters=(
        Filter("class", mark("Class"), choices=("A", "B", "C")),
        Filter("idle", mark("Only what lies idle"), kind="yes"),
    ),
    sort="-out",
    about=mark(
        "Class A are the products that make up the first 80 per cent of the value used, B the next 15, C the rest. "
        "What lies idle was not sold or used for 60 days."
    ),
    empty=mark("Once goods were sold or used, their turnover stands here."),
)

LISTS = (LEVELS, BALANCES, MOVES, RESERVATIONS, COUNTS, TRANSFERS, SHELVES, TURNS)

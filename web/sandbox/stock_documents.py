"""Pages of counts, transfers and places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core.quantities import shown
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock.tables import Balance, Count, CountLine, Location, Shelved, Transfer, TransferLine
from web.sandbox.declared import Column, DocumentPage, Field, Later, Lines, Next, Query, Told


def _once_done(of: Any) -> Later:
    """Values of the lines of counts that are done: before, what the books say would lead those who count."""

    def later(session: Session, ids: Sequence[int]) -> dict[int, Any]:
        done = select(CountLine.id, of).join(Count, Count.id == CountLine.count_id)
        return {row[0]: row[1] for row in session.execute(done.where(CountLine.id.in_(ids), Count.state == "done"))}

    return later


BOOKED, DIFFERENCE = _once_done(CountLine.booked), _once_done(CountLine.counted - CountLine.booked)


def _count_lines(_: Session, count: Count) -> Query:
    lines = select(CountLine.id).join(Product).where(CountLine.count_id == count.id)
    return lines.order_by(CountLine.counted.is_not(None), Product.code)


def _not_counted(session: Session, count: Count) -> int | None:
    left = select(func.count()).where(CountLine.count_id == count.id, CountLine.counted.is_(None))
    return (session.scalar(left) or None) if count.state == "counting" else None


def _count_told(session: Session, count: Count) -> Iterator[Told]:
    if count.state == "draft":
        yield Told(mark("Start the count when people begin to look. What the books say then is compared."), "warn")
    elif count.state == "counting" and _not_counted(session, count) is None:
        yield Told(mark("Everything is counted. Finish the count to book the differences."), "good")


COUNT = DocumentPage(
    kind="count",
    module="erp-inventory",
    back="counts",
    fields=(
        Field(mark("Warehouse"), "location_id", to="location"),
        Field(mark("Date"), "on", "date"),
        Field(mark("Still to be counted"), _not_counted, "number"),
    ),
    lines=(
        Lines(
            mark("Lines"),
            _count_lines,
            (
                Column("product", mark("Product"), Product.name, to="product", key=Product.id),
                Column("code", mark("Code"), Product.code),
                Column("counted", mark("Counted"), CountLine.counted, "quantity", unit=Product.places),
                Column("booked", mark("By the books"), kind="quantity", later=BOOKED, unit=Product.places),
                Column("difference", mark("Difference"), kind="quantity", later=DIFFERENCE, unit=Product.places),
                Column("unit", mark("Unit"), Product.unit),
            ),
        ),
    ),
    told=_count_told,
    next=(
        Next("count.enter", {"document": "id"}, states=("counting",)),
        Next("count.find", {"count": "id"}, states=("counting",)),
    ),
)


def _free(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """What is free where the goods of each line are to leave."""
    wanted = (
        select(TransferLine.id, Balance.quantity - Balance.reserved)
        .join(Transfer, Transfer.id == TransferLine.transfer_id)
        .join(
            Balance,
            (Balance.product_id == TransferLine.product_id) & (Balance.location_id == Transfer.source_id),
        )
        .where(TransferLine.id.in_(ids), Transfer.state == "draft")
    )
    return {row[0]: row[1] for row in session.execute(wanted)}


def _transfer_told(session: Session, transfer: Transfer) -> Iterator[Told]:
    if transfer.state != "draft":
        return
    free = _free(session, [line.id for line in transfer.lines])
    for line in transfer.lines:
        there = free.get(line.id, 0)
        if line.quantity > there:
            product = session.get_one(Product, line.product_id)
            yield Told(
                mark("Of {product} only {free} are free where they should leave."),
                "warn",
                {"product": product.name, "free": shown(product, there)},
            )


TRANSFER = DocumentPage(
    kind="transfer",
    module="erp-warehouse",
    back="transfers",
    fields=(
        Field(mark("From"), "source_id", to="location"),
        Field(mark("To"), "target_id", to="location"),
        Field(mark("Date"), "on", "date"),
    ),
    told=_transfer_told,
    lines=(
        Lines(
            mark("Lines"),
            lambda _, transfer: (
                select(TransferLine.id)
                .join(Product)
                .where(TransferLine.transfer_id == transfer.id)
                .order_by(TransferLine.id)
            ),
            (
                Column("product", mark("Product"), Product.name, to="product", key=Product.id),
                Column("quantity", mark("Quantity"), TransferLine.quantity, "quantity", unit=Product.places),
                Column("unit", mark("Unit"), Product.unit),
                Column("free", mark("Free there"), kind="quantity", later=_free, unit=Product.places),
            ),
        ),
    ),
)


def _in_place(_: Session, location: Any) -> Query:
    held = select(Balance.product_id.label("id")).join(Product, Product.id == Balance.product_id)
    return held.where(Balance.location_id == location.id, Balance.quantity > 0).order_by(Product.code)


def _on_shelf(_: Session, location: Any) -> Query:
    held = select(Shelved.product_id.label("id")).join(Product, Product.id == Shelved.product_id)
    return held.where(Shelved.location_id == location.id, Shelved.quantity > 0).order_by(Product.code)


def _shelves(_: Session, location: Any) -> Query:
    return select(Location.id).where(Location.parent_id == location.id).order_by(Location.code)


PLACE = DocumentPage(
    kind="location",
    module="erp-inventory",
    fields=(
        Field(mark("Code"), "code"),
        Field(mark("Kind"), "kind", "choice"),
        Field(mark("Warehouse"), "parent_id", to="location"),
        Field(mark("Units that fit"), lambda _, place: place.capacity or None, "number"),
    ),
    lines=(
        Lines(
            mark("In this warehouse"),
            _in_place,
            (
                Column("product", mark("Product"), Product.name, to="product", key=Product.id),
                Column("quantity", mark("On hand"), Balance.quantity, "quantity", unit=Product.places),
                Column("reserved", mark("Reserved"), Balance.reserved, "quantity", unit=Product.places),
                Column("unit", mark("Unit"), Product.unit),
                Column("value", mark("Value"), Balance.value, "money"),
            ),
        ),
        Lines(
            mark("On this shelf"),
            _on_shelf,
            (
                Column("product", mark("Product"), Product.name, to="product", key=Product.id),
                Column("quantity", mark("Quantity"), Shelved.quantity, "quantity", unit=Product.places),
                Column("unit", mark("Unit"), Product.unit),
            ),
        ),
        Lines(
            mark("Shelves"),
            _shelves,
            (
                Column("code", mark("Code"), Location.code),
                Column("name", mark("Name"), Location.name),
                Column("capacity", mark("Units that fit"), func.nullif(Location.capacity, 0), "number"),
            ),
            kind="location",
        ),
    ),
)

DOCUMENTS = (COUNT, TRANSFER, PLACE)

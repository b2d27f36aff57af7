"""Tables of stock. Quantities in parts of the product's unit, values in the smallest unit of the company's currency."""

from __future__ import annotations

import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Code, Document, Key, Kind, Name, State


class Location(Table):
    """Kinds: warehouse (ours, valued), shelf (a place in a warehouse, only counted), and the places around: supplier,
    customer, production, lost."""

    __tablename__ = "location"
    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[Name]
    kind: Mapped[Kind]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"))  # the warehouse of a shelf
    capacity: Mapped[int] = mapped_column(default=0)  # whole units that fit on a shelf; 0: not known


class Balance(Table):
    """What is in a warehouse now. `last` is the day of the last move that changed its value."""

    __tablename__ = "stock_balance"
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), primary_key=True)
    quantity: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    value: Mapped[int] = mapped_column(default=0)
    last: Mapped[datetime.date | None]
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity"),
        CheckConstraint("reserved >= 0 AND reserved <= quantity", name="reserved"),
        CheckConstraint("value >= 0 AND (quantity > 0 OR value = 0)", name="value"),
    )


class Shelved(Table):
    """How much of what a warehouse holds stands on a shelf; what is on none is still to be put away."""

    __tablename__ = "stock_shelved"
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), primary_key=True)
    quantity: Mapped[int] = mapped_column(default=0)
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity"),)


class Layer(Table):
    """What is left of a receipt of a FIFO product."""

    __tablename__ = "stock_layer"
    id: Mapped[Key]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    on: Mapped[datetime.date] = mapped_column("on_day")
    quantity: Mapped[int]
    value: Mapped[int]
    __table_args__ = (
        CheckConstraint("quantity >= 0 AND value >= 0", name="left"),
        Index(None, "product_id", "location_id"),
    )


class Move(Table):
    """Goods that went from one place to another. `value` is what they were worth; `rounding` is the part of it that
    quantity times rounded unit cost does not explain. A move of nothing only changes the value of a place."""

    __tablename__ = "stock_move"
    id: Mapped[Key]
    on: Mapped[datetime.date] = mapped_column("on_day", index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[int]
    value: Mapped[int]
    rounding: Mapped[int] = mapped_column(default=0)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    cause_kind: Mapped[Document]
    cause: Mapped[int]
    line: Mapped[int | None]  # of the document
    __table_args__ = (
        CheckConstraint("quantity >= 0 AND value >= 0", name="quantity"),
        CheckConstraint("source_id <> target_id", name="places"),
        Index(None, "cause_kind", "cause"),
    )


class Reservation(Table):
    """Goods held for a document; `Balance.reserved` is their sum."""

    __tablename__ = "reservation"
    id: Mapped[Key]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[int]
    kind: Mapped[Document]
    document: Mapped[int]
    number: Mapped[str] = mapped_column(String(40))  # of the document, or of the order it serves
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        Index(None, "kind", "document"),
        Index(None, "product_id", "location_id"),
    )


class Count(Table):
    """People look what is really there."""

    __tablename__ = "stock_count"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="draft")
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    on: Mapped[datetime.date] = mapped_column("on_day")
    lines: Mapped[list[CountLine]] = relationship(order_by="CountLine.id")


class CountLine(Table):
    """`booked` is what the books said when counting began, `counted` what was found; `cost` for one unit of goods that
    nobody knows the worth of, in hundredths of the smallest unit."""

    __tablename__ = "stock_count_line"
    id: Mapped[Key]
    count_id: Mapped[int] = mapped_column(ForeignKey("stock_count.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    booked: Mapped[int]
    counted: Mapped[int | None]
    cost: Mapped[int | None]


class Transfer(Table):
    """Goods that go from one warehouse or shelf to another."""

    __tablename__ = "transfer"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="draft")
    source_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    on: Mapped[datetime.date] = mapped_column("on_day")
    lines: Mapped[list[TransferLine]] = relationship(order_by="TransferLine.id")


class TransferLine(Table):
    __tablename__ = "transfer_line"
    id: Mapped[Key]
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    quantity: Mapped[int]

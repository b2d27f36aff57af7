"""Tables of planning and production. Times are minutes of work, costs of work amounts for an hour."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Code, Document, Key, Kind, Name, Product, State


class Bom(Table):
    """A bill of materials: what goes into `quantity` of a product."""

    __tablename__ = "bom"
    id: Mapped[Key]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), unique=True)
    quantity: Mapped[int]
    name: Mapped[str] = column_property(
        select(Product.name).where(Product.id == product_id).correlate_except(Product).scalar_subquery()
    )
    lines: Mapped[list[BomLine]] = relationship(order_by="BomLine.id")
    operations: Mapped[list[Operation]] = relationship(order_by="Operation.position")


class BomLine(Table):
    __tablename__ = "bom_line"
    id: Mapped[Key]
    bom_id: Mapped[int] = mapped_column(ForeignKey("bom.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    quantity: Mapped[int]
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)


class WorkCentre(Table):
    """A machine or a group of people with `minutes` of capacity on each working day."""

    __tablename__ = "work_centre"
    id: Mapped[Key]
    code: Mapped[Code]
    name: Mapped[Name]
    minutes: Mapped[int]
    cost: Mapped[int] = mapped_column(default=0)  # smallest unit of the currency for an hour


class Operation(Table):
    """A step of work: `setup` minutes for each order, `run` hundredths of a minute for each unit."""

    __tablename__ = "operation"
    id: Mapped[Key]
    bom_id: Mapped[int] = mapped_column(ForeignKey("bom.id"), index=True)
    position: Mapped[int]
    name: Mapped[Name]
    centre_id: Mapped[int] = mapped_column(ForeignKey("work_centre.id"))
    setup: Mapped[int] = mapped_column(default=0)
    run: Mapped[int] = mapped_column(default=0)


class PlannedOrder(Table):
    """What a run of the material requirements proposes: to buy or to make. `late` when its release lies in the past.

    `pegs` says what needs it: a list of {"kind", "id", "number", "quantity"}; an order for a part is needed by another
    planned order.
    """

    __tablename__ = "planned_order"
    id: Mapped[Key]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    source: Mapped[Kind]  # buy, make
    quantity: Mapped[int]
    release: Mapped[datetime.date]
    due: Mapped[datetime.date]
    late: Mapped[bool] = mapped_column(default=False)
    ready: Mapped[datetime.date]  # the earliest day it can be there; after `due` when it is late
    run: Mapped[datetime.date]  # the day of the run
    pegs: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    name: Mapped[str] = column_property(
        select(Product.name).where(Product.id == product_id).correlate_except(Product).scalar_subquery()
    )
    made_kind: Mapped[Document] = mapped_column(default="")  # the document it became
    made: Mapped[int | None]


class Forecast(Table):
    """Demand that is expected without an order."""

    __tablename__ = "forecast"
    id: Mapped[Key]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    on: Mapped[datetime.date] = mapped_column("on_day")
    quantity: Mapped[int]
    __table_args__ = (UniqueConstraint("product_id", "on_day"), CheckConstraint("quantity > 0", name="quantity"))


class WorkOrder(Table):
    """An order to make something. `made` and `scrapped` are the pieces reported (none: only when it is done it
    is known), `stored` is what entered stock.

    What it holds in the account for production is `cost_in + cost_work - cost_out`: nothing before it starts and
    nothing when it is done.
    """

    __tablename__ = "work_order"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="planned")
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    quantity: Mapped[int]
    made: Mapped[int] = mapped_column(default=0)
    scrapped: Mapped[int] = mapped_column(default=0)
    stored: Mapped[int] = mapped_column(default=0)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    start: Mapped[datetime.date]
    due: Mapped[datetime.date]
    finished: Mapped[datetime.date | None]
    cost_in: Mapped[int] = mapped_column(default=0)  # value of the inputs
    cost_work: Mapped[int] = mapped_column(default=0)
    cost_out: Mapped[int] = mapped_column(default=0)  # value of what entered stock, or was written off
    origin_kind: Mapped[Document] = mapped_column(default="")
    origin: Mapped[int | None]
    steps: Mapped[list[WorkStep]] = relationship(order_by="WorkStep.position", back_populates="order")
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("made >= 0 AND scrapped >= 0 AND stored >= 0", name="counted"),
    )


class WorkStep(Table):
    """An operation of a work order: planned minutes from one day to another, and what was reported. `charged` are the
    reported minutes whose cost is booked."""

    __tablename__ = "work_step"
    id: Mapped[Key]
    work_order_id: Mapped[int] = mapped_column(ForeignKey("work_order.id"), index=True)
    position: Mapped[int]
    name: Mapped[Name]
    centre_id: Mapped[int] = mapped_column(ForeignKey("work_centre.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day")
    until: Mapped[datetime.date]
    minutes: Mapped[int]
    reported: Mapped[int] = mapped_column(default=0)  # minutes
    charged: Mapped[int] = mapped_column(default=0)  # minutes
    done: Mapped[bool] = mapped_column(default=False)
    order: Mapped[WorkOrder] = relationship(back_populates="steps")
    slots: Mapped[list[Slot]] = relationship(order_by="Slot.on", cascade="all, delete-orphan")


class Slot(Table):
    """The minutes of a step that are planned on one day of a work centre."""

    __tablename__ = "work_slot"
    id: Mapped[Key]
    step_id: Mapped[int] = mapped_column(ForeignKey("work_step.id"), index=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("work_centre.id"))
    on: Mapped[datetime.date] = mapped_column("on_day")
    minutes: Mapped[int]
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes"), Index(None, "centre_id", "on_day"))


class Inspection(Table):
    """A check of goods or of a step; what it belongs to waits until it passes."""

    __tablename__ = "inspection"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="pending")
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    for_kind: Mapped[Document]  # shipment, receipt, work_order
    document: Mapped[int]
    on: Mapped[datetime.date] = mapped_column("on_day")
    finding: Mapped[str] = mapped_column(String(400), default="")
    decision: Mapped[str] = mapped_column(String(10), default="")  # what a failed check led to: block, return, scrap
    decided: Mapped[datetime.date | None]
    inspector: Mapped[str] = mapped_column(String(80), default="")
    __table_args__ = (Index(None, "for_kind", "document"),)


class Maintenance(Table):
    """Work on a work centre; it takes capacity. The next one is planned `every` days later, unless that is nought."""

    __tablename__ = "maintenance"
    id: Mapped[Key]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[State] = mapped_column(default="planned")
    centre_id: Mapped[int] = mapped_column(ForeignKey("work_centre.id"), index=True)
    name: Mapped[Name]
    on: Mapped[datetime.date] = mapped_column("on_day")
    minutes: Mapped[int]
    every: Mapped[int] = mapped_column(default=0)
    done: Mapped[datetime.date | None]
    spent: Mapped[int] = mapped_column(default=0)  # minutes it took
    cost: Mapped[int] = mapped_column(default=0)


class MachineMessage(Table):
    """What a machine reported: pieces made and scrapped, minutes run. The key makes a repeated message harmless; a
    message that comes before its order runs is `applied` when the order starts."""

    __tablename__ = "machine_message"
    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(80))
    centre_id: Mapped[int] = mapped_column(ForeignKey("work_centre.id"))
    work_order_id: Mapped[int | None] = mapped_column(ForeignKey("work_order.id"), index=True)
    on: Mapped[datetime.date] = mapped_column("on_day")
    good: Mapped[int] = mapped_column(default=0)
    scrap: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int] = mapped_column(default=0)
    applied: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (UniqueConstraint("key"),)

"""A small workshop for the tests of production: products with stock, and what goes into them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Product
from advisor.sandbox.plan.tables import PlannedOrder, WorkCentre, WorkOrder
from advisor.sandbox.plan.verify import check_plan
from advisor.sandbox.stock.moves import place
from advisor.sandbox.stock.tables import Balance
from tests.sandbox.making import do, product, units


def stocked(session: Session, code: str, quantity: str | int = 0, cost: str | int = 1, **columns: Any) -> Product:
    """A product, and units of it in the main warehouse at `cost` each."""
    made = product(session, code, cost=units(cost), **columns)
    if Decimal(str(quantity)):
        where = place(session, "warehouse").id
        do(session, "stock.opening", product=made.id, location=where, quantity=units(quantity), cost=units(cost))
    return made


def made_of(session: Session, made: Product, *parts: tuple[Product, str | int], **more: Any) -> None:
    """The bill of materials of one unit."""
    lines = [{"product": part.id, "quantity": units(quantity)} for part, quantity in parts]
    do(session, "bom.set", product=made.id, lines=lines, **more)


def centre(session: Session, code: str = "saw", minutes: int = 480, cost: str | int = 0) -> WorkCentre:
    made = do(session, "work_centre.create", code=code, name=code.title(), minutes=minutes, cost=units(cost))
    assert isinstance(made, WorkCentre)
    return made


def order(session: Session, made: Product, quantity: str | int, **more: Any) -> WorkOrder:
    found = do(session, "work_order.create", product=made.id, quantity=units(quantity), **more)
    assert isinstance(found, WorkOrder)
    return found


def fire(session: Session, order: WorkOrder, *steps: str, **last: Any) -> WorkOrder:
    """Do one transition after the other; the last one with inputs."""
    for step in steps[:-1]:
        do(session, f"work_order.{step}", document=order.id)
    do(session, f"work_order.{steps[-1]}", document=order.id, **last)
    session.refresh(order)
    return order


def planned(session: Session) -> list[PlannedOrder]:
    return list(session.scalars(select(PlannedOrder).order_by(PlannedOrder.id)))


def on_hand(session: Session, product: Product) -> tuple[int, int, int]:
    """Quantity, reserved and value in all warehouses."""
    rows = session.scalars(select(Balance).where(Balance.product_id == product.id)).all()
    return sum(r.quantity for r in rows), sum(r.reserved for r in rows), sum(r.value for r in rows)


def sound(session: Session) -> None:
    """Nothing is wrong with production."""
    session.flush()
    assert [str(one) for one in check_plan(session)] == []

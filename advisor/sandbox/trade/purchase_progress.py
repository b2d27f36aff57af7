"""How far purchases have come, worked out from their lines and receipts, as SQL for lists."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Trial
from advisor.sandbox.trade.tables import Order, OrderLine, Shipment


def awaited() -> ColumnElement[bool]:
    """Whether goods of `Order` are still to come: a receipt waits for them."""
    waits = exists().where(
        Shipment.order_id == Order.id, Shipment.kind == "receipt", Shipment.state == "waiting", Shipment.back.is_(False)
    )
    return waits.correlate(Order)


def all_billed() -> ColumnElement[bool]:
    """Whether everything of `Order` that came or will come is billed."""
    left = or_(OrderLine.invoiced < OrderLine.quantity - OrderLine.dropped, OrderLine.invoiced < OrderLine.moved)
    return ~exists().where(OrderLine.order_id == Order.id, left).correlate(Order)


def purchase_state() -> ColumnElement[str]:
    """The state of a purchase as it is shown: ordered goes on to received and closed."""
    something = exists().where(OrderLine.order_id == Order.id, OrderLine.moved > 0).correlate(Order)
    return case(
        (Order.state != "ordered", Order.state),
        (and_(~awaited(), all_billed()), "closed"),
        (and_(~awaited(), something), "received"),
        else_="ordered",
    )


def state_of(session: Session, order: int) -> str:
    """The same of one order."""
    return session.scalars(select(purchase_state()).where(Order.id == order)).one()


def late_receipt() -> ColumnElement[bool]:
    """Whether `Shipment` is a receipt that should have come before the day of the trial."""
    waits = and_(Shipment.kind == "receipt", Shipment.state == "waiting", Shipment.back.is_(False))
    return and_(waits, Shipment.planned < select(Trial.today).scalar_subquery())

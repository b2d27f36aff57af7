"""How far purchases and bills have come, worked out from their lines, as SQL for lists."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, exists, false, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Product, Trial
from advisor.sandbox.trade.progress import billed, keeps_stock, open_quantity
from advisor.sandbox.trade.tables import Order, OrderLine, Shipment


def awaited(session: Session) -> ColumnElement[bool]:
    """Whether goods of `Order` are still to come."""
    if not keeps_stock(session):
        return false()
    goods = exists().where(
        OrderLine.order_id == Order.id,
        Product.id == OrderLine.product_id,
        Product.kind == "goods",
        open_quantity() > 0,
    )
    return and_(Order.account_id.is_(None), goods.correlate(Order))


def purchase_state(session: Session) -> ColumnElement[str]:
    """The state of a purchase as it is shown: ordered goes on to received and closed."""
    something = exists().where(OrderLine.order_id == Order.id, OrderLine.moved > 0).correlate(Order)
    return case(
        (Order.state != "ordered", Order.state),
        (and_(~awaited(session), billed()), "closed"),
        (and_(~awaited(session), something), "received"),
        else_="ordered",
    )


def state_of(session: Session, order: int) -> str:
    """The same of one order."""
    return session.scalars(select(purchase_state(session)).where(Order.id == order)).one()


def late_receipt() -> ColumnElement[bool]:
    """Whether `Shipment` is a receipt that should have come before the day of the trial."""
    waits = and_(Shipment.kind == "receipt", Shipment.state == "waiting", Shipment.back.is_(False))
    return and_(waits, Shipment.planned < select(Trial.today).scalar_subquery())

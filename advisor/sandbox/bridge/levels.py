"""What sellers may promise and customers owe: compared with what was told last, and told where it differs.

Both follow from so much, also from the day, that telling each cause would be more messages than it is worth.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, case, func, select, union_all
from sqlalchemy.orm import Session, aliased

from advisor.sandbox.bridge.standing import balances
from advisor.sandbox.bridge.tables import Link, Message
from advisor.sandbox.core import clock
from advisor.sandbox.core.store import add_missing
from advisor.sandbox.core.tables import Product
from advisor.sandbox.crm.tables import Contact, Item
from advisor.sandbox.stock.rows import warehouses
from advisor.sandbox.stock.tables import Balance
from advisor.sandbox.trade.promising import Want, lead, promises
from advisor.sandbox.trade.tables import Shipment, ShipmentLine

MOST = 200  # messages that one look writes
LOOKED = 500  # goods that one look works out: those of which something else is free, then those that are sold out


def tell(session: Session, *, limit: int = MOST) -> int:
    """Write messages for what sellers do not know yet; how many."""
    session.flush()
    return _stock(session, limit) + _balances(session, limit)


def _stock(session: Session, limit: int) -> int:
    """Linked goods of which something else is free in the first warehouse than sellers were told, or that will be there
    on another day."""
    place = warehouses(session)[0].id
    rows = [(product, item, int(number)) for product, item, number in session.execute(_goods(), {"place": place})]
    none = list({product.id: product for product, _, number in rows if not number}.values())
    coming = dict(zip((one.id for one in none), _next(session, none, place), strict=True))
    news = []
    for product, item, number in rows:
        promised = coming.get(product.id)
        if (item.available, item.promised) != (number, promised):
            body = {"product": product.id, "item": item.id, "code": product.code, "name": product.name,
                    "available": number, "places": product.places,
                    "promised": promised.isoformat() if promised else None}  # fmt: skip
            news.append(("stock", f"stock:{item.id}", body))
    return _written(session, news[:limit])


@cache
def _goods() -> Select[Any]:
    """Product, item, and how much is free in a place. Made once, because every action of a visitor asks for it."""
    free = _free()
    now = case((free.c.free > 0, free.c.free), else_=0)
    differs = case((func.coalesce(Item.available, -1) != now, 1), else_=0)
    return (
        select(Product, Item, now)
        .join(Link, (Link.kind == "item") & (Link.erp_id == Product.id))
        .join(Item, Item.id == Link.crm_id)
        .outerjoin(free, free.c.product == Product.id)
        .where(Product.kind == "goods", (differs == 1) | (now == 0))
        .order_by(differs.desc(), Item.id)
        .limit(LOOKED)
    )


def _free() -> Any:
    """By product: what is in the warehouse, neither reserved nor waited for by a delivery."""
    place = bindparam("place", type_=Integer)
    held = select(Balance.product_id.label("product"), (Balance.quantity - Balance.reserved).label("free"))
    waited = (
        select(ShipmentLine.product_id, -ShipmentLine.quantity)
        .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
        .where(Shipment.kind == "shipment", Shipment.state == "waiting", Shipment.location_id == place)
    )
    rows = union_all(held.where(Balance.location_id == place), waited).subquery()
    return select(rows.c.product, func.sum(rows.c.free).label("free")).group_by(rows.c.product).subquery()


def _next(session: Session, products: Sequence[Product], place: int) -> list[datetime.date]:
    """The day from which one of each can be had."""
    if not products:
        return []
    return [one.on for one in promises(session, [Want(one.id, 1, lead(one)) for one in products], place)]


def _balances(session: Session, limit: int) -> int:
    """Linked customers who owe something else than sellers were told; those of merged contacts count together."""
    rows = session.execute(_debtors(), {"most": limit})
    news = [
        (
            "balance",
            f"balance:{contact.id}",
            {"contact": contact.id, "code": contact.code, "name": contact.name, "balance": int(balance),
             "overdue": int(overdue), "currency": clock.trial(session).currency},
        )
        for contact, balance, overdue in rows
    ]  # fmt: skip
    return _written(session, news)


@cache
def _debtors() -> Select[Any]:
    """Contact, what is owed and what of it is overdue, where sellers were told otherwise."""
    owed, linked = balances(), aliased(Contact)
    lives = func.coalesce(linked.merged_into_id, linked.id)
    sums = (
        select(
            lives.label("contact"),
            func.coalesce(func.sum(owed.c.balance), 0).label("balance"),
            func.coalesce(func.sum(owed.c.overdue), 0).label("overdue"),
        )
        .select_from(Link)
        .join(linked, linked.id == Link.crm_id)
        .outerjoin(owed, owed.c.party == Link.erp_id)
        .where(Link.kind == "contact")
        .group_by(lives)
        .subquery()
    )
    differs = case(((Contact.balance != sums.c.balance) | (Contact.overdue != sums.c.overdue), 1), else_=0)
    wanted = select(Contact, sums.c.balance, sums.c.overdue).join(sums, sums.c.contact == Contact.id)
    return wanted.where(differs == 1).order_by(Contact.id).limit(bindparam("most", type_=Integer))


def _written(session: Session, news: Sequence[tuple[str, str, dict[str, Any]]]) -> int:
    """One message for each subject: what waits still is replaced, for only the latest counts. How many are new."""
    if not news:
        return 0
    subjects = [subject for _, subject, _ in news]
    newest = select(func.max(Message.id)).where(Message.subject.in_(subjects)).group_by(Message.subject)
    last = {one.subject: one for one in session.scalars(select(Message).where(Message.id.in_(newest)))}
    rows = []
    for kind, subject, body in news:
        before = last.get(subject)
        if before is not None and before.state in ("waiting", "parked"):
            before.body = body
        else:
            key = f"{subject}:{before.id if before else 0}"
            rows.append(
                {"key": key, "side": "erp", "kind": kind, "subject": subject, "body": body, "on": clock.now(session)}
            )
    return add_missing(session, Message, rows) if rows else 0

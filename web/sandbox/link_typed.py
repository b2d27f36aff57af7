"""What has to be typed twice where nothing joins the two sides, how long it takes, and what the bridge saves."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy import func, select

from advisor.errors import mark
from advisor.sandbox.bridge import delivery, retyping
from advisor.sandbox.core.tables import Product
from advisor.sandbox.crm.tables import Contact, Deal, Item
from advisor.sandbox.stock.rows import warehouse
from advisor.sandbox.trade import promising
from advisor.sandbox.trade.tables import Order
from web.sandbox import choosing
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.link_words import moment
from web.sandbox.visit import Visit

SHOWN = 12
KINDS = {
    "contact": mark("Customers typed again"),
    "deal": mark("Orders typed again"),
    "status": mark("States looked up"),
    "stock": mark("Stock looked up"),
}


@dataclass(frozen=True)
class ToType:
    """A won deal for which nobody typed an order."""

    id: int
    name: Cell
    customer: str
    amount: str
    since: datetime.date | None


@dataclass(frozen=True)
class Typed:
    """A deal that has an order: what sellers know of its state and what is true."""

    id: int
    name: Cell
    order: Cell
    known: str
    true: str
    old: bool


@dataclass(frozen=True)
class Told:
    """An item: what sellers think is free, since when, and what is."""

    name: Cell
    known: str
    since: str
    true: str
    old: bool


@dataclass(frozen=True)
class Twice:
    """`joined` when the bridge does it; `apart` when there are two sides and no bridge. `saved` are minutes."""

    joined: bool
    apart: bool
    minutes: str
    saved: str
    parts: tuple[tuple[str, str], ...]
    waiting: int
    unknown: int
    doubles: int
    stock_age: int | None
    deals: tuple[ToType, ...]
    typed: tuple[Typed, ...]
    stock: tuple[Told, ...]
    customers: tuple[choosing.Choice, ...]
    key: str


def build(visit: Visit) -> Twice:
    session, write = visit.session, writer(visit)
    joined, both = delivery.joined(session), delivery.both(session)
    cost = retyping.cost(session)
    reference = choosing.reference("customer")
    apart = both and not joined
    return Twice(
        joined=joined,
        apart=apart,
        minutes=write.text("number", cost.total),
        saved=write.text("number", retyping.saved(session)),
        parts=tuple((visit.words(KINDS[kind]), write.text("number", spent)) for kind, spent in cost.minutes.items()),
        waiting=cost.waiting,
        unknown=int(session.scalar(select(func.count()).select_from(retyping.unknown().subquery())) or 0),
        doubles=cost.doubles,
        stock_age=cost.stock_age,
        deals=_deals(visit, write) if apart else (),
        typed=_typed(visit) if apart else (),
        stock=_stock(visit, write) if apart else (),
        customers=tuple(choosing.options(session, reference)) if apart and reference else (),
        key=visit.key(),
    )


def _deals(visit: Visit, write: Writer) -> tuple[ToType, ...]:
    wanted = select(Deal, Contact.name).join(Contact, Contact.id == Deal.contact_id)
    rows = visit.session.execute(wanted.where(Deal.id.in_(retyping.waiting())).order_by(Deal.id).limit(SHOWN))
    return tuple(
        ToType(
            deal.id,
            Cell(deal.number or deal.name, href(visit, "deal", deal.id)),
            name,
            write.text("money", deal.amount, deal.currency),
            deal.closed,
        )
        for deal, name in rows
    )


def _typed(visit: Visit) -> tuple[Typed, ...]:
    ordered = retyping.ordered()
    wanted = (
        select(Deal, Order)
        .join(ordered, ordered.c.deal == Deal.id)
        .join(Order, Order.id == ordered.c.sale)
        .order_by(Deal.id.desc())
        .limit(SHOWN)
    )
    found = []
    for deal, order in visit.session.execute(wanted):
        known, true = retyping.compared(visit.session, deal, order)
        found.append(
            Typed(
                deal.id,
                Cell(deal.number or deal.name, href(visit, "deal", deal.id)),
                Cell(order.number or "", href(visit, "sale", order.id)),
                _state(visit, *known),
                _state(visit, *true),
                known != true,
            )
        )
    return tuple(found)


def _state(visit: Visit, state: str, delivered: int, paid: int) -> str:
    if not state:
        return visit.words(mark("nothing"))
    write = writer(visit)
    shown = write.cell("state", state, document="sale").text
    return f"{shown} · {write.text('number', delivered)}% · {visit.currency} {write.text('money', paid)}"


def _stock(visit: Visit, write: Writer) -> tuple[Told, ...]:
    wanted = select(Item, Product).join(Product, Product.code == Item.code).where(Item.kind == "goods", Item.active)
    rows = visit.session.execute(wanted.order_by(Item.name).limit(SHOWN)).all()
    place = warehouse(visit.session).id
    free = promising.free(visit.session, [product.id for _, product in rows], place)
    found = []
    for item, product in rows:
        now = max(free.get(product.id, 0), 0)
        known = "" if item.available is None else write.text("quantity", item.available, item.places)
        found.append(
            Told(
                Cell(item.name, href(visit, "item", item.id)),
                known,
                moment(write, item.heard),
                write.text("quantity", now, product.places),
                item.available != now,
            )
        )
    return tuple(found)

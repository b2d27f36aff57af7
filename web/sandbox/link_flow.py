"""The link between customers and operations as a picture: how far won deals have come, what waits, what is stuck."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from advisor.errors import mark
from advisor.sandbox.bridge import delivery
from advisor.sandbox.bridge.tables import Conflict, Link, Message
from advisor.sandbox.crm.tables import Contact, Deal, Item
from advisor.sandbox.plan.tables import WorkOrder
from advisor.sandbox.trade.progress import open_of_invoice
from advisor.sandbox.trade.tables import Invoice, Order, Payment, Shipment
from web.sandbox import labels, registry
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.link_words import kind, said, subject
from web.sandbox.visit import Visit

SHOWN = 12  # parked messages and conflicts on the page; the rest is in the lists


@dataclass(frozen=True)
class Station:
    """A station on the way: on whose side, how many there are, what is still to do there, and where they stand."""

    side: str
    title: str
    count: int
    note: str
    href: str


@dataclass(frozen=True)
class Stuck:
    """A parked message: its page, what it is about, and why."""

    page: Cell
    kind: str
    about: Cell
    reason: str


@dataclass(frozen=True)
class Disputed:
    """A field that both sides changed: `kept` is the side whose value holds."""

    id: int
    name: Cell
    field: str
    crm: str
    erp: str
    kept: str


@dataclass(frozen=True)
class Flow:
    stations: tuple[Station, ...]
    down: str
    waiting: int
    backlog: tuple[tuple[str, int], ...]
    stuck: tuple[Stuck, ...]
    stuck_count: int
    conflicts: tuple[Disputed, ...]
    key: str
    boss: bool


def build(visit: Visit) -> Flow:
    backlog = delivery.backlog(visit.session)
    parked = select(Message).where(Message.state == "parked").order_by(Message.id)
    return Flow(
        stations=tuple(_stations(visit)),
        down=delivery.down(visit.session),
        waiting=sum(backlog.values()),
        backlog=tuple((kind(name, visit), count) for name, count in backlog.items()),
        stuck=tuple(_stuck(visit, one) for one in visit.session.scalars(parked.limit(SHOWN))),
        stuck_count=_count(visit, select(func.count()).where(Message.state == "parked")),
        conflicts=tuple(_conflicts(visit)),
        key=visit.key(),
        boss=visit.role == "manager",
    )


def _count(visit: Visit, wanted: Select[int]) -> int:
    return int(visit.session.scalar(wanted) or 0)


def _stations(visit: Visit) -> list[Station]:
    """Orders that came from deals, and what belongs to them; all orders where there are no deals."""
    dealt = visit.on("crm-pipeline")
    orders = select(Link.erp_id).where(Link.kind == "deal") if dealt else select(Order.id).where(Order.kind == "sale")
    invoices = select(Invoice.id).where(Invoice.order_id.in_(orders))
    number = select(func.count())
    won = number.where(Deal.state == "won")
    linked = number.where(Link.kind == "deal")
    sold = linked if dealt else number.where(Order.id.in_(orders))
    making = number.select_from(WorkOrder).where(WorkOrder.state.in_(("planned", "released", "running")))
    running = number.select_from(WorkOrder).where(WorkOrder.state == "running")
    bought = number.where(Order.kind == "purchase", Order.state == "ordered")
    out = number.where(Shipment.order_id.in_(orders), Shipment.back.is_(False))
    posted = number.where(Invoice.id.in_(invoices), Invoice.credit.is_(False), Invoice.state == "posted")
    paid = number.where(Payment.invoice_id.in_(invoices) | Payment.order_id.in_(orders), Payment.state == "cleared")
    confirmed = number.where(Order.id.in_(orders), Order.state == "confirmed")
    rows = (
        ("crm", mark("Deals won"), won, mark("{n} without an order"), won, linked, "l/deals?state=won"),
        ("erp", mark("Sales orders"), sold, mark("{n} confirmed"), confirmed, None, "l/sales"),
        ("erp", mark("Work orders"), making, mark("{n} in work"), running, None, "l/work_orders"),
        ("erp", mark("Purchase orders"), bought, "", None, None, "l/purchases"),
        ("erp", mark("Deliveries"), out, mark("{n} have left"), out.where(Shipment.state == "done"), None,
         "l/deliveries"),
        ("erp", mark("Invoices"), posted, mark("{n} to be paid"), posted.where(open_of_invoice() > 0), None,
         "l/invoices"),
        ("erp", mark("Payments"), paid, "", None, None, "l/payments"),
    )  # fmt: skip
    found = []
    for side, title, wanted, note, part, less, path in rows:
        if not visit.on(registry.screen(path[2:].partition("?")[0]).module):
            continue
        left = max(_count(visit, part) - (_count(visit, less) if less is not None else 0), 0) if part is not None else 0
        text = visit.words(note).format(n=writer(visit).text("number", left)) if note else ""
        found.append(Station(side, visit.words(title), _count(visit, wanted), text, f"{visit.base}/{path}"))
    return found


def _stuck(visit: Visit, message: Message) -> Stuck:
    page = Cell(f"#{message.id}", href(visit, "message", message.id))
    return Stuck(page, kind(message.kind, visit), subject(visit, message), said(visit, message))


def _conflicts(visit: Visit) -> list[Disputed]:
    wanted = (
        select(Conflict, Link, Contact.name, Item.name)
        .join(Link, Link.id == Conflict.link_id)
        .outerjoin(Contact, (Link.kind == "contact") & (Contact.id == Link.crm_id))
        .outerjoin(Item, (Link.kind == "item") & (Item.id == Link.crm_id))
        .where(Conflict.state == "open")
        .order_by(Conflict.id.desc())
        .limit(SHOWN)
    )
    return [
        Disputed(
            row.id,
            Cell(contact or item or "", href(visit, link.kind, link.crm_id)),
            labels.field(row.field, visit.words),
            value(visit, row.field, row.crm_value),
            value(visit, row.field, row.erp_value),
            row.kept,
        )
        for row, link, contact, item in visit.session.execute(wanted)
    ]


def value(visit: Visit, field: str, text: str) -> str:
    """The value of a field as it is read; a price is kept in hundredths of the smallest unit."""
    return writer(visit).text("price", int(text)) if field == "price" else text

"""What the other side of the bridge knows, as a piece of the pages of contacts, deals, tickets, parties and orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from advisor.sandbox.bridge import delivery, retyping
from advisor.sandbox.bridge.tables import Link, Message, OutsideOrder
from advisor.sandbox.core.tables import Party
from advisor.sandbox.crm.tables import Contact, Deal, Ticket
from advisor.sandbox.trade.tables import Order
from web.sandbox import choosing, labels
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.link_words import moment
from web.sandbox.visit import Visit

TEMPLATE = "sandbox/link/other_side.html"
SHOWN = 10  # orders of a contact


@dataclass(frozen=True)
class Told:
    """An order that the customer side heard of."""

    number: Cell
    state: Cell
    promised: str
    gross: str
    paid: str
    invoice: Cell


@dataclass(frozen=True)
class OtherSide:
    """`row` is the same thing on the other side, `heard` when it was compared last; without one `tell` says which
    button is offered: tell (of a contact or party), type (a won deal where nothing joins both), or none. `message` is
    what waits or is stuck about it."""

    kind: str
    row: Cell
    heard: str
    message: Cell
    stuck: bool
    orders: tuple[Told, ...]
    tell: str
    values: dict[str, int]
    key: str


def other_side(visit: Visit, document: Any) -> OtherSide | None:
    """Nothing where the trial has only one side."""
    about = _about(document)
    if not delivery.both(visit.session) or about is None:
        return None
    kind, number = about
    link, there = _link(visit, kind, number), _counterpart(kind)
    joined = delivery.joined(visit.session)
    row, typed = Cell(), None
    if link is not None:
        other = link.erp_id if kind == link.kind else link.crm_id
        row = _named(visit, there, other)
    elif kind == "deal" and not joined and (typed := retyping.order_of(visit.session, number)) is not None:
        row = _named(visit, there, typed)
    message = _message(visit, kind, number) if joined else None
    return OtherSide(
        kind=labels.kind(there, visit.words),
        row=row,
        heard=moment(writer(visit), link.heard) if link is not None else "",
        message=Cell(f"#{message.id}", href(visit, "message", message.id)) if message else Cell(),
        stuck=message is not None and message.state == "parked",
        orders=_orders(visit, number) if kind == "contact" else (),
        tell=_tell(kind, document, joined) if not row.text else "",
        values={kind: number},
        key=visit.key(),
    )


def _about(document: Any) -> tuple[str, int] | None:
    """The kind and id that is linked: of a ticket its contact."""
    if isinstance(document, Ticket):
        return ("contact", document.contact_id) if document.contact_id is not None else None
    if isinstance(document, Order):
        return ("sale", document.id) if document.kind == "sale" else None
    kinds = {Contact: "contact", Deal: "deal", Party: "party"}
    return kinds[type(document)], document.id


def _counterpart(kind: str) -> str:
    return {"contact": "party", "deal": "sale", "party": "contact", "sale": "deal"}[kind]


def _link(visit: Visit, kind: str, number: int) -> Link | None:
    ours = kind in ("contact", "deal")
    wanted = select(Link).where(Link.kind == kind, Link.crm_id == number)
    theirs = select(Link).where(Link.erp_kind == kind, Link.erp_id == number)
    return visit.session.scalars(wanted if ours else theirs).first()


def _named(visit: Visit, kind: str, number: int) -> Cell:
    text = choosing.names(visit.session, kind, [number], visit.words).get(number, "")
    return Cell(text, href(visit, kind, number))


def _message(visit: Visit, kind: str, number: int) -> Message | None:
    """The first that was not delivered."""
    wanted = select(Message).where(Message.subject == f"{kind}:{number}", Message.state.in_(("waiting", "parked")))
    return visit.session.scalars(wanted.order_by(Message.id)).first()


def _tell(kind: str, document: Any, joined: bool) -> str:
    if joined:
        return "tell" if isinstance(document, Contact | Party) else ""
    return "type" if kind == "deal" and document.state == "won" and document.lines else ""


def _orders(visit: Visit, contact: int) -> tuple[Told, ...]:
    """Orders of a contact that came from no deal, the newest first."""
    write = writer(visit)
    wanted = select(OutsideOrder).where(OutsideOrder.contact_id == contact).order_by(OutsideOrder.id.desc())
    return tuple(
        Told(
            Cell(one.number, href(visit, "sale", one.sale_id)),
            write.cell("state", one.state, document="sale"),
            write.text("date", one.promised) if one.promised else "",
            write.text("money", one.gross, one.currency),
            write.text("money", one.paid, one.currency),
            write.cell("state", one.invoice_state, document="invoice"),
        )
        for one in visit.session.scalars(wanted.limit(SHOWN))
    )

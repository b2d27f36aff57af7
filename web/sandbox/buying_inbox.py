"""Approvals: what waits for a decision of the role in which one acts, with what is known about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from advisor import language as wording
from advisor.sandbox.core import approving, states
from advisor.sandbox.core.tables import Approval, Party, Product
from advisor.sandbox.trade import three_way
from advisor.sandbox.trade.goods_received import seen
from advisor.sandbox.trade.tables import Order
from web.sandbox import choosing, labels
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.visit import Visit

MOST_DECIDED = 12


@dataclass(frozen=True)
class Waiting:
    """A decision to be taken: the document, whose it is, what it is about, why it waits, and for how long."""

    id: int
    kind: str
    document: Cell
    party: Cell
    amount: str
    why: tuple[str, ...]
    asked_by: str
    asked: str
    days: str
    old: bool
    key: str


@dataclass(frozen=True)
class Decided:
    kind: str
    document: Cell
    state: Cell
    by: str
    on: str
    reason: str


@dataclass(frozen=True)
class Inbox:
    waiting: tuple[Waiting, ...]
    others: int  # that wait for other roles
    decided: tuple[Decided, ...]
    action: str


def inbox(visit: Visit) -> Inbox:
    mine = approving.inbox(visit.session, visit.actor)
    pending = visit.session.scalars(select(Approval.id).where(Approval.state == "pending")).all()
    wanted = select(Approval).where(Approval.state.in_(("approved", "rejected")), Approval.decided.is_not(None))
    decided = visit.session.scalars(wanted.order_by(Approval.decided.desc(), Approval.id.desc()).limit(MOST_DECIDED))
    return Inbox(
        tuple(_waiting(visit, one) for one in mine),
        len(pending) - len(mine),
        tuple(_decided(visit, one) for one in decided),
        f"{visit.base}/do/approval.decide",
    )


def _waiting(visit: Visit, one: Approval) -> Waiting:
    write = writer(visit)
    document = visit.session.get(states.MODELS[one.kind], one.document)
    days = (visit.today - one.asked).days
    return Waiting(
        one.id,
        labels.kind(one.kind, visit.words),
        _named(visit, one),
        _party(visit, document),
        f"{visit.currency} {write.text('money', one.amount)}" if one.amount else "",
        tuple(_why(visit, one, document)),
        one.asked_by,
        write.text("date", one.asked),
        write.text("number", days) if days else "",
        days > 3,
        visit.key(),
    )


def _decided(visit: Visit, one: Approval) -> Decided:
    write = writer(visit)
    return Decided(
        labels.kind(one.kind, visit.words),
        _named(visit, one),
        write.cell("state", one.state, document="approval"),
        one.decided_by or "",
        write.text("date", one.decided),
        one.reason,
    )


def _named(visit: Visit, one: Approval) -> Cell:
    name = choosing.names(visit.session, one.kind, [one.document], visit.words).get(one.document, "")
    return Cell(name, href(visit, one.kind, one.document))


def _party(visit: Visit, document: Any) -> Cell:
    found = visit.session.get(Party, document.party_id) if getattr(document, "party_id", None) else None
    return Cell() if found is None else Cell(found.name, href(visit, "party", found.id))


def _why(visit: Visit, one: Approval, document: Any) -> Iterator[str]:
    """What the one who decides wants to know."""
    words, write = visit.words, writer(visit)
    if one.kind == "purchase":
        lines = [f"{write.text('quantity', line.quantity, line.product.places)} × {line.product.name}"
                 for line in document.lines]  # fmt: skip
        yield "; ".join(lines[:4]) + ("; …" if len(lines) > 4 else "")
    elif one.kind == "requisition":
        product = visit.session.get_one(Product, document.product_id)
        yield f"{write.text('quantity', document.quantity, product.places)} × {product.name}"
        if document.reason:
            yield document.reason
    elif one.kind == "bill":
        order = visit.session.get(Order, document.order_id) if document.order_id is not None else None
        for found in three_way.differences(visit.session, document, seen(order)) if order else ():
            yield words(found.reason).format(**{key: _written(visit, key, text) for key, text in found.values.items()})
    elif getattr(document, "text", "") or getattr(document, "reason", ""):
        yield document.text if getattr(document, "text", "") else labels.choice(document.reason, words)


def _written(visit: Visit, key: str, text: str) -> str:
    """A number of a sentence in the digits of the reader; names stay as they are."""
    return wording.digits(text) if visit.language == "fa" and key != "product" else text

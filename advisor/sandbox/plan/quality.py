"""Inspections: goods that arrive, are made or leave wait until a check has passed, or until it is decided what happens
to those that failed it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import SYSTEM_ROLE, Actor
from advisor.sandbox.core.quantities import decimal, parts, shown
from advisor.sandbox.core.refusals import ModuleOff, Refusal
from advisor.sandbox.core.states import MODELS, effect, guard, need_module
from advisor.sandbox.core.tables import Product
from advisor.sandbox.plan.boms import products
from advisor.sandbox.plan.tables import Inspection, WorkOrder
from advisor.sandbox.stock import adjusting
from advisor.sandbox.trade import inspecting
from advisor.sandbox.trade.receipts import Arrived
from advisor.sandbox.trade.tables import Shipment

MODELS |= {"inspection": Inspection}
MODULE = "erp-quality"
For = Literal["shipment", "receipt", "work_order"]
USUAL: tuple[For, ...] = ("receipt", "work_order")  # inspected without being asked, unless the settings say otherwise
Decision = Literal["block", "return", "scrap"]


def create(session: Session, by: Actor, *, for_kind: For, document: int, product: int) -> Inspection:
    """Ask for a check of a product of a document; the document waits for it."""
    found = states.load(session, for_kind, document, lock=True)
    if found.state in states.machines()[for_kind].final:
        raise Refusal("This document is done; there is nothing left to wait for. Choose another one.", field="document")
    if _amount(found, product) is None:
        raise Refusal("The product is not on this document. Choose one that is.", field="product")
    return _make(session, by, for_kind, document, product)


def _make(session: Session, by: Actor, kind: str, document: int, product: int) -> Inspection:
    today = clock.today(session)
    made = Inspection(
        number=numbers.text("QC", numbers.draw(session, "inspection", today)),
        product_id=product,
        for_kind=kind,
        document=document,
        on=today,
    )
    session.add(made)
    session.flush()
    events.record(session, by, "inspection", made.id, "create", {"kind": kind, "document": document})
    return made


def ask(session: Session, by: Actor, kind: str, document: int, wanted: Sequence[int]) -> None:
    """A document was made: products that are to be inspected get an inspection, where this kind is inspected at all
    (`settings["inspections"]`: kinds of documents)."""
    if kind not in clock.trial(session).settings.get("inspections", USUAL) or not wanted:
        return
    try:
        need_module(session, MODULE)
    except ModuleOff:
        return
    inspected = [one for one in sorted(set(wanted)) if session.get_one(Product, one).inspect]
    if inspected:
        known = {one.product_id for one in _of(session, kind, document)}
        for product in inspected:
            if product not in known:
                _make(session, by, kind, document, product)


def check(session: Session, kind: str, document: int) -> None:
    """Raises Refusal while an inspection is pending, or has failed without a decision what happens to the goods."""
    for one in _of(session, kind, document):
        values: dict[str, str | int] = {"number": one.number or "", "finding": one.finding}
        if one.state == "pending":
            raise Refusal("The inspection {number} has to pass first. Enter what it found.", values=values)
        if one.state == "failed" and one.decision == "block":
            raise Refusal(
                "The inspection {number} failed: {finding} Repeat it when the goods are put right, or return or scrap "
                "them.",
                values=values,
            )


def _of(session: Session, kind: str, document: int) -> Sequence[Inspection]:
    wanted = select(Inspection).where(Inspection.for_kind == kind, Inspection.document == document)
    return session.scalars(wanted.order_by(Inspection.id)).all()


@guard("inspected")
def inspected(session: Session, document: Any) -> None:
    """A shipment or receipt knows its kind; what does not is a work order."""
    check(session, getattr(document, "kind", "work_order"), document.id)


@effect("inspection.pass")
def passed(session: Session, inspection: Inspection, by: Actor, *, finding: str = "") -> None:
    _decided(session, inspection, by, finding)


@effect("inspection.fail")
def failed(
    session: Session,
    inspection: Inspection,
    by: Actor,
    *,
    finding: str,
    decision: Decision = "block",
    quantity: Decimal | None = None,
) -> None:
    """What was found, and what happens to the goods.

    block: they wait; the inspection can be repeated. return: what arrived goes back to the supplier and is awaited
    again, the rest of the delivery is taken in. scrap: they are thrown away. `quantity` when only part of them failed.
    """
    if not finding.strip():
        raise Refusal("Say what was found, so that it can be put right.", field="finding")
    _decided(session, inspection, by, finding)
    inspection.decision = decision
    if decision == "block":
        return
    document = states.load(session, inspection.for_kind, inspection.document, lock=True)
    product = products(session, [inspection.product_id])[inspection.product_id]
    bad = _bad(document, product, quantity)
    session.flush()
    if decision == "return":
        _send_back(session, by, inspection, document, product, bad)
    elif isinstance(document, WorkOrder):
        document.scrapped += bad
        document.made = max(document.made - bad, document.stored) if document.made else 0
    else:
        _scrap(session, by, inspection, document, product, bad)


@effect("inspection.repeat")
def repeat(session: Session, inspection: Inspection, by: Actor) -> None:
    if inspection.decision != "block":
        raise Refusal("The goods were returned or scrapped; there is nothing left to inspect.")
    inspection.decision, inspection.decided = "", None


def _decided(session: Session, inspection: Inspection, by: Actor, finding: str) -> None:
    inspection.finding = finding.strip()[:400]
    inspection.decided, inspection.inspector = clock.today(session), by.name
    what = {"number": inspection.number, "finding": inspection.finding}
    events.record(session, by, inspection.for_kind, inspection.document, "inspect", what)


def _amount(document: Any, product: int) -> int | None:
    """How much of a product a document is about; None when it is not on it."""
    if isinstance(document, WorkOrder):
        return document.quantity - document.stored - document.scrapped if document.product_id == product else None
    found = [line.quantity for line in document.lines if line.product_id == product]
    return sum(found) if found else None


def _bad(document: Any, product: Product, quantity: Decimal | None) -> int:
    """The quantity that failed. Raises Refusal for more than there is, or for a document that is over."""
    whole = _amount(document, product.id) or 0
    if document.state in ("done", "cancelled") or whole <= 0:
        raise Refusal("This document is done; nothing of it can be returned or scrapped here.", field="decision")
    bad = whole if quantity is None else parts(product, quantity)
    if bad > whole:
        raise Refusal(
            "The document has only {quantity} of {product}. Enter that or less.",
            values={"quantity": shown(product, whole), "product": product.name},
            field="quantity",
        )
    return bad


def _send_back(session: Session, by: Actor, inspection: Inspection, document: Any, product: Product, bad: int) -> None:
    """The delivery is taken in without what failed. All its goods must be decided about by then."""
    if inspection.for_kind != "receipt":
        raise Refusal("Only goods that arrive can go back to a supplier. Scrap or block them.", field="decision")
    undecided = [
        one for one in _of(session, "receipt", document.id) if one.state == "pending" and one is not inspection
    ]
    if undecided:
        raise Refusal(
            "The delivery waits for the inspection {number} too. Decide about that one first.",
            values={"number": undecided[0].number or ""},
        )
    lines = []
    for line in document.lines:
        known = products(session, [line.product_id])[line.product_id]
        out = min(bad, line.quantity) if line.product_id == product.id else 0
        bad -= out
        lines.append(Arrived(line=line.id, quantity=decimal(known, line.quantity - out), rejected=decimal(known, out)))
    inspection.state = "failed"  # what it waited for is decided
    session.flush()
    states.fire(session, "receipt", document.id, "receive", Actor(by.name, SYSTEM_ROLE), lines=lines)


def _scrap(session: Session, by: Actor, inspection: Inspection, document: Shipment, product: Product, bad: int) -> None:
    """Goods that were to leave are thrown away; others take their place, and are inspected in their turn."""
    if inspection.for_kind != "shipment":
        raise Refusal("Goods that were not taken in cannot be scrapped. Return or block them.", field="decision")
    system = Actor(by.name, SYSTEM_ROLE)
    if document.state != "waiting":
        states.fire(session, "shipment", document.id, "release", system)
    adjusting.scrap(
        session,
        system,
        product=product.id,
        location=document.location_id,
        quantity=decimal(product, bad),
        reason=inspection.finding,
    )
    _make(session, by, "shipment", document.id, product.id)


inspecting.ASK.append(ask)
inspecting.CHECK.append(check)
VERBS = (("inspection.create", create, MODULE, ("production", "warehouse"), "inspection"),)

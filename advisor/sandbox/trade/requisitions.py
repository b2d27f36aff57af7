"""Requisitions: somebody needs something; it is approved, and then ordered where it is bought best."""

from __future__ import annotations

import datetime
from collections import defaultdict
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import approving, clock, events, numbers, states
from advisor.sandbox.core.actors import ROLES, Actor
from advisor.sandbox.core.amounts import worth
from advisor.sandbox.core.quantities import parts
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, effect
from advisor.sandbox.core.tables import Product
from advisor.sandbox.ledger.rows import centre
from advisor.sandbox.trade import purchases, suppliers
from advisor.sandbox.trade.suppliers import Offer
from advisor.sandbox.trade.tables import Order, Requisition

MODELS |= {"requisition": Requisition}


def request(
    session: Session,
    by: Actor,
    *,
    product: int,
    quantity: Decimal,
    needed: datetime.date | None = None,
    reason: str = "",
    cost_centre: int | None = None,
    origin_kind: str = "",
    origin: int | None = None,
    submit: bool = True,
) -> Requisition:
    """Somebody needs units of a product until a day (else as soon as it can come). Unless it is kept as a draft it is
    submitted: approved at once below the limit, else it waits. `origin` is the document that makes it necessary."""
    wanted = suppliers.products(session, [product])[product]
    made = Requisition(
        product_id=product,
        quantity=parts(wanted, quantity),
        needed=needed or suppliers.arrival(session, wanted.lead_days, None),
        asked_by=by.name,
        cost_centre_id=centre(session, cost_centre),
        reason=reason.strip()[:200],
        origin_kind=origin_kind,
        origin=origin,
    )
    session.add(made)
    session.flush()
    events.record(session, by, "requisition", made.id, "create", {"reason": made.reason})
    if submit:
        states.fire(session, "requisition", made.id, "submit", by)
    return made


def value(session: Session, requisition: Requisition) -> int:
    """What it is expected to cost, in the smallest unit of the company's currency: at the best offer, else at cost."""
    product = session.get_one(Product, requisition.product_id)
    found = suppliers.offers(session, product, requisition.quantity)
    return worth(product, requisition.quantity, found[0].ours if found else product.cost)


@effect("requisition.submit")
def submit(session: Session, requisition: Requisition, by: Actor) -> str:
    amount = value(session, requisition)
    if requisition.number is None:
        requisition.number = numbers.text("PR", numbers.draw(session, "requisition", clock.today(session)))
    asked = approving.ask(session, "requisition", requisition, amount, by)
    return "waiting" if asked else "approved"


@effect("requisition.approve")
def approve(session: Session, requisition: Requisition, by: Actor, *, reason: str = "") -> None:
    approving.decide(session, "requisition", requisition, by, approved=True, reason=reason)


@effect("requisition.reject")
def reject(session: Session, requisition: Requisition, by: Actor, *, reason: str = "") -> None:
    """Rejected while it waits, or dropped after it was approved."""
    if requisition.state == "waiting":
        approving.decide(session, "requisition", requisition, by, approved=False, reason=reason)


@effect("requisition.order")
def order(
    session: Session, requisition: Requisition, by: Actor, *, supplier: int | None = None, purchase: int | None = None
) -> None:
    """Put it on a draft of a purchase order: on `purchase`, else on a new one to `supplier` or to the best one."""
    product = session.get_one(Product, requisition.product_id)
    if purchase is None:
        seller = supplier if supplier is not None else _seller(session, requisition, product)
        made = _draft(session, by, seller, requisition)
    else:
        made = states.load(session, "purchase", purchase, lock=True)
        if made.state != "draft":
            raise Refusal("Only a draft can take more lines. Choose another order, or none to begin a new one.")
    purchases.add(session, made, product, requisition.quantity, requisition.needed)
    requisition.order_id = made.id


@effect("requisition.reopen")
def reopen(session: Session, requisition: Requisition, by: Actor) -> None:
    requisition.order_id = None


def order_all(session: Session, by: Actor, *, requisitions: list[int] | None = None) -> Order | None:
    """Order approved requisitions (all, or these), on one draft for each supplier that is best for them. Gives the last
    of the drafts; none when nothing was to be ordered. Raises Refusal when a product has no supplier."""
    groups: dict[tuple[int, int | None], list[Requisition]] = defaultdict(list)
    for one in _approved(session, requisitions):
        seller = _seller(session, one, session.get_one(Product, one.product_id))
        groups[seller, one.cost_centre_id].append(one)
    made = None
    for (seller, _), members in sorted(groups.items(), key=lambda group: (group[0][0], group[0][1] or 0)):
        made = _draft(session, by, seller, members[0])
        for one in members:
            states.fire(session, "requisition", one.id, "order", by, purchase=made.id)
    return made


def _approved(session: Session, ids: list[int] | None) -> list[Requisition]:
    """Raises Refusal when one of `ids` is not there or not approved."""
    wanted = select(Requisition).where(Requisition.state == "approved").order_by(Requisition.id)
    if ids is not None:
        wanted = wanted.where(Requisition.id.in_(ids))
    found = list(session.scalars(wanted))
    if ids is not None and len(found) < len(set(ids)):
        raise Refusal(
            "Not all of these requisitions are approved. Somebody may have ordered one already; load the page again.",
            field="requisitions",
        )
    return found


def _draft(session: Session, by: Actor, seller: int, requisition: Requisition) -> Order:
    return purchases.create(session, by, party=seller, lines=[], cost_centre=requisition.cost_centre_id)


def best(session: Session, requisition: Requisition, product: Product) -> Offer | None:
    """Where it is bought best, if anybody is known to sell it."""
    return suppliers.best(session, product, requisition.quantity)


def _seller(session: Session, requisition: Requisition, product: Product) -> int:
    """The supplier that is best for it. Raises Refusal when none is known."""
    found = best(session, requisition, product)
    if found is None:
        raise Refusal(
            "Nobody is known to sell {product}. Enter a price of a supplier, or choose a supplier here.",
            values={"product": product.name},
            field="supplier",
        )
    return found.supplier.id


VERBS = (
    ("requisition.create", request, "erp-procurement", ROLES, "requisition"),
    ("requisition.order_all", order_all, "erp-procurement", ("purchasing",), "purchase"),
)

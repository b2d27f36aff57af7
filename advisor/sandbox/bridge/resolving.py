"""Messages that could not be used: seen, corrected, tried again or dropped by a person; and conflicts turned round."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.bridge import delivery, joining, outbox, to_customers, to_operations
from advisor.sandbox.bridge.tables import Conflict, Link, Message
from advisor.sandbox.core import clock, events, revising
from advisor.sandbox.core.actors import SYSTEM, Actor
from advisor.sandbox.core.amounts import PRICE_PARTS
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.crm import contacts, items
from advisor.sandbox.crm.tables import Contact, Item

OPEN = ("waiting", "parked")


def retry(session: Session, by: Actor, *, document: int, override: bool = False) -> Message:
    """Try again now; with `override` the manager lets an order go beyond the credit limit."""
    message = _open(session, document)
    if override and by.role != "manager":
        raise Refusal("Only the manager lets an order go beyond the credit limit.", field="override")
    return _again(session, by, message, "retry", {"override": True} if override else {})


def link(
    session: Session,
    by: Actor,
    *,
    document: int,
    party: int | None = None,
    product: int | None = None,
    sale: int | None = None,
    contact: int | None = None,
    item: int | None = None,
) -> Message:
    """Say which row of the other side is meant, and try again. Raises Refusal when that is not what is missing."""
    message = _open(session, document)
    chosen = {"party": party, "product": product, "sale": sale, "contact": contact, "item": item}
    kind = wanted(message)
    row = chosen.get(kind)
    if row is None:
        raise Refusal("Choose the row that is meant.", field=kind or "party")
    if session.get(joining.MODELS[kind], row) is None:
        raise NotFound("There is no such row here. Choose one from the list.", field=kind)
    missing = int(message.values["id"])
    if kind in joining.PAIRS.values():
        joining.join(session, next(one for one, other in joining.PAIRS.items() if other == kind), missing, row)
    else:
        joining.join(session, kind, row, missing)
    return _again(session, by, message, "link", {})


def wanted(message: Message) -> str:
    """The kind of row that must be chosen: what an orphan could be on the other side; empty when nothing is missing."""
    unknown = str(message.values.get("unknown", ""))
    return {"item": "product", "deal": "sale"}.get(unknown, unknown) if message.state == "parked" else ""


def create(session: Session, by: Actor, *, document: int) -> Message:
    """Make what is missing on the other side, and try again."""
    message = _open(session, document)
    kind, row = wanted(message), int(message.values.get("id", 0))
    if kind == "product":
        to_operations.new_product(session, session.get_one(Item, row))
    elif kind == "party":
        made = to_operations.new_party(session, session.get_one(Contact, row))
        joining.join(session, "contact", row, made.id)
    elif kind == "contact":
        joining.join(session, "contact", to_customers.new_contact(session, session.get_one(Party, row)).id, row)
    else:
        raise Refusal("What is missing here cannot be made by itself. Link the message to something, or drop it.")
    return _again(session, by, message, "create", {})


def drop(session: Session, by: Actor, *, document: int, reason: str) -> Message:
    """It will not be delivered; what waits behind it goes on. Raises Refusal without a reason."""
    message = _open(session, document)
    if not reason.strip():
        raise Refusal("Say why. A word or two is enough.", field="reason")
    message.state, message.next_try = "dropped", None
    events.record(session, by, "message", message.id, "drop", {"reason": reason.strip()[:200]})
    session.flush()
    delivery.deliver(session)
    return message


def _open(session: Session, number: int) -> Message:
    """The message, held. Raises NotFound, or Refusal for one that is done with."""
    found = session.get(Message, number, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such message here. It may have been removed by a reset.", field="document")
    if found.state not in OPEN:
        raise Refusal("This message is done with. Nothing can be decided about it any more.")
    return found


def _again(session: Session, by: Actor, message: Message, what: str, values: Mapping[str, Any]) -> Message:
    message.state, message.next_try, message.reason, message.values = "waiting", None, "", dict(values)
    events.record(session, by, "message", message.id, what)
    session.flush()
    delivery.deliver(session)
    return message


def turn(session: Session, by: Actor, *, document: int) -> Conflict:
    """Let the value of the other side hold on both."""
    found = _conflict(session, document)
    value = found.erp_value if found.kept == "crm" else found.crm_value
    with outbox.quiet(session):
        stored = _set(session, found.link, found.field, value)
    found.link.agreed = found.link.agreed | {found.field: stored}
    found.kept, found.state = delivery.OTHER[found.kept], "closed"
    events.record(session, by, "conflict", found.id, "turn", {"field": found.field})
    return found


def close(session: Session, by: Actor, *, document: int) -> Conflict:
    """What holds is right."""
    found = _conflict(session, document)
    found.state = "closed"
    events.record(session, by, "conflict", found.id, "close", {"field": found.field})
    return found


def _conflict(session: Session, number: int) -> Conflict:
    found = session.get(Conflict, number, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such conflict here. It may have been removed by a reset.", field="document")
    if found.state != "open":
        raise Refusal("Somebody decided about this conflict already.")
    return found


def _set(session: Session, link: Link, field: str, value: str) -> Any:
    """Set a field on both sides; what is kept of it."""
    given: dict[str, Any] = {field: value}
    if link.kind == "contact":
        contacts.update(session, SYSTEM, contacts.get(session, link.crm_id, lock=True), given, anyway=True)
        return getattr(revising.change_party(session, SYSTEM, party=link.erp_id, **given), field)
    if field == "price":
        precision = get_currency_precision(clock.trial(session).currency)
        given = {field: Decimal(value).scaleb(-precision) / PRICE_PARTS}
    items.change(session, SYSTEM, item=link.crm_id, **given)
    kept: Product = revising.change_product(session, SYSTEM, product=link.erp_id, **given)
    return getattr(kept, field)


WHO = ("sales", "accounting", "warehouse", "service")
VERBS = (
    ("message.retry", retry, delivery.MODULE, WHO, "message"),
    ("message.link", link, delivery.MODULE, WHO, "message"),
    ("message.create", create, delivery.MODULE, WHO, "message"),
    ("message.drop", drop, delivery.MODULE, WHO, "message"),
    ("conflict.turn", turn, delivery.MODULE, WHO, "conflict"),
    ("conflict.close", close, delivery.MODULE, WHO, "conflict"),
)

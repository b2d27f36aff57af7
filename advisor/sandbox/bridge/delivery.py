"""Delivery: messages go to the other side in order, once, and are tried again when it is down.

What a message does is done in the transaction that marks it as delivered, so a program that dies in between delivers it
again, and once. Messages of one subject keep their order: one that waits or is parked holds up those behind it.
"""

from __future__ import annotations

import datetime
import logging
from functools import cache
from typing import Any

from sqlalchemy import DateTime, Integer, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from advisor.errors import AdvisorError, mark
from advisor.sandbox.bridge import levels, to_customers, to_operations
from advisor.sandbox.bridge.tables import Message, Received
from advisor.sandbox.core import clock, events, revising
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import ModuleOff, Refusal
from advisor.sandbox.crm import contacts

MODULE = "int-crm-erp"
BATCH, LIMIT = 50, 200
PAUSES = (1, 4, 24, 24)  # hours until the next try; after one more try it is parked
OTHER = {"crm": "erp", "erp": "crm"}
HANDLERS = {"crm": to_operations.HANDLERS, "erp": to_customers.HANDLERS}  # by the side that tells
FAILED = mark("The other side did not answer as it should, {tries} times. Try again, or ask who runs it.")

_log = logging.getLogger(__name__)


def joined(session: Session) -> bool:
    """Whether the trial has both sides and what joins them."""
    on = clock.trial(session).modules
    return not on or (MODULE in on and both(session))


def both(session: Session) -> bool:
    """Whether the trial has customers and operations."""
    on = clock.trial(session).modules
    return not on or all(any(one.startswith(half) for one in on) for half in ("crm-", "erp-"))


def down(session: Session) -> str:
    """The side that is out of order now: crm, erp, or neither. Such a side neither sends nor receives."""
    return str(clock.trial(session).settings.get("bridge_down", ""))


def deliver(session: Session, *, limit: int = LIMIT) -> int:
    """Hand over what waits and then what is free and owed otherwise than was told, at most `limit` messages; how many
    were. Nothing while the bridge is off or a side down."""
    count = carry(session, limit=limit)
    if count < limit and _open(session) and levels.tell(session):
        count += carry(session, limit=limit - count)
    return count


def carry(session: Session, *, limit: int = LIMIT) -> int:
    """Hand over what waits and nothing else; for days that pass while nobody looks."""
    count = 0
    while count < limit and _open(session):
        batch = _due(session, min(BATCH, limit - count))
        count += sum(_handed(session, message) for message in batch)
        if not batch:
            break
    return count


def pass_on(session: Session) -> int:
    """`carry` as a job of each day and hour."""
    return carry(session)


def catch_up(session: Session) -> int:
    """`deliver` as a job for when the clock stops."""
    return deliver(session)


def _open(session: Session) -> bool:
    return joined(session) and not down(session)


def _due(session: Session, most: int) -> list[Message]:
    """The first message of each subject, held; whoever delivers at the same time waits and finds them done."""
    return list(session.scalars(_firsts(), {"now": clock.now(session), "most": most}))


@cache
def _firsts() -> Select[Any]:
    """Made once, because it is asked for more often than anything else."""
    earlier = aliased(Message)
    behind = exists().where(
        earlier.subject == Message.subject, earlier.id < Message.id, earlier.state.in_(("waiting", "parked"))
    )
    now = or_(Message.next_try.is_(None), Message.next_try <= bindparam("now", type_=DateTime))
    wanted = select(Message).where(Message.state == "waiting", now, ~behind).order_by(Message.id)
    held = wanted.limit(bindparam("most", type_=Integer)).with_for_update(of=Message)
    return held.execution_options(populate_existing=True)


def _handed(session: Session, message: Message) -> bool:
    """Whether the other side took it; else it is tried again or parked with the reason."""
    try:
        with session.begin_nested():
            receive(session, message)
    except ModuleOff:  # it will be understood once that module is on
        message.next_try = clock.now(session) + datetime.timedelta(hours=PAUSES[-1])
        return False
    except AdvisorError as error:
        message.tries += 1
        park(message, error.template, dict(error.values))
        return False
    except Exception:  # noqa: BLE001 - whatever a handler meets must not hold up the messages of others
        _log.exception("message %s", message.key)
        message.tries += 1
        _again(session, message)
        return False
    message.tries += 1
    message.state, message.delivered, message.next_try = "delivered", clock.now(session), None
    message.reason, message.values = "", {}
    return True


def receive(session: Session, message: Message) -> None:
    """Let the other side act upon a message, once. Raises what its handler raises."""
    if session.get(Received, message.key) is not None:
        return
    HANDLERS[message.side][message.kind](session, message)
    session.add(Received(key=message.key, side=OTHER[message.side], at=clock.now(session)))
    session.flush()


def park(message: Message, reason: str, values: dict[str, str | int]) -> None:
    """Somebody has to decide."""
    message.state, message.reason, message.values = "parked", reason[:400], values


def _again(session: Session, message: Message) -> None:
    if message.tries > len(PAUSES):
        park(message, FAILED, {"tries": message.tries})
        return
    message.next_try = clock.now(session) + datetime.timedelta(hours=PAUSES[message.tries - 1])
    message.reason, message.values = FAILED, {"tries": message.tries}


def backlog(session: Session) -> dict[str, int]:
    """How many messages wait, by kind, the most first."""
    counted = func.count(Message.id)
    wanted = select(Message.kind, counted).where(Message.state == "waiting").group_by(Message.kind)
    return {kind: int(number) for kind, number in session.execute(wanted.order_by(counted.desc(), Message.kind))}


def switch(session: Session, by: Actor, *, side: str = "") -> None:
    """Play an outage of a side (crm, erp), or end it (empty); what waited is delivered then."""
    trial = clock.trial(session)
    trial.settings = {**trial.settings, "bridge_down": side if side in OTHER else ""}
    events.record(session, by, "trial", trial.id, "outage" if down(session) else "outage_over", {"side": side})
    session.flush()
    deliver(session)


def send(session: Session, by: Actor) -> None:
    """Deliver all that waits, also what would be tried later."""
    waiting = select(Message).where(Message.state == "waiting", Message.next_try.is_not(None))
    for message in session.scalars(waiting):
        message.next_try = None
    session.flush()
    while deliver(session):
        pass


def tell(session: Session, by: Actor, *, contact: int | None = None, party: int | None = None) -> None:
    """Tell the other side of a customer whom it does not know yet. Raises Refusal when nobody is named."""
    if contact is not None:
        row = contacts.get(session, contact)
        contacts.update(session, by, row, {"customer": True})
        events.record(session, by, "contact", row.id, "tell", contact=row.id)
    elif party is not None:
        known = revising.change_party(session, by, party=party, customer=True)
        events.record(session, by, "party", known.id, "tell", party=known.id)
    else:
        raise Refusal("Choose the customer whom the other side should know.", field="contact")
    session.flush()
    deliver(session)


VERBS = (
    ("link.tell", tell, MODULE, ("sales", "marketing", "service", "accounting"), ""),
    ("link.outage", switch, MODULE, ("manager",), ""),
    ("link.send", send, MODULE, ("manager",), ""),
)

"""What machines report: each message counts once, whenever it comes and however often it is sent."""

from __future__ import annotations

import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.quantities import parts
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, load
from advisor.sandbox.core.store import add_missing
from advisor.sandbox.core.tables import Product
from advisor.sandbox.plan.boms import centres
from advisor.sandbox.plan.tables import MachineMessage, WorkOrder, WorkStep

MODELS |= {"machine_message": MachineMessage}


def receive(
    session: Session,
    by: Actor,
    *,
    message: str,
    centre: int,
    work_order: int | None = None,
    good: Decimal = Decimal(0),
    scrap: Decimal = Decimal(0),
    minutes: int = 0,
    on: datetime.date | None = None,
) -> MachineMessage:
    """Pieces made and spoilt and minutes run since the last message; `message` is the key of this one. The numbers
    add up, so their order does not matter.

    Without a work order it is the one that runs at the work centre. A message for an order that does not run yet waits
    until it starts; one for an order that is done is kept, but changes nothing. Raises Refusal for a key that was used
    for another message.
    """
    centres(session, [centre])
    order = _order(session, centre, work_order)
    product = session.get_one(Product, order.product_id)
    row = {
        "key": _key(message),
        "centre_id": centre,
        "work_order_id": order.id,
        "on": on or clock.today(session),
        "good": parts(product, good, 0),
        "scrap": parts(product, scrap, 0),
        "minutes": _minutes(minutes),
    }
    new = add_missing(session, MachineMessage, [row | {"applied": False}])
    kept = session.scalars(select(MachineMessage).where(MachineMessage.key == row["key"])).one()
    if not new:
        if any(getattr(kept, name) != row[name] for name in ("centre_id", "good", "scrap", "minutes")):
            raise Refusal("The key {key} was used for another message. Send a new one.", values={"key": kept.key})
        return kept
    if order.state == "running":
        _apply(order, kept)
    said = {"message": kept.key, "good": kept.good, "scrap": kept.scrap, "minutes": kept.minutes}
    events.record(session, by, "work_order", order.id, "machine", said)
    return kept


def _key(key: str) -> str:
    if not 0 < len(key.strip()) <= 80:
        raise Refusal("A message needs a key of at most 80 characters. Send one.", field="message")
    return key.strip()


def _minutes(minutes: int) -> int:
    if not 0 <= minutes <= 24 * 60:
        raise Refusal("A day has between 0 and 1440 minutes. Send a message at least once a day.", field="minutes")
    return minutes


def _order(session: Session, centre: int, work_order: int | None) -> WorkOrder:
    """The order the message is for, locked. Raises NotFound or Refusal."""
    if work_order is None:
        work_order = _running(session, centre)
    found: WorkOrder = load(session, "work_order", work_order, lock=True)
    return found


def _running(session: Session, centre: int) -> int:
    wanted = (
        select(WorkOrder.id)
        .join(WorkStep, WorkStep.work_order_id == WorkOrder.id)
        .where(WorkOrder.state == "running", WorkStep.centre_id == centre, WorkStep.done.is_(False))
        .distinct()
    )
    found = session.scalars(wanted).all()
    if len(found) != 1:
        raise Refusal(
            "{count} work orders run at this work centre. Send the number of the one that is meant.",
            values={"count": len(found)},
            field="work_order",
        )
    return found[0]


def apply_waiting(session: Session, order: WorkOrder) -> None:
    """Messages that came before the order started count now."""
    waiting = select(MachineMessage).where(MachineMessage.work_order_id == order.id, MachineMessage.applied.is_(False))
    for message in session.scalars(waiting.order_by(MachineMessage.id)):
        _apply(order, message)


def _apply(order: WorkOrder, message: MachineMessage) -> None:
    """The minutes go to the first step at that centre that is not done, else to the last one there."""
    order.made += message.good
    order.scrapped += message.scrap
    steps = [step for step in order.steps if step.centre_id == message.centre_id]
    step = next((one for one in steps if not one.done), steps[-1] if steps else None)
    if step is not None:
        step.reported += message.minutes
    message.applied = True


VERBS = (("machine.report", receive, "erp-mes", ("production",), "machine_message"),)

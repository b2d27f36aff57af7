"""What work on an order costs: reported minutes at the rate of the work centre, booked once."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Session

from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.plan.boms import centres
from advisor.sandbox.plan.tables import WorkOrder


def held(order: WorkOrder) -> int:
    """What the order has in the account for production, in the smallest unit of the currency."""
    return order.cost_in + order.cost_work - order.cost_out


def charge(session: Session, order: WorkOrder, on: datetime.date) -> None:
    """Book the minutes that were reported and not booked yet: production owes the work centre their cost."""
    open_ = [step for step in order.steps if step.reported > step.charged]
    if not open_:
        return
    known = centres(session, {step.centre_id for step in open_})
    cost = sum(rounded((step.reported - step.charged) * known[step.centre_id].cost, 60) for step in open_)
    for step in open_:
        step.charged = step.reported
    if cost:
        items = [Item("production", cost, product=order.product_id), Item("work", -cost, product=order.product_id)]
        post(session, Posting("GEN", on, items, "work_order", order.id, order.number or ""))
        order.cost_work += cost


def backflush(order: WorkOrder, worked: int) -> None:
    """Steps of which nobody reported anything took as long as was planned, in proportion to the pieces worked on."""
    for step in order.steps:
        if not step.done and not step.reported:
            step.reported = rounded(step.minutes * worked, order.quantity)
        step.done = True

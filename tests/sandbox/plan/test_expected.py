"""What stock is told to expect from production."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Session

from advisor.sandbox.plan.expected import work_orders
from tests.sandbox.conftest import DAY
from tests.sandbox.plan.shop import fire, made_of, order, stocked

DAYS = datetime.timedelta(days=1)


def test_outputs_come_and_inputs_go_until_they_have(session: Session) -> None:
    """Planned and released orders take inputs; running ones have taken them; what is delivered is there."""
    wood, box = stocked(session, "wood", 100), stocked(session, "box", lead_days=3)
    made_of(session, box, (wood, 2))
    made = order(session, box, 10)
    flows = [(flow.product, flow.quantity, flow.on) for flow in work_orders(session)]
    assert flows == [(box.id, 10, DAY + 3 * DAYS), (wood.id, -20, DAY)]
    fire(session, made, "release")
    assert [(flow.product, flow.quantity, flow.on) for flow in work_orders(session)] == flows
    fire(session, made, "start")
    fire(session, made, "deliver", quantity=4)
    assert [(flow.product, flow.quantity, flow.number) for flow in work_orders(session)] == [(box.id, 6, "WO-0001")]
    fire(session, made, "finish")
    assert list(work_orders(session)) == []


def test_cancelled_orders_are_not_expected(session: Session) -> None:
    wood, box = stocked(session, "wood", 100), stocked(session, "box")
    made_of(session, box, (wood, 2))
    fire(session, order(session, box, 10), "cancel")
    assert list(work_orders(session)) == []

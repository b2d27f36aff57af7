"""The cost of work: booked once, at the rate of the day it was reported."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Product
from advisor.sandbox.ledger.tables import Entry, Line
from advisor.sandbox.plan.tables import WorkOrder
from advisor.sandbox.plan.work_costs import backflush, charge, held
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do
from tests.sandbox.plan.shop import centre, fire, made_of, order, sound, stocked


@pytest.fixture
def running(session: Session) -> WorkOrder:
    wood = stocked(session, "wood", 100)
    made: Product = stocked(session, "box")
    saw = centre(session, "saw", cost=50)
    steps = [{"name": name, "centre": saw.id, "run": 10} for name in ("Saw", "Plane")]
    made_of(session, made, (wood, 1), operations=steps)
    return fire(session, order(session, made, 6), "release", "start")


def test_minutes_are_charged_once(session: Session, running: WorkOrder) -> None:
    running.steps[0].reported = 7
    for _ in range(2):
        charge(session, running, DAY)
    assert (running.cost_work, running.steps[0].charged) == (583, 7)  # 7 / 60 x 50.00, rounded
    entries = session.scalars(select(Entry).where(Entry.journal == "GEN")).all()
    assert [[line.amount for line in entry.lines] for entry in entries] == [[583, -583]]
    assert held(running) == 600 + 583


def test_work_without_cost_is_no_entry(session: Session, running: WorkOrder) -> None:
    do(session, "work_centre.change", centre=running.steps[0].centre_id, cost=0)
    running.steps[0].reported = 30
    charge(session, running, DAY)
    assert session.scalar(select(func.count()).select_from(Line)) == 4  # opening stock and inputs
    assert running.steps[0].charged == 30
    sound(session)


def test_steps_nobody_reported_took_what_was_planned(session: Session, running: WorkOrder) -> None:
    running.steps[0].reported = 45
    backflush(running, 3)
    assert [step.reported for step in running.steps] == [45, 30]
    assert all(step.done for step in running.steps)


def test_a_step_reported_as_done_without_minutes_took_none(session: Session, running: WorkOrder) -> None:
    fire(session, running, "report", step=2, done=True)
    fire(session, running, "finish")
    assert [step.reported for step in running.steps] == [60, 0]
    assert running.cost_work == 50_00

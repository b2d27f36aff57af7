"""Work orders in the capacity of the work centres: placing, load, conflicts."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Product
from advisor.sandbox.plan.scheduling import conflicts, late, load
from advisor.sandbox.plan.tables import Slot, WorkOrder
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do
from tests.sandbox.plan.shop import centre, fire, made_of, order, sound, stocked

DAYS = datetime.timedelta(days=1)


@pytest.fixture
def stool(session: Session) -> Product:
    """A stool is one hour at the lathe (8 hours a day) and half an hour at the bench (4 hours a day)."""
    wood = stocked(session, "wood", 1000)
    made = stocked(session, "stool", lead_days=5)
    lathe, bench = centre(session, "lathe"), centre(session, "bench", 240)
    steps = [{"name": "Turn", "centre": lathe.id, "run": 60}, {"name": "Fit", "centre": bench.id, "run": 30}]
    made_of(session, made, (wood, 1), operations=steps)
    return made


def days(order: WorkOrder) -> list[tuple[int, int]]:
    return [((step.on - DAY).days, (step.until - DAY).days) for step in order.steps]


def test_a_new_order_is_placed_from_its_start(session: Session, stool: Product) -> None:
    """Ten hours of turning fill the first day and two hours of the next, where fitting follows."""
    found = order(session, stool, 10)
    assert days(found) == [(0, 1), (1, 2)]
    slots = session.execute(select(Slot.on, Slot.minutes).order_by(Slot.id)).all()
    assert slots == [(DAY, 480), (DAY + DAYS, 120), (DAY + DAYS, 240), (DAY + 2 * DAYS, 60)]


def test_the_second_order_gets_what_the_first_left(session: Session, stool: Product) -> None:
    order(session, stool, 10)
    second = order(session, stool, 6)
    assert days(second) == [(1, 1), (2, 2)]
    assert not conflicts(session, DAY, DAY + 30 * DAYS)


def test_without_the_module_capacity_has_no_end(session: Session, stool: Product) -> None:
    """The load is still shown, with the days that cannot be kept."""
    trial(session).modules = ["erp-work-orders", "erp-inventory", "erp-production-planning"]
    order(session, stool, 8)
    second = order(session, stool, 8)
    assert days(second) == [(0, 0), (1, 1)]
    found = conflicts(session, DAY, DAY + 6 * DAYS)
    assert [(c.centre.code, c.on, c.over, c.numbers) for c in found] == [
        ("lathe", DAY, 480, ("WO-0001", "WO-0002")),
        ("bench", DAY + DAYS, 240, ("WO-0001", "WO-0002")),
    ]


def test_weekends_and_holidays_are_left_out(session: Session, stool: Product) -> None:
    trial(session).settings = {"holidays": ["2026-03-09"]}
    assert days(order(session, stool, 12, start=DAY + 4 * DAYS)) == [(4, 8), (8, 9)]


def test_maintenance_takes_capacity(session: Session, stool: Product) -> None:
    lathe = order(session, stool, 1).steps[0].centre_id
    do(session, "maintenance.create", centre=lathe, name="Oil", on=DAY, minutes=360)
    assert days(order(session, stool, 2)) == [(0, 1), (1, 1)]
    do(session, "maintenance.create", centre=lathe, name="Belt", on=DAY, minutes=60)
    assert [(c.over, c.numbers) for c in conflicts(session, DAY, DAY)] == [(60, ("WO-0001", "WO-0002"))]
    do(session, "capacity.schedule")
    assert conflicts(session, DAY, DAY + 9 * DAYS) == []


def test_the_order_due_first_comes_first(session: Session, stool: Product) -> None:
    late_one = order(session, stool, 8, start=DAY, due=DAY + 9 * DAYS)
    first = order(session, stool, 8, start=DAY, due=DAY + 3 * DAYS)
    do(session, "capacity.schedule")
    assert (days(first)[0], days(late_one)[0]) == ((0, 0), (1, 1))
    assert (first.start, late_one.start) == (DAY, DAY + DAYS)


def test_backwards_each_order_ends_on_its_day(session: Session, stool: Product) -> None:
    far = order(session, stool, 8, due=DAY + 10 * DAYS)
    near = order(session, stool, 16, start=DAY, due=DAY + DAYS)
    do(session, "capacity.schedule", direction="backward")
    assert days(far) == [(9, 10), (10, 10)]
    assert days(near) == [(0, 1), (2, 3)]  # not before today
    assert [(one.number, day) for one, day in late(session)] == [("WO-0002", DAY + 3 * DAYS)]


def test_what_runs_keeps_its_turn_and_only_its_rest(session: Session, stool: Product) -> None:
    running = fire(session, order(session, stool, 8, due=DAY + 20 * DAYS), "release", "start")
    fire(session, running, "report", step=1, minutes=300)
    waiting = order(session, stool, 8, start=DAY, due=DAY + 2 * DAYS)
    do(session, "capacity.schedule")
    assert days(running) == [(0, 0), (0, 0)]
    assert days(waiting)[0] == (0, 1)
    assert running.start == DAY
    sound(session)


def test_load_by_week(session: Session, stool: Product) -> None:
    order(session, stool, 50)
    lathe = order(session, stool, 1).steps[0].centre_id
    do(session, "maintenance.create", centre=lathe, name="Oil", on=DAY + 8 * DAYS, minutes=90)
    found = load(session, DAY, 2)
    assert [(one.centre.code, one.capacity, one.orders, one.maintenance) for one in found] == [
        ("bench", 1200, 0, 0),
        ("bench", 1200, 960, 0),
        ("lathe", 2400, 2400, 0),
        ("lathe", 2400, 660, 90),
    ]
    assert [(one.first, one.last) for one in found[:2]] == [
        (DAY, DAY + 6 * DAYS),
        (DAY + 7 * DAYS, DAY + 13 * DAYS),
    ]
    assert (found[3].taken, found[3].over) == (750, 0)


def test_a_centre_without_minutes_is_refused(session: Session, stool: Product) -> None:
    lathe = order(session, stool, 1).steps[0].centre_id
    do(session, "work_centre.change", centre=lathe, minutes=0)
    with pytest.raises(Refusal, match="has no time left") as caught:
        order(session, stool, 1)
    assert caught.value.values["centre"] == "Lathe"


def test_nothing_to_schedule(session: Session) -> None:
    do(session, "capacity.schedule")
    assert load(session, DAY, 3) == []
    assert conflicts(session, DAY, DAY) == []
    assert late(session) == []

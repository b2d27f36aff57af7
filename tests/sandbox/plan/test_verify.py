"""The checks of production find what is wrong, each its own kind, and nothing in sound books."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.plan.tables import BomLine, MachineMessage, PlannedOrder, Slot, WorkOrder, WorkStep
from advisor.sandbox.plan.verify import CHECKS, check_plan
from advisor.sandbox.stock.tables import Reservation
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do
from tests.sandbox.plan.shop import centre, fire, made_of, order, sound, stocked


def furnish(session: Session) -> WorkOrder:
    """An order that runs, one that is released, one that is done, a forecast and what is planned for it."""
    wood, made = stocked(session, "wood", 100, 3), stocked(session, "box")
    saw = centre(session, cost=60)
    made_of(session, made, (wood, 1), operations=[{"name": "Cut", "centre": saw.id, "run": 5}])
    running, released, done = (order(session, made, quantity) for quantity in (10, 5, 3))
    fire(session, running, "release", "start")
    fire(session, running, "report", step=1, minutes=20, good=4)
    fire(session, running, "deliver", quantity=2)
    fire(session, released, "release")
    fire(session, done, "release", "start", "finish")
    do(session, "machine.report", message="m", centre=saw.id, work_order=running.id, good=1)
    do(session, "forecast.set", product=made.id, on=DAY + datetime.timedelta(days=40), quantity=200)
    do(session, "plan.run")
    return running


def test_sound_books_have_no_findings(books: Database) -> None:
    with books.session() as session:
        furnish(session)
        sound(session)


def change(model: type, **values: object) -> Callable[[Session], object]:
    return lambda session: session.execute(update(model).where(model.id == 1).values(**values))  # type: ignore[attr-defined]


DAMAGE = {
    "production": [change(WorkOrder, cost_in=7), change(WorkOrder, cost_out=0), change(WorkOrder, state="done")],
    "output": [change(WorkOrder, stored=1)],
    "inputs held": [lambda session: session.execute(update(Reservation).values(document=1))],
    "capacity": [lambda session: session.execute(update(WorkOrder).where(WorkOrder.id == 2).values(state="cancelled"))],
    "work booked": [change(WorkStep, charged=50)],
    "structure": [change(BomLine, product_id=2)],
    "planned": [
        change(PlannedOrder, quantity=1),
        change(PlannedOrder, made_kind="work_order"),
    ],
    "machines": [change(MachineMessage, applied=False)],
}


@pytest.mark.parametrize(
    ("check", "damage"), [(check, damage) for check, several in DAMAGE.items() for damage in several]
)
def test_damage_is_found(session: Session, check: str, damage: Callable[[Session], object]) -> None:
    furnish(session)
    session.flush()
    damage(session)
    session.expire_all()
    assert check in {finding.check for finding in check_plan(session)}


def test_every_check_has_a_test() -> None:
    assert {one.name for one in CHECKS} <= set(DAMAGE)
    assert all(one.what.endswith(".") for one in CHECKS)


def test_a_finding_says_what_is_there_and_what_should_be(session: Session) -> None:
    found = furnish(session)
    session.flush()
    session.execute(update(WorkOrder).where(WorkOrder.id == found.id).values(cost_in=99_00))
    session.expire_all()
    assert [str(one) for one in check_plan(session)] == ["production: WO-0001 has 4000 where 10900 is right."]


def test_slots_that_are_gone_are_no_damage(session: Session) -> None:
    furnish(session)
    session.execute(delete(Slot))
    session.expire_all()
    assert session.scalars(select(Slot)).all() == []
    sound(session)

"""Tasks stand in a tree, within the days of their project."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal
from tests.sandbox.making import BOOKKEEPER, BOSS, FOREMAN, SELLER, do
from tests.sandbox.people.staffing import DAY, day, project, task


def test_a_task_from_open_to_done(books: Database) -> None:
    with books.session() as session:
        tower = project(session)
        made = task(session, tower, hours=Decimal("7.5"), last=day(5))
        assert (made.number, made.state, made.minutes) == ("TK-0001", "open", 450)
        assert (made.first, made.last) == (DAY, day(5))
        do(session, "task.start", FOREMAN, document=made.id)
        do(session, "task.finish", FOREMAN, document=made.id)
        assert made.state == "done"
        do(session, "task.reopen", FOREMAN, document=made.id)
        assert made.state == "running"
        do(session, "task.cancel", BOSS, document=made.id)
        assert made.state == "cancelled"


def test_a_task_with_open_parts_is_not_done(session: Session) -> None:
    tower = project(session)
    whole = task(session, tower, "Build")
    part = task(session, tower, "Dig", parent=whole.id)
    with pytest.raises(Refusal, match="Its part Dig is open"):
        do(session, "task.finish", SELLER, document=whole.id)
    do(session, "task.cancel", BOSS, document=part.id)
    do(session, "task.finish", SELLER, document=whole.id)
    with pytest.raises(Refusal, match="Build is done already"):
        task(session, tower, "Late", parent=whole.id)


def test_a_part_belongs_to_the_same_project(session: Session) -> None:
    tower = project(session)
    other = do(session, "project.create", name="Other", party=tower.party_id, last=day(9))
    with pytest.raises(Refusal, match="another project"):
        task(session, other, parent=task(session, tower).id)


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({"name": ""}, "name"),
        ({"hours": -1}, "hours"),
        ({"first": day(-1)}, "first"),
        ({"last": day(91)}, "last"),
        ({"first": day(5), "last": day(4)}, "last"),
        ({"parent": 99}, "parent"),
    ],
)
def test_a_task_that_cannot_be_is_refused(session: Session, entered: dict[str, Any], field: str) -> None:
    with pytest.raises((Refusal, NotFound)) as caught:
        task(session, project(session), **({"name": "Plan"} | entered))
    assert caught.value.field == field


def test_a_task_is_changed_in_parts(session: Session) -> None:
    made = task(session, project(session), hours=8)
    do(session, "task.change", SELLER, task=made.id, name="Draw", last=day(20))
    assert (made.name, made.first, made.last, made.minutes) == ("Draw", DAY, day(20), 480)
    do(session, "task.change", SELLER, task=made.id, hours=4)
    assert made.minutes == 240


def test_a_task_whose_milestone_is_billed_stays_done(session: Session) -> None:
    tower = project(session)
    made = task(session, tower)
    do(session, "milestone.create", SELLER, project=tower.id, name="Roof", amount=500, on=day(30), task=made.id)
    do(session, "task.finish", SELLER, document=made.id)
    do(session, "project.bill", BOOKKEEPER, document=tower.id)
    with pytest.raises(Refusal, match="is on an invoice"):
        do(session, "task.reopen", SELLER, document=made.id)


def test_a_task_of_a_closed_project_stays_done(session: Session) -> None:
    tower = project(session)
    made = task(session, tower)
    do(session, "task.finish", SELLER, document=made.id)
    do(session, "project.close", BOSS, document=tower.id)
    with pytest.raises(Refusal, match="Tower is closed"):
        do(session, "task.reopen", SELLER, document=made.id)

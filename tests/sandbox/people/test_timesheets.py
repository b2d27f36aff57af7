"""Time on tasks: its cost is frozen, a day has 24 hours, and a week is entered at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.refusals import PeriodClosed, Refusal
from advisor.sandbox.ledger.tables import Period
from advisor.sandbox.people.tables import Employee, Project, Task, Timesheet
from tests.sandbox.making import BOOKKEEPER, BOSS, FOREMAN, do
from tests.sandbox.people.staffing import CLERK, DAY, day, employee, project, task, wait


def ready(session: Session, **columns: Any) -> tuple[Employee, Project, Task]:
    tower = project(session, **columns)
    return employee(session, rate=Decimal("42.50")), tower, task(session, tower)


def spend(session: Session, employee: Employee, task: Task, hours: str, **entered: Any) -> Timesheet:
    made = do(session, "timesheet.create", FOREMAN, employee=employee.id, task=task.id, hours=Decimal(hours), **entered)
    assert isinstance(made, Timesheet)
    return made


def times(session: Session) -> list[tuple[int, int, int]]:
    """Task, day after the first and minutes of all time, in order."""
    rows = session.scalars(select(Timesheet).order_by(Timesheet.task_id, Timesheet.on, Timesheet.id))
    return [(one.task_id, (one.on - DAY).days, one.minutes) for one in rows]


def test_the_cost_of_time_is_frozen(books: Database) -> None:
    with books.session() as session:
        ada, _, todo = ready(session)
        made = spend(session, ada, todo, "7.5", text="Drawings")
        assert (made.minutes, made.cost, made.billable, made.text) == (450, 31875, True, "Drawings")
        do(session, "employee.change", CLERK, employee=ada.id, rate=99)
        session.refresh(made)
        assert made.cost == 31875
        assert spend(session, ada, todo, "1", billable=False).cost == 9900


def test_time_starts_its_task(session: Session) -> None:
    ada, _, todo = ready(session)
    spend(session, ada, todo, "1")
    assert todo.state == "running"


def test_a_day_has_24_hours(session: Session) -> None:
    ada, tower, todo = ready(session)
    spend(session, ada, todo, "16")
    spend(session, ada, task(session, tower, "Build"), "8")
    with pytest.raises(Refusal, match=r"2026-03-02 would have 24\.02 hours"):
        spend(session, ada, todo, "0.02")
    spend(session, employee(session, "Bea"), todo, "24")


@pytest.mark.parametrize(
    ("entered", "field"),
    [({"hours": "0"}, "hours"), ({"on": day(1)}, "on"), ({"on": day(-1)}, "on"), ({"hours": "-1"}, "hours")],
)
def test_time_that_cannot_be_is_refused(session: Session, entered: dict[str, Any], field: str) -> None:
    ada, _, todo = ready(session)
    with pytest.raises(Refusal) as caught:
        spend(session, ada, todo, **({"hours": "1"} | entered))
    assert caught.value.field == field


def test_time_is_entered_while_task_and_project_go_on(session: Session) -> None:
    ada, tower, todo = ready(session)
    do(session, "task.finish", FOREMAN, document=todo.id)
    with pytest.raises(Refusal, match="Plan is done"):
        spend(session, ada, todo, "1")
    do(session, "project.close", BOSS, document=tower.id)
    do(session, "project.reopen", BOSS, document=tower.id)
    draft = do(session, "project.create", name="Draft", party=tower.party_id, last=day(9))
    with pytest.raises(Refusal, match="Draft is not running"):
        spend(session, ada, task(session, draft), "1")


def test_no_time_in_a_closed_month(session: Session) -> None:
    ada, _, todo = ready(session)
    wait(session, day(40))
    period = session.scalars(select(Period).where(Period.first <= DAY, Period.last >= DAY)).one()
    do(session, "period.close", BOOKKEEPER, document=period.id)
    with pytest.raises(PeriodClosed):
        spend(session, ada, todo, "1", on=DAY)


def test_wrong_time_is_removed(session: Session) -> None:
    ada, _, todo = ready(session)
    made = spend(session, ada, todo, "1")
    do(session, "timesheet.remove", FOREMAN, timesheet=made.id)
    assert times(session) == []
    with pytest.raises(NotFound):
        do(session, "timesheet.remove", FOREMAN, timesheet=made.id)


def test_billed_time_is_not_removed(session: Session) -> None:
    ada, tower, todo = ready(session, billing="time", rate=100)
    made = spend(session, ada, todo, "1")
    do(session, "project.bill", BOOKKEEPER, document=tower.id)
    with pytest.raises(Refusal, match="is on an invoice"):
        do(session, "timesheet.remove", FOREMAN, timesheet=made.id)


def enter(session: Session, employee: Employee, *rows: tuple[Task, str]) -> None:
    """A week: hours of seven days separated by blanks for each task."""
    entered = [
        {"task": task.id} | {f"d{number}": Decimal(one) for number, one in enumerate(hours.split(), 1)}
        for task, hours in rows
    ]
    do(session, "timesheet.week", FOREMAN, employee=employee.id, first=DAY, rows=entered)


def test_a_week_is_entered_and_entered_again(books: Database) -> None:
    with books.session() as session:
        ada, tower, plan = ready(session)
        build = task(session, tower, "Build")
        wait(session, day(6))
        enter(session, ada, (plan, "8 8 0 0 0 0 0"), (build, "0 0 8 8 7.5 0 0"))
        assert times(session) == [(1, 0, 480), (1, 1, 480), (2, 2, 480), (2, 3, 480), (2, 4, 450)]
        enter(session, ada, (plan, "8 4 0 0 0 0 0"), (build, "0 4 8 8 0 0 0"))
        assert times(session) == [(1, 0, 480), (1, 1, 240), (2, 1, 240), (2, 2, 480), (2, 3, 480)]


def test_a_week_leaves_other_tasks_alone(session: Session) -> None:
    ada, tower, plan = ready(session)
    spend(session, ada, plan, "3")
    enter(session, ada, (task(session, tower, "Build"), "5 0 0 0 0 0 0"))
    assert times(session) == [(1, 0, 180), (2, 0, 300)]


def test_a_week_does_not_touch_what_stays_the_same(session: Session) -> None:
    """A task that is done keeps its time though nothing new could be entered on it."""
    ada, _, plan = ready(session)
    enter(session, ada, (plan, "8 0 0 0 0 0 0"))
    do(session, "task.finish", FOREMAN, document=plan.id)
    enter(session, ada, (plan, "8 0 0 0 0 0 0"))
    assert times(session) == [(1, 0, 480)]


def test_a_week_keeps_time_that_was_billed(session: Session) -> None:
    ada, tower, plan = ready(session, billing="time", rate=100)
    enter(session, ada, (plan, "8 0 0 0 0 0 0"))
    do(session, "project.bill", BOOKKEEPER, document=tower.id)
    with pytest.raises(Refusal, match=r"8\.00 hours of 2026-03-02 are on an invoice"):
        enter(session, ada, (plan, "7 0 0 0 0 0 0"))
    enter(session, ada, (plan, "9 0 0 0 0 0 0"))
    assert times(session) == [(1, 0, 480), (1, 0, 60)]


@pytest.mark.parametrize("hours", ["-1 0 0 0 0 0 0", "0 0 0 0 0 0 8", "25 0 0 0 0 0 0"])
def test_a_week_that_cannot_be_is_refused(session: Session, hours: str) -> None:
    ada, _, plan = ready(session)
    with pytest.raises(Refusal):
        enter(session, ada, (plan, hours))
    assert times(session) == []


def test_a_day_has_24_hours_in_a_week_too(session: Session) -> None:
    ada, tower, plan = ready(session)
    with pytest.raises(Refusal, match="would have 25"):
        enter(session, ada, (plan, "20 0 0 0 0 0 0"), (task(session, tower, "Build"), "5 0 0 0 0 0 0"))

"""Shares of people's time: what is too much is shown with days and names."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.people.resources import Load, chart, conflicts, loads
from advisor.sandbox.people.tables import Allocation, Employee, Project
from tests.sandbox.making import BOSS, SELLER, do
from tests.sandbox.people.staffing import CLERK, DAY, day, employee, project
from tests.sandbox.people.test_absences import ask


def promise(session: Session, employee: Employee, project: Project, percent: int, **entered: Any) -> Allocation:
    made = do(
        session, "allocation.create", SELLER, employee=employee.id, project=project.id, percent=percent, **entered
    )
    assert isinstance(made, Allocation)
    return made


def two_projects(session: Session) -> tuple[Project, Project]:
    tower = project(session)
    bridge = do(session, "project.create", name="Bridge", party=tower.party_id, last=day(60))
    return tower, bridge


def test_more_than_all_of_the_time_is_a_conflict(books: Database) -> None:
    with books.session() as session:
        ada, (tower, bridge) = employee(session), two_projects(session)
        promise(session, ada, tower, 60, last=day(20))
        promise(session, ada, bridge, 50, first=day(3), last=day(8))
        found = conflicts(session, DAY, day(30))
        assert [(one.name, one.first, one.last, one.share, one.projects) for one in found] == [
            ("Ada", day(3), day(8), 11000, ("Tower", "Bridge"))
        ]
        assert not found[0].away


def test_all_of_the_time_is_no_conflict(session: Session) -> None:
    ada, (tower, bridge) = employee(session), two_projects(session)
    promise(session, ada, tower, 50)
    promise(session, ada, bridge, 50)
    assert conflicts(session, DAY, day(30)) == []


def test_work_while_somebody_is_away_is_a_conflict(session: Session) -> None:
    ada, (tower, _) = employee(session), two_projects(session)
    promise(session, ada, tower, 10, last=day(20))
    ask(session, ada.id, 4, 7, BOSS)
    found = conflicts(session, DAY, day(30))
    assert [(one.first, one.last, one.away, one.share) for one in found] == [(day(4), day(7), True, 1000)]


def test_a_conflict_that_changes_is_told_in_parts(session: Session) -> None:
    ada, (tower, bridge) = employee(session), two_projects(session)
    promise(session, ada, tower, 100, last=day(4))
    promise(session, ada, bridge, 20, last=day(1))
    promise(session, ada, bridge, 30, first=day(2), last=day(4))
    shares = [(one.first, one.last, one.share) for one in conflicts(session, DAY, day(30))]
    assert shares == [(DAY, day(1), 12000), (day(2), day(4), 13000)]


def test_conflicts_are_in_order_of_names(session: Session) -> None:
    tower, bridge = two_projects(session)
    for name in ("Cem", "Ada"):
        one = employee(session, name)
        promise(session, one, tower, 100, last=day(1))
        promise(session, one, bridge, 100, last=day(1))
    assert [one.name for one in conflicts(session, DAY, day(5))] == ["Ada", "Cem"]


def test_a_cancelled_project_needs_nobody(session: Session) -> None:
    ada, (tower, _) = employee(session), two_projects(session)
    promise(session, ada, tower, 80)
    do(session, "project.cancel", BOSS, document=tower.id)
    assert loads(session, DAY, day(30)) == {}


def test_loads_are_on_working_days(session: Session) -> None:
    ada, (tower, _) = employee(session), two_projects(session)
    promise(session, ada, tower, 80, last=day(7))
    found = loads(session, day(3), day(30))[ada.id]
    assert found == {number: Load(8000, (tower.id,)) for number in (day(3), day(4), day(7))}


def test_the_chart_shows_the_average_of_each_week(session: Session) -> None:
    ada, bea = employee(session, "Ada", department="Works"), employee(session, "Bea")
    tower, _ = two_projects(session)
    promise(session, ada, tower, 50, last=day(1))
    ask(session, bea.id, 7, 11, BOSS)
    rows = chart(session, DAY, 3)
    assert [(row.name, row.department, row.weeks) for row in rows] == [
        ("Ada", "Works", (2000, 0, 0)),
        ("Bea", "", (0, None, 0)),
    ]


def test_the_chart_leaves_out_who_is_not_here(session: Session) -> None:
    ada = employee(session, "Ada")
    employee(session, "Bea", hired=day(30))
    do(session, "employee.leave", CLERK, document=ada.id, on=day(6))
    assert [(row.name, row.weeks) for row in chart(session, DAY, 2)] == [("Ada", (0, None))]


def test_a_promise_is_changed_and_taken_back(session: Session) -> None:
    ada, (tower, _) = employee(session), two_projects(session)
    made = promise(session, ada, tower, 50)
    assert (made.first, made.last) == (tower.first, tower.last)
    do(session, "allocation.change", SELLER, allocation=made.id, percent=Decimal("12.5"), last=day(5))
    assert (made.share, made.last) == (1250, day(5))
    do(session, "allocation.remove", SELLER, allocation=made.id)
    assert loads(session, DAY, day(30)) == {}


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({"percent": 0}, "percent"),
        ({"percent": 101}, "percent"),
        ({"first": day(2), "last": day(1)}, "last"),
        ({"first": day(-3)}, "on"),
    ],
)
def test_a_promise_that_cannot_be_is_refused(session: Session, entered: dict[str, Any], field: str) -> None:
    ada, (tower, _) = employee(session), two_projects(session)
    with pytest.raises(Refusal) as caught:
        promise(session, ada, tower, **({"percent": 50} | entered))
    assert caught.value.field == field


def test_a_change_that_cannot_be_is_refused(session: Session) -> None:
    ada, (tower, _) = employee(session), two_projects(session)
    made = promise(session, ada, tower, 50)
    with pytest.raises(Refusal):
        do(session, "allocation.change", SELLER, allocation=made.id, percent=0)
    with pytest.raises(NotFound):
        do(session, "allocation.remove", SELLER, allocation=made.id + 1)

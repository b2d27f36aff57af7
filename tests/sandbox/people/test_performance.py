"""Planned against attended time."""

from __future__ import annotations

from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.people.performance import Day, figures
from tests.sandbox.making import BOSS
from tests.sandbox.people.staffing import DAY, day, employee, wait
from tests.sandbox.people.test_absences import ask
from tests.sandbox.people.test_attendance import plan, stamped


def test_a_week_of_two_people(books: Database) -> None:
    with books.session() as session:
        ada, bea = employee(session, "Ada", department="Works"), employee(session, "Bea")
        plan(session, ada.id, first=DAY, last=day(4))
        ask(session, ada.id, 2, 2, BOSS)
        wait(session, day(4))
        stamped(session, ada.id, "2 08:05 come, 2 16:35 go, 3 08:06 come, 3 15:06 go, 6 07:50 come")
        stamped(session, bea.id, "3 10:00 come, 3 11:00 go")
        found = figures(session, DAY, day(4))
        assert [one.name for one in found] == ["Ada", "Bea"]
        first, second = found
        assert (first.planned, first.attended, first.balance) == (4 * 480, 510 + 420, 930 - 1920)
        assert (first.away, first.late, first.missed) == (1, 1, 1)
        assert first.days[day(2)] == Day(planned=480, away="leave")
        assert first.days[day(4)].here
        assert (second.planned, second.attended, second.late) == (0, 60, 0)
        assert [one.name for one in figures(session, DAY, day(4), "Works")] == ["Ada"]


def test_only_who_is_employed_is_shown(session: Session) -> None:
    employee(session, "Ada", hired=day(5))
    assert figures(session, DAY, day(4)) == []
    assert [one.name for one in figures(session, DAY, day(5))] == ["Ada"]


def test_a_night_shift_is_planned_over_midnight(session: Session) -> None:
    ada = employee(session)
    plan(session, ada.id, first=DAY, begins="20:00", ends="06:00")
    wait(session, day(1))
    stamped(session, ada.id, "2 20:00 come, 3 06:00 go")
    only = figures(session, DAY, day(1))[0]
    assert only.days == {DAY: Day(planned=600, attended=600)}


def test_a_day_nobody_planned_is_not_missed() -> None:
    assert not Day().missed
    assert Day(planned=480).missed
    assert not Day(planned=480, away="illness").missed

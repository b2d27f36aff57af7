"""How many statements things take: none grows with every row."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.actors import SYSTEM
from advisor.sandbox.people.assets import due, loaded, post_due
from advisor.sandbox.people.margin import margins
from advisor.sandbox.people.performance import figures
from advisor.sandbox.people.resources import chart, conflicts
from advisor.sandbox.people.tables import Project
from tests.sandbox.making import BOOKKEEPER, FOREMAN, do
from tests.sandbox.people.staffing import CLERK, DAY, day, employee, project, task
from tests.sandbox.people.test_assets import JANUARY, asset
from tests.sandbox.people.test_payroll import LONG_AGO


@contextmanager
def counted(books: Database) -> Iterator[list[str]]:
    """The statements that are sent in the block."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(books.engine, "before_cursor_execute", note)
    yield sent
    event.remove(books.engine, "before_cursor_execute", note)


def staff(session: Session, many: int) -> list[int]:
    return [employee(session, f"Person {number}", hired=LONG_AGO, wage=3000, rate=40).id for number in range(many)]


@pytest.mark.parametrize("many", [2, 40])
def test_a_payroll_of_many_takes_no_more_than_one_of_few(postgres_books: Database, many: int) -> None:
    """SQLite is sent each row for itself, which costs it nothing."""
    with postgres_books.session() as session:
        staff(session, many)
    with postgres_books.session() as session, counted(postgres_books) as sent:
        made = do(session, "payroll.create", CLERK, month=DAY)
        do(session, "payroll.approve", CLERK, document=made.id)
        do(session, "payroll.post", BOOKKEEPER, document=made.id)
    assert len(sent) <= 40, sent


@pytest.mark.parametrize("many", [2, 30])
def test_a_month_of_attendance_is_read_at_once(sqlite_books: Database, many: int) -> None:
    with sqlite_books.session() as session:
        for one in staff(session, many):
            do(session, "stamp.create", CLERK, employee=one, time="08:00")
    with sqlite_books.session(write=False) as session, counted(sqlite_books) as sent:
        assert len(figures(session, DAY, day(30))) == many
    assert len(sent) <= 8, sent


@pytest.mark.parametrize("read", [lambda s: chart(s, DAY, 12), lambda s: conflicts(s, DAY, day(60))])
def test_loads_of_many_people_are_read_at_once(sqlite_books: Database, read: Callable[[Session], object]) -> None:
    with sqlite_books.session() as session:
        tower = project(session).id
        for one in staff(session, 20):
            do(session, "allocation.create", employee=one, project=tower, percent=60)
            do(session, "allocation.create", employee=one, project=tower, percent=60)
    with sqlite_books.session(write=False) as session, counted(sqlite_books) as sent:
        read(session)
    assert len(sent) <= 8, sent


def test_margins_of_many_projects_are_read_at_once(sqlite_books: Database) -> None:
    with sqlite_books.session() as session:
        ada = employee(session, rate=40)
        first = project(session, billing="time", rate=100)
        projects = [first.id]
        for number in range(20):
            made = do(session, "project.create", name=f"P{number}", party=first.party_id, last=day(30))
            do(session, "project.start", document=made.id)
            work = task(session, made)
            do(session, "timesheet.create", FOREMAN, employee=ada.id, task=work.id, hours=1)
            projects.append(made.id)
    with sqlite_books.session(write=False) as session:
        rows = [session.get_one(Project, number) for number in projects]
        with counted(sqlite_books) as sent:
            assert len(margins(session, rows)) == 21
    assert len(sent) <= 8, sent


def test_depreciation_takes_few_statements_for_each_entry(sqlite_books: Database) -> None:
    with sqlite_books.session() as session:
        for number in range(20):
            asset(session, name=f"Machine {number}", paid="bill")
    with sqlite_books.session() as session, counted(sqlite_books) as sent:
        assert post_due(session, SYSTEM, datetime.date(2026, 1, 31)) == 20
    assert len(sent) <= 20 * 9 + 20, len(sent)


def test_what_is_due_is_asked_once(sqlite_books: Database) -> None:
    with sqlite_books.session() as session:
        for number in range(10):
            asset(session, name=f"Machine {number}", paid="bill")
    with sqlite_books.session(write=False) as session, counted(sqlite_books) as sent:
        assert len(due(session, JANUARY, datetime.date(2026, 2, 28))) == 20
        assert len(sent) <= 2
        assert len(loaded(session)) == 10
    assert len(sent) <= 5, sent

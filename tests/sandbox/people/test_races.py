"""Two who do the same at once: one does it, the other is told, and nothing is done twice (PostgreSQL)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from threading import Barrier, Thread

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import AdvisorError
from advisor.sandbox.core.actors import SYSTEM
from advisor.sandbox.ledger.tables import Entry
from advisor.sandbox.people.assets import post_due
from advisor.sandbox.people.tables import Absence, Stamp, Timesheet
from advisor.sandbox.trade.tables import Invoice
from tests.sandbox.making import BOOKKEEPER, BOSS, FOREMAN, do
from tests.sandbox.people.staffing import CLERK, DAY, balance, day, employee, project, sound, task
from tests.sandbox.people.test_assets import asset
from tests.sandbox.people.test_expenses import claim
from tests.sandbox.people.test_payroll import LONG_AGO, run


def at_once(books: Database, *acts: Callable[[Session], object]) -> list[str]:
    """Do all in connections of their own at the same moment; the sentences of those that were refused."""
    ready, told = Barrier(len(acts)), []

    def attempt(act: Callable[[Session], object]) -> None:
        ready.wait()
        try:
            with books.session() as session:
                act(session)
        except AdvisorError as refused:
            told.append(refused.message)

    threads = [Thread(target=attempt, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_wages_are_paid_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        employee(session, hired=LONG_AGO, wage=3000)
        number = run(session).id
    told = at_once(
        postgres_books,
        *[lambda session: do(session, "payroll.pay", BOOKKEEPER, document=number)] * 3,
    )
    assert told == ["The wages of this run are paid already."] * 2
    with postgres_books.session(write=False) as session:
        assert balance(session, "bank") == -3000
        assert sound(session) == []


def test_a_claim_is_paid_once_by_whatever_way(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        person = employee(session).id
        number = claim(session, person).id
        do(session, "expense.post", BOOKKEEPER, document=number)
    told = at_once(
        postgres_books,
        lambda session: do(session, "expense.pay", BOOKKEEPER, document=number),
        lambda session: do(session, "expense.pay_all", BOOKKEEPER, employee=person),
    )
    assert len(told) == 1
    with postgres_books.session(write=False) as session:
        assert balance(session, "bank") == -80
        assert balance(session, "staff_claims") == 0


def test_a_project_is_billed_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        tower = project(session, billing="time", rate=100)
        ada = employee(session, rate=40)
        do(session, "timesheet.create", FOREMAN, employee=ada.id, task=task(session, tower).id, hours=8)
        number = tower.id
    told = at_once(postgres_books, *[lambda session: do(session, "project.bill", BOOKKEEPER, document=number)] * 2)
    assert told == ["There is no billable time that is not billed yet. Enter time first."]
    with postgres_books.session(write=False) as session:
        assert count(session, Invoice) == 1


def test_depreciation_is_booked_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        for name in ("Press", "Saw"):
            asset(session, name=name, paid="bill")
    due = datetime.date(2026, 2, 28)
    assert at_once(postgres_books, *[lambda session: post_due(session, SYSTEM, due)] * 2) == []
    with postgres_books.session(write=False) as session:
        assert count(session, Entry) == 4
        assert balance(session, "depreciation") == 150
        assert sound(session) == []


def test_an_asset_is_gone_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        number = asset(session).id
    told = at_once(
        postgres_books,
        lambda session: do(session, "asset.dispose", BOOKKEEPER, document=number, proceeds=500),
        lambda session: do(session, "asset.dispose", BOOKKEEPER, document=number, proceeds=600),
    )
    assert len(told) == 1
    with postgres_books.session(write=False) as session:
        assert balance(session, "asset") == 0
        assert balance(session, "bank") in (-1000 + 500, -1000 + 600)


def test_nobody_is_away_twice(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        person = employee(session).id
    told = at_once(
        postgres_books,
        *[
            lambda session: do(session, "absence.create", CLERK, employee=person, first=day(5), last=day(9)),
            lambda session: do(session, "absence.create", CLERK, employee=person, first=day(8), last=day(12)),
        ],
    )
    assert len(told) == 1
    with postgres_books.session(write=False) as session:
        assert count(session, Absence) == 1


def test_the_last_days_of_leave_are_given_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        person = employee(session, leave_days=5).id
        first, second = (
            do(session, "absence.create", CLERK, employee=person, first=day(start), last=day(start + 4)).id
            for start in (7, 14)
        )
    told = at_once(
        postgres_books,
        lambda session: do(session, "absence.submit", CLERK, document=first),
        lambda session: do(session, "absence.submit", CLERK, document=second),
    )
    assert len(told) == 1
    assert "has 0 of 5 days of leave left" in told[0]


def test_one_button_pressed_by_two_stamps_both_ways(postgres_books: Database) -> None:
    """Without a kind the second one goes; at the same minute there is one stamp only."""
    with postgres_books.session() as session:
        person = employee(session).id
    told = at_once(
        postgres_books,
        *[lambda session: do(session, "stamp.create", CLERK, employee=person, time="08:00")] * 2,
    )
    assert told == ["Ada has a stamp at 08:00 already. Choose another minute."]
    at_once(
        postgres_books,
        lambda session: do(session, "stamp.create", CLERK, employee=person, time="12:00"),
        lambda session: do(session, "stamp.create", CLERK, employee=person, time="12:30"),
    )
    with postgres_books.session(write=False) as session:
        kinds = list(session.scalars(select(Stamp.kind).order_by(Stamp.at)))
    assert len(kinds) == 3
    assert kinds[0] == "come"


def test_a_day_never_has_more_than_24_hours(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        person, work = employee(session).id, task(session, project(session)).id
    told = at_once(
        postgres_books,
        *[
            lambda session: do(session, "timesheet.create", FOREMAN, employee=person, task=work, hours=13, on=DAY),
        ]
        * 2,
    )
    assert len(told) == 1
    with postgres_books.session(write=False) as session:
        assert session.scalar(select(func.sum(Timesheet.minutes))) == 13 * 60


def test_two_who_decide_about_the_same_leave(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        person = employee(session).id
        number = do(session, "absence.create", CLERK, employee=person, first=day(5), last=day(6)).id
        do(session, "absence.submit", CLERK, document=number)
    told = at_once(
        postgres_books,
        lambda session: do(session, "absence.approve", BOSS, document=number),
        lambda session: do(session, "absence.reject", BOSS, document=number),
    )
    assert len(told) == 1

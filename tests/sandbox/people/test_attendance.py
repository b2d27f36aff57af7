"""Stamps become stretches of work on the day on which the working day began."""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core import events
from advisor.sandbox.core.refusals import PeriodClosed, Refusal, WrongRole
from advisor.sandbox.ledger.tables import Period
from advisor.sandbox.people.attendance import attended, planned, stretches, worked
from advisor.sandbox.people.tables import Shift, Stamp
from tests.sandbox.making import BOOKKEEPER, do
from tests.sandbox.people.staffing import CLERK, DAY, day, employee, wait


def at(text: str) -> datetime.datetime:
    """A time such as 2 09:00 of March 2026."""
    return datetime.datetime.strptime(f"2026-03-{text}", "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the trial's own time


def stamps(text: str) -> list[tuple[datetime.datetime, str]]:
    """Stamps such as "2 09:00 come, 2 12:00 go"."""
    parts = (one.strip().rsplit(" ", 1) for one in text.split(","))
    return [(at(when), kind) for when, kind in parts]


def stamped(session: Session, employee: int, text: str) -> None:
    for when, kind in stamps(text):
        do(session, "stamp.create", CLERK, employee=employee, on=when.date(), time=f"{when:%H:%M}", kind=kind)


def test_s59_eight_hours_in_three_lines(books: Database) -> None:
    """Tryton 8.2 attendance/tests/scenario_attendance_sheet.rst: in 9:00, out 12:00, in 13:00, in 15:00, out 18:00."""
    with books.session() as session:
        ada = employee(session)
        stamped(session, ada.id, "2 09:00 come, 2 12:00 go, 2 13:00 come, 2 15:00 come, 2 18:00 go")
        lines = worked(session, DAY, DAY)[ada.id]
        assert [one.minutes for one in lines] == [180, 120, 180]
        assert attended(session, DAY, DAY) == {ada.id: 480}


def test_s59_a_night_shift_counts_on_the_day_it_began(books: Database) -> None:
    """The same source: 20:00 to 06:00 is ten hours on the first day."""
    with books.session() as session:
        ada = employee(session)
        wait(session, day(1))
        stamped(session, ada.id, "2 20:00 come, 3 06:00 go")
        assert attended(session, DAY, DAY) == {ada.id: 600}
        assert attended(session, day(1), day(1)) == {ada.id: 0}


def test_a_break_at_night_does_not_begin_a_new_day() -> None:
    found = stretches(stamps("2 20:00 come, 3 00:30 go, 3 01:00 come, 3 06:00 go, 3 20:00 come, 4 06:00 go"))
    assert [(one.day.day, one.minutes) for one in found] == [(2, 270), (2, 300), (3, 600)]


def test_who_is_here_has_no_end_yet() -> None:
    found = stretches(stamps("2 09:00 come"))
    assert (found[0].ends, found[0].minutes) == (None, 0)


def test_who_forgot_to_stamp_out_has_no_time_for_it() -> None:
    found = stretches(stamps("2 09:00 come, 3 09:00 come, 3 17:00 go"))
    assert [(one.day.day, one.minutes) for one in found] == [(2, 0), (3, 480)]


def test_going_without_coming_counts_nothing() -> None:
    assert stretches(stamps("2 09:00 go, 2 10:00 go")) == []


times = st.lists(st.integers(0, 7 * 24 * 60), unique=True, max_size=40).map(sorted)


@given(times, st.data())
def test_stretches_never_overlap_and_never_exceed_the_time_passed(minutes: list[int], data: st.DataObject) -> None:
    start = datetime.datetime.combine(DAY, datetime.time())
    rows = [(start + datetime.timedelta(minutes=one), data.draw(st.sampled_from(("come", "go")))) for one in minutes]
    found = stretches(rows)
    for one, after in pairwise(found):
        assert one.begins < after.begins
        assert one.ends is None or one.ends <= after.begins
    assert sum(one.minutes for one in found) <= (minutes[-1] - minutes[0] if minutes else 0)
    assert all(one.day <= one.begins.date() for one in found)


def test_without_a_kind_it_is_the_opposite_of_the_last(session: Session) -> None:
    ada = employee(session)
    for hour in (8, 12, 13):
        do(session, "stamp.create", CLERK, employee=ada.id, time=f"{hour}:00")
    kinds = session.scalars(select(Stamp.kind).order_by(Stamp.at)).all()
    assert kinds == ["come", "go", "come"]


def test_a_day_after_somebody_forgot_begins_anew(session: Session) -> None:
    ada = employee(session)
    wait(session, day(1))
    stamped(session, ada.id, "2 08:00 come")
    made = do(session, "stamp.create", CLERK, employee=ada.id, time="08:00")
    assert (made.kind, made.at) == ("come", at("3 08:00"))


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({"time": "09:00", "kind": "go"}, "kind"),
        ({"time": "09:00", "on": day(1)}, "on"),
        ({"time": "09:00", "on": day(-1)}, "on"),
        ({"time": "08:00"}, "time"),
    ],
)
def test_a_stamp_that_cannot_be_is_refused(session: Session, entered: dict[str, Any], field: str) -> None:
    ada = employee(session)
    if field == "time":
        stamped(session, ada.id, "2 08:00 come")
    with pytest.raises(Refusal) as caught:
        do(session, "stamp.create", CLERK, employee=ada.id, **entered)
    assert caught.value.field == field


def test_nobody_stamps_in_a_closed_month(session: Session) -> None:
    ada = employee(session, hired=day(-40))
    period = session.scalars(select(Period).where(Period.first == datetime.date(2026, 2, 1))).one()
    do(session, "period.close", BOOKKEEPER, document=period.id)
    with pytest.raises(PeriodClosed):
        do(session, "stamp.create", CLERK, employee=ada.id, on=datetime.date(2026, 2, 27), time="09:00")


def test_a_wrong_stamp_is_removed_with_a_reason(session: Session) -> None:
    ada = employee(session)
    stamped(session, ada.id, "2 08:00 come")
    only = session.scalars(select(Stamp)).one()
    with pytest.raises(Refusal, match="Say why"):
        do(session, "stamp.remove", CLERK, stamp=only.id, reason=" ")
    do(session, "stamp.remove", CLERK, stamp=only.id, reason="Wrong card")
    assert session.scalars(select(Stamp)).all() == []
    kept = events.history(session, "employee", ada.id)[-1]
    assert kept.values == {"at": "2026-03-02T08:00", "stamp": "come", "reason": "Wrong card"}


def test_a_stamp_that_is_not_there_cannot_be_removed(session: Session) -> None:
    with pytest.raises(NotFound):
        do(session, "stamp.remove", CLERK, stamp=5, reason="Gone")


def shifts(session: Session) -> list[tuple[int, int]]:
    """Day of the month and minutes of all shifts."""
    return [(one.on.day, planned(one)) for one in session.scalars(select(Shift).order_by(Shift.on))]


def plan(session: Session, employee: int, **entered: Any) -> None:
    hours = {"begins": "08:00", "ends": "16:00"} | entered
    do(session, "shift.plan", CLERK, employee=employee, **hours)


def test_shifts_are_planned_for_working_days(session: Session) -> None:
    ada = employee(session)
    plan(session, ada.id, first=DAY, last=day(7))
    assert shifts(session) == [(2, 480), (3, 480), (4, 480), (5, 480), (6, 480), (9, 480)]


def test_a_plan_gives_way_to_the_next_one(session: Session) -> None:
    ada = employee(session)
    plan(session, ada.id, first=DAY, last=day(1))
    plan(session, ada.id, first=day(1), begins="22:00", ends="06:00")
    plan(session, ada.id, first=day(5), last=day(6), every_day=True)
    assert shifts(session) == [(2, 480), (3, 480), (7, 480), (8, 480)]
    night = session.scalars(select(Shift).where(Shift.on == day(1))).one()
    assert (night.begins, night.ends) == (1320, 360)


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({"first": day(1), "last": DAY}, "last"),
        ({"first": DAY, "last": day(400)}, "last"),
        ({"first": DAY, "ends": "08:00"}, "ends"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(session: Session, entered: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as caught:
        plan(session, employee(session).id, **entered)
    assert caught.value.field == field


def test_the_books_do_not_stamp(session: Session) -> None:
    with pytest.raises(WrongRole):
        do(session, "stamp.create", BOOKKEEPER, employee=employee(session).id, time="09:00")

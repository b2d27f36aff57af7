"""Working hours: worked cases of a peer (S63, S65), and what must hold for every calendar."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.crm import hours
from advisor.sandbox.crm.hours import Calendar, due, worked
from tests.sandbox.crm.serving import AGENT, at, do, service, ticket
from tests.sandbox.making import SELLER

HOLIDAY = datetime.date(2019, 3, 5)
S63 = Calendar(frozenset(range(5)), 10 * 60, 18 * 60, frozenset({HOLIDAY}))
ROUND_THE_CLOCK = Calendar(frozenset(range(7)), 0, hours.MINUTES)
# Created on Monday 4 March at; the answer within 4 hours; the solution within 6.
WORKED = (
    ("2019-03-04 12:00", "2019-03-04 16:00", "2019-03-04 18:00"),
    ("2019-03-04 07:00", "2019-03-04 14:00", "2019-03-04 16:00"),
    ("2019-03-04 20:00", "2019-03-06 14:00", "2019-03-06 16:00"),
    ("2019-03-04 14:00", "2019-03-04 18:00", "2019-03-06 12:00"),
)


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


@pytest.mark.parametrize(("created", "answer", "solution"), WORKED)
def test_s63_due_moments(created: str, answer: str, solution: str) -> None:
    assert due(moment(created), 4 * 60, S63) == moment(answer)
    assert due(moment(created), 6 * 60, S63) == moment(solution)


def test_s63_of_tickets(session: Session) -> None:
    """The same through the verbs, with the hours as settings of the trial."""
    clock = {"answer": {"normal": 4}, "solve": {"normal": 6}}
    service(session, hours=["10:00", "18:00"], holidays=["2019-03-05"], **clock)
    for created, answer, solution in sorted(WORKED):
        at(session, created)
        made = ticket(session)
        assert (made.answer_due, made.solve_due) == (moment(answer), moment(solution)), created


def test_s65_held_time_moves_the_due_moment() -> None:
    """45 minutes held move 16:00 to 16:45 where they are working time."""
    held = worked(moment("2020-03-04 04:15"), moment("2020-03-04 05:00"), ROUND_THE_CLOCK)
    assert held * 60 == 2_700
    assert due(moment("2020-03-04 16:00"), held, ROUND_THE_CLOCK) == moment("2020-03-04 16:45")


def test_time_held_at_night_moves_nothing() -> None:
    """Nobody lost working time by it."""
    assert worked(moment("2019-03-04 04:15"), moment("2019-03-04 05:00"), S63) == 0
    assert worked(moment("2019-03-04 17:00"), moment("2019-03-06 11:00"), S63) == 120
    assert worked(moment("2019-03-06 11:00"), moment("2019-03-04 17:00"), S63) == 0
    assert due(moment("2019-03-04 20:00"), 0, S63) == moment("2019-03-04 20:00")


days = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
moments = st.builds(
    lambda day, minute: datetime.datetime.combine(day, datetime.time(minute // 60, minute % 60)),
    days,
    st.integers(0, hours.MINUTES - 1),
)
calendars = st.builds(
    lambda week, ends, off: Calendar(week, min(ends), max(ends), off),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.tuples(st.integers(0, hours.MINUTES), st.integers(0, hours.MINUTES)).filter(lambda ends: ends[0] != ends[1]),
    st.frozensets(days, max_size=8),
)
spans = st.integers(0, 3_000)


@settings(max_examples=80, deadline=None)
@given(moments, spans, spans, calendars)
def test_what_holds_for_every_calendar(start: datetime.datetime, one: int, more: int, calendar: Calendar) -> None:
    first = due(start, one, calendar)
    assert worked(start, first, calendar) == one
    assert first <= due(start, one + more, calendar) == due(first, more, calendar)
    assert due(start, one, calendar) <= due(start + datetime.timedelta(minutes=more), one, calendar)


@settings(max_examples=80, deadline=None)
@given(moments, spans, calendars, days)
def test_a_holiday_never_shortens(
    start: datetime.datetime, minutes: int, calendar: Calendar, day: datetime.date
) -> None:
    freer = Calendar(calendar.days, calendar.opens, calendar.closes, calendar.holidays | {day})
    assert due(start, minutes, freer) >= due(start, minutes, calendar)


def test_hours_are_changed_for_what_comes_after(session: Session) -> None:
    at(session, "2026-03-02 12:00")
    before = ticket(session, priority="high")
    do(session, "service.set_hours", AGENT, opens="08:30", closes="12:30", holidays=["2026-03-03", " 2026-03-03"])
    assert before.solve_due == moment("2026-03-03 12:00")
    assert ticket(session, priority="high").solve_due == moment("2026-03-05 12:00")
    do(session, "service.set_hours", AGENT, opens="00:00", closes="24:00", days=[6, 0])
    found = hours.policy(session).calendar
    assert (found.opens, found.closes, found.days) == (0, 1440, {0, 6})
    assert found.holidays == {datetime.date(2026, 3, 3)}


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({"opens": "9", "closes": "17:00"}, "opens"),
        ({"opens": "09:00", "closes": "24:01"}, "closes"),
        ({"opens": "09:00", "closes": "09:00"}, "closes"),
        ({"opens": "09:00", "closes": "17:00", "days": []}, "days"),
        ({"opens": "09:00", "closes": "17:00", "days": [7]}, "days"),
        ({"opens": "09:00", "closes": "17:00", "holidays": ["tomorrow"]}, "holidays"),
    ],
)
def test_hours_that_cannot_be(session: Session, entered: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as caught:
        do(session, "service.set_hours", AGENT, **entered)
    assert caught.value.field == field


def test_sellers_do_not_change_hours(session: Session) -> None:
    with pytest.raises(WrongRole):
        do(session, "service.set_hours", SELLER, opens="09:00", closes="17:00")

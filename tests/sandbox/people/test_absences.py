"""Absences are asked for, decided, and counted."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core import approving
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.people.absences import away, taken, unpaid
from advisor.sandbox.people.tables import Absence
from tests.sandbox.making import BOSS, SELLER, do
from tests.sandbox.people.staffing import CLERK, DAY, day, employee


def ask(session: Session, employee: int, first: int, last: int, by: Any = SELLER, **entered: Any) -> Absence:
    made = do(session, "absence.create", by, employee=employee, first=day(first), last=day(last), **entered)
    do(session, "absence.submit", by, document=made.id)
    assert isinstance(made, Absence)
    return made


def test_leave_waits_for_the_manager(books: Database) -> None:
    with books.session() as session:
        made = ask(session, employee(session).id, 7, 11)
        assert (made.state, made.number) == ("waiting", "AB-0001")
        assert [(one.kind, one.document) for one in approving.inbox(session, BOSS)] == [("absence", made.id)]
        do(session, "absence.approve", BOSS, document=made.id, reason="Enjoy it")
        assert made.state == "approved"
        assert approving.inbox(session, BOSS) == []


def test_leave_is_rejected(session: Session) -> None:
    made = ask(session, employee(session).id, 7, 11)
    do(session, "absence.reject", BOSS, document=made.id, reason="Everybody is away")
    assert made.state == "rejected"
    assert away(session, day(0), day(30)) == {}


def test_leave_of_the_manager_needs_nobody(session: Session) -> None:
    assert ask(session, employee(session).id, 7, 11, BOSS).state == "approved"


def test_without_the_module_for_approvals_nobody_has_to_agree(session: Session) -> None:
    ada = employee(session)
    trial(session).modules = ["erp-hr"]
    assert ask(session, ada.id, 7, 11).state == "approved"


def test_an_absence_is_cancelled_and_its_days_are_free_again(session: Session) -> None:
    ada = employee(session)
    made = ask(session, ada.id, 7, 11)
    do(session, "absence.cancel", CLERK, document=made.id)
    assert approving.inbox(session, BOSS) == []
    assert ask(session, ada.id, 7, 11).state == "waiting"


def test_nobody_is_away_twice(session: Session) -> None:
    ada = employee(session)
    ask(session, ada.id, 7, 11)
    with pytest.raises(Refusal, match=r"Ada is away from 2026-03-09 to 2026-03-13 already \(AB-0001\)"):
        ask(session, ada.id, 11, 12)
    ask(session, ada.id, 12, 12)
    ask(session, employee(session, "Bea").id, 7, 11)


def test_leave_is_counted_in_working_days(session: Session) -> None:
    ada = employee(session, leave_days=10)
    ask(session, ada.id, 4, 7)  # from Friday to Monday
    ask(session, ada.id, 14, 18, reason="illness")
    assert taken(session, 2026, [ada.id, 99]) == {ada.id: 2, 99: 0}


def test_more_leave_than_there_is_is_refused(session: Session) -> None:
    ada = employee(session, leave_days=6)
    ask(session, ada.id, 7, 11)
    with pytest.raises(Refusal, match="Ada has 1 of 6 days of leave left in 2026; this takes 2"):
        ask(session, ada.id, 14, 15)
    assert ask(session, ada.id, 21, 21).state == "waiting"


def test_leave_over_new_year_counts_in_both_years(session: Session) -> None:
    ada = employee(session)
    first, last = datetime.date(2026, 12, 28), datetime.date(2027, 1, 8)
    made = do(session, "absence.create", SELLER, employee=ada.id, first=first, last=last)
    do(session, "absence.submit", SELLER, document=made.id)
    assert [taken(session, year, [ada.id])[ada.id] for year in (2026, 2027)] == [4, 6]


def test_illness_needs_no_leave(session: Session) -> None:
    ada = employee(session, leave_days=0)
    assert ask(session, ada.id, 0, 4, reason="illness").state == "waiting"
    with pytest.raises(Refusal):
        ask(session, ada.id, 7, 7)


def test_who_is_away_on_working_days(session: Session) -> None:
    ada = employee(session)
    ask(session, ada.id, 3, 7, BOSS)
    ask(session, ada.id, 8, 8, BOSS, reason="training")
    found = away(session, day(4), day(20))
    assert found == {ada.id: {day(4): "leave", day(7): "leave", day(8): "training"}}


def test_unpaid_days_count_the_days_of_rest(session: Session) -> None:
    ada = employee(session)
    ask(session, ada.id, 3, 7, BOSS, reason="unpaid")
    assert unpaid(session, DAY, day(6)) == {ada.id: {day(3), day(4), day(5), day(6)}}


@pytest.mark.parametrize(("first", "last", "field"), [(5, 4, "last"), (-1, 4, "on")])
def test_days_that_cannot_be_are_refused(session: Session, first: int, last: int, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        ask(session, employee(session).id, first, last)
    assert caught.value.field == field

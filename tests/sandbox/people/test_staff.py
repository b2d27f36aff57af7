"""A staff file from the applicant to the last day, and what it refuses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core import events
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.core.tables import Party
from advisor.sandbox.people.staff import employed, name_of
from advisor.sandbox.people.tables import Employee, Review
from tests.sandbox.making import SELLER, customer, do
from tests.sandbox.people.staffing import CLERK, DAY, centre, day, employee


def test_an_applicant_is_hired_and_leaves(books: Database) -> None:
    with books.session() as session:
        made = do(session, "employee.create", CLERK, name="Ada", job="Engineer", department="Works", wage=3000)
        assert (made.state, made.number, made.hired) == ("applicant", None, None)
        assert not session.get_one(Party, made.party_id).employee
        do(session, "employee.hire", CLERK, document=made.id, on=day(1))
        assert (made.state, made.number, made.hired) == ("employed", "EMP-0001", day(1))
        assert session.get_one(Party, made.party_id).employee
        do(session, "employee.leave", CLERK, document=made.id, on=day(30))
        assert (made.state, made.left) == ("left", day(30))
        assert not session.get_one(Party, made.party_id).employee
        history = [event.what for event in events.history(session, "employee", made.id)]
        assert history == ["create", "hire", "leave"]


def test_an_applicant_is_declined(session: Session) -> None:
    made = do(session, "employee.create", CLERK, name="Ada")
    do(session, "employee.decline", CLERK, document=made.id)
    with pytest.raises(Refusal):
        do(session, "employee.hire", CLERK, document=made.id)


def test_employed_from_the_first_to_the_last_day(session: Session) -> None:
    made = employee(session, hired=day(1))
    do(session, "employee.leave", CLERK, document=made.id, on=day(3))
    assert [employed(made, day(n), day(n)) for n in range(5)] == [False, True, True, True, False]
    assert employed(made, day(0), day(9))
    assert not employed(Employee(party_id=1), day(0), day(9))


def test_nobody_leaves_before_he_came(session: Session) -> None:
    made = employee(session, hired=day(5))
    with pytest.raises(Refusal, match="Ada was hired on 2026-03-07 only"):
        do(session, "employee.leave", CLERK, document=made.id, on=day(4))


def test_pay_is_kept_in_integers(session: Session) -> None:
    made = employee(
        session,
        wage=Decimal("3210.50"),
        rate=Decimal("42.25"),
        allowance=100,
        deduction=200,
        deduction_percent=Decimal("9.35"),
        week_hours=Decimal("37.5"),
    )
    assert (made.wage, made.rate, made.allowance, made.deduction) == (321050, 4225, 10000, 20000)
    assert (made.deduction_share, made.week_minutes) == (935, 2250)


def test_a_known_party_gets_a_staff_file(session: Session) -> None:
    known = customer(session, "ada")
    made = do(session, "employee.create", CLERK, party=known.id)
    assert name_of(session, made) == "Ada"
    with pytest.raises(Refusal, match="Ada has a staff file already"):
        do(session, "employee.create", CLERK, party=known.id)


def test_cost_centres_bear_the_whole(session: Session) -> None:
    sales, works = centre(session, "SALES"), centre(session, "PROD")
    made = employee(session, centres=[{"centre": sales, "percent": 60}, {"centre": works, "percent": 40}])
    assert made.centres == {str(sales): 6000, str(works): 4000}
    with pytest.raises(Refusal, match="bear 90 % together") as caught:
        do(session, "employee.change", CLERK, employee=made.id, centres=[{"centre": sales, "percent": 90}])
    assert caught.value.field == "centres"
    do(session, "employee.change", CLERK, employee=made.id, centres=[])
    assert made.centres == {}


def test_a_file_is_changed_in_parts(session: Session) -> None:
    made = employee(session, job="Fitter", wage=2000)
    do(session, "employee.change", CLERK, employee=made.id, wage=2500, department="Works", week_hours=30, leave_days=20)
    assert (made.wage, made.position, made.department) == (250000, "Fitter", "Works")
    assert (made.week_minutes, made.leave_days) == (1800, 20)
    last = events.history(session, "employee", made.id)[-1]
    assert last.values == {"wage": [200000, 250000], "department": ["", "Works"]}


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "A", "wage": -1}, "wage"),
        ({"name": "A", "deduction_percent": 101}, "deduction_percent"),
        ({"name": "A", "week_hours": 0}, "week_hours"),
        ({"name": "A", "week_hours": 169}, "week_hours"),
        ({"name": "A", "centres": [{"centre": 99, "percent": 100}]}, "centres"),
        ({"party": 99}, "party"),
    ],
)
def test_a_file_that_cannot_be_is_refused(session: Session, entered: dict[str, Any], field: str) -> None:
    with pytest.raises((Refusal, NotFound)) as caught:
        do(session, "employee.create", CLERK, **entered)
    assert caught.value.field == field


def test_staff_files_are_for_those_who_keep_them(session: Session) -> None:
    with pytest.raises(WrongRole):
        do(session, "employee.create", SELLER, name="Ada")


def test_talks_and_trainings_are_kept(session: Session) -> None:
    made = employee(session)
    talk = do(session, "review.create", CLERK, employee=made.id, mark=4, agreed="Leads the next project")
    do(session, "review.create", CLERK, employee=made.id, mark=5, kind="training", agreed="First aid")
    assert isinstance(talk, Review)
    assert (talk.on, talk.kind, talk.mark) == (DAY, "talk", 4)
    assert [event.what for event in events.history(session, "employee", made.id)][-2:] == ["talk", "training"]


def test_there_is_no_talk_with_an_applicant(session: Session) -> None:
    made = do(session, "employee.create", CLERK, name="Ada")
    with pytest.raises(Refusal, match="not employed on 2026-03-02"):
        do(session, "review.create", CLERK, employee=made.id, mark=3)

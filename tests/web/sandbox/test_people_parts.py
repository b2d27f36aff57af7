"""Names and states that lists of people share."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.people.tables import Employee, Expense, Payroll
from tests.web.sandbox.staffed import looked_at
from tests.web.sandbox.trying import Trier
from web.sandbox import choosing
from web.sandbox.people_parts import (
    CLAIM_STATE,
    COST,
    EVERYBODY,
    PAYROLL_STATE,
    STAFF,
    centres,
    claim_state,
    payroll_state,
    who,
)


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return looked_at(app)


def test_the_states_of_lists_and_pages_agree(there: Trier) -> None:
    with there.books.session(write=False) as session:
        runs = dict(session.execute(select(Payroll.id, PAYROLL_STATE)).all())
        assert runs == {run.id: payroll_state(session, run) for run in session.scalars(select(Payroll))}
        assert runs == {1: "paid", 2: "draft"}
        claims = dict(session.execute(select(Expense.id, CLAIM_STATE)).all())
        assert claims == {claim.id: claim_state(session, claim) for claim in session.scalars(select(Expense))}
        assert claims == {1: "paid", 2: "waiting"}


def test_people_are_chosen_by_name(there: Trier) -> None:
    with there.books.session(write=False) as session:
        staff = {name for _, name in choosing.options(session, STAFF)}
        assert staff == {"Ada Lund", "Bo Marsh", "Cem Aydin"}
        assert {name for _, name in choosing.options(session, EVERYBODY)} == staff | {"Dee Park"}


def test_expenses_are_chosen_without_groups(there: Trier) -> None:
    with there.books.session(write=False) as session:
        names = [name for _, name in choosing.options(session, COST)]
        assert "6230 Travel" in names
        assert not any(name.startswith(("6 ", "1", "4")) for name in names)


def test_cost_centres_are_read_with_their_shares(there: Trier) -> None:
    with there.books.session(write=False) as session:
        assert centres(session, session.get_one(Employee, 1)) == "Sales 60 %, Production 40 %"
        assert centres(session, session.get_one(Employee, 2)) == ""


def test_the_name_of_a_row_leads_to_the_file() -> None:
    column = who("Who")
    assert (column.title, column.to, column.searched) == ("Who", "employee", True)

"""Maintenance of work centres."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.ledger.accounts import account, chart
from advisor.sandbox.ledger.tables import Line
from advisor.sandbox.plan.maintenance import overdue
from advisor.sandbox.plan.tables import Maintenance
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BUYER, do
from tests.sandbox.plan.shop import centre

DAYS = datetime.timedelta(days=1)


def plan(session: Session, **more: object) -> Maintenance:
    entered = {"centre": 1, "name": "Oil change", "on": DAY + DAYS, "minutes": 90} | more
    found = do(session, "maintenance.create", **entered)
    assert isinstance(found, Maintenance)
    return found


def test_from_the_plan_to_the_end(books: Database) -> None:
    with books.session() as session:
        centre(session)
        one = plan(session)
        assert (one.number, one.state) == ("MO-0001", "planned")
        do(session, "maintenance.start", document=one.id)
        do(session, "maintenance.finish", document=one.id, minutes=75, cost="48.50")
        assert (one.state, one.spent, one.cost, one.done) == ("done", 75, 4850, DAY)
        expense = next(row for row in chart(session).by_id.values() if row.code == "6240")
        booked = session.execute(select(Line.account_id, Line.amount).order_by(Line.id)).all()
        assert booked == [(expense.id, 4850), (account(session, "work").id, -4850)]


def test_the_next_one_follows_from_the_day_it_was_planned_for(session: Session) -> None:
    centre(session)
    one = plan(session, every=30)
    trial(session).today = DAY + 5 * DAYS
    do(session, "maintenance.start", document=one.id)
    do(session, "maintenance.finish", document=one.id)
    following = session.scalars(select(Maintenance).where(Maintenance.state == "planned")).one()
    assert (following.number, following.on, following.every) == ("MO-0002", DAY + 31 * DAYS, 30)
    assert session.scalars(select(Line)).all() == []


def test_rounds_that_were_missed_are_not_made_up_for(session: Session) -> None:
    centre(session)
    one = plan(session, every=7)
    trial(session).today = DAY + 16 * DAYS
    assert overdue(session) == [one]
    do(session, "maintenance.start", document=one.id)
    do(session, "maintenance.finish", document=one.id)
    assert session.scalars(select(Maintenance.on).where(Maintenance.state == "planned")).all() == [DAY + 22 * DAYS]
    assert overdue(session) == []


def test_a_cancelled_one_ends_its_row(session: Session) -> None:
    centre(session)
    one = plan(session, every=7)
    do(session, "maintenance.cancel", document=one.id)
    assert session.scalars(select(Maintenance.state)).all() == ["cancelled"]
    with pytest.raises(Refusal, match="cannot be done in the state"):
        do(session, "maintenance.start", document=one.id)


@pytest.mark.parametrize(
    ("entered", "error", "sentence"),
    [
        ({"centre": 9}, NotFound, "no such work centre"),
        ({"name": " "}, Refusal, "name is needed"),
        ({"on": DAY - DAYS}, Refusal, "today or later"),
        ({"minutes": 0}, Refusal, "between 1 and 1440"),
        ({"minutes": 1441}, Refusal, "between 1 and 1440"),
        ({"every": -1}, Refusal, "nought means not at all"),
    ],
)
def test_what_cannot_be_planned(
    session: Session, entered: dict[str, object], error: type[Exception], sentence: str
) -> None:
    centre(session)
    with pytest.raises(error, match=sentence):
        plan(session, **entered)


def test_what_cannot_have_been_spent(session: Session) -> None:
    centre(session)
    one = plan(session)
    do(session, "maintenance.start", document=one.id)
    with pytest.raises(Refusal, match="nought or more"):
        do(session, "maintenance.finish", document=one.id, cost=-1)
    with pytest.raises(WrongRole):
        do(session, "maintenance.finish", BUYER, document=one.id)

"""What a project brings and costs, from the ledger and the time spent."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.people.margin import Margin, by_person, by_task, margins
from tests.sandbox.making import BOOKKEEPER, SELLER, do
from tests.sandbox.people.staffing import DAY, employee, project, task
from tests.sandbox.people.test_billing import bill
from tests.sandbox.people.test_expenses import claim
from tests.sandbox.people.test_timesheets import spend


def test_revenue_time_purchases_and_expenses(books: Database) -> None:
    with books.session() as session:
        tower = project(session, billing="time", rate=100, budget=1000)
        plan = task(session, tower, hours=10)
        ada, bea = employee(session, "Ada", rate=40), employee(session, "Bea", rate=60)
        spend(session, ada, plan, "8")
        spend(session, bea, plan, "1.5")
        do(session, "invoice.post", BOOKKEEPER, document=bill(session, tower).id)
        spend(session, ada, plan, "0.5")
        do(session, "expense.post", BOOKKEEPER, document=claim(session, ada.id, "70", project=tower.id).id)
        post(session, Posting("PUR", DAY, [Item("purchases", 20000, project=tower.id), Item("bank", -20000)]))
        found = margins(session, [tower])[tower.id]
        assert found == Margin(
            revenue=95000,
            time=43000,
            purchases=20000,
            expenses=7000,
            budget=100000,
            planned=600,
            spent=600,
            unbilled=5000,
        )
        assert (found.cost, found.margin, found.share, found.used) == (70000, 25000, 2632, 7000)
        assert by_person(session, tower.id) == {ada.id: (510, 34000), bea.id: (90, 9000)}
        assert by_task(session, tower.id) == {plan.id: 600}


def test_projects_do_not_share_amounts(session: Session) -> None:
    tower = project(session)
    other = do(session, "project.create", name="Other", party=tower.party_id, last=tower.last)
    post(session, Posting("PUR", DAY, [Item("purchases", 500, project=other.id), Item("bank", -500)]))
    found = margins(session, [tower, other])
    assert (found[tower.id].cost, found[other.id].cost) == (0, 500)


def test_a_credit_note_lowers_the_revenue(session: Session) -> None:
    tower = project(session, billing="time", rate=100)
    spend(session, employee(session), task(session, tower), "2")
    invoice = bill(session, tower)
    do(session, "invoice.post", BOOKKEEPER, document=invoice.id)
    assert margins(session, [tower])[tower.id].revenue == 20000
    do(session, "invoice.reverse", BOOKKEEPER, document=invoice.id)
    found = margins(session, [tower])[tower.id]
    assert (found.revenue, found.unbilled) == (0, 20000)


def test_a_draft_is_not_counted(session: Session) -> None:
    tower = project(session)
    do(session, "milestone.create", SELLER, project=tower.id, name="Start", amount=1000, on=DAY)
    bill(session, tower)
    assert margins(session, [tower])[tower.id].revenue == 0


def test_cancelled_tasks_are_not_planned(session: Session) -> None:
    tower = project(session)
    task(session, tower, hours=3)
    do(session, "task.cancel", document=task(session, tower, hours=5).id)
    assert margins(session, [tower])[tower.id].planned == 180


@pytest.mark.parametrize(("revenue", "budget"), [(0, 0), (-5, 0)])
def test_without_revenue_or_budget_there_is_no_share(revenue: int, budget: int) -> None:
    found = Margin(revenue=revenue, time=10, budget=budget)
    assert (found.share, found.used) == (None, None)
    assert found.margin == revenue - 10


def test_no_projects_have_no_margins(session: Session) -> None:
    assert margins(session, []) == {}

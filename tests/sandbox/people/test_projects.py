"""Projects are for customers, between two days, and are closed when their tasks are done."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.people.projects import active, billed_milestones
from advisor.sandbox.people.tables import Milestone, Project
from tests.sandbox.making import BOSS, SELLER, STOREKEEPER, customer, do, product, supplier
from tests.sandbox.people.staffing import DAY, day, project, task


def test_a_project_from_draft_to_closed(books: Database) -> None:
    with books.session() as session:
        made = do(
            session,
            "project.create",
            SELLER,
            name="Tower",
            party=customer(session).id,
            last=day(60),
            billing="time",
            rate=Decimal("95.50"),
            budget=12000,
        )
        assert (made.number, made.state, made.first, made.rate, made.budget) == ("PJ-0001", "draft", DAY, 9550, 1200000)
        do(session, "project.start", SELLER, document=made.id)
        todo = task(session, made)
        with pytest.raises(Refusal, match="Tasks are open: 1, such as Plan"):
            do(session, "project.close", BOSS, document=made.id)
        do(session, "task.finish", SELLER, document=todo.id)
        do(session, "project.close", BOSS, document=made.id)
        assert made.state == "closed"
        with pytest.raises(Refusal, match="Tower is closed"):
            active(session, made.id)
        do(session, "project.reopen", BOSS, document=made.id)
        assert active(session, made.id) is made


@pytest.mark.parametrize(
    ("entered", "field"),
    [
        ({"name": ""}, "name"),
        ({"last": day(-1)}, "last"),
        ({"rate": -1}, "rate"),
        ({"budget": Decimal("0.001")}, "budget"),
        ({"product": 99}, "product"),
    ],
)
def test_a_project_that_cannot_be_is_refused(session: Session, entered: dict[str, Any], field: str) -> None:
    with pytest.raises((Refusal, NotFound)) as caught:
        project(session, **entered)
    expected = "amount" if field == "budget" else field  # the currency refuses it
    assert caught.value.field in (field, expected)


def test_a_project_is_for_a_customer(session: Session) -> None:
    with pytest.raises(Refusal, match="S1 is no customer"):
        project(session, party=supplier(session).id)


def test_its_invoices_name_a_service(session: Session) -> None:
    goods, service = product(session, "brick"), product(session, "advice", kind="service")
    tower = project(session, product=service.id)
    assert tower.product_id == service.id
    with pytest.raises(Refusal, match="Brick is no service"):
        do(session, "project.change", SELLER, project=tower.id, product=goods.id)


def test_a_project_is_changed_in_parts(session: Session) -> None:
    made = project(session, budget=100)
    do(session, "project.change", SELLER, project=made.id, name="Bridge", last=day(10), rate=80)
    assert (made.name, made.last, made.rate, made.budget) == ("Bridge", day(10), 8000, 10000)
    with pytest.raises(Refusal, match="before the first"):
        do(session, "project.change", SELLER, project=made.id, first=day(11))


def test_milestones_belong_to_the_project(session: Session) -> None:
    tower = project(session)
    other = do(session, "project.create", name="Other", party=tower.party_id, last=day(9))
    todo = task(session, tower)
    made = do(session, "milestone.create", SELLER, project=tower.id, name="Roof", amount=500, on=day(30), task=todo.id)
    assert isinstance(made, Milestone)
    assert (made.amount, made.task_id) == (50000, todo.id)
    with pytest.raises(Refusal, match="belongs to another project"):
        do(session, "milestone.create", SELLER, project=other.id, name="X", amount=1, on=day(1), task=todo.id)
    do(session, "milestone.remove", SELLER, milestone=made.id)
    assert session.scalars(select(Milestone)).all() == []


@pytest.mark.parametrize(
    ("entered", "field"), [({"name": " "}, "name"), ({"amount": 0}, "amount"), ({"task": 9}, "task")]
)
def test_a_milestone_that_cannot_be_is_refused(session: Session, entered: dict[str, Any], field: str) -> None:
    values = {"project": project(session).id, "name": "Roof", "amount": 5, "on": day(1)} | entered
    with pytest.raises((Refusal, NotFound)) as caught:
        do(session, "milestone.create", SELLER, **values)
    assert caught.value.field == field


def test_a_billed_milestone_stays_until_its_invoice_is_cancelled(session: Session) -> None:
    tower = project(session)
    made = do(session, "milestone.create", SELLER, project=tower.id, name="Start", amount=500, on=DAY)
    do(session, "project.bill", SELLER, document=tower.id)
    assert billed_milestones(session, [tower.id]) == {made.id}
    with pytest.raises(Refusal, match="is on an invoice"):
        do(session, "milestone.remove", SELLER, milestone=made.id)
    do(session, "invoice.cancel", SELLER, document=1)
    assert billed_milestones(session, [tower.id]) == set()
    do(session, "milestone.remove", SELLER, milestone=made.id)


def test_the_warehouse_plans_no_projects(session: Session) -> None:
    with pytest.raises(WrongRole):
        do(session, "project.create", STOREKEEPER, name="X", party=customer(session).id, last=day(1))


def test_a_cancelled_project_takes_nothing_new(session: Session) -> None:
    made = project(session)
    do(session, "project.cancel", BOSS, document=made.id)
    assert session.get_one(Project, made.id).state == "cancelled"
    with pytest.raises(Refusal):
        task(session, made)

"""Milestones and time become invoices, once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.people.billing import open_time, reached, unbilled
from advisor.sandbox.people.tables import Project, Task
from advisor.sandbox.trade.tables import Invoice
from tests.sandbox.making import BOOKKEEPER, SELLER, do, product
from tests.sandbox.people.staffing import DAY, balance, day, employee, project, sound, task, wait
from tests.sandbox.people.test_timesheets import spend


def bill(session: Session, project: Project, **entered: Any) -> Invoice:
    do(session, "project.bill", BOOKKEEPER, document=project.id, **entered)
    return session.scalars(select(Invoice).order_by(Invoice.id.desc()).limit(1)).one()


def by_time(session: Session, **columns: Any) -> tuple[Project, Task]:
    tower = project(session, **({"billing": "time", "rate": 100} | columns))
    return tower, task(session, tower)


def test_milestones_that_were_reached_are_billed_once(books: Database) -> None:
    with books.session() as session:
        tower = project(session)
        todo = task(session, tower)
        for name, on, of in (("Start", DAY, None), ("Roof", day(5), todo.id), ("Keys", day(50), None)):
            do(session, "milestone.create", SELLER, project=tower.id, name=name, amount=1000, on=on, task=of)
        assert unbilled(session, [tower]) == {tower.id: 100000}
        first = bill(session, tower)
        assert [(line.text, line.net, line.project_id) for line in first.lines] == [("Start", 100000, tower.id)]
        assert (first.project_id, first.reference, first.state) == (tower.id, "PJ-0001", "draft")
        with pytest.raises(Refusal, match="No milestone was reached"):
            bill(session, tower)
        do(session, "task.finish", SELLER, document=todo.id)
        assert [line.text for line in bill(session, tower).lines] == ["Roof"]
        wait(session, day(50))
        assert [one.name for one in reached(session, tower, day(50))] == ["Keys"]
        assert sound(session) == []


def test_time_is_billed_by_task_and_person(books: Database) -> None:
    with books.session() as session:
        tower, plan = by_time(session)
        build = task(session, tower, "Build")
        ada, bea = employee(session, "Ada"), employee(session, "Bea")
        spend(session, ada, plan, "2.5")
        spend(session, ada, plan, "1.5")
        spend(session, bea, plan, "1")
        spend(session, ada, build, "0.25")
        spend(session, ada, build, "8", billable=False)
        assert unbilled(session, [tower]) == {tower.id: 52500}
        invoice = bill(session, tower)
        assert [(line.text, line.quantity, line.net) for line in invoice.lines] == [
            ("Plan, Ada", 400, 40000),
            ("Plan, Bea", 100, 10000),
            ("Build, Ada", 25, 2500),
        ]
        assert open_time(session, tower, DAY) == []
        assert unbilled(session, [tower]) == {}
        assert sound(session) == []


def test_a_billed_project_is_booked_with_its_number(session: Session) -> None:
    tower, plan = by_time(session)
    spend(session, employee(session), plan, "3")
    invoice = bill(session, tower)
    do(session, "invoice.post", BOOKKEEPER, document=invoice.id)
    assert invoice.state == "posted"
    assert balance(session, "service_revenue") + balance(session, "revenue") == -300


def test_time_of_a_cancelled_invoice_is_billed_again(books: Database) -> None:
    with books.session() as session:
        tower, plan = by_time(session)
        spend(session, employee(session), plan, "3")
        do(session, "invoice.cancel", BOOKKEEPER, document=bill(session, tower).id)
        assert unbilled(session, [tower]) == {tower.id: 30000}
        assert bill(session, tower).lines[0].net == 30000


def test_time_of_a_reversed_invoice_is_billed_again(session: Session) -> None:
    tower, plan = by_time(session)
    spend(session, employee(session), plan, "3")
    invoice = bill(session, tower)
    do(session, "invoice.post", BOOKKEEPER, document=invoice.id)
    with pytest.raises(Refusal):
        bill(session, tower)
    do(session, "invoice.reverse", BOOKKEEPER, document=invoice.id)
    assert bill(session, tower).lines[0].net == 30000


def test_only_time_until_a_day_is_billed(session: Session) -> None:
    tower, plan = by_time(session)
    ada = employee(session)
    spend(session, ada, plan, "1")
    wait(session, day(3))
    spend(session, ada, plan, "2")
    assert bill(session, tower, until=day(2)).lines[0].quantity == 100
    assert bill(session, tower).lines[0].quantity == 200


def test_a_service_that_cannot_be_split_is_billed_as_one(session: Session) -> None:
    service = product(session, "advice", kind="service", price=100)
    tower, plan = by_time(session, product=service.id)
    ada = employee(session)
    spend(session, ada, plan, "1.25")
    line = bill(session, tower).lines[0]
    assert (line.product_id, line.quantity, line.net, line.text) == (service.id, 1, 12500, "Plan, Ada (1.25 h)")
    spend(session, ada, plan, "2")
    assert bill(session, tower).lines[0].quantity == 2


def test_without_a_price_nothing_is_billed(session: Session) -> None:
    tower, plan = by_time(session, rate=0)
    spend(session, employee(session), plan, "1")
    with pytest.raises(Refusal, match="no price for an hour"):
        bill(session, tower)


def test_without_time_nothing_is_billed(session: Session) -> None:
    tower, _ = by_time(session)
    with pytest.raises(Refusal, match="no billable time"):
        bill(session, tower)


def test_an_invoice_of_a_project_is_in_the_currency_of_the_books(session: Session) -> None:
    tower, plan = by_time(session, party=do(session, "party.create", name="US", customer=True, currency="USD").id)
    spend(session, employee(session), plan, "0.5")
    invoice = bill(session, tower)
    assert (invoice.currency, invoice.net) == ("EUR", Decimal(5000))

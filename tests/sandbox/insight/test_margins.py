"""Margins: nothing is left out, so together they are what profit and loss says."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.insight import margins
from advisor.sandbox.insight.margins import Margin, Subject
from advisor.sandbox.insight.spans import Span
from advisor.sandbox.insight.statements import Column, profit_and_loss
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.people.tables import Employee, Project, Task, Timesheet
from advisor.sandbox.trade.tables import Shipment
from tests.sandbox import selling
from tests.sandbox.insight.posting import DAY, book, invoice, pair, party
from tests.sandbox.insight.test_backlog import goods, order
from tests.sandbox.making import do, units

D = datetime.date
YEAR = Span(D(2026, 1, 1), D(2026, 12, 31))


def figures(found: list[Margin]) -> list[tuple[str, int, int]]:
    return [(one.name, one.revenue, one.cost) for one in found]


def some_sales(session: Session) -> None:
    bolt, nut = goods(session), goods(session, "nut")
    project = Project(name="Hall", party_id=party(session, "owner").id, first=DAY, last=DAY)
    session.add(project)
    session.flush()
    book(session, D(2026, 1, 5), Item("bank", 1000), Item("revenue", -700, product=bolt.id, project=project.id),
         Item("revenue", -300, product=nut.id))  # fmt: skip
    book(session, D(2026, 2, 5), Item("cost_of_sales", 400, product=bolt.id, project=project.id), Item("stock", -400))
    book(session, D(2026, 2, 6), Item("cost_of_sales", 350, product=nut.id), Item("stock", -350))
    book(session, D(2026, 2, 7), Item("expense", 90, project=project.id), Item("bank", -90))
    pair(session, D(2026, 2, 8), "lost", "stock", 5)


def test_by_product_the_best_first(books: Database) -> None:
    with books.session() as session:
        some_sales(session)
        assert figures(margins.margins(session, "product", YEAR)) == [("Bolt", 700, 400), ("", 0, 5), ("Nut", 300, 350)]


def test_a_project_bears_all_that_names_it(books: Database) -> None:
    with books.session() as session:
        some_sales(session)
        (one,) = margins.margins(session, "project", YEAR)
        assert (one.name, one.revenue, one.cost, one.margin) == ("Hall", 700, 490, 210)
        assert one.share == pytest.approx(0.3)


def test_time_on_a_project_is_a_cost_of_it(session: Session) -> None:
    some_sales(session)
    worker = Employee(party_id=party(session, "kim").id)
    task = Task(project_id=1, name="Plan", first=DAY, last=DAY)
    session.add_all([worker, task])
    session.flush()
    for on in (D(2026, 3, 1), D(2025, 3, 1)):
        session.add(Timesheet(employee_id=worker.id, task_id=task.id, on=on, minutes=60, cost=25))
    session.flush()
    assert figures(margins.margins(session, "project", YEAR)) == [("Hall", 700, 515)]


def test_by_month(session: Session) -> None:
    some_sales(session)
    found = margins.by_month(session, Span(D(2025, 12, 1), D(2026, 2, 28)))
    assert [(day, one.revenue, one.cost) for day, one in found] == [
        (D(2025, 12, 1), 0, 0),
        (D(2026, 1, 1), 1000, 0),
        (D(2026, 2, 1), 0, 755),
    ]


def test_the_customer_of_a_document_counts(session: Session) -> None:
    acme, other = party(session, "acme", customer=True), party(session, "other", customer=True)
    invoice(session, acme, DAY, DAY, 500)
    made = order(session, other, [{"product_id": goods(session).id, "quantity": 1, "price": 1}])
    sent = Shipment(kind="shipment", party_id=other.id, order_id=made.id, location_id=1, planned=DAY)
    session.add(sent)
    session.flush()
    post(session, Posting("STK", DAY, [Item("cost_of_sales", 80), Item("stock", -80)], "shipment", sent.id))
    pair(session, DAY, "bank", "revenue", 20)
    found = {(one.name, one.margin) for one in margins.margins(session, "party", YEAR)}
    assert found == {("Acme", 500), ("Other", -80), ("", 20)}


@pytest.mark.parametrize("by", ["product", "party"])
def test_together_they_are_the_gross_profit(session: Session, by: Subject) -> None:
    some_sales(session)
    found = margins.margins(session, by, YEAR)
    statement = profit_and_loss(session, [Column(YEAR)])
    assert sum(one.revenue for one in found) == statement.total("income").amounts[0]
    assert sum(one.cost for one in found) == statement.total("cost_of_sales").amounts[0]
    assert margins.total(session, YEAR).margin == statement.total("gross_profit").amounts[0]


def test_no_revenue_has_no_share() -> None:
    assert Margin(1, "", 0, 5).share is None
    assert Margin(1, "", 10, 15).share == -0.5


def test_margins_of_a_company(company: Session) -> None:
    span = Span(D(2025, 12, 1), D(2026, 2, 28))
    products = {one.name: one for one in margins.margins(company, "product", span)}
    assert (products["Frame"].revenue, products["Frame"].cost) == (30 * 24_000, 30 * 15_000)
    assert products["Fitting"].cost == 0
    assert products["Fitting"].share == 1
    parties = {one.name: one.revenue for one in margins.margins(company, "party", span)}
    assert parties["Shop"] == 3 * 150 * 1_000
    months = margins.by_month(company, span)
    assert sum(one.margin for _, one in months) == margins.total(company, span).margin


def test_from_an_order_to_its_margin_by_the_verbs(books: Database) -> None:
    with books.session() as session:
        bolt = selling.goods(session, "bolt", stock=10, cost=4, tax="VAT")
        acme = selling.buyer(session, "acme")
        order = selling.confirmed(session, acme, (bolt, 5))
        selling.shipped(session, order)
        assert margins.margins(session, "product", YEAR) == []
        selling.posted(session, order)
        (by_product,), (by_party,) = (margins.margins(session, by, YEAR) for by in ("product", "party"))
        assert (by_product.id, by_product.revenue, by_product.cost) == (bolt.id, 5_000, 2_000)
        assert (by_party.id, by_party.margin) == (acme.id, 3_000)


def test_what_is_taken_back_earns_nothing(session: Session) -> None:
    bolt = selling.goods(session, "bolt", stock=10, cost=4)
    order = selling.confirmed(session, selling.buyer(session), (bolt, 5))
    selling.shipped(session, order)
    made = selling.posted(session, order)
    do(session, "invoice.reverse", document=made.id)
    assert margins.margins(session, "product", YEAR) == []
    assert margins.total(session, YEAR) == Margin(None, "", 0, 0)


def test_discounts_lower_the_margin(session: Session) -> None:
    bolt = selling.goods(session, "bolt", stock=10, cost=4)
    buyer = selling.buyer(session)
    line = {"product": bolt.id, "quantity": units(2), "discount": units(25)}
    order = do(session, "sale.create", party=buyer.id, lines=[line])
    do(session, "sale.confirm", document=order.id)
    selling.shipped(session, order)
    selling.posted(session, order)
    (one,) = margins.margins(session, "product", YEAR)
    assert (one.revenue, one.cost, one.share) == (1_500, 800, pytest.approx(0.4667, abs=1e-3))


def test_another_company_has_margins_of_its_own(session: Session) -> None:
    do(session, "company.create", name="North", code="north")
    pair(session, DAY, "bank", "revenue", 70, company=2)
    pair(session, DAY, "bank", "revenue", 5)
    assert [one.revenue for one in margins.margins(session, "party", YEAR, company=2)] == [70]
    assert margins.total(session, YEAR).revenue == 5


def test_the_edges_of_a_span_count(session: Session) -> None:
    for day in (D(2025, 12, 31), D(2026, 1, 1), D(2026, 1, 31), D(2026, 2, 1)):
        pair(session, day, "bank", "revenue", 10)
    span = Span(D(2026, 1, 1), D(2026, 1, 31))
    assert margins.total(session, span).revenue == 20
    assert [one.revenue for one in margins.margins(session, "party", span)] == [20]

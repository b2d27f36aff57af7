"""Lists as pages: headings that sort, filters with their choices, buttons by role, files."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Party, Product
from tests.sandbox.conftest import blank_file, session, sqlite_books
from tests.sandbox.making import customer, product, supplier, units
from web.sandbox import areas as _areas  # noqa: F401 - lists are declared
from web.sandbox import registry, tables
from web.sandbox.declared import Column, Filter, Screen
from web.sandbox.visit import Visit

__all__ = ["blank_file", "session", "sqlite_books"]


def visit(session: Session, role: str = "manager", language: str = "en", **query: str) -> Visit:
    return Visit(session, "s" * 32, language, role, query)


def test_headings_sort_and_say_how_it_is_sorted(session: Session) -> None:
    page = tables.page(visit(session, q="x", sort="name"), registry.screen("products"))
    heads = {head.title: head for head in page.table.heads}
    assert heads["Name"].sorted == "ascending"
    assert heads["Name"].href == "?q=x&sort=-name"
    assert heads["Code"].href == "?q=x&sort=code"
    assert heads["In stock"].href == "", "what SQL does not give cannot be sorted"
    assert heads["Price (EUR)"].end


def test_rows_lead_to_their_documents(session: Session) -> None:
    mill = supplier(session, "mill")
    product(session, "valve", supplier=mill.id, price=units("12.5"))
    page = tables.page(visit(session), registry.screen("products"))
    (row,) = page.table.rows
    assert row[0].href.endswith("/d/product/1")
    assert row[4].href.endswith(f"/d/party/{mill.id}")
    assert row[1].href == ""
    assert [cell.text for cell in row[:3]] == ["Valve", "valve", ""]


def test_pages_lead_to_each_other_and_keep_what_was_asked(session: Session) -> None:
    for number in range(120):
        session.add(Party(code=f"c{number}", name=f"Customer {number:03d}", customer=True))
    session.flush()
    page = tables.page(visit(session, customer="1", page="2"), registry.screen("parties"))
    assert (page.count, page.page, page.pages) == (120, 2, 3)
    assert page.before == "?customer=1&sort=name"
    assert page.after == "?customer=1&sort=name&page=3"
    assert page.narrow
    last = tables.page(visit(session, page="3"), registry.screen("parties"))
    assert (last.after, len(last.table.rows)) == ("", 20)


def test_filters_offer_their_choices(session: Session) -> None:
    supplier(session, "mill")
    screen = registry.screen("products")
    filters = {one.name: one for one in tables.page(visit(session, kind="service"), screen).filters}
    assert [(one.label, one.chosen) for one in filters["kind"].options] == [("Goods", False), ("Service", True)]
    assert [one.label for one in filters["supplier"].options] == ["Mill"]


def test_days_of_a_filter_are_shown_as_the_reader_writes_them(session: Session) -> None:
    screen = Screen(
        "x", "X", "setup", "", (Column("name", "Name", Party.name),), select(Party.id), kind="invoice",
        filters=(Filter("on", "Day", Party.id, "days"), Filter("state", "Status", Party.name, "state")),
    )  # fmt: skip
    query = {"on.from": "2026-03-02", "on.to": "soon"}
    days, state = tables.page(visit(session, language="fa", **query), screen).filters
    assert days.values == ("۱۴۰۴/۱۲/۱۱", "soon")
    assert [one.value for one in state.options][-1] == "paid"


@pytest.mark.parametrize(("role", "offered"), [("manager", True), ("warehouse", False), ("sales", True)])
def test_forms_are_offered_to_those_who_may(session: Session, role: str, offered: bool) -> None:
    page = tables.page(visit(session, role), registry.screen("parties"))
    assert [place.title for place in page.create] == (["New business partner"] if offered else [])


def test_forms_of_modules_that_are_off_are_not_offered(session: Session) -> None:
    there = visit(session)
    there.trial.modules = ["erp-gl"]
    assert tables.offer(there, "party.create") is None
    assert tables.offer(there, "party.destroy") is None


def test_a_file_holds_all_rows_that_are_asked_for(session: Session) -> None:
    for number in range(60):
        session.add(Product(code=f"p{number}", name=f"Product {number:02d}", price=125000))
    session.flush()
    rows = tables.exported(visit(session, q="product", page="2"), registry.screen("products"))
    assert len(rows) == 61
    assert rows[0][0] == "Name"
    assert rows[1][6] == Decimal("12.5")


def test_a_list_of_several_kinds_leads_to_each(session: Session) -> None:
    screen = Screen(
        "mixed", "Mixed", "setup", "", (Column("name", "Name", Party.name),),
        select(Party.id, literal("party").label("kind")), kind="product",
    )  # fmt: skip
    customer(session, "acme")
    (row,) = tables.page(visit(session), screen).table.rows
    assert row[0].href.endswith("/d/party/1")


def test_a_document_without_number_can_still_be_opened(session: Session) -> None:
    screen = Screen(
        "drafts", "Drafts", "setup", "",
        (Column("name", "Name", Party.name), Column("its", "Its", Party.phone, to="party", key=Party.id)),
        select(Party.id),
    )  # fmt: skip
    made = customer(session, "acme")
    (row,) = tables.page(visit(session), screen).table.rows
    assert (row[1].text, row[1].href.endswith(f"/d/party/{made.id}")) == (f"Business partner {made.id}", True)


def test_an_empty_list_says_what_to_do(session: Session) -> None:
    page = tables.page(visit(session), registry.screen("parties"))
    assert page.table.rows == ()
    assert page.empty.endswith("Enter the first one.")

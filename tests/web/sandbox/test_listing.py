"""Lists are searched, filtered, sorted and paged by what an address asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Party, Product
from tests.sandbox.conftest import blank_file, session, sqlite_books
from tests.sandbox.making import customer, product, supplier, units
from web.sandbox import listing
from web.sandbox.declared import Column, Filter, Screen
from web.sandbox.listing import Wanted, asked, find

__all__ = ["blank_file", "session", "sqlite_books"]

GOODS = Screen(
    "goods",
    "Goods",
    "setup",
    "",
    (
        Column("name", "Name", Product.name, searched=True),
        Column("price", "Price", Product.price, "price"),
        Column("supplier", "Supplier", Party.name, to="party", key=Party.id, searched=True),
        Column("length", "Length", later=lambda _, ids: {one: one * 10 for one in ids}),
    ),
    select(Product.id).outerjoin(Party, Party.id == Product.supplier_id),
    filters=(
        Filter("kind", "Kind", Product.kind, choices=("goods", "service")),
        Filter("inspect", "Inspected", Product.inspect, "yes"),
        Filter("supplier", "Supplier", Product.supplier_id, "row", reference="supplier"),
    ),
    sort="-price",
)


@pytest.fixture
def stocked(session: Session) -> Session:
    """A mill that supplies one of four products; one is a service, one is inspected."""
    mill = supplier(session, "mill")
    product(session, "valve", price=units(5), supplier=mill.id)
    product(session, "pump", price=units(90), inspect=True)
    product(session, "advice", price=units(70), kind="service")
    product(session, "насос", price=units(20))
    return session


def names(session: Session, **query: str) -> list[str]:
    return [row["name"] for row in find(session, GOODS, asked(GOODS, query)).rows]


def test_the_usual_order_is_that_of_the_declaration(stocked: Session) -> None:
    assert names(stocked) == ["Pump", "Advice", "Насос", "Valve"]


@pytest.mark.parametrize(
    ("sort", "first"), [("price", "Valve"), ("-name", "Насос"), ("name", "Advice"), ("supplier", "Valve")]
)
def test_any_column_sorts_both_ways_and_what_is_empty_stands_last(stocked: Session, sort: str, first: str) -> None:
    assert names(stocked, sort=sort)[0] == first


def test_what_cannot_be_sorted_by_is_left_out() -> None:
    for sort in ("length", "password", "-", "price; drop table party"):
        assert asked(GOODS, {"sort": sort}).sort == ""
    assert asked(GOODS, {"sort": "-name"}) == Wanted(sort="name", down=True)


@pytest.mark.parametrize("text", ["VALV", "alve", "mill", "Mill"])
def test_a_part_of_a_word_is_enough_in_any_capitals(stocked: Session, text: str) -> None:
    assert names(stocked, q=text) == ["Valve"]


@pytest.mark.parametrize("text", ["насос", "НАСОС", "Насос"])
def test_capitals_of_other_alphabets_do_not_matter_either(stocked: Session, text: str) -> None:
    assert names(stocked, q=text) == ["Насос"]


@pytest.mark.parametrize("text", ["%", "_", "'", '"', "\\"])
def test_signs_of_sql_are_plain_signs(stocked: Session, text: str) -> None:
    assert names(stocked, q=text) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "service"}, ["Advice"]),
        ({"inspect": "1"}, ["Pump"]),
        ({"supplier": "1"}, ["Valve"]),
        ({"supplier": "x"}, []),
        ({"kind": "goods", "q": "pump"}, ["Pump"]),
        ({"nothing": "1"}, ["Pump", "Advice", "Насос", "Valve"]),
    ],
)
def test_filters(stocked: Session, query: dict[str, str], found: list[str]) -> None:
    assert names(stocked, **query) == found


def test_pages_of_fifty_and_a_count_of_all(session: Session) -> None:
    for number in range(53):
        session.add(Product(code=f"p{number:02d}", name=f"Product {number:02d}"))
    session.flush()
    first = find(session, GOODS, asked(GOODS, {"sort": "name"}))
    assert (len(first.rows), first.count) == (50, 53)
    second = find(session, GOODS, asked(GOODS, {"sort": "name", "page": "2"}))
    assert [row["name"] for row in second.rows] == ["Product 50", "Product 51", "Product 52"]
    assert find(session, GOODS, asked(GOODS, {"page": "9"})).rows == ()


@pytest.mark.parametrize(("page", "number"), [("3", 3), ("0", 1), ("-1", 1), ("x", 1), ("", 1), ("9" * 20, 1)])
def test_the_number_of_a_page(page: str, number: int) -> None:
    assert asked(GOODS, {"page": page}).page == number


def test_a_list_takes_one_statement_and_one_more_when_it_is_long(stocked: Session) -> None:
    seen: list[str] = []
    engine = stocked.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    whole = find(stocked, GOODS, Wanted())
    assert len(seen) == 1
    seen.clear()
    part = find(stocked, GOODS, Wanted(), 1)
    assert (len(part.rows), part.count, len(seen)) == (1, whole.count, 2)
    assert whole.count == len(whole.rows) > 1


def test_values_that_sql_does_not_give_come_after_it(stocked: Session) -> None:
    row = find(stocked, GOODS, asked(GOODS, {"q": "valve"})).rows[0]
    assert row["length"] == row["id"] * 10
    assert row["supplier__key"] == 1


def test_days_from_and_to(session: Session) -> None:
    from advisor.sandbox.core.tables import Event

    customer(session, "c1")
    screen = Screen(
        "events", "Events", "setup", "", (Column("on", "Day", Event.on, "date"),), select(Event.id),
        filters=(Filter("on", "Day", Event.on, "days"),),
    )  # fmt: skip

    def count(**query: str) -> int:
        return find(session, screen, asked(screen, query)).count

    assert count() == count(**{"on.from": "2026-03-02", "on.to": "2026-03-02"}) == 1
    assert count(**{"on.from": "۱۴۰۴/۱۲/۱۱"}) == 1
    assert count(**{"on.from": "2026-03-03"}) == count(**{"on.to": "2026-03-01"}) == 0
    assert count(**{"on.to": "yesterday"}) == 1, "what is no day does not filter"


def rows(_: Session, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    found = [{"id": 1, "name": "b", "sum": 5}, {"id": 2, "name": "a", "sum": None}, {"id": 3, "name": "c", "sum": 7}]
    return [row for row in found if not filters or row["name"] == filters["name"]]


COMPUTED = Screen(
    "sums", "Sums", "insight", "", (Column("name", "Name", searched=True), Column("sum", "Sum", kind="money")),
    rows=rows, filters=(Filter("name", "Name", choices=("a", "b")),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [1, 2, 3]),
        ({"sort": "sum"}, [1, 3, 2]),
        ({"sort": "-sum"}, [3, 1, 2]),
        ({"sort": "name"}, [2, 1, 3]),
        ({"q": "C"}, [3]),
        ({"name": "b"}, [1]),
    ],
)
def test_lists_that_no_query_gives(session: Session, query: dict[str, str], found: list[int]) -> None:
    assert [row["id"] for row in find(session, COMPUTED, asked(COMPUTED, query)).rows] == found


def test_lists_that_no_query_gives_are_paged(session: Session) -> None:
    wanted = asked(COMPUTED, {"sort": "name", "page": "2"})
    assert [row["id"] for row in find(session, COMPUTED, wanted, 2).rows] == [3]


def test_an_address_keeps_what_was_asked() -> None:
    wanted = asked(GOODS, {"q": "a b", "kind": "goods", "sort": "-name", "page": "2", "supplier": ""})
    assert wanted.query() == "q=a+b&kind=goods&sort=-name&page=2"
    assert wanted.query(page=1, sort="price") == "q=a+b&kind=goods&sort=price"
    assert wanted.narrow
    assert not asked(GOODS, {"sort": "name"}).narrow


def test_states_to_filter_by_are_stored_and_computed_ones() -> None:
    assert listing.states_of("invoice")[-1] == "paid"
    assert listing.states_of("nothing") == ()


def test_rows_of_a_document(stocked: Session) -> None:
    found = listing.rows_of(stocked, select(Product.id).order_by(Product.id), GOODS.columns[:2], 3)
    assert [row["name"] for row in found] == ["Valve", "Pump", "Advice"]

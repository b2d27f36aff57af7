"""Columns of stock."""

from __future__ import annotations

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.stock.tables import Balance, Count, CountLine, Location, Shelved, Transfer, TransferLine
from tests.sandbox.conftest import DAY
from tests.sandbox.making import product


def test_a_document_begins_as_a_draft_without_a_number(session: Session) -> None:
    for made in (Count(location_id=1, on=DAY), Transfer(source_id=1, target_id=2, on=DAY)):
        session.add(made)
        session.flush()
        assert (made.state, made.number, made.lines) == ("draft", None, [])


def test_lines_keep_the_order_in_which_they_were_entered(session: Session) -> None:
    goods = [product(session, code).id for code in "cab"]
    made = Transfer(source_id=1, target_id=2, on=DAY)
    made.lines = [TransferLine(product_id=one, quantity=1) for one in goods]
    count = Count(location_id=1, on=DAY, lines=[CountLine(product_id=one, booked=0) for one in goods])
    session.add_all([made, count])
    session.flush()
    session.expire_all()
    assert [line.product_id for line in made.lines] == goods
    assert [(line.product_id, line.counted, line.cost) for line in count.lines] == [(one, None, None) for one in goods]


def test_nothing_is_there_at_first(session: Session) -> None:
    good = product(session, "a").id
    shelf = Location(code="A1", name="A1", kind="shelf", parent_id=1)
    session.add_all([Balance(product_id=good, location_id=1), shelf])
    session.flush()
    session.add(Shelved(product_id=good, location_id=shelf.id))
    session.flush()
    there = session.get_one(Balance, (good, 1))
    assert (there.quantity, there.reserved, there.value, there.last) == (0, 0, 0, None)
    assert (session.get_one(Shelved, (good, shelf.id)).quantity, shelf.capacity) == (0, 0)


def test_what_is_looked_up_is_indexed(books: Database) -> None:
    wanted = {
        "stock_move": [("cause_kind", "cause"), ("product_id",), ("on_day",)],
        "stock_layer": [("product_id", "location_id")],
        "reservation": [("kind", "document"), ("product_id", "location_id")],
    }
    for table, columns in wanted.items():
        found = {tuple(one["column_names"]) for one in inspect(books.engine).get_indexes(table)}
        assert set(columns) <= found

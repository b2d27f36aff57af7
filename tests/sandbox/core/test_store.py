"""The books of a trial: tables and triggers on both databases, wide numbers, rows that are added once."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from advisor.db import Database
from advisor.sandbox.core.store import Table, add_missing, create, open_books
from advisor.sandbox.core.tables import Party, Sequence
from tests.sandbox.conftest import DAY
from tests.sandbox.making import customer

BEYOND = 3_000_000_000  # more than 32 bits hold


def test_all_tables_are_made(books: Database) -> None:
    names = set(inspect(books.engine).get_table_names())
    assert set(Table.metadata.tables) <= names
    assert {"entry", "stock_move", "event", "trade_order"} <= names


def test_amounts_beyond_32_bits_are_kept_and_summed_as_integers(books: Database) -> None:
    with books.session() as session:
        for code in ("a", "b"):
            customer(session, code).credit_limit = BEYOND
    with books.session(write=False) as session:
        total = session.scalar(select(func.sum(Party.credit_limit)))
    assert total == 2 * BEYOND
    assert type(total) is int


def test_keys_are_numbered_from_one(books: Database) -> None:
    with books.session() as session:
        assert [customer(session, code).id for code in ("a", "b")] == [1, 2]


def test_a_row_is_added_once(books: Database) -> None:
    rows = [{"name": "x", "last": 5, "last_date": DAY}, {"name": "y", "last": 6, "last_date": DAY}]
    with books.session() as session:
        assert add_missing(session, Sequence, rows[:1]) == 1
        assert add_missing(session, Sequence, rows) == 1
        assert dict(session.execute(select(Sequence.name, Sequence.last).where(Sequence.last > 4)).all()) == {
            "x": 5,
            "y": 6,
        }


def test_rows_that_belong_together_stay_together(books: Database) -> None:
    with books.session() as session, pytest.raises(IntegrityError):
        session.execute(text("UPDATE party SET sister_id = 99 WHERE id = :id"), {"id": customer(session).id})


def test_constraints_have_names_that_tell_them_apart(books: Database) -> None:
    with books.session() as session:
        customer(session, "a")
        with pytest.raises(IntegrityError) as caught:
            session.execute(text("UPDATE party SET name = NULL"))
    assert "party" in str(caught.value.orig)
    found = {one["name"] for one in inspect(books.engine).get_check_constraints("stock_balance")}
    assert {"ck_stock_balance_quantity", "ck_stock_balance_reserved", "ck_stock_balance_value"} <= found


def test_a_schema_sees_nothing_of_another(postgres_books_url: str) -> None:
    other = open_books(postgres_books_url, "second")
    create(other)
    try:
        with other.session() as session:
            assert session.scalar(select(func.count()).select_from(Sequence)) == 0
            assert session.scalar(text("SHOW search_path")) == "second"
            assert session.scalar(text("SELECT to_regclass('trial')")) is not None
    finally:
        other.close()


@pytest.mark.parametrize("schema", ["Trial", "a b", 'x"; DROP SCHEMA public', "", "9lives"])
def test_a_schema_has_a_plain_name(schema: str) -> None:
    with pytest.raises(AssertionError):
        open_books("postgresql://nowhere/nothing", schema)


def test_books_are_not_made_twice(sqlite_books: Database, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="already exists"):
        create(sqlite_books)

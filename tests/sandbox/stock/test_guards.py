"""The database refuses to change what was moved, and balances that cannot be."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from advisor.db import Database
from tests.sandbox.making import product
from tests.sandbox.stock.stocking import put_in, sound


@pytest.fixture
def moved(books: Database) -> Database:
    with books.session() as session:
        put_in(session, product(session, "a"), 5, 10)
    return books


def refused(books: Database, command: str, message: str) -> None:
    with pytest.raises(DBAPIError, match=message), books.session() as session:
        session.execute(text(command))
    with books.session(write=False) as session:
        sound(session)


def test_a_move_is_fixed(moved: Database) -> None:
    for command in (
        "UPDATE stock_move SET quantity = 6",
        "UPDATE stock_move SET value = 1",
        "UPDATE stock_move SET on_day = '2026-01-01'",
        "UPDATE stock_move SET cause = 9",
        "DELETE FROM stock_move",
    ):
        refused(moved, command, "a move is fixed")


def test_moves_cannot_be_emptied_at_once(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        put_in(session, product(session, "a"), 5, 10)
    refused(postgres_books, "TRUNCATE stock_move", "a move is fixed")


def test_a_balance_that_cannot_be_is_refused(moved: Database) -> None:
    for command, constraint in (
        ("UPDATE stock_balance SET quantity = -1", "ck_stock_balance"),
        ("UPDATE stock_balance SET reserved = 6", "reserved"),
        ("UPDATE stock_balance SET reserved = -1", "reserved"),
        ("UPDATE stock_balance SET value = -1", "value"),
        ("UPDATE stock_balance SET quantity = 0", "value"),  # nothing, and still worth something
    ):
        refused(moved, command, constraint)


def test_a_move_that_cannot_be_is_refused(moved: Database) -> None:
    for source, quantity, value, constraint in ((1, 1, 1, "places"), (6, -1, 1, "quantity"), (6, 1, -1, "quantity")):
        command = (
            "INSERT INTO stock_move (on_day, product_id, source_id, target_id, quantity, value, rounding, cause_kind, "
            f"cause) VALUES ('2026-03-02', 1, {source}, 1, {quantity}, {value}, 0, 'x', 1)"
        )
        refused(moved, command, constraint)

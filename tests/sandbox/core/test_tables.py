"""Columns that all parts rely on."""

from __future__ import annotations

import pytest
from sqlalchemy import BigInteger, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.store import Table
from advisor.sandbox.core.tables import Event, Party, Product, Trial
from tests.sandbox.conftest import DAY

LONGEST = 63  # characters of a name in PostgreSQL


def test_every_whole_number_has_64_bits_on_postgresql() -> None:
    narrow = [
        f"{table.name}.{column.name}"
        for table in Table.metadata.tables.values()
        for column in table.columns
        if column.type.compile(postgresql.dialect()) in ("INTEGER", "SMALLINT")  # type: ignore[no-untyped-call]
    ]
    assert narrow == []


def test_keys_number_themselves_on_sqlite() -> None:
    for table in Table.metadata.tables.values():
        for column in table.primary_key.columns:
            if isinstance(column.type, BigInteger):
                assert column.type.compile(sqlite.dialect()) == "INTEGER", table.name  # type: ignore[no-untyped-call]


def test_names_of_columns_and_constraints_fit() -> None:
    for table in Table.metadata.tables.values():
        for name in [table.name, *(column.name for column in table.columns)]:
            assert len(name) <= LONGEST


def test_there_is_one_trial(books: Database) -> None:
    with books.session() as session:
        kept = session.query(Trial).one()
        assert (kept.today, kept.first_day, kept.currency, kept.phase, kept.modules, kept.settings) == (
            DAY,
            DAY,
            "EUR",
            1,
            [],
            {},
        )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Product(code="a", name="A"), {"kind": "goods", "places": 0, "valuation": "average", "source": "buy"}),
        (Party(code="p", name="P"), {"customer": False, "supplier": False, "credit_limit": 0, "currency": ""}),
        (Event(on=DAY, kind="sale", document=1, what="create", actor="", role=""), {"values": {}, "party_id": None}),
    ],
)
def test_what_is_not_said_has_a_plain_value(session: Session, row: Table, expected: dict[str, object]) -> None:
    session.add(row)
    session.flush()
    assert {name: getattr(row, name) for name in expected} == expected


def test_what_is_looked_up_is_indexed(books: Database) -> None:
    found = {tuple(one["column_names"]) for one in inspect(books.engine).get_indexes("event")}
    assert {("kind", "document"), ("party_id",)} <= found

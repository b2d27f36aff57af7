"""The database of one trial: a SQLite file, or a schema of its own in PostgreSQL.

Tables belong to the packages that own them; `create` makes those of all packages that are imported, with the triggers
that protect posted lines and done moves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from psycopg.adapt import Loader
from sqlalchemy import DDL, BigInteger, Integer, MetaData, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.compiler import InsertmanyvaluesSentinelOpts

from advisor.db import Database, open_database

_SCHEMA = re.compile(r"[a-z][a-z0-9_]{0,50}")


class Table(DeclarativeBase):
    """Names of constraints are fixed, so that a refusal of the database can be told apart. Integers have 64 bits:
    32 would end at 21 million in cents."""

    type_annotation_map = {int: BigInteger().with_variant(Integer(), "sqlite")}  # noqa: RUF012 - read once, never changed
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def open_books(url: str, schema: str | None = None) -> Database:
    """The books at a SQLite file, or in `schema` of a PostgreSQL database.

    A schema is chosen for the whole connection, so that no query can name another trial's.
    """
    if schema is None:
        books = open_database(url)
        # SQLite numbers the rows of one INSERT in the order in which they stand, so their ids can be told apart.
        books.engine.dialect.insertmanyvalues_implicit_sentinel = InsertmanyvaluesSentinelOpts.AUTOINCREMENT
        return books
    assert _SCHEMA.fullmatch(schema), schema
    engine = create_engine(url, pool_size=2, max_overflow=8, connect_args={"options": f"-csearch_path={schema}"})
    event.listen(engine, "connect", _read_sums)
    return Database(engine)


class _Whole(Loader):
    """PostgreSQL gives the sum of 64-bit integers as numeric; nothing here has decimals."""

    def load(self, data: Any) -> int:
        return int(bytes(data))


def _read_sums(connection: Any, _record: Any) -> None:
    connection.adapters.register_loader("numeric", _Whole)


def create(database: Database) -> None:
    """Make all tables and triggers in an empty database or schema."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            schema = connection.execute(text("SHOW search_path")).scalar_one()
            if _SCHEMA.fullmatch(schema):
                connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
        Table.metadata.create_all(connection, checkfirst=False)


def add_missing(session: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> int:
    """Add the rows whose key nobody has added yet; how many were. Waits for others who add the same ones."""
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    statement = insert(table).values(list(rows)).on_conflict_do_nothing()
    return len(session.execute(statement.returning(*inspect(table).primary_key)).all())


def protect(table: str, sqlite: str, postgresql: str) -> None:
    """Say which statements make the triggers of `table` on each database, when it is created.

    A statement may hold several commands; those of SQLite are separated by a line with `--`.
    """
    target = Table.metadata.tables[table]
    for statement in sqlite.split("\n--\n"):
        event.listen(target, "after_create", _ddl(statement).execute_if(dialect="sqlite"))
    event.listen(target, "after_create", _ddl(postgresql).execute_if(dialect="postgresql"))


def _ddl(statement: str) -> Any:
    """DDL fills in `%` of its own, so those of the statement are doubled."""
    return DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]

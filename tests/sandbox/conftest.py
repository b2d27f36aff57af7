"""Books of an empty company on each kind of database, copied from one that is made once."""

from __future__ import annotations

import datetime
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox import packages
from advisor.sandbox.core.store import create, open_books
from advisor.sandbox.founding import Founding, found

DAY = datetime.date(2026, 3, 2)  # a Monday
FOUNDING = Founding("Example Works", DAY)


def make(database: Database) -> None:
    assert packages.PACKAGES
    create(database)
    with database.session() as session:
        found(session, FOUNDING)


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with an empty company."""
    path = tmp_path_factory.mktemp("books") / "blank.db"
    database = open_books(f"sqlite:///{path}")
    make(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def blank_postgres(postgres_server: str) -> str:
    """Name of a PostgreSQL database with an empty company."""
    name = f"blank_{uuid.uuid4().hex}"
    _admin(postgres_server, f"CREATE DATABASE {name} TEMPLATE template0")
    database = open_books(make_url(postgres_server).set(database=name).render_as_string(hide_password=False), "trial")
    make(database)
    database.close()
    return name


def _admin(server: str, command: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(command))


@pytest.fixture
def sqlite_books(blank_file: Path, tmp_path: Path) -> Iterator[Database]:
    database = open_books(f"sqlite:///{shutil.copy(blank_file, tmp_path / 'books.db')}")
    yield database
    database.close()


@pytest.fixture
def postgres_books_url(postgres_server: str, blank_postgres: str) -> Iterator[str]:
    """URL of a PostgreSQL database whose schema `trial` holds an empty company, for processes of their own."""
    name = f"books_{uuid.uuid4().hex}"
    _admin(postgres_server, f"CREATE DATABASE {name} TEMPLATE {blank_postgres}")
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    _admin(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_books(postgres_books_url: str) -> Iterator[Database]:
    database = open_books(postgres_books_url, "trial")
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def books(request: pytest.FixtureRequest) -> Database:
    """The books of an empty company, once in a SQLite file and once in a schema of PostgreSQL."""
    name = "sqlite_books" if request.param == "sqlite" else "postgres_books"
    database: Database = request.getfixturevalue(name)
    return database


@pytest.fixture
def session(sqlite_books: Database) -> Iterator[Session]:
    """A session on SQLite, for what does not depend on the database."""
    with sqlite_books.session() as made:
        yield made

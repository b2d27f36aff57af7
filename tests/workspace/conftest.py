"""A database of each kind, with its tables."""

from __future__ import annotations

import asyncio
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from advisor.db import Database, open_database
from advisor.migrations import upgrade


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "migrated.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> str:
    """Name of a PostgreSQL database with all tables, to be copied."""
    name = f"migrated_{uuid.uuid4().hex}"
    _admin(postgres_server, f"CREATE DATABASE {name} TEMPLATE template0")
    _migrate(_named(postgres_server, name))
    return name


@pytest.fixture
def postgres_copy_url(postgres_server: str, migrated_postgres: str) -> Iterator[str]:
    """A fresh PostgreSQL database with all tables, dropped afterwards even if a connection was left open."""
    name = f"copy_{uuid.uuid4().hex}"
    _admin(postgres_server, f"CREATE DATABASE {name} TEMPLATE {migrated_postgres}")
    yield _named(postgres_server, name)
    _admin(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of each kind; with its tables where the test asks for `database`, else empty."""
    ready = "database" in request.fixturenames
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_copy_url" if ready else "postgres_url"))
    path = tmp_path / "test.db"
    if ready:
        shutil.copy(request.getfixturevalue("migrated_file"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = open_database(database_url)
    yield found
    found.close()


def _migrate(url: str) -> None:
    made = open_database(url)
    upgrade(made)
    made.close()


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _admin(server: str, command: str) -> None:
    with create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
        connection.execute(text(command))


@pytest.fixture(autouse=True)
def no_loop() -> Iterator[None]:
    """The browser of other tests leaves its event loop marked as running in this thread. The engine of jobs, which has
    threads of its own in the application, does not expect one."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)

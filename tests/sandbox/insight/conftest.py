"""Books of a company with three months behind it, made once for each kind of database and only read."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.store import open_books
from tests.sandbox.conftest import _admin
from tests.sandbox.insight.company import furnish


def _furnished(database: Database) -> Database:
    with database.session() as session:
        furnish(session)
    return database


@pytest.fixture(scope="session")
def sqlite_company(blank_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = shutil.copy(blank_file, tmp_path_factory.mktemp("company") / "company.db")
    database = _furnished(open_books(f"sqlite:///{path}"))
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres_company(postgres_server: str, blank_postgres: str) -> Iterator[Database]:
    name = f"company_{uuid.uuid4().hex}"
    _admin(postgres_server, f"CREATE DATABASE {name} TEMPLATE {blank_postgres}")
    url = make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    database = _furnished(open_books(url, "trial"))
    yield database
    database.close()
    _admin(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def company(request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session that only reads, on each kind of database."""
    name = "sqlite_company" if request.param == "sqlite" else "postgres_company"
    database: Database = request.getfixturevalue(name)
    with database.session(write=False) as session:
        yield session

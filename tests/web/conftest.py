"""The application over the real content: one for all tests of a process on SQLite, and one on each database."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from advisor.mail import MailServer
from advisor.recommendation.content import Content
from advisor.settings import Settings
from tests.web.walking import Walk
from web.app import create_app

ROOT = Path(__file__).parents[2]


def settings(database_url: str, origin: str | None = None, mail: MailServer | None = None) -> Settings:
    return Settings(database_url, ROOT / "rules", ROOT / "questionnaires", origin, mail)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    made = create_app(settings(f"sqlite:///{tmp_path_factory.mktemp('web')}/web.db"))
    yield made
    made.state.database.close()


@pytest.fixture(scope="session")
def content(app: FastAPI) -> Content:
    found: Content = app.state.content
    return found


ADDRESSES = map("10.0.0.{}".format, count())  # each test comes from its own, so that none is told to slow down


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False, client=(next(ADDRESSES), 50000))


@pytest.fixture
def either(database_url: str) -> Iterator[TestClient]:
    """A client of an application of its own, once on SQLite and once on PostgreSQL."""
    with TestClient(create_app(settings(database_url))) as made:
        yield made


@pytest.fixture
def walk(client: TestClient) -> Walk:
    return Walk.start(client)

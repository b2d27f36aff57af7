"""A database of each kind, with its tables."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from advisor.db import Database, open_database
from advisor.migrations import upgrade


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = open_database(database_url)
    upgrade(found)
    yield found
    found.close()


@pytest.fixture(autouse=True)
def no_loop() -> Iterator[None]:
    """The browser of other tests leaves its event loop marked as running in this thread. The engine of jobs, which has
    threads of its own in the application, does not expect one."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)

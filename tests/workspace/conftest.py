"""A database of each kind, with its tables."""

from __future__ import annotations

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

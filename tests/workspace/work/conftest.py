"""A database of each kind with one organisation."""

from __future__ import annotations

import pytest

from advisor.db import Database
from tests.workspace.work.working import organisation


@pytest.fixture
def owner(database: Database) -> int:
    return organisation(database)

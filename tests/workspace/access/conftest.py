"""Hashes that take no time, so that a test of what follows from a password need not wait for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from advisor.workspace.access import passwords

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[PasswordHasher]:
    """The same algorithm with the least cost there is."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    passwords._nobodys.cache_clear()
    yield QUICK
    passwords._nobodys.cache_clear()

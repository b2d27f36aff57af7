"""The companies of all industries, built once for a process of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from advisor.db import Database
from advisor.sandbox.trials.industries import industries, recipe
from advisor.sandbox.trials.store import Store
from tests.sandbox.trials.days import DAY


@pytest.fixture(scope="session")
def store_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('industries')}/advisor.db")
    yield store
    store.close_all()


@pytest.fixture(scope="session")
def built(store_of_all: Store) -> dict[str, Database]:
    """Books by industry; they are only looked at."""
    for industry in industries():
        found = recipe(industry, "en", DAY)
        store_of_all.make(industry, found.key, found.build)
    return {industry: store_of_all.open(industry) for industry in industries()}

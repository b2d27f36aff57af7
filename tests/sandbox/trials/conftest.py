"""The companies of all industries, each built once for all processes of a run."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advisor.db import Database
from advisor.sandbox.modules import of_shape
from advisor.sandbox.trials.industries import recipe
from advisor.sandbox.trials.store import Build, Store
from tests.sandbox.trials.days import DAY

Built = Callable[[str, str], Database]


class Shared(Store):
    """One process builds a template, the others wait for it."""

    def prepare(self, key: str, build: Build) -> None:
        assert self.files is not None
        self.files.mkdir(parents=True, exist_ok=True)
        with (self.files / f"{key}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            super().prepare(key, build)


@pytest.fixture(scope="session")
def store_of_all(run_folder: Path) -> Iterator[Store]:
    store = Shared(f"sqlite:///{run_folder / 'industries' / 'advisor.db'}")
    yield store
    store.close_all()


@pytest.fixture(scope="session")
def built(store_of_all: Store, worker_id: str) -> Built:
    """Books by industry and shape; they are only looked at."""

    def books(industry: str, shape: str = "both") -> Database:
        found = recipe(industry, "en", DAY, of_shape(shape))
        name = f"{worker_id}_{shape}_{industry.replace('-', '_')}"
        if not store_of_all.exists(name):
            store_of_all.make(name, found.key, found.build)
        return store_of_all.open(name)

    return books

"""A trial is a copy of a template: complete, on its own, guarded like the template, and gone when it is dropped."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.clock import today
from advisor.sandbox.core.tables import Trial
from advisor.sandbox.founding import found
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.trials.store import OPEN, Store
from tests.sandbox.conftest import FOUNDING


def build(books: Database) -> None:
    with books.session() as session:
        found(session, FOUNDING)
        entry(session)


def entry(session: object) -> str | None:
    items = [Item("bank", 500), Item("opening", -500)]
    return post(session, Posting("GEN", FOUNDING.today, items)).number  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path}/advisor.db")
    yield made
    made.close_all()


def test_a_schema_is_copied_or_a_spare_one_taken(postgres_url: str) -> None:
    """The whole life of trials in PostgreSQL, where each template and each copy takes a while."""
    store = Store(postgres_url)
    assert not store.ready("tpl")
    store.make("one", "tpl", build)
    assert store.ready("tpl")
    assert store.spare("tpl")
    assert not store.spare("tpl"), "one is enough"
    store.make("two", "tpl", build)
    assert store.spare("tpl"), "it was taken"
    for name in ("one", "two"):
        with store.open(name).session() as session:
            assert entry(session) == "GEN/2026-03/0002"
            session.scalars(select(Trial)).one().name = name
        with store.open(name).engine.connect() as connection, pytest.raises(DBAPIError, match="posted entry is fixed"):
            connection.execute(text("UPDATE entry_line SET amount = 1"))
    store.make("one", "tpl", build)
    for name, company in (("one", FOUNDING.name), ("two", "two")):
        with store.open(name).session(write=False) as session:
            assert session.scalars(select(Trial.name)).one() == company
    store.drop("one")
    assert (store.exists("one"), store.names()) == (False, ["two"])
    assert store.forget(["tpl"]) == 0
    assert store.forget([]) == 1
    assert not store.ready("tpl")
    with store.open("two").session(write=False) as session:
        assert session.scalars(select(Trial.name)).one() == "two"
    store.close_all()


def test_templates_nobody_wants_are_forgotten(store: Store) -> None:
    store.make("one", "tpl", build)
    assert not store.spare("tpl"), "a file is copied at once"
    assert (store.forget(["tpl"]), store.ready("tpl")) == (0, True)
    assert (store.forget([]), store.ready("tpl")) == (1, False)
    assert store.exists("one")
    assert store.files is not None
    begun, today = store.files / "building_1_tpl.db", datetime.datetime.now(datetime.UTC).date()
    begun.touch()
    store.forget([], today)
    assert begun.is_file(), "somebody is at it"
    store.forget([], today + datetime.timedelta(days=2))
    assert not begun.is_file()


def test_a_copy_is_complete_and_goes_on(store: Store) -> None:
    store.make("one", "tpl", build)
    with store.open("one").session() as session:
        assert session.scalars(select(Trial.name)).one() == FOUNDING.name
        assert entry(session) == "GEN/2026-03/0002"


def test_a_copy_is_guarded(store: Store) -> None:
    store.make("one", "tpl", build)
    with store.open("one").engine.connect() as connection, pytest.raises(DBAPIError, match="posted entry is fixed"):
        connection.execute(text("UPDATE entry_line SET amount = 1"))


def test_trials_know_nothing_of_each_other(store: Store) -> None:
    for name in ("one", "two"):
        store.make(name, "tpl", build)
    with store.open("one").session() as session:
        session.scalars(select(Trial)).one().name = "Changed"
    with store.open("two").session(write=False) as session:
        assert session.scalars(select(Trial.name)).one() == FOUNDING.name
        assert today(session) == FOUNDING.today


def test_the_template_is_built_once(store: Store) -> None:
    built = []

    def count(books: Database) -> None:
        built.append(1)
        build(books)

    for name in ("one", "two"):
        store.make(name, "tpl", count)
    assert len(built) == 1


def test_a_build_that_failed_leaves_no_template(store: Store) -> None:
    def fail(books: Database) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.make("one", "tpl", fail)
    store.make("one", "tpl", build)
    assert store.exists("one")


def test_making_it_again_is_a_reset(store: Store) -> None:
    store.make("one", "tpl", build)
    with store.open("one").session() as session:
        session.scalars(select(Trial)).one().name = "Changed"
    store.make("one", "tpl", build)
    with store.open("one").session(write=False) as session:
        assert session.scalars(select(Trial.name)).one() == FOUNDING.name


def test_dropped_is_gone(store: Store) -> None:
    store.make("one", "tpl", build)
    store.drop("one")
    assert not store.exists("one")
    with pytest.raises(NotFound):
        store.open("one")
    store.drop("one")


def test_only_so_many_stay_open(tmp_path: object) -> None:
    store = Store(f"sqlite:///{tmp_path}/advisor.db")
    names = [f"t{number}" for number in range(OPEN + 2)]
    for name in names:
        store.make(name, "tpl", build)
        store.open(name)
    assert len(store._open) == OPEN
    with store.open("t0").session(write=False) as session:
        assert today(session) == FOUNDING.today
    store.close_all()

"""The engine keeps what it is given, tells what became of it, and hands on what the dead had in hands."""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from advisor.errors import Unavailable
from advisor.workspace.work import engine as module
from advisor.workspace.work.engine import Engine, engine_url, launch, wanted
from tests.workspace.work.working import until


class Recorder:
    """A runner that writes down what it is asked; it holds jobs below zero until it is told to go on."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.given_up: list[tuple[int, str]] = []
        self.go = threading.Event()

    def attempt(self, number: int) -> None:
        self.seen.append(number)
        if number < 0:
            assert self.go.wait(20)
        if number == 13:
            raise ValueError("thirteen")

    def again(self, error: BaseException) -> bool:
        return True

    def give_up(self, number: int, error: BaseException) -> None:
        self.given_up.append((number, str(error)))


@pytest.fixture
def runner() -> Iterator[Recorder]:
    found = Recorder()
    yield found
    found.go.set()


@pytest.fixture
def engine(database_url: str, runner: Recorder) -> Iterator[Engine]:
    found = launch(database_url, "first", runner)
    assert found is not None
    yield found
    runner.go.set()
    found.close()


def test_each_name_is_done_once(engine: Engine, runner: Recorder) -> None:
    engine.enqueue({"a": 1, "b": 2})
    engine.enqueue({"b": 2, "c": 3})
    until(lambda: engine.states(["a", "b", "c", "d"]) == {"a": True, "b": True, "c": True})
    assert sorted(runner.seen) == [1, 2, 3]
    engine.enqueue({"a": 1})
    assert engine.states(["a"]) == {"a": True}
    assert engine.states([]) == {}


def test_a_job_that_fails_is_tried_three_times_and_given_up(engine: Engine, runner: Recorder) -> None:
    engine.enqueue({"unlucky": 13})
    until(lambda: engine.states(["unlucky"]) == {"unlucky": True})
    assert runner.seen == [13, 13, 13]
    assert runner.given_up == [(13, "thirteen")]


def test_what_a_process_has_in_hands(engine: Engine, runner: Recorder) -> None:
    """It counts as its own until it is taken over; taking over from somebody else changes nothing."""
    engine.enqueue({"held": -1})
    until(lambda: runner.seen == [-1])
    assert engine.busy() == {"first"}
    assert engine.states(["held"]) == {"held": False}
    assert engine.take_over({"second"}) == 0
    assert engine.take_over({"first"}) == 1
    until(lambda: runner.seen == [-1, -1])
    runner.go.set()
    until(lambda: engine.states(["held"]) == {"held": True})
    assert engine.busy() == set()


def test_notes_are_forgotten_in_time(engine: Engine) -> None:
    engine.enqueue({"a": 1})
    until(lambda: engine.states(["a"]) == {"a": True})
    engine.forget(datetime.now(UTC) - timedelta(minutes=1))
    assert engine.states(["a"]) == {"a": True}
    engine.forget(datetime.now(UTC) + timedelta(minutes=1))
    assert engine.states(["a"]) == {}


def test_there_is_one_in_a_process(engine: Engine, database_url: str, runner: Recorder) -> None:
    assert not wanted()
    assert launch(database_url, "second", runner) is None
    assert wanted()
    engine.close()
    engine.close()
    second = launch(database_url, "second", runner)
    assert second is not None
    assert not wanted()
    second.close()


def test_values_are_kept_as_json(engine: Engine, database_url: str) -> None:
    """Nothing that is read back can run as a program, as a pickle can."""
    engine.enqueue({"a": 17})
    until(lambda: engine.states(["a"]) == {"a": True})
    url = engine_url(database_url)
    schema = None if url.startswith("sqlite") else "dbos"
    other = create_engine(url)
    with other.connect() as connection:
        assert "workflow_status" in inspect(connection).get_table_names(schema)
        table = "workflow_input" if schema is None else "dbos.workflow_input"
        kept = connection.exec_driver_sql(f"SELECT inputs FROM {table} WHERE workflow_uuid = 'a'").scalar_one()
    other.dispose()
    assert json.loads(kept) == {"positionalArgs": [17], "namedArgs": {}}


def test_it_is_quiet(database_url: str, capfd: pytest.CaptureFixture[str], runner: Recorder) -> None:
    found = launch(database_url, "first", runner)
    assert found is not None
    found.close()
    assert capfd.readouterr() == ("", "")
    assert [type(handler) for handler in logging.getLogger("dbos").handlers] == [logging.NullHandler]


@pytest.mark.parametrize(
    ("url", "beside"),
    [
        ("advisor.db", "advisor-jobs.db"),
        ("a.b/advisor", "a.b/advisor-jobs"),
        ("two.parts.sqlite3", "two.parts-jobs.sqlite3"),
    ],
)
def test_its_file_stands_beside_ours(tmp_path: Path, url: str, beside: str) -> None:
    (tmp_path / "a.b").mkdir()
    assert engine_url(f"sqlite:///{tmp_path / url}") == f"sqlite:///{tmp_path / beside}"
    with closing(sqlite3.connect(tmp_path / beside)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_that_is_no_database_is_said_so(tmp_path: Path, runner: Recorder) -> None:
    """And the place in the process is free again."""
    (tmp_path / "advisor-jobs.db").write_text("no database " * 1000)
    with pytest.raises(Unavailable, match="background jobs"):
        launch(f"sqlite:///{tmp_path / 'advisor.db'}", "first", runner)
    found = launch(f"sqlite:///{tmp_path / 'other.db'}", "first", runner)
    assert found is not None
    found.close()


def test_postgresql_keeps_its_tables_apart(postgres_url: str) -> None:
    assert engine_url(postgres_url) == postgres_url
    assert module.QUEUE == "advisor-jobs"

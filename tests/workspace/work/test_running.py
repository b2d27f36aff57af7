"""One run of a job, without the engine that calls it."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from advisor.db import Database
from advisor.errors import NotFound, Unavailable
from advisor.workspace.work import running as module
from advisor.workspace.work.files import Made, files_of, keep_file
from advisor.workspace.work.running import Cancelled, Running, Step, Stopped, Work
from advisor.workspace.work.tables import CANCELLED, DONE, FAILED, RUNNING, JobRecord
from tests.workspace.work.working import NOW, row, state


@pytest.fixture
def number(database: Database, owner: int) -> int:
    """A job of the kind `it`."""
    with database.session() as session:
        record = JobRecord(organisation_id=owner, kind="it", about="", arguments={"n": 1}, created=NOW)
        session.add(record)
        session.flush()
        return record.id


def doing(database: Database, work: Work) -> Running:
    return Running(database, {"it": work}, lambda: NOW)


def cancel(database: Database, number: int) -> None:
    with database.session() as session:
        session.get_one(JobRecord, number).state = CANCELLED


def test_a_job_knows_itself(database: Database, owner: int, number: int) -> None:
    seen: list[Any] = []

    def work(step: Step, arguments: dict[str, Any]) -> dict[str, Any]:
        seen.append((step.job, step.organisation, arguments, state(database, number)))
        return {"ok": [1, None, "ж"]}

    doing(database, work).attempt(number)
    assert seen == [(number, owner, {"n": 1}, RUNNING)]
    assert (state(database, number), row(database, number).result) == (DONE, {"ok": [1, None, "ж"]})


def test_progress_is_written_now_and_then(database: Database, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first word and the last at once, those between at most in the interval."""
    monkeypatch.setattr(module, "WRITTEN_EVERY", 3600)
    seen: list[tuple[int, int]] = []

    def work(step: Step, arguments: dict[str, Any]) -> dict[str, Any]:
        for done in range(1, 1001):
            step.progress(done, 1000)
            record = row(database, number) if done in (1, 2, 999, 1000) else None
            if record:
                seen.append((record.done, record.total))
        return {}

    doing(database, work).attempt(number)
    assert seen == [(1, 1000), (1, 1000), (1, 1000), (1000, 1000)]


def test_a_cancelled_job_ends_and_leaves_nothing(database: Database, owner: int, number: int) -> None:
    ended: list[type[BaseException]] = []

    def work(step: Step, arguments: dict[str, Any]) -> dict[str, Any]:
        with database.session() as session:
            keep_file(session, owner, Made("a", "text/plain", b"a"), NOW, job_id=number)
        cancel(database, number)
        try:
            step.progress(1, 2)
        except Cancelled:
            ended.append(Cancelled)
            raise
        return {}

    doing(database, work).attempt(number)
    assert ended == [Cancelled]
    with database.session(write=False) as session:
        assert files_of(session, number) == ()
    assert (state(database, number), row(database, number).result) == (CANCELLED, None)


def test_a_job_cancelled_too_late_to_notice_stays_cancelled(database: Database, number: int) -> None:
    def work(step: Step, arguments: dict[str, Any]) -> dict[str, Any]:
        cancel(database, number)
        return {"late": True}

    doing(database, work).attempt(number)
    assert (state(database, number), row(database, number).result) == (CANCELLED, None)


@pytest.mark.parametrize("over", [DONE, FAILED, CANCELLED])
def test_what_is_over_is_not_begun(database: Database, number: int, over: str) -> None:
    with database.session() as session:
        session.get_one(JobRecord, number).state = over
    doing(database, lambda _step, _arguments: pytest.fail("begun")).attempt(number)
    assert state(database, number) == over


def test_a_sentence_for_the_user_is_a_result_and_an_outage_is_not(database: Database, number: int) -> None:
    errors = [
        Unavailable("The server is away."),
        ZeroDivisionError(),
        NotFound("There is no {what}.", values={"what": "x"}),
    ]

    def work(step: Step, arguments: dict[str, Any]) -> dict[str, Any]:
        raise errors.pop(0)

    running = doing(database, work)
    with pytest.raises(Unavailable):
        running.attempt(number)
    with pytest.raises(ZeroDivisionError):
        running.attempt(number)
    assert state(database, number) == RUNNING
    running.attempt(number)
    found = row(database, number)
    assert (found.state, found.error, found.error_values) == (FAILED, "There is no {what}.", {"what": "x"})


def test_giving_up(database: Database, number: int) -> None:
    """The first who finishes a job decides."""
    running = doing(database, lambda _step, _arguments: {})
    running.give_up(number, ValueError("secret"))
    first = row(database, number)
    assert first.state == FAILED
    assert first.error.startswith("Something went wrong")
    assert first.finished is not None
    running.give_up(number, Unavailable("The server is away."))
    assert row(database, number).error == first.error


def test_a_process_that_ends_begins_nothing(database: Database, number: int) -> None:
    running = doing(database, lambda _step, _arguments: pytest.fail("begun"))
    assert running.end(0)
    with pytest.raises(Stopped):
        running.attempt(number)
    with pytest.raises(Stopped):
        running.again(ValueError())
    assert state(database, number) == "waiting"


def test_a_process_that_ends_waits_a_little_and_stops_what_tells_of_itself(database: Database, number: int) -> None:
    begun, go, ended = threading.Event(), threading.Event(), threading.Event()

    def work(step: Step, arguments: dict[str, Any]) -> dict[str, Any]:
        begun.set()
        assert go.wait(10)
        step.progress(1, 2)
        return {}

    def attempt() -> None:
        with pytest.raises(Stopped):
            running.attempt(number)
        ended.set()

    running = doing(database, work)
    thread = threading.Thread(target=attempt)
    thread.start()
    assert begun.wait(10)
    assert not running.end(0)
    go.set()
    assert running.end(10)
    thread.join(10)
    assert ended.is_set()
    assert state(database, number) == RUNNING


def test_an_error_is_logged_with_its_place(database: Database, caplog: pytest.LogCaptureFixture, number: int) -> None:
    running = doing(database, lambda _step, arguments: arguments["missing"])
    with pytest.raises(KeyError) as caught:
        running.attempt(number)
    assert running.again(caught.value)
    assert "KeyError: 'missing'" in caplog.text

"""Jobs run once, tell how far they are, can be cancelled, fail in words, and outlive the process that runs them."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, func, select, text, update

from advisor.db import Database, open_database
from advisor.errors import NotFound
from advisor.migrations import upgrade
from advisor.workspace import jobs as module
from advisor.workspace.access.tables import MemberRecord
from advisor.workspace.jobs import JobRecord, Order, engine_id, job_of, jobs_of
from advisor.workspace.work import engine
from advisor.workspace.work.files import files_of
from advisor.workspace.work.tables import CANCELLED, DONE, FAILED, RUNNING, WAITING, RunnerRecord
from tests.workspace.work.working import (
    NOW,
    begun,
    jobs_on,
    organisation,
    process,
    row,
    started,
    state,
    submit,
    until,
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engines of this process look for work more often than they usually do; how they work is the same."""
    monkeypatch.setattr(engine, "POLL_SECONDS", 0.05)


def files(database: Database, number: int) -> int:
    with database.session(write=False) as session:
        return len(files_of(session, number))


def left(database: Database) -> int:
    """How many jobs are not done."""
    with database.session(write=False) as session:
        return session.scalar(select(func.count()).where(JobRecord.state != DONE)) or 0


def test_a_job_is_done_once_and_tells_what_came_of_it(database: Database, database_url: str) -> None:
    with started(jobs_on(database, database_url)) as jobs:
        number = submit(database, jobs, "double", n=21)
        until(lambda: state(database, number) == DONE)
    record = row(database, number)
    assert (record.kind, record.about, record.arguments) == ("double", "Northwind Ltd", {"n": 21})
    assert (record.result, record.error, record.member_id) == ({"twice": 42}, "", None)
    assert record.started == record.finished is not None


def test_a_hundred_jobs(database: Database, database_url: str) -> None:
    """Handed in while nothing runs, and all at once; an organisation sees its own only, the newest first."""
    jobs = jobs_on(database, database_url)
    mine, other = organisation(database), organisation(database)
    with database.session() as session:
        for n in range(100):
            jobs.submit(session, mine if n else other, None, Order("double", "", {"n": n}), NOW)
    assert left(database) == 100
    with started(jobs):
        until(lambda: left(database) == 0)
    with database.session(write=False) as session:
        seen = jobs_of(session, mine, 3)
        assert [record.result for record in seen] == [{"twice": 198}, {"twice": 196}, {"twice": 194}]
        assert job_of(session, mine, seen[0].id) is seen[0]
        with pytest.raises(NotFound):
            job_of(session, other, seen[0].id)
        with pytest.raises(NotFound):
            job_of(session, mine, 12345)


def test_what_is_rolled_back_never_runs(database: Database, database_url: str, tmp_path: Path) -> None:
    with started(jobs_on(database, database_url)) as jobs:
        owner = organisation(database)
        with pytest.raises(ZeroDivisionError), database.session() as session:
            jobs.submit(session, owner, None, Order("gate", "", {"folder": str(tmp_path)}), NOW)
            raise ZeroDivisionError
        number = submit(database, jobs, "double", n=1)
        until(lambda: state(database, number) == DONE)
    with database.session(write=False) as session:
        assert session.scalar(select(func.count(JobRecord.id))) == 1
    assert begun(tmp_path) == []


def test_progress_and_cancelling(database: Database, database_url: str, tmp_path: Path) -> None:
    """One job is cancelled before it begins, one while it runs, and one too late."""
    jobs = jobs_on(database, database_url)
    first, second = (submit(database, jobs, "gate", folder=str(tmp_path)) for _ in range(2))
    with database.session() as session:
        record = session.get_one(JobRecord, first)
        jobs.cancel(session, record, NOW)
        assert record.state == CANCELLED
        assert record.finished is not None
    with started(jobs):
        until(lambda: row(database, second).done > 1)  # seen from another session while it runs
        going = row(database, second)
        assert (going.state, going.total, going.finished) == (RUNNING, 2000, None)
        assert files(database, second) == 1
        with database.session() as session:
            jobs.cancel(session, session.get_one(JobRecord, second), NOW)
        assert state(database, second) == CANCELLED
        until(lambda: files(database, second) == 0)  # it ended, and took with it what it made
        third = submit(database, jobs, "double", n=1)
        until(lambda: state(database, third) == DONE)
        with database.session() as session:
            jobs.cancel(session, session.get_one(JobRecord, third), NOW)
    assert [state(database, number) for number in (first, second, third)] == [CANCELLED, CANCELLED, DONE]
    assert len(begun(tmp_path)) == 1


def test_failing(database: Database, database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """What is said to the user ends a job at once; anything else is tried three times."""
    folders = {}
    for name in ("refuse", "once", "always", "odd", "away"):
        folders[name] = tmp_path / name
        folders[name].mkdir()
    with caplog.at_level(logging.ERROR, "advisor.jobs"), started(jobs_on(database, database_url)) as jobs:
        numbers = {"refuse": submit(database, jobs, "refuse", folder=str(folders["refuse"]))}
        for name, error, times in (
            ("once", "value", 1),
            ("always", "value", 9),
            ("odd", "odd", 9),
            ("away", "away", 9),
        ):
            numbers[name] = submit(database, jobs, "broken", folder=str(folders[name]), error=error, times=times)
        until(lambda: all(state(database, number) in (DONE, FAILED) for number in numbers.values()))
    found = {name: row(database, number) for name, number in numbers.items()}
    assert {name: len(begun(folder)) for name, folder in folders.items()} == {
        "refuse": 1, "once": 2, "always": 3, "odd": 3, "away": 3
    }  # fmt: skip
    assert (found["refuse"].error, found["refuse"].error_values) == ("There are {n} files too many.", {"n": 3})
    assert (found["once"].state, found["once"].result) == (DONE, {"done": True})
    assert found["always"].error.startswith("Something went wrong on our side.")
    assert found["odd"].error == found["always"].error
    assert found["away"].error == "The server is away."
    assert all(record.finished for record in found.values())
    assert "ValueError: boom" in caplog.text


def test_a_killed_process_loses_nothing(database: Database, database_url: str, tmp_path: Path) -> None:
    """The next process finishes what a killed one had begun, and what was done twice counts once."""
    jobs = jobs_on(database, database_url)
    number = submit(database, jobs, "gate", folder=str(tmp_path))
    with process(database_url) as first:
        until(lambda: row(database, number).done > 1)
        first.kill()
    assert state(database, number) == RUNNING
    assert files(database, number) == 1
    (tmp_path / "go").touch()
    with process(database_url) as second:
        until(lambda: state(database, number) == DONE)
        assert second.stdin is not None
        second.stdin.close()
        assert second.wait(20) == 0
    assert row(database, number).result == {"pid": second.pid}
    assert begun(tmp_path) == [first.pid, second.pid]
    assert files(database, number) == 1


def test_processes_share_work_and_take_over_from_the_dead(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """Eight jobs fill two processes; those of the one that dies for good are finished by the other."""
    jobs = jobs_on(database, database_url)
    numbers = [submit(database, jobs, "gate", folder=str(tmp_path)) for _ in range(8)]
    with process(database_url) as one, process(database_url) as two:
        until(lambda: len(begun(tmp_path)) == 8)
        assert sorted(begun(tmp_path)) == sorted([one.pid] * 4 + [two.pid] * 4)
        one.kill()
        (tmp_path / "go").touch()
        until(lambda: all(state(database, number) == DONE for number in numbers))
    assert len(begun(tmp_path)) == 12
    assert {row(database, number).result["pid"] for number in numbers} <= {one.pid, two.pid}
    assert begun(tmp_path)[8:] == [two.pid] * 4
    assert [files(database, number) for number in numbers] == [1] * 8


def test_a_process_that_ends_leaves_its_jobs_to_others_at_once(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """Also while a job runs it ends soon; the next process does not wait until it is held for dead."""
    number = submit(database, jobs_on(database, database_url), "gate", folder=str(tmp_path))
    with process(database_url) as first:
        until(lambda: row(database, number).done > 1)
        assert first.stdin is not None
        first.stdin.close()
        assert first.wait(20) == 0
    assert state(database, number) == RUNNING
    with database.session(write=False) as session:
        assert session.scalar(select(func.count(RunnerRecord.name))) == 0
    (tmp_path / "go").touch()
    with started(jobs_on(database, database_url, tick=600)):  # looks once only
        until(lambda: state(database, number) == DONE)
    assert begun(tmp_path) == [first.pid, os.getpid()]


def test_rows_and_engine_are_brought_into_line(database: Database, database_url: str) -> None:
    """A job the engine has lost is told again; a row that the engine is done with does not stay open for ever."""
    jobs = jobs_on(database, database_url)
    lost = submit(database, jobs, "double", n=1)
    with database.session() as session:
        session.execute(update(JobRecord).values(engine_id="job-of-a-lost-file"))
    with started(jobs):
        until(lambda: state(database, lost) == DONE)
        until(lambda: jobs._engine and jobs._engine.states(["job-of-a-lost-file"]) == {"job-of-a-lost-file": True})
        with database.session() as session:
            session.execute(update(JobRecord).values(state=RUNNING))
        until(lambda: state(database, lost) == FAILED)
    assert row(database, lost).error


def test_applications_of_one_process_take_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is one engine in a process; who has nothing to do gives it up when it is wanted, and gets it back."""
    monkeypatch.setattr(module, "IDLE_TICKS", 10_000)
    urls = [f"sqlite:///{tmp_path / name}.db" for name in ("one", "two")]
    databases = [open_database(url) for url in urls]
    for database in databases:
        upgrade(database)
    first, second = (jobs_on(database, url) for database, url in zip(databases, urls, strict=True))
    with started(first), started(second):
        for jobs, database in ((first, databases[0]), (second, databases[1]), (first, databases[0])):
            number = submit(database, jobs, "double", n=1)
            until(lambda d=database, n=number: state(d, n) == DONE)
    for database in databases:
        database.close()


def test_an_idle_engine_is_closed(database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "IDLE_TICKS", 2)
    with started(jobs_on(database, database_url)) as jobs:
        for _ in range(2):  # the second job opens it again
            number = submit(database, jobs, "double", n=1)
            until(lambda n=number: state(database, n) == DONE)
            until(lambda: jobs._engine is None)


def test_a_database_without_its_tables_is_waited_for(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """Jobs go on once the database is in order."""
    database = open_database(database_url)
    with caplog.at_level(logging.WARNING, "advisor.jobs"), started(jobs_on(database, database_url)) as jobs:
        until(lambda: "jobs wait" in caplog.text)
        upgrade(database)
        number = submit(database, jobs, "double", n=1)
        until(lambda: state(database, number) == DONE)
    database.close()


def test_connections_that_are_cut_are_made_again(postgres_url: str) -> None:
    """All at once and in the middle of work, as when the server is restarted; no job is lost."""
    database = open_database(postgres_url)
    upgrade(database)
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with started(jobs_on(database, postgres_url)) as jobs:
        for last in (False, False, True):
            numbers = [submit(database, jobs, "double", n=n) for n in range(6)]
            until(lambda found=numbers: state(database, found[0]) == DONE)
            if not last:
                with server.connect() as connection:
                    connection.execute(text(f"SELECT pg_terminate_backend(pid) {others}"))
        until(lambda: left(database) == 0)
    database.close()


def test_a_job_stays_when_its_member_goes(database: Database, database_url: str) -> None:
    jobs, owner = jobs_on(database, database_url), organisation(database)
    with database.session() as session:
        member = MemberRecord(
            organisation_id=owner,
            name="M",
            email="m@example.org",
            email_key="m",
            role="owner",
            language="en",
            created=NOW,
        )
        session.add(member)
        session.flush()
        number = jobs.submit(session, owner, member.id, Order("double", "", {"n": 1}), NOW).id
        assert session.get_one(JobRecord, number).member_id == member.id
    with database.session() as session:
        session.delete(session.get_one(MemberRecord, member.id))
    assert (row(database, number).member_id, state(database, number)) == (None, WAITING)


def test_unknown_work_is_refused(database: Database, database_url: str) -> None:
    with pytest.raises(AssertionError, match="no work is named dig"):
        submit(database, jobs_on(database, database_url), "dig")


def test_a_name_in_the_engine_is_of_the_moment_not_of_its_zone() -> None:
    """A server of PostgreSQL gives moments in the zone of the session, SQLite gives none."""
    tehran = NOW.astimezone(timezone(timedelta(hours=3, minutes=30)))
    assert engine_id(7, tehran) == engine_id(7, NOW.replace(tzinfo=None)) == "job-7-20261201T093000000000"
    assert len({engine_id(7, NOW), engine_id(8, NOW), engine_id(7, NOW + timedelta(microseconds=1))}) == 3


def test_nothing_is_loaded_before_there_is_work(tmp_path: Path) -> None:
    """Neither importing nor starting it loads the engine, also after several looks for work."""
    program = (
        "import sys\nfrom sqlalchemy import event\nfrom tests.workspace.work.working import *\n"
        "from advisor.migrations import upgrade\n"
        "database = open_database(sys.argv[1])\nupgrade(database)\nlooks = []\n"
        "event.listen(database.engine, 'after_cursor_execute', lambda *_: looks.append(1))\n"
        "with started(jobs_on(database, sys.argv[1])):\n    until(lambda: len(looks) > 3)\n"
        "print('dbos' in sys.modules)\ndatabase.close()"
    )
    url = f"sqlite:///{tmp_path / 'test.db'}"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", program, url], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    assert not (tmp_path / "test-jobs.db").exists()

"""The engine below the jobs: DBOS, durable workflows on a database. Imported only when there is work, because it takes
a second and 40 MB.

A workflow holds nothing but the number of a job; what is asked and what comes of it is in our own tables. A process
has one engine, so several applications in one process take turns. Everything here may block while the engine's
database is away: it waits until it is back.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from datetime import datetime
from typing import Protocol

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID
from dbos import error as errors
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from advisor.errors import Unavailable

ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 0.3  # doubled after each attempt
AT_ONCE = 4  # jobs of one process
POLL_SECONDS = 0.2
# How often a job may be begun anew because its process went away, before it is given up as the one that kills it.
MOST_BEGINNINGS = 10
# Of the form of our workflows, not of the application: a newer version goes on with what an older one left.
FORM = "1"
QUEUE = "advisor-jobs"
OVER = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


class Runner(Protocol):
    """Does the work; numbers are those of job rows."""

    def attempt(self, number: int) -> None:
        """Do the job and write down what came of it; an error that leaves it is tried again where `again` says so."""

    def again(self, error: BaseException) -> bool: ...

    def give_up(self, number: int, error: BaseException) -> None:
        """Write down that all attempts ended in errors, of which this is the last."""


class Engine:
    """The running engine of this process, for one application."""

    def __init__(self) -> None:
        self._closed = False

    def enqueue(self, jobs: Mapping[str, int]) -> None:
        """Take over jobs by engine id; one that is known already stays as it is."""
        for name, number in jobs.items():
            with SetWorkflowID(name):
                DBOS.enqueue_workflow(QUEUE, _job, number)

    def states(self, names: Collection[str]) -> dict[str, bool]:
        """Which of these the engine knows, and whether it has finished with them."""
        found = DBOS.list_workflows(workflow_ids=list(names), load_input=False, load_output=False) if names else []
        return {row.workflow_id: row.status in OVER for row in found}

    def busy(self) -> set[str]:
        """Names of the processes in whose hands the running jobs are."""
        found = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        return {row.executor_id for row in found if row.executor_id}

    def take_over(self, dead: Iterable[str]) -> int:
        """Put the jobs of dead processes back into the queue, each once even when several ask; gives their number."""
        return len(DBOS._recover_pending_workflows(sorted(dead)))

    def forget(self, before: datetime) -> None:
        """Remove the engine's own notes on what ended before that moment."""
        done = DBOS.list_workflows(
            status=list(OVER), completed_before=before.isoformat(), limit=1000, load_input=False, load_output=False
        )
        if done:
            DBOS.delete_workflows([row.workflow_id for row in done])

    def close(self) -> None:
        """Ends the engine within a second; jobs that still run are left for the next one to begin anew."""
        if not self._closed:
            self._closed = True
            DBOS.destroy()
            _place.leave()


def launch(url: str, name: str, runner: Runner) -> Engine | None:
    """The engine on the database at `url` under a process name of its own; None while another application of this
    process has it, which is asked to give it up as soon as it has nothing to do. Raises Unavailable when its tables
    cannot be made."""
    if not _place.enter(runner):
        return None
    launched = False
    try:
        _quiet()
        DBOS(config=_config(engine_url(url), name))
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=AT_ONCE, polling_interval_sec=POLL_SECONDS)
        launched = True
    except (errors.DBOSException, sqlite3.Error, DBAPIError) as error:
        raise Unavailable(f"The tables of background jobs cannot be used: {error}") from error
    finally:
        if not launched:
            DBOS.destroy()
            _place.leave()
    return Engine()


def wanted() -> bool:
    """Whether another application of this process waits for the engine."""
    return _place.wanted.is_set()


def engine_url(url: str) -> str:
    """Where the engine keeps its tables: beside a SQLite file in one of its own (`advisor-jobs.db` beside
    `advisor.db`), because its tables there have no schema; in PostgreSQL in the schema `dbos` of the same database."""
    found = make_url(url)
    if found.get_backend_name() != "sqlite":
        return url
    path = (found.database or "").removeprefix("file:").partition("?")[0]
    assert path, "jobs need a database file"
    stem, dot, suffix = path.rpartition(".")
    beside = f"{stem}-jobs.{suffix}" if dot and "/" not in suffix else f"{path}-jobs"
    with closing(sqlite3.connect(beside)) as connection:  # stays so; else readers and writers wait for each other
        connection.execute("PRAGMA journal_mode=WAL")
    return f"sqlite:///{beside}"


class _Place:
    """The one place for an engine in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.runner: Runner | None = None
        self.wanted = threading.Event()

    def enter(self, runner: Runner) -> bool:
        if not self._lock.acquire(blocking=False):
            self.wanted.set()
            return False
        self.wanted.clear()
        self.runner = runner
        return True

    def leave(self) -> None:
        """The runner stays: a job that has not ended yet may still ask it whether to go on."""
        self._lock.release()


_place = _Place()


def _runner() -> Runner:
    assert _place.runner is not None  # a workflow runs only while the engine does
    return _place.runner


def _again(error: BaseException) -> bool:
    return _runner().again(error)


@DBOS.step(
    name="advisor.attempt",
    retries_allowed=True,
    max_attempts=ATTEMPTS,
    interval_seconds=FIRST_PAUSE_SECONDS,
    should_retry=_again,
)
def _attempt(number: int) -> None:
    _runner().attempt(number)


@DBOS.workflow(name="advisor.job", max_recovery_attempts=MOST_BEGINNINGS)
def _job(number: int) -> None:
    runner = _runner()
    try:
        _attempt(number)
    except errors.DBOSMaxStepRetriesExceeded as error:
        runner.give_up(number, error.errors[-1])


def _config(url: str, name: str) -> DBOSConfig:
    """No telemetry, no listening connection, five connections at most; values are kept as JSON, never as pickles."""
    return DBOSConfig(
        name="advisor",
        system_database_url=url,
        sys_db_pool_size=5,
        application_version=FORM,
        executor_id=name,
        serializer=DBOSPortableJSONSerializer(),
        enable_otlp=False,
        use_listen_notify=False,
        notification_listener_polling_interval_sec=0.2,  # it looks at nothing of ours, but closing waits for it
        log_level="ERROR",
    )


def _quiet() -> None:
    """Its messages go where all others go, instead of to a console of its own."""
    log = logging.getLogger("dbos")
    if not log.handlers:
        log.addHandler(logging.NullHandler())

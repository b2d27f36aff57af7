"""Background jobs that a crash does not lose: handed in with the caller's own transaction, run by an engine, seen and
cancelled by anybody who may.

The row of a job is the truth for its readers and the outbox for the engine: it is written in the caller's transaction
and handed over after the commit, by whichever process looks first. Every process that has work looks after three
things at each tick: that the engine knows every open job, that what dead processes had in hands is begun anew, and
that no row waits for something the engine has given up.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import AdvisorError, NotFound
from advisor.workspace.cases import moment
from advisor.workspace.work.pulse import Pulse
from advisor.workspace.work.running import Cancelled, Running, Step, Stopped, Work
from advisor.workspace.work.tables import CANCELLED, OPEN, WAITING, JobRecord

if TYPE_CHECKING:
    from advisor.workspace.work.engine import Engine

__all__ = ["Cancelled", "JobRecord", "Jobs", "Order", "Step", "Stopped", "Work", "job_of", "jobs_of"]

# Seconds between two looks. A process is held for dead after five looks without a sign, so that its jobs are begun
# anew within six ticks.
TICK_SECONDS = 2.0
# Ticks without any open job after which the engine is closed; the next job opens it again.
IDLE_TICKS = 30
REST_TICKS = 15  # after the engine could not be opened
AT_ONCE = 200  # rows looked after in one go
GRACE_SECONDS = 0.5  # for what is just ending when the process ends
LONGEST_END_SECONDS = 10.0  # when the database is away just then
NOTES_KEPT = timedelta(days=1)  # the engine's own, on what it has finished

_log = logging.getLogger("advisor.jobs")


@dataclass(frozen=True)
class Order:
    """What is to be done: a kind of work, what it is about in the reader's eyes, and its arguments as JSON values."""

    kind: str
    about: str
    arguments: dict[str, Any]


class Jobs:
    """The jobs of one application. `url` is the address of its database; `work` says what each kind of job does;
    `clock` gives the moments that are written down. Nothing is loaded or launched before there is work."""

    def __init__(
        self,
        database: Database,
        url: str,
        work: Mapping[str, Work],
        clock: Callable[[], datetime],
        tick: float = TICK_SECONDS,
    ) -> None:
        self._database, self._url, self._tick, self._clock = database, url, tick, clock
        self._kinds = frozenset(work)
        self._running = Running(database, work, clock)
        self._pulse = Pulse(database, f"{socket.gethostname()[:80]}-{os.getpid()}-{secrets.token_hex(4)}")
        self._wake, self._ending = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._engine: Engine | None = None
        self._idle = self._rest = 0

    def start(self) -> None:
        """Look for open jobs from now on. What an earlier process left is begun anew."""
        self._thread = threading.Thread(target=self._watch, name="advisor-jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End within a second or two. Jobs that still run are left at their next word of progress, and begun anew by
        another process at once, else by the next one that starts."""
        self._running.end(GRACE_SECONDS)
        self._ending.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(LONGEST_END_SECONDS)

    def submit(
        self, session: Session, organisation_id: int, member_id: int | None, order: Order, now: datetime
    ) -> JobRecord:
        """A job that runs as soon as the session is committed, and never when it is not. Its row has a number."""
        assert order.kind in self._kinds, f"no work is named {order.kind}"
        record = JobRecord(
            organisation_id=organisation_id,
            member_id=member_id,
            kind=order.kind,
            about=order.about,
            arguments=order.arguments,
            created=now,
        )
        session.add(record)
        session.flush()
        event.listen(session, "after_commit", lambda _: self._wake.set(), once=True)
        return record

    def cancel(self, session: Session, record: JobRecord, now: datetime) -> None:
        """A job that waits never begins; one that runs ends at its next word of progress, and nothing it made stays.
        One that is over stays as it is."""
        row = update(JobRecord).where(JobRecord.id == record.id, JobRecord.state.in_(OPEN))
        session.execute(row.values(state=CANCELLED, finished=now), execution_options={"synchronize_session": False})
        session.refresh(record)

    def _watch(self) -> None:
        due = 0.0
        try:
            while not self._ending.is_set():
                late = time.monotonic() >= due
                try:
                    self._look(late)
                except (AdvisorError, SQLAlchemyError) as error:  # the database is away: looked for again
                    _log.warning("jobs wait: %s", error)
                if late:
                    due = time.monotonic() + self._tick
                self._wake.wait(max(0.0, due - time.monotonic()))
                self._wake.clear()
        finally:
            self._close()

    def _look(self, late: bool) -> None:
        """Hand over new jobs; when it is time, look after the others as well."""
        self._rest -= late
        if self._engine is None and (self._rest > 0 or not self._open()):
            return
        assert self._engine is not None
        self._hand_over(self._engine)
        if late:
            self._look_after(self._engine)

    def _open(self) -> bool:
        """The engine, once there is something to do for it and it is free."""
        if not self._open_jobs(1):
            return False
        from advisor.workspace.work.engine import launch

        self._pulse.beat()  # before anything is in our hands, so that nobody takes it for a dead one's
        self._idle, self._rest = 0, REST_TICKS
        self._engine = launch(self._url, self._pulse.name, self._running)
        self._rest = 0
        if self._engine is None:
            self._pulse.leave()
            return False
        self._engine.forget(self._clock() - NOTES_KEPT)
        return True

    def _close(self) -> None:
        if self._engine is None:
            return
        self._engine.close()
        self._engine = None
        try:
            self._pulse.leave()
        except AdvisorError as error:  # the others will see that it does not count any more
            _log.warning("jobs end: %s", error)

    def _hand_over(self, engine: Engine) -> None:
        """Tell the engine of rows it does not know."""
        fresh = select(JobRecord.id, JobRecord.created).where(JobRecord.engine_id.is_(None))
        fresh = fresh.where(JobRecord.state == WAITING).order_by(JobRecord.id).limit(AT_ONCE)
        with self._database.session(write=False) as session:
            rows = session.execute(fresh).all()
        names = {engine_id(row.id, row.created): row.id for row in rows}
        engine.enqueue(names)
        if names:
            with self._database.session() as session:
                for name, number in names.items():
                    session.execute(update(JobRecord).where(JobRecord.id == number).values(engine_id=name))
        if len(names) == AT_ONCE:  # the others at once, but not before the next beat is due
            self._wake.set()

    def _look_after(self, engine: Engine) -> None:
        self._pulse.beat()
        busy = engine.busy()  # before the living are read: who begins in between is among them
        if dead := busy - self._pulse.alive():
            _log.warning("took over %d jobs of %s", engine.take_over(dead), ", ".join(sorted(dead)))
        from advisor.workspace.work.engine import wanted

        rows = self._open_jobs(AT_ONCE)
        self._settle(engine, {name: number for name, number in rows if name})
        self._idle = 0 if rows else self._idle + 1
        if self._idle > IDLE_TICKS or (self._idle and wanted()):
            self._close()

    def _settle(self, engine: Engine, unfinished: Mapping[str, int]) -> None:
        """Make rows and engine agree: it is told again of what it has lost, and what it gave up has failed."""
        known = engine.states(unfinished.keys())
        engine.enqueue({name: number for name, number in unfinished.items() if name not in known})
        for name, over in known.items():
            if over:  # a row is written before the engine is done, so an open one is written by nobody any more
                self._running.give_up(unfinished[name])

    def _open_jobs(self, most: int) -> list[tuple[str | None, int]]:
        """Engine ids (None: not handed over yet) and numbers of open jobs, the oldest first."""
        rows = select(JobRecord.engine_id, JobRecord.id).where(JobRecord.state.in_(OPEN)).order_by(JobRecord.id)
        with self._database.session(write=False) as session:
            return [(row.engine_id, row.id) for row in session.execute(rows.limit(most))]


def engine_id(number: int, created: datetime) -> str:
    """A job's name in the engine: made of the row alone, so that two processes, or one that dies in between, tell of
    the same job, and with its moment, so that a database begun anew does not meet the jobs of the old one."""
    return f"job-{number}-{moment(created).astimezone(UTC):%Y%m%dT%H%M%S%f}"


def job_of(session: Session, organisation_id: int, number: int) -> JobRecord:
    """A job of this organisation; raises NotFound for one of another."""
    record = session.get(JobRecord, number)
    if record is None or record.organisation_id != organisation_id:
        raise NotFound("There is no such job.")
    return record


def jobs_of(session: Session, organisation_id: int, most: int) -> tuple[JobRecord, ...]:
    """The newest jobs of an organisation, the newest first."""
    mine = select(JobRecord).where(JobRecord.organisation_id == organisation_id)
    return tuple(session.scalars(mine.order_by(JobRecord.id.desc()).limit(most)))

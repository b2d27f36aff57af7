"""One run of a job: begun, told of as it goes on, and written down when it is over."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from advisor.db import Database
from advisor.errors import AdvisorError, Unavailable, mark
from advisor.workspace.work.tables import CANCELLED, DONE, FAILED, OPEN, RUNNING, FileRecord, JobRecord

# Progress is written at most this often, in seconds; a job may tell of it as often as it likes.
WRITTEN_EVERY = 0.25

_UNFORESEEN = mark("Something went wrong on our side. Nothing is lost; start it once more.")
_log = logging.getLogger("advisor.jobs")


class Cancelled(Exception):
    """The job is not wanted any more: it ends here, and what it made is removed."""


class Stopped(BaseException):
    """The process ends: the job is left as it is and begun anew by the next one. Not an `Exception`, so that neither
    the job nor the engine takes it for a result."""


@dataclass(frozen=True)
class Step:
    """What a job is given beside its arguments: its own number, whose it is, and `progress(done, of how many)`, which
    raises Cancelled when the job is not wanted any more. To be called every second or so: without it a job can
    neither be cancelled nor leave a process that wants to end."""

    job: int
    organisation: int
    progress: Callable[[int, int], None]


# Arguments and result are JSON values. After a crash it runs once more, so that doing it twice must come to the same.
Work = Callable[[Step, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class _Begun:
    organisation: int
    kind: str
    arguments: dict[str, Any]


class Running:
    """Runs jobs of the given kinds; `clock` gives the moments that are written down."""

    def __init__(self, database: Database, work: Mapping[str, Work], clock: Callable[[], datetime]) -> None:
        self._database, self._work, self._clock = database, work, clock
        self._ending = threading.Event()
        self._idle = threading.Condition()
        self._active = 0

    def attempt(self, number: int) -> None:
        """Do a job and write down its result; an `AdvisorError` is a result too. Whatever else it raises leaves."""
        with self._counted():
            begun = self._begin(number)
            if begun is None:  # cancelled, or finished by a process that died before the engine knew
                self._tidy(number)
                return
            step = Step(number, begun.organisation, _Progress(self, number))
            try:
                result = self._work[begun.kind](step, begun.arguments)
            except Cancelled:
                self._tidy(number)
            except Unavailable:  # passes, so it is tried again
                raise
            except AdvisorError as error:
                self._finish(number, state=FAILED, error=error.template, error_values=error.values)
            else:
                self._finish(number, state=DONE, result=result)

    def again(self, error: BaseException) -> bool:
        """Every error that leaves an attempt is a mistake or an outage: logged, and tried again."""
        _log.error("a job failed: %s", type(error).__name__, exc_info=error)
        self.check()
        return True

    def give_up(self, number: int, error: BaseException | None = None) -> None:
        """Write down that a job came to no end; `error` is the last one, None when it is not known."""
        known = error if isinstance(error, AdvisorError) else None
        template, values = (known.template, known.values) if known else (_UNFORESEEN, {})
        self._finish(number, state=FAILED, error=template, error_values=values)

    def tell(self, number: int, done: int, total: int) -> None:
        """Write down progress; raises Cancelled when the job is not wanted any more. A busy database is passed over."""
        with suppress(Unavailable), self._database.session() as session:
            row = update(JobRecord).where(JobRecord.id == number, JobRecord.state == RUNNING)
            if session.scalar(row.values(done=done, total=total).returning(JobRecord.id)) is None:
                raise Cancelled

    def check(self) -> None:
        """Raises Stopped when the process ends."""
        if self._ending.is_set():
            raise Stopped

    def end(self, seconds: float) -> bool:
        """Begin nothing any more and give what runs that long to come to an end; gives whether all did."""
        self._ending.set()
        with self._idle:
            return self._idle.wait_for(lambda: self._active == 0, seconds)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self.check()
        with self._idle:
            self._active += 1
        try:
            yield
        finally:
            with self._idle:
                self._active -= 1
                self._idle.notify_all()

    def _begin(self, number: int) -> _Begun | None:
        fields = JobRecord.organisation_id, JobRecord.kind, JobRecord.arguments
        with self._database.session() as session:
            row = update(JobRecord).where(JobRecord.id == number, JobRecord.state.in_(OPEN))
            started = func.coalesce(JobRecord.started, self._clock())
            found = session.execute(row.values(state=RUNNING, started=started, done=0).returning(*fields)).one_or_none()
            return _Begun(*found) if found else None

    def _finish(self, number: int, **values: Any) -> None:
        """The first who finishes a job decides; what a cancelled one made is removed."""
        with self._database.session() as session:
            row = update(JobRecord).where(JobRecord.id == number, JobRecord.state.in_(OPEN))
            session.execute(row.values(finished=self._clock(), **values))
        self._tidy(number)

    def _tidy(self, number: int) -> None:
        with self._database.session() as session:
            if session.scalar(select(JobRecord.state).where(JobRecord.id == number)) == CANCELLED:
                session.execute(delete(FileRecord).where(FileRecord.job_id == number))


class _Progress:
    """Passes on the first word and the last, and between them one in each interval."""

    def __init__(self, running: Running, number: int) -> None:
        self._running, self._number = running, number
        self._next = 0.0

    def __call__(self, done: int, total: int) -> None:
        self._running.check()
        moment = time.monotonic()
        if moment >= self._next or done >= total:
            self._next = moment + WRITTEN_EVERY
            self._running.tell(self._number, done, total)

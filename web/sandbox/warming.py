"""Companies of the sandbox are prepared in the background, by a process of its own that yields to all others: those of
the week when the application starts and when a week begins, and at once what a visitor waits for. Sandboxes whose time
is over are removed."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from advisor.errors import AdvisorError
from advisor.settings import Settings
from advisor.workspace.trials import Trials

TICK_SECONDS = 1.0
END_SECONDS = 5.0
SWEPT = timedelta(hours=1)
_COMMAND = [sys.executable, "-m", "advisor", "sandbox", "warm", "--gently"]
_log = logging.getLogger("advisor.sandbox")


class Warming:
    """Runs from `start` to `stop`; does nothing where the settings say so."""

    def __init__(self, trials: Trials, settings: Settings) -> None:
        self._trials, self._settings = trials, settings
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._week: date | None = None
        self._swept: datetime | None = None

    def start(self) -> None:
        if self._settings.warm:
            self._thread = threading.Thread(target=self._watch, name="advisor-warming", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        if self._thread is not None:
            self._thread.join(END_SECONDS)
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(END_SECONDS)

    def _watch(self) -> None:
        while not self._ending.is_set():
            try:
                self.look(datetime.now(UTC))
                self.sweep(datetime.now(UTC))
            except (AdvisorError, SQLAlchemyError, OSError) as error:  # the database is away: looked for again
                _log.warning("preparing sandboxes waits: %s", error)
            self._ending.wait(TICK_SECONDS)

    def look(self, now: datetime) -> bool:
        """Start the process when there is something to do and none is at it; whether it was started."""
        if self._process is not None and self._process.poll() is None:
            return False
        week = now.date().isocalendar()[:2]
        monday = date.fromisocalendar(*week, 1)
        if self._week == monday and not self._trials.templates.waiting(now):
            return False
        arguments = [*_COMMAND, "--wanted"] if self._week == monday else _COMMAND
        self._process = subprocess.Popen(  # noqa: S603 - a command of our own
            arguments, env=self._environment(), stdout=subprocess.DEVNULL
        )
        self._week = monday
        return True

    def sweep(self, now: datetime) -> bool:
        """Remove the sandboxes whose time is over, once an hour; whether it was time."""
        if self._swept is not None and now - self._swept < SWEPT:
            return False
        self._swept = now
        self._trials.sweep(now)
        return True

    def _environment(self) -> dict[str, str]:
        settings = self._settings
        return {
            **os.environ,
            "DATABASE_URL": settings.database_url,
            "ADVISOR_RULES": str(settings.rules),
            "ADVISOR_QUESTIONNAIRES": str(settings.questionnaires),
        }

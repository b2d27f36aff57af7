"""The database: one engine, one way to a session, and database failures said in one sentence.

SQLite runs in WAL mode with foreign keys on; a lock around writing transactions keeps its tail latency low, because its
own back-off waits in steps. PostgreSQL needs none of that.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session

from advisor.errors import BadInput, Unavailable, mark

BUSY_SECONDS = 5


class Base(DeclarativeBase):
    """Names of constraints are fixed, so that migrations can find them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Database:
    """An engine and its sessions. A session that wrote is committed at the end of its block, or rolled back."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = threading.RLock() if engine.dialect.name == "sqlite" else None

    @contextmanager
    def session(self, *, write: bool = True) -> Iterator[Session]:
        """A session in one transaction; raises `Unavailable` when the database refuses, and nothing is then kept."""
        lock = self._writing if write else None
        if lock is not None and not lock.acquire(timeout=BUSY_SECONDS):
            raise Unavailable(_BUSY)
        try:
            with Session(self.engine, expire_on_commit=False) as session:
                if lock is not None:  # at once, so that what is read here cannot be changed by another process
                    session.connection().exec_driver_sql("BEGIN IMMEDIATE")
                yield session
                session.commit()
        except DBAPIError as error:
            raise unavailable(error) from error
        except PoolTimeout as error:  # no connection of the pool became free
            raise Unavailable(_BUSY) from error
        finally:
            if lock is not None:
                lock.release()

    def close(self) -> None:
        self.engine.dispose()


_BUSY = mark("The database is busy. Nothing was saved; wait a moment and send it again.")


def unavailable(error: DBAPIError) -> Exception:
    """What a database failure means to the reader; failures that are no outage are returned as they are."""
    reason = str(error.orig).lower()
    if "locked" in reason or "busy" in reason:
        return Unavailable(_BUSY)
    if "readonly" in reason or "read-only" in reason:
        return Unavailable("The database is read-only. Nothing was saved; make its file and folder writable.")
    if "full" in reason or "disk i/o" in reason:
        return Unavailable("The disk of the database is full or failing. Nothing was saved; free space and try again.")
    if "not a database" in reason or "malformed" in reason:
        return Unavailable("The file of the database is damaged or no database. Nothing was saved; restore a copy.")
    if isinstance(error, OperationalError) or error.statement is None:  # no statement: connecting failed
        return Unavailable("The database cannot be reached. Nothing was saved; check DATABASE_URL and the server.")
    return error


def open_database(url: str) -> Database:
    """The database at `url` (sqlite:/// or postgresql://); the folder of a SQLite file is made when missing.

    Raises BadInput for an address that cannot be read and Unavailable when the folder cannot be made.
    """
    if not url.startswith("sqlite"):
        try:
            return Database(create_engine(url, pool_pre_ping=True))
        except (ArgumentError, ValueError) as error:  # such as a port that is no number; it may hold a password
            raise BadInput("DATABASE_URL is not a database address.", field="DATABASE_URL") from error
    path = url.removeprefix("sqlite:///")
    try:
        if not path.startswith("file:"):  # the URI form of SQLite makes no folder and no file of its own accord
            Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"The folder of the database cannot be made: {error.strerror}. Set ADVISOR_HOME.") from error
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    return Database(engine)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()

"""Where trials are kept: a SQLite file each beside the advisor's own, or a schema each in its PostgreSQL database.

A trial is a copy of a template. The template of a key is built once, by the verbs, and kept; copying it is quick.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, event, inspect, text

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.store import Table, create, open_books

Build = Callable[[Database], None]
OPEN = 40  # databases of trials held open at once; the least recently used is closed
LIMIT_PAGES = 12_500  # of 4 KiB: a file grows to 50 MB at most
_NAME = re.compile(r"[a-z0-9_]{1,50}")
_LOCK = 20261201  # any number that no other program uses on the same database


class Store:
    """The trials of one installation, by name."""

    def __init__(self, database_url: str) -> None:
        self.url = database_url
        self.files = None
        if database_url.startswith("sqlite"):
            self.files = Path(database_url.removeprefix("sqlite:///")).parent / "trials"
        self._open: OrderedDict[str, Database] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, name: str) -> Database:
        """The books of a trial. Raises NotFound."""
        with self._lock:
            if name in self._open:
                self._open.move_to_end(name)
                return self._open[name]
        if not self.exists(name):
            raise NotFound("This sandbox is not there any more. Start a new one.")
        return self._hold(name, self._books(name))

    def _hold(self, name: str, books: Database) -> Database:
        with self._lock:
            kept = self._open.setdefault(name, books)
            self._open.move_to_end(name)
            closing = [self._open.popitem(last=False)[1] for _ in range(len(self._open) - OPEN)]
        for one in closing:
            one.close()
        return kept

    def _books(self, name: str) -> Database:
        assert _NAME.fullmatch(name), name
        if self.files is None:
            return open_books(self.url, f"trial_{name}")
        books = open_books(f"sqlite:///{self.files / name}.db")
        event.listen(books.engine, "connect", _bound)
        return books

    def exists(self, name: str) -> bool:
        if self.files is not None:
            return (self.files / f"{name}.db").is_file()
        with self._admin() as connection:
            return inspect(connection).has_table("trial", schema=f"trial_{name}")

    def make(self, name: str, key: str, build: Build) -> None:
        """A new trial from the template `key`, which `build` makes when it is not there yet; one of that name is
        replaced."""
        self._template(key, build)
        self.close(name)
        if self.files is None:
            self._copy_schema(f"template_{key}", f"trial_{name}")
        else:
            beside = self.files / f"{name}.new"
            shutil.copyfile(self.files / f"template_{key}.db", beside)
            _forget_journal(self.files / f"{name}.db")
            os.replace(beside, self.files / f"{name}.db")  # noqa: PTH105 - the atomic one

    def _template(self, key: str, build: Build) -> None:
        assert _NAME.fullmatch(key), key
        if self.files is not None:
            self._template_file(self.files, key, build)
            return
        with self._admin() as connection:  # two processes that want the same template take turns
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            if inspect(connection).has_table("complete", schema=f"template_{key}"):
                return
            connection.execute(text(f"DROP SCHEMA IF EXISTS template_{key} CASCADE"))
            books = open_books(self.url, f"template_{key}")
            try:
                create(books)
                build(books)
            finally:
                books.close()
            connection.execute(text(f"CREATE TABLE template_{key}.complete ()"))

    def _template_file(self, files: Path, key: str, build: Build) -> None:
        whole = files / f"template_{key}.db"
        with self._lock:
            if whole.is_file():
                return
            files.mkdir(parents=True, exist_ok=True)
            building = files / f"building_{os.getpid()}_{key}.db"
            building.unlink(missing_ok=True)
            books = open_books(f"sqlite:///{building}")
            try:
                with books.engine.connect() as connection:
                    connection.execute(text("PRAGMA journal_mode=WAL"))
                create(books)
                build(books)
            finally:
                books.close()
            os.replace(building, whole)  # noqa: PTH105 - the atomic one

    def _copy_schema(self, source: str, target: str) -> None:
        """Tables are made anew and filled; the guards of what is posted are off while they are filled."""
        with self._admin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {target} CASCADE"))
        books = open_books(self.url, target)
        try:
            create(books)
            with books.engine.begin() as connection:
                for table in Table.metadata.sorted_tables:
                    _fill(connection, source, table.name)
        finally:
            books.close()

    def close(self, name: str) -> None:
        with self._lock:
            books = self._open.pop(name, None)
        if books is not None:
            books.close()

    def drop(self, name: str) -> None:
        """Remove a trial for good; nothing happens when it is not there."""
        self.close(name)
        if self.files is None:
            assert _NAME.fullmatch(name), name
            with self._admin() as connection:
                connection.execute(text(f"DROP SCHEMA IF EXISTS trial_{name} CASCADE"))
        else:
            (self.files / f"{name}.db").unlink(missing_ok=True)
            _forget_journal(self.files / f"{name}.db")

    def close_all(self) -> None:
        for name in list(self._open):
            self.close(name)

    def _admin(self) -> Connection:
        """A connection that commits each command and is gone when it is closed."""
        return create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect()


def _bound(connection: Any, _record: Any) -> None:
    """A trial that grew too large is told so by its database; it can be reset."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA max_page_count={LIMIT_PAGES}")
    cursor.close()


def _forget_journal(path: Path) -> None:
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _fill(connection: Connection, source: str, table: str) -> None:
    connection.execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER ALL'))
    connection.execute(text(f'INSERT INTO "{table}" SELECT * FROM {source}."{table}"'))  # noqa: S608 - names of our own
    connection.execute(text(f'ALTER TABLE "{table}" ENABLE TRIGGER ALL'))
    if any(column["name"] == "id" for column in inspect(connection).get_columns(table)):
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), COALESCE(MAX(id), 0) + 1, false) "  # noqa: S608
                 f'FROM "{table}"')
        )  # fmt: skip

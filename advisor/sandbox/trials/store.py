"""Where trials are kept: a SQLite file each beside the advisor's own, or a schema each in its PostgreSQL database.

A trial is a copy of a template. The template of a key is built once, by the verbs, and kept; copying it is quick: a
file is copied, and of a schema a spare copy is renamed.
"""

from __future__ import annotations

import datetime
import os
import re
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, create_mock_engine, event, inspect, text
from sqlalchemy import Table as SqlTable
from sqlalchemy.exc import ProgrammingError

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.store import Table, create, open_books

Build = Callable[[Database], None]
OPEN = 40  # databases of trials held open at once; the least recently used is closed
LIMIT_PAGES = 12_500  # of 4 KiB: a file grows to 50 MB at most
_NAME = re.compile(r"[a-z0-9_]{1,50}")
_MADE = re.compile(r"(template|spare)_")
_IS_TABLE = re.compile(r"CREATE TABLE")
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
        self.prepare(key, build)
        self.close(name)
        if self.files is None:
            self._drop_schema(f"trial_{name}")
            if not self._take_spare(key, name):
                self._copy_schema(key, f"trial_{name}")
        else:
            beside = self.files / f"{name}.new"
            shutil.copyfile(self.files / f"template_{key}.db", beside)
            _forget_journal(self.files / f"{name}.db")
            os.replace(beside, self.files / f"{name}.db")  # noqa: PTH105 - the atomic one

    def names(self) -> list[str]:
        """The trials whose books are there."""
        if self.files is not None:
            found = (path.stem for path in self.files.glob("*.db"))
            return [name for name in found if not name.startswith(("template_", "building_"))]
        with self._admin() as connection:
            found = (name for name in inspect(connection).get_schema_names() if name.startswith("trial_"))
            return [name.removeprefix("trial_") for name in found]

    def ready(self, key: str) -> bool:
        """Whether the template is there."""
        if self.files is not None:
            return (self.files / f"template_{key}.db").is_file()
        with self._admin() as connection:
            return inspect(connection).has_table("complete", schema=f"template_{key}")

    def prepare(self, key: str, build: Build) -> None:
        """Make the template, when it is not there yet."""
        assert _NAME.fullmatch(key), key
        if self.files is not None:
            self._template_file(self.files, key, build)
            return
        with self._admin() as connection:  # two processes that want the same template take turns
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            if inspect(connection).has_table("complete", schema=f"template_{key}"):
                return
            connection.execute(text(f"DROP SCHEMA IF EXISTS template_{key} CASCADE"))
            self._make_schema(f"template_{key}", [])
            books = open_books(self.url, f"template_{key}")
            try:
                build(books)
            finally:
                books.close()
            connection.execute(text(f"CREATE TABLE template_{key}.complete ()"))

    def spare(self, key: str) -> bool:
        """Keep a copy at hand, which the next trial takes at once; whether there was none. A file needs no spare."""
        if self.files is not None or self._has_schema(f"spare_{key}"):
            return False
        self._copy_schema(key, f"spare_{key}")
        return True

    def forget(self, kept: Collection[str], day: datetime.date = datetime.date.min) -> int:
        """Remove all templates and spares but those of the keys in `kept`; how many templates that were. Files that
        began to be built two days before `day` belong to a process that is gone."""
        if self.files is not None:
            old = [path for path in self.files.glob("template_*.db") if path.stem.removeprefix("template_") not in kept]
            for path in (*old, *(path for path in self.files.glob("building_*") if _abandoned(path, day))):
                path.unlink(missing_ok=True)
            return len(old)
        with self._admin() as connection:
            names = inspect(connection).get_schema_names()
        gone = [name for name in names if _MADE.match(name) and _MADE.sub("", name) not in kept]
        for name in gone:
            self._drop_schema(name)
        return sum(name.startswith("template_") for name in gone)

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

    def _copy_schema(self, key: str, target: str) -> None:
        source = f"template_{key}"
        rows = [command for table in Table.metadata.sorted_tables for command in _filled(source, table)]
        self._make_schema(target, rows)

    def _make_schema(self, target: str, rows: Sequence[str]) -> None:
        """All in one command: the tables, their rows, then what guards them."""
        tables, guards = _commands()
        begin = [f"CREATE SCHEMA {target}", f"SET search_path TO {target}"]
        with self._admin() as connection:
            connection.connection.cursor().execute(";\n".join([*begin, *tables, *rows, *guards]))

    def _take_spare(self, key: str, name: str) -> bool:
        if not self._has_schema(f"spare_{key}"):
            return False
        try:
            with self._admin() as connection:
                connection.execute(text(f"ALTER SCHEMA spare_{key} RENAME TO trial_{name}"))
        except ProgrammingError:  # somebody else took it at the same moment
            return False
        return True

    def _has_schema(self, name: str) -> bool:
        with self._admin() as connection:
            return inspect(connection).has_schema(name)

    def _drop_schema(self, name: str) -> None:
        with self._admin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {name} CASCADE"))

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
            self._drop_schema(f"trial_{name}")
        else:
            (self.files / f"{name}.db").unlink(missing_ok=True)
            _forget_journal(self.files / f"{name}.db")

    def close_all(self) -> None:
        for name in list(self._open):
            self.close(name)

    def _admin(self) -> Connection:
        """A connection that commits each command and is gone when it is closed."""
        return create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect()


def _abandoned(path: Path, day: datetime.date) -> bool:
    last = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC).date()
    return (day - last).days > 1


def _bound(connection: Any, _record: Any) -> None:
    """A trial that grew too large is told so by its database; it can be reset."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA max_page_count={LIMIT_PAGES}")
    cursor.close()


def _forget_journal(path: Path) -> None:
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@cache
def _commands() -> tuple[list[str], list[str]]:
    """The commands that make the tables in PostgreSQL, and those for all that is made once they are full: indexes and
    triggers."""
    found: list[str] = []

    def note(command: Any, *_: Any) -> None:
        found.append(str(command.compile(dialect=engine.dialect)).strip())

    engine = create_mock_engine("postgresql+psycopg://", note)
    Table.metadata.create_all(engine, checkfirst=False)
    return [one for one in found if _IS_TABLE.match(one)], [one for one in found if not _IS_TABLE.match(one)]


def _filled(source: str, table: SqlTable) -> Iterator[str]:
    """The commands that copy the rows of a table, and let its numbers go on after them."""
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    yield f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM {source}."{table.name}"'  # noqa: S608 - ours
    if "id" in table.columns:
        number = f"pg_get_serial_sequence('\"{table.name}\"', 'id')"
        yield f'SELECT setval({number}, COALESCE(MAX(id), 0) + 1, false) FROM "{table.name}"'  # noqa: S608 - ours

"""One way to a session; a failure of the database is one sentence, and nothing half-done is kept."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from advisor import db
from advisor.db import Database, open_database, unavailable
from advisor.errors import BadInput, Unavailable

CLOSED = "postgresql://someone:secret@127.0.0.1:1/cases"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with one small table."""
    found = open_database(database_url)
    with found.session() as session:
        session.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT)"))
    yield found
    found.close()


@pytest.fixture
def sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A SQLite database that gives up waiting at once."""
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.05)
    found = open_database(f"sqlite:///{tmp_path / 'cases.db'}")
    with found.session() as session:
        session.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT)"))
    yield found
    found.close()


def write(session: Session, number: int = 1) -> None:
    session.execute(text("INSERT INTO notes (id, words) VALUES (:n, 'x')"), {"n": number})


def count(database: Database) -> int:
    with database.session(write=False) as session:
        return int(session.scalar(text("SELECT count(*) FROM notes")) or 0)


def test_a_block_is_committed_at_its_end(database: Database) -> None:
    with database.session() as session:
        write(session)
    assert count(database) == 1


def test_an_error_in_the_block_takes_everything_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.session() as session:
        write(session)
        raise ZeroDivisionError
    assert count(database) == 0


def test_an_error_of_the_database_takes_everything_back_and_is_handed_on(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        write(session, 1)
        write(session, 1)
    assert count(database) == 0


def test_a_session_can_be_used_again_after_an_error(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.session() as session:
        raise ZeroDivisionError
    with database.session() as session:
        write(session)
    assert count(database) == 1


def test_sqlite_checks_foreign_keys(sqlite: Database) -> None:
    with sqlite.session() as session:
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


def locker(database: Database) -> sqlite3.Connection:
    """A connection of another program that is writing."""
    other = sqlite3.connect(str(database.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_a_busy_database_is_said_to_be_busy(sqlite: Database) -> None:
    other = locker(sqlite)
    with pytest.raises(Unavailable, match=r"busy\. Nothing was saved") as caught, sqlite.session() as session:
        write(session)
    assert caught.value.status == 503
    other.execute("ROLLBACK")
    other.close()
    with sqlite.session() as session:
        write(session)
    assert count(sqlite) == 1


def test_another_program_cannot_write_between_reading_and_writing(sqlite: Database) -> None:
    """Otherwise what was read in a block could be out of date when it is written back."""
    other = sqlite3.connect(str(sqlite.engine.url.database), timeout=0, isolation_level=None)
    with sqlite.session() as session:
        assert session.scalar(text("SELECT count(*) FROM notes")) == 0
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO notes VALUES (7, 'x')")
    other.execute("INSERT INTO notes VALUES (7, 'x')")
    other.close()


def test_a_writer_of_our_own_that_takes_too_long(sqlite: Database) -> None:
    inside, done = threading.Event(), threading.Event()

    def hold() -> None:
        with sqlite.session():
            inside.set()
            done.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    assert inside.wait(30)
    with pytest.raises(Unavailable, match="busy"), sqlite.session():
        pass
    assert count(sqlite) == 0, "reading needs no turn"
    done.set()
    thread.join(30)
    with sqlite.session() as session:
        write(session)
    assert count(sqlite) == 1


def test_a_read_only_database(sqlite: Database) -> None:
    sqlite.engine.dispose()
    event.listen(sqlite.engine, "connect", lambda raw, _: raw.execute("PRAGMA query_only=ON"))
    with pytest.raises(Unavailable, match=r"read-only\. Nothing was saved"), sqlite.session() as session:
        write(session)
    assert count(sqlite) == 0


def test_a_folder_is_made(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'a' / 'b' / 'cases.db'}")
    with database.session() as session:
        assert session.scalar(text("SELECT 1")) == 1
    database.close()
    assert (tmp_path / "a" / "b" / "cases.db").is_file()


@pytest.mark.parametrize("place", ["file/cases.db", "file/deeper/cases.db"])
def test_a_folder_that_cannot_be_made(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="folder of the database cannot be made") as caught:
        open_database(f"sqlite:///{tmp_path / place}")
    assert "ADVISOR_HOME" in caught.value.message


def test_the_uri_form_makes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    database = open_database(f"sqlite:///file:{tmp_path / 'none.db'}?mode=ro&uri=true")
    with pytest.raises(Unavailable, match="cannot be reached"), database.session():
        pass
    database.close()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}")
    with pytest.raises(Unavailable, match="cannot be reached"), database.session():
        pass
    database.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "cases.db").write_text("These are only words. " * 100)
    database = open_database(f"sqlite:///{tmp_path / 'cases.db'}")
    with pytest.raises(Unavailable, match="damaged or no database"), database.session():
        pass
    database.close()


def test_a_server_that_is_not_there() -> None:
    database = open_database(CLOSED)
    with pytest.raises(Unavailable, match="cannot be reached") as caught, database.session() as session:
        session.execute(text("SELECT 1"))
    assert "DATABASE_URL" in caught.value.message
    assert "secret" not in caught.value.message
    assert "\n" not in caught.value.message
    database.close()


def test_an_option_that_the_server_does_not_know() -> None:
    database = open_database(f"{CLOSED}?colour=red")
    with pytest.raises(Unavailable, match="cannot be reached"), database.session() as session:
        session.execute(text("SELECT 1"))
    database.close()


@pytest.mark.parametrize("url", ["postgresql://u:secret@host:port/cases", "postgresql+nothing://h/d"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(BadInput, match="DATABASE_URL") as caught:
        open_database(url)
    assert caught.value.field == "DATABASE_URL"
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("database is locked", "busy"),
        ("attempt to write a readonly database", "read-only"),
        ("cannot execute INSERT in a read-only transaction", "read-only"),
        ("database or disk is full", "full or failing"),
        ("disk I/O error", "full or failing"),
        ("database disk image is malformed", "damaged"),
        ("server closed the connection unexpectedly", "cannot be reached"),
    ],
)
def test_failures_in_one_sentence_or_two(reason: str, words: str) -> None:
    found = unavailable(OperationalError("SELECT 1", {}, Exception(reason)))
    assert isinstance(found, Unavailable)
    assert words in found.message
    assert "Nothing was saved" in found.message


def test_a_mistake_of_our_own_stays_what_it_is() -> None:
    mistake = ProgrammingError("SELEKT 1", {}, Exception("syntax error"))
    assert unavailable(mistake) is mistake

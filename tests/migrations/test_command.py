"""The command that brings a database up to date: done, or one line that says why not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from advisor import db
from advisor.__main__ import main


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder of its own, no settings from outside, and no patience with a lock."""
    for variable in ("DATABASE_URL", "ADVISOR_HOME", "ADVISOR_ORIGIN"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.05)


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line on standard error of an upgrade that could not be carried out."""
    code = main(["db", "upgrade"])
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "Traceback" not in err
    return err


def done(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "upgrade"]) == 0
    assert tuple(capsys.readouterr()) == ("The database is up to date.\n", "")


def test_new_and_again(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_HOME", str(tmp_path / "home"))
    done(capsys)
    done(capsys)
    assert (tmp_path / "home" / "advisor.db").is_file()


def test_every_kind(capsys: pytest.CaptureFixture[str], database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    done(capsys)
    done(capsys)


def test_locked(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'cases.db'}")
    other = sqlite3.connect(tmp_path / "cases.db", isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN IMMEDIATE")
    assert "busy" in refused(capsys)
    other.execute("ROLLBACK")
    other.close()
    done(capsys)


def test_read_only(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = sqlite3.connect(tmp_path / "cases.db")
    file.execute("CREATE TABLE other (id INTEGER)")
    file.close()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///file:{tmp_path / 'cases.db'}?mode=ro&uri=true")
    assert "read-only" in refused(capsys)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://u:secret@127.0.0.1:1/cases", "cannot be reached"),
        ("postgresql://u:secret@host:port/cases", "not a database address"),
        ("mysql://u:secret@host/cases", "must begin with"),
        ("sqlite:///words.db", "damaged or no database"),
        ("sqlite:///words.db/deeper/cases.db", "folder of the database cannot be made"),
        ("sqlite:////", "cannot be reached"),
    ],
)
def test_a_database_that_cannot_be_used(
    capsys: pytest.CaptureFixture[str], url: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("words.db").write_text("Only words. " * 100)
    monkeypatch.setenv("DATABASE_URL", url)
    line = refused(capsys)
    assert says in line
    assert "secret" not in line

"""Migrations bring every database to the declared tables, once and only once, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

import advisor.workspace.desk.tables
import advisor.workspace.work.tables  # noqa: F401  (these two declare all tables)
from advisor import migrations
from advisor.db import Base, Database, open_database
from advisor.errors import Unavailable
from advisor.migrations import upgrade

TABLES = {"alembic_version", *Base.metadata.tables}
CASE = (
    "INSERT INTO cases (secret_digest, track, language, raw_answers, created) "
    "VALUES ('d', 'full', 'en', '{}', '2026-11-22 00:00:00')"
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = open_database(database_url)
    yield found
    found.close()


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names())


def downgrade(connection: Connection) -> None:
    command.downgrade(migrations._config(connection), "base")


def test_a_new_database_gets_all_tables(database: Database) -> None:
    assert tables(database) == set()
    upgrade(database)
    assert tables(database) == TABLES


def test_the_schema_is_the_declared_one(database: Database) -> None:
    """What Alembic would write into a new migration is nothing: no table, column, type, key or index differs."""
    upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    upgrade(database)
    with database.engine.begin() as connection:
        connection.execute(text(CASE))
    upgrade(database)
    with database.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM cases")) == 1
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0007"


def test_down_and_up_again(database: Database) -> None:
    upgrade(database)
    with database.engine.begin() as connection:
        downgrade(connection)
    assert tables(database) == {"alembic_version"}
    upgrade(database)
    assert tables(database) == TABLES


def test_there_is_one_line_of_migrations() -> None:
    folder = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert len(folder.get_heads()) == 1
    assert len(folder.get_bases()) == 1


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    upgrade(database)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unavailable, match="newer version"):
        upgrade(database)
    assert tables(database) == TABLES


def test_an_upgrade_that_fails_leaves_nothing_behind(database: Database) -> None:
    """A table that is in the way of the second step takes the first one back."""
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE recommendations (id INTEGER)"))
    with pytest.raises(Exception, match=r"recommendations|cannot be"):
        upgrade(database)
    assert "cases" not in tables(database)


def test_sqlite_writes_ahead(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'new' / 'cases.db'}")
    upgrade(database)
    with database.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    database.close()


def test_a_folder_with_a_percent_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alembic reads its options with interpolation, in which a percent sign is special."""
    odd = tmp_path / "50%off"
    odd.symlink_to(Path(migrations.__file__).parent)
    monkeypatch.setattr(migrations, "__file__", str(odd / "__init__.py"))
    database = open_database(f"sqlite:///{tmp_path / 'cases.db'}")
    upgrade(database)
    assert tables(database) == TABLES
    database.close()

"""Migrations of the database, run by Alembic on SQLite and PostgreSQL alike."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from advisor.db import Database, unavailable
from advisor.errors import Unavailable

# Any number that no other program uses on the same database.
LOCK = 20261122


def upgrade(database: Database) -> None:
    """Bring the database to the newest schema; raises `Unavailable` when it cannot be written."""
    try:
        if database.engine.dialect.name == "sqlite":
            with database.engine.connect() as connection:
                connection.execute(text("PRAGMA journal_mode=WAL"))
        with database.engine.begin() as connection:
            if connection.dialect.name == "sqlite":  # else a migration that fails half-way would leave half of it
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:  # two machines that start at the same moment take turns
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            command.upgrade(_config(connection), "head")
    except DBAPIError as error:
        raise unavailable(error) from error
    except CommandError as error:
        raise Unavailable(
            "The database was made by a newer version. Install that version or restore a copy."
        ) from error


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config

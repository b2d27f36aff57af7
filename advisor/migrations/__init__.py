"""Migrations of the database, run by Alembic on SQLite and PostgreSQL alike."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from advisor.db import Database, unavailable


def upgrade(database: Database) -> None:
    """Bring the database to the newest schema; raises `Unavailable` when it cannot be written."""
    try:
        if database.engine.dialect.name == "sqlite":
            with database.engine.connect() as connection:
                connection.execute(text("PRAGMA journal_mode=WAL"))
        with database.engine.begin() as connection:
            command.upgrade(_config(connection), "head")
    except DBAPIError as error:
        raise unavailable(error) from error


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config

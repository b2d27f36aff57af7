"""The tables of jobs are those of the migration, and keep what they must."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from advisor.db import Base, Database
from advisor.workspace.work.tables import OPEN, FileRecord, JobRecord, RunnerRecord
from tests.workspace.work.working import NOW

TABLES = {"jobs", "files", "job_runners"}


def test_the_migration_makes_the_declared_tables(database: Database) -> None:
    assert set(inspect(database.engine).get_table_names()) >= TABLES
    assert set(Base.metadata.tables) >= TABLES
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        found = [str(difference) for difference in compare_metadata(context, Base.metadata)]
    assert [text for text in found if any(f"'{table}'" in text for table in TABLES)] == []


def test_a_new_job_waits(database: Database, owner: int) -> None:
    with database.session() as session:
        session.add(JobRecord(organisation_id=owner, kind="report", about="", arguments={"a": [1, None]}, created=NOW))
    with database.session(write=False) as session:
        found = session.get_one(JobRecord, 1)
        assert (found.state, found.done, found.total, found.error, found.error_values) == (OPEN[0], 0, 0, "", {})
        assert (found.result, found.started, found.finished, found.engine_id) == (None, None, None, None)
        assert found.arguments == {"a": [1, None]}


def test_jobs_and_files_belong_to_an_organisation(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        session.add(JobRecord(organisation_id=99, kind="report", about="", arguments={}, created=NOW))
    with pytest.raises(IntegrityError), database.session() as session:
        session.add(FileRecord(organisation_id=99, name="a", media_type="b", size=0, digest="", body=b"", created=NOW))


def test_a_process_has_one_row(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        session.add_all([RunnerRecord(name="one"), RunnerRecord(name="one")])


def test_open_jobs_are_found_by_an_index(database: Database) -> None:
    found = {index["name"]: index["column_names"] for index in inspect(database.engine).get_indexes("jobs")}
    assert found == {"ix_jobs_state": ["state", "id"], "ix_jobs_organisation_id": ["organisation_id", "id"]}

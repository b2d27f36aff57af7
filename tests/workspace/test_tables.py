"""The tables keep what they must and refuse what they must not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from advisor.db import Base, Database
from advisor.workspace.tables import CaseRecord, StoredRecommendation

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


def record(digest: str = "d" * 64) -> CaseRecord:
    return CaseRecord(secret_digest=digest, track="full", language="en", raw_answers={"a": ["b", 1, None]}, created=NOW)


def result(case: int) -> StoredRecommendation:
    return StoredRecommendation(case_id=case, content_version="v" * 40, hash="h" * 80, body="{}", created=NOW)


def test_declared_tables() -> None:
    """The public side has these; the desk and its work add theirs beside them."""
    own = {"cases", "recommendations", "shares", "case_links"}
    assert own <= set(Base.metadata.tables)


def test_answers_come_back_as_json_values(database: Database) -> None:
    with database.session() as session:
        session.add(record())
    with database.session() as session:
        found = session.get_one(CaseRecord, 1)
        assert found.raw_answers == {"a": ["b", 1, None]}
        assert found.created.replace(tzinfo=UTC) == NOW
        assert (found.track, found.language) == ("full", "en")


def test_a_secret_belongs_to_one_case(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        session.add_all([record(), record()])


def test_a_result_needs_its_case(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        session.add(result(case=999))


def test_results_go_with_their_case(database: Database) -> None:
    """Even when the row is deleted beside the application."""
    with database.session() as session:
        session.add(record())
        session.flush()
        session.add(result(case=1))
    with database.session() as session:
        session.execute(text("DELETE FROM cases"))
    with database.session() as session:
        assert session.query(StoredRecommendation).count() == 0


def test_results_are_found_by_an_index(database: Database) -> None:
    (index,) = inspect(database.engine).get_indexes("recommendations")
    assert (index["name"], index["column_names"]) == ("ix_recommendations_case_id", ["case_id"])


@pytest.mark.parametrize("column", ["secret_digest", "track", "language", "raw_answers", "created"])
def test_nothing_may_be_left_out(database: Database, column: str) -> None:
    columns = {c["name"]: c for c in inspect(database.engine).get_columns("cases")}
    assert not columns[column]["nullable"]

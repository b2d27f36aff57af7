"""Signed-in browsers: found by their secret, open for a time, ended one by one or all at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from advisor.db import Database
from advisor.errors import NotFound
from advisor.workspace.access import members, sessions
from advisor.workspace.access.tables import SessionRecord
from tests.workspace.access.people import DAY, HOUR, MINUTE, NOW, Team, team

SECRET = "secret-of-the-browser"
SECOND = timedelta(seconds=1)


@pytest.fixture
def people(database: Database) -> Team:
    with database.session() as session:
        found = team(session)
        sessions.begin(session, found.owner, SECRET, "Firefox, Linux", True, NOW)
    return found


def found(database: Database, secret: str, after: timedelta = timedelta()) -> sessions.Found | None:
    with database.session(write=False) as session:
        return sessions.find(session, secret, NOW + after)


def test_found_by_its_secret_only(people: Team, database: Database) -> None:
    there = found(database, SECRET)
    assert there is not None
    assert (there.member.id, there.organisation.id) == (people.owner.id, people.organisation.id)
    for other in ("", SECRET.upper(), there.session.secret_digest, "another"):
        assert found(database, other) is None


def test_the_secret_is_not_stored(people: Team, database: Database) -> None:
    with database.session(write=False) as session:
        record = session.scalar(select(SessionRecord))
        assert record is not None
        assert SECRET not in (record.secret_digest, record.device)
        assert len(record.secret_digest) == 64


@pytest.mark.parametrize(("after", "is_open"), [(12 * HOUR - SECOND, True), (12 * HOUR, False), (15 * DAY, False)])
def test_idle_for_half_a_day(after: timedelta, is_open: bool, people: Team, database: Database) -> None:
    assert (found(database, SECRET, after) is not None) is is_open


def test_used_every_day_it_ends_after_two_weeks(people: Team, database: Database) -> None:
    number = found(database, SECRET).session.id  # type: ignore[union-attr]
    for hours in range(10, 14 * 24, 10):
        with database.session() as session:
            sessions.touch(session, number, NOW + hours * HOUR)
    assert found(database, SECRET, 14 * DAY - SECOND) is not None
    assert found(database, SECRET, 14 * DAY) is None


def test_one_that_waits_for_the_second_factor_waits_ten_minutes(people: Team, database: Database) -> None:
    with database.session() as session:
        sessions.begin(session, people.viewer, "pending", "", False, NOW)
    assert found(database, "pending", 10 * MINUTE - SECOND) is not None
    assert found(database, "pending", 10 * MINUTE) is None


def test_seen_is_written_now_and_then(people: Team, database: Database) -> None:
    there = found(database, SECRET)
    assert there is not None
    assert not sessions.is_stale(there.session, NOW + 5 * MINUTE - SECOND)
    assert sessions.is_stale(there.session, NOW + 5 * MINUTE)
    with database.session() as session:
        sessions.touch(session, there.session.id, NOW + HOUR)
        sessions.touch(session, there.session.id, NOW)  # a slower request of before
        sessions.touch(session, 999, NOW)  # ended meanwhile
    assert found(database, SECRET, 13 * HOUR - SECOND) is not None


def test_a_removed_member_is_out(people: Team, database: Database) -> None:
    with database.session() as session:
        sessions.begin(session, people.viewer, "viewer", "", True, NOW)
    assert found(database, "viewer") is not None
    with database.session() as session:
        members.remove(session, members.get(session, people.organisation.id, people.viewer.id), NOW)
    assert found(database, "viewer") is None


def test_the_list_of_open_ones(people: Team, database: Database) -> None:
    with database.session() as session:
        for secret, device, passed, when in (
            ("b", "later", True, NOW + HOUR),
            ("c", "pending", False, NOW + HOUR),
            ("d", "over", True, NOW - DAY),
        ):
            sessions.begin(session, people.owner, secret, device, passed, when)
        sessions.begin(session, people.viewer, "e", "somebody else", True, NOW)
        listed = sessions.of_member(session, people.owner.id, NOW + HOUR)
        assert [record.device for record in listed] == ["later", "Firefox, Linux"]


def test_ending_one_of_ones_own_only(people: Team, database: Database) -> None:
    number = found(database, SECRET).session.id  # type: ignore[union-attr]
    with database.session() as session, pytest.raises(NotFound):
        sessions.end(session, people.viewer.id, number)
    assert found(database, SECRET) is not None
    with database.session() as session:
        sessions.end(session, people.owner.id, number)
    assert found(database, SECRET) is None
    with database.session() as session, pytest.raises(NotFound):
        sessions.end(session, people.owner.id, number)


def test_ending_the_others(people: Team, database: Database) -> None:
    keep = found(database, SECRET).session.id  # type: ignore[union-attr]
    with database.session() as session:
        for secret in ("b", "c"):
            sessions.begin(session, people.owner, secret, "", True, NOW)
        sessions.begin(session, people.viewer, "d", "", True, NOW)
        assert sessions.end_others(session, people.owner.id, keep) == 2
    assert [found(database, s) is not None for s in (SECRET, "b", "c", "d")] == [True, False, False, True]
    with database.session() as session:
        assert sessions.end_others(session, people.owner.id, None) == 1
    assert found(database, SECRET) is None


def test_what_is_over_is_swept(people: Team, database: Database) -> None:
    with database.session() as session:
        sessions.begin(session, people.owner, "young", "", True, NOW + 12 * HOUR)
        sessions.sweep(session, NOW + 12 * HOUR)
        assert len(session.scalars(select(SessionRecord)).all()) == 1


def test_form_tokens_follow_from_the_secret_without_telling_it() -> None:
    assert sessions.csrf("a") == sessions.csrf("a")
    assert sessions.csrf("a") != sessions.csrf("b")
    assert sessions.digest("a") not in sessions.csrf("a")
    assert len(sessions.csrf("a")) == 64

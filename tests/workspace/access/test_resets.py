"""Links that set a password: once, for a time, and everybody else who was signed in is out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from advisor.db import Database
from advisor.errors import Gone, TooMany
from advisor.workspace.access import members, resets, sessions, throttle
from advisor.workspace.access.tables import ResetRecord
from advisor.workspace.cases import digest
from tests.workspace.access.people import DAY, HOUR, NOW, Team, team

SECRET = "secret-of-the-reset"


@pytest.fixture
def people(database: Database) -> Team:
    with database.session() as session:
        found = team(session)
        found.viewer.password = "old"
        resets.create(session, found.viewer, SECRET, resets.BY_MAIL, NOW)
    return found


def test_it_sets_the_password_once(people: Team, database: Database) -> None:
    with database.session() as session:
        assert resets.find(session, SECRET, NOW).id == people.viewer.id
        assert resets.use(session, SECRET, "new", NOW).password == "new"
    with database.session() as session:
        for call in (lambda: resets.find(session, SECRET, NOW), lambda: resets.use(session, SECRET, "x", NOW)):
            with pytest.raises(Gone):
                call()
        assert members.get(session, people.organisation.id, people.viewer.id).password == "new"


def test_only_the_digest_is_kept(people: Team, database: Database) -> None:
    with database.session(write=False) as session:
        assert session.scalars(select(ResetRecord.secret_digest)).all() == [digest(SECRET)]


@pytest.mark.parametrize(("after", "works"), [(HOUR - timedelta(seconds=1), True), (HOUR, False), (-DAY, True)])
def test_it_works_for_its_time(after: timedelta, works: bool, people: Team, database: Database) -> None:
    with database.session() as session:
        if works:
            assert resets.find(session, SECRET, NOW + after)
        else:
            with pytest.raises(Gone):
                resets.use(session, SECRET, "new", NOW + after)


def test_nobody_learns_why_a_link_does_not_work(people: Team, database: Database) -> None:
    said = set()
    with database.session() as session:
        for secret, at in ((SECRET, NOW + DAY), ("another", NOW), ("", NOW), (digest(SECRET), NOW)):
            with pytest.raises(Gone) as caught:
                resets.find(session, secret, at)
            said.add(caught.value.message)
    assert len(said) == 1


def test_a_newer_link_replaces_the_older(people: Team, database: Database) -> None:
    with database.session() as session:
        resets.create(session, people.viewer, "newer", resets.BY_COMMAND, NOW)
        with pytest.raises(Gone):
            resets.find(session, SECRET, NOW)
        assert resets.find(session, "newer", NOW + DAY - HOUR).id == people.viewer.id


def test_every_browser_is_signed_out_and_tries_are_forgotten(people: Team, database: Database) -> None:
    key = throttle.account(people.viewer.email)
    with database.session() as session:
        sessions.begin(session, people.viewer, "a", "", True, NOW)
        sessions.begin(session, people.owner, "b", "", True, NOW)
        throttle.admit(session, key, 1, NOW)
    with database.session() as session, pytest.raises(TooMany):
        throttle.admit(session, key, 1, NOW)
    with database.session() as session:
        resets.use(session, SECRET, "new", NOW)
        assert sessions.find(session, "a", NOW) is None
        assert sessions.find(session, "b", NOW) is not None
        throttle.admit(session, key, 1, NOW)


def test_changing_it_oneself_keeps_the_browser_at_hand(people: Team, database: Database) -> None:
    with database.session() as session:
        own = sessions.begin(session, people.viewer, "a", "", True, NOW)
        sessions.begin(session, people.viewer, "b", "", True, NOW)
        resets.set_password(session, people.viewer, "new", own.id)
        assert sessions.find(session, "a", NOW) is not None
        assert sessions.find(session, "b", NOW) is None
        with pytest.raises(Gone):
            resets.find(session, SECRET, NOW)


def test_a_removed_member_cannot_use_it(people: Team, database: Database) -> None:
    with database.session() as session:
        members.remove(session, members.get(session, people.organisation.id, people.viewer.id), NOW)
        with pytest.raises(Gone):
            resets.find(session, SECRET, NOW)


def test_what_others_know_of_a_member(people: Team, database: Database) -> None:
    with database.session(write=False) as session:
        assert resets.names(session, people.viewer) == ("Vera", "vera@example.org", "Brook and Sons")

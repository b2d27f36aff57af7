"""Invitations: for one person, in one role, for a week, once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from advisor.db import Database
from advisor.errors import AdvisorError, BadInput, Gone, NotFound
from advisor.workspace.access import invitations, members
from advisor.workspace.cases import digest, moment
from tests.workspace.access.people import DAY, NOW, Team, team

SECRET = "secret-of-the-invitation"
NEW = "new@example.org"


@pytest.fixture
def people(database: Database) -> Team:
    with database.session() as session:
        found = team(session)
        invitations.invite(session, found.organisation, f" {NEW} ", "consultant", SECRET, NOW)
    return found


def test_who_accepts_is_a_member_in_the_role_that_was_fixed(people: Team, database: Database) -> None:
    with database.session() as session:
        found, organisation = invitations.find(session, SECRET, NOW)
        assert (found.email, found.role, organisation.id) == (NEW, "consultant", people.organisation.id)
        assert found.secret_digest == digest(SECRET)
        assert moment(found.expires) == NOW + 7 * DAY
        member = invitations.accept(session, SECRET, "Nina", "hash", NOW)
        assert (member.role, member.email, member.name, member.password) == ("consultant", NEW, "Nina", "hash")
        assert invitations.waiting(session, people.organisation.id, NOW) == ()


def test_a_link_is_used_once(people: Team, database: Database) -> None:
    with database.session() as session:
        invitations.accept(session, SECRET, "Nina", "hash", NOW)
    with database.session() as session:
        with pytest.raises(Gone, match="accepted already"):
            invitations.find(session, SECRET, NOW)
        with pytest.raises(Gone):
            invitations.accept(session, SECRET, "Eve", "hash", NOW)


def test_two_who_use_it_at_the_same_moment(people: Team, database: Database) -> None:
    start = threading.Barrier(2)

    def accept(name: str) -> str:
        start.wait(10)
        try:
            with database.session() as session:
                invitations.accept(session, SECRET, name, "hash", NOW)
        except AdvisorError as error:
            return error.code
        return "joined"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(accept, ("A", "B"))) == ["gone", "joined"]


@pytest.mark.parametrize(("after", "works"), [(7 * DAY - timedelta(seconds=1), True), (7 * DAY, False)])
def test_it_works_for_a_week(after: timedelta, works: bool, people: Team, database: Database) -> None:
    with database.session() as session:
        assert len(invitations.waiting(session, people.organisation.id, NOW + after)) == works
        if works:
            assert invitations.find(session, SECRET, NOW + after)
        else:
            with pytest.raises(Gone, match="no longer works"):
                invitations.accept(session, SECRET, "Nina", "hash", NOW + after)


def test_withdrawn_it_is_gone(people: Team, database: Database) -> None:
    with database.session() as session:
        (found,) = invitations.waiting(session, people.organisation.id, NOW)
        invitations.withdraw(session, people.organisation.id, found.id, NOW)
        invitations.withdraw(session, people.organisation.id, found.id, NOW + DAY)
        assert moment(found.withdrawn) == NOW  # type: ignore[arg-type]
        with pytest.raises(Gone):
            invitations.find(session, SECRET, NOW)


def test_only_ones_own_can_be_withdrawn(people: Team, database: Database) -> None:
    with database.session() as session:
        other = team(session, "+2")
        (found,) = invitations.waiting(session, people.organisation.id, NOW)
        for organisation, number in ((other.organisation.id, found.id), (people.organisation.id, 999)):
            with pytest.raises(NotFound):
                invitations.withdraw(session, organisation, number, NOW)
        invitations.accept(session, SECRET, "Nina", "hash", NOW)
        with pytest.raises(NotFound):
            invitations.withdraw(session, people.organisation.id, found.id, NOW)


@pytest.mark.parametrize("secret", ["", SECRET.upper(), digest(SECRET), "another"])
def test_only_the_link_itself_opens_it(secret: str, people: Team, database: Database) -> None:
    with database.session() as session, pytest.raises(NotFound):
        invitations.find(session, secret, NOW)


def test_inviting_again_replaces_the_first(people: Team, database: Database) -> None:
    with database.session() as session:
        invitations.invite(session, people.organisation, NEW.upper(), "viewer", "second", NOW + DAY)
        assert len(invitations.waiting(session, people.organisation.id, NOW + DAY)) == 1
        with pytest.raises(Gone):
            invitations.find(session, SECRET, NOW + DAY)
        assert invitations.accept(session, "second", "Nina", "hash", NOW + DAY).role == "viewer"


def test_two_organisations_may_invite_and_the_first_that_is_accepted_counts(people: Team, database: Database) -> None:
    with database.session() as session:
        other = team(session, "+2")
        invitations.invite(session, other.organisation, NEW, "viewer", "other", NOW)
        invitations.accept(session, "other", "Nina", "hash", NOW)
        with pytest.raises(BadInput, match="a member with this address already"):
            invitations.accept(session, SECRET, "Nina", "hash", NOW)


def test_who_is_not_invited(people: Team, database: Database) -> None:
    with database.session() as session:
        for email, role, field in (
            ("olga@example.org", "viewer", "email"),
            ("nobody", "viewer", "email"),
            ("fine@example.org", "admin", "role"),
        ):
            with pytest.raises(BadInput) as caught:
                invitations.invite(session, people.organisation, email, role, "x", NOW)
            assert caught.value.field == field


def test_how_many_may_be_open(people: Team, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST", 2)
    with database.session() as session:
        invitations.invite(session, people.organisation, "a@example.org", "viewer", "a", NOW)
        with pytest.raises(BadInput, match="too many open"):
            invitations.invite(session, people.organisation, "b@example.org", "viewer", "b", NOW)
        invitations.invite(session, people.organisation, "b@example.org", "viewer", "b", NOW + 8 * DAY)


def test_a_name_that_cannot_be_used_leaves_the_link_as_it_was(people: Team, database: Database) -> None:
    with database.session() as session, pytest.raises(BadInput):
        invitations.accept(session, SECRET, " ", "hash", NOW)
    with database.session() as session:
        assert invitations.accept(session, SECRET, "Nina", "hash", NOW)
        assert members.by_email(session, NEW) is not None

"""Organisations and members: addresses once, names on one line, roles, never without an owner."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from advisor.db import Database
from advisor.errors import AdvisorError, BadInput, NotFound
from advisor.workspace.access import invitations, members, resets, second, sessions
from advisor.workspace.access.tables import MemberRecord, RecoveryCodeRecord, ResetRecord, SessionRecord
from tests.workspace.access.people import DAY, NOW, Team, team


@pytest.fixture
def people(database: Database) -> Team:
    with database.session() as session:
        return team(session)


@pytest.mark.parametrize(
    ("role", "wanted", "may"),
    [
        ("viewer", "viewer", True),
        ("viewer", "consultant", False),
        ("viewer", "owner", False),
        ("consultant", "viewer", True),
        ("consultant", "consultant", True),
        ("consultant", "owner", False),
        ("owner", "viewer", True),
        ("owner", "owner", True),
        ("", "viewer", False),
        ("admin", "viewer", False),
    ],
)
def test_what_roles_reach(role: str, wanted: str, may: bool) -> None:
    assert members.reaches(role, wanted) is may


@pytest.mark.parametrize("email", ["olga@example.org", " Olga@Example.org ", "OLGA@EXAMPLE.ORG"])
def test_an_address_is_used_once_in_the_installation(email: str, people: Team, database: Database) -> None:
    with database.session() as session:
        other = members.found(session, "Another", "fa", NOW)
        with pytest.raises(BadInput, match="a member with this address already") as caught:
            members.add(session, other, "Olga", email, "viewer", NOW)
        assert caught.value.field == "email"


def test_two_at_the_same_moment_do_not_both_get_it(people: Team, database: Database) -> None:
    start = threading.Barrier(2)

    def join(name: str) -> str:
        start.wait(10)
        try:
            with database.session() as session:
                organisation = members.organisations(session)[0]
                members.add(session, organisation, name, "new@example.org", "viewer", NOW)
        except AdvisorError as error:
            return error.code
        return "joined"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(join, ("A", "B"))) == ["bad-input", "joined"]


@pytest.mark.parametrize(
    "email", ["", "olga", "a@b", "a b@example.org", "a@example.org\nBcc: b@example.org", "x" * 250 + "@example.org"]
)
def test_what_is_no_address(email: str, people: Team, database: Database) -> None:
    with database.session() as session, pytest.raises(BadInput) as caught:
        members.add(session, members.organisations(session)[0], "Olga", email, "viewer", NOW)
    assert caught.value.field == "email"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("  Olga   Sommer ", "Olga Sommer"),
        ("Olga\nSommer\t", "Olga Sommer"),
        ("\u202eremmoS aglO", "remmoS aglO"),
        ("Olga\x00", "Olga"),
        ("سارا محمدی‌پور", "سارا محمدی‌پور"),
        ("<b>Olga</b>", "<b>Olga</b>"),
    ],
)
def test_names_stand_on_one_line(typed: str, plain: str) -> None:
    assert members.named(typed) == plain


@pytest.mark.parametrize("typed", ["", "   ", "\n", "\u202e", "\u200c", "x" * 121])
def test_names_that_cannot_be_used(typed: str) -> None:
    with pytest.raises(BadInput) as caught:
        members.named(typed, "organisation")
    assert caught.value.field == "organisation"


def test_an_unknown_role_is_refused(people: Team, database: Database) -> None:
    with database.session() as session:
        owner = members.get(session, people.organisation.id, people.owner.id)
        for role in ("", "admin", "Owner"):
            with pytest.raises(BadInput):
                members.change_role(session, owner, role)
            with pytest.raises(BadInput):
                members.add(session, people.organisation, "X", "x@example.org", role, NOW)


def test_a_new_member_takes_the_language_of_the_organisation(database: Database) -> None:
    with database.session() as session:
        organisation = members.found(session, "شرکت", "fa", NOW)
        assert members.add(session, organisation, "سارا", "sara@example.org", "viewer", NOW).language == "fa"


def test_members_of_others_are_not_found(people: Team, database: Database) -> None:
    with database.session() as session:
        other = team(session, "+2")
        for number in (other.owner.id, 999):
            with pytest.raises(NotFound):
                members.get(session, people.organisation.id, number)
        assert [m.name for m in members.every(session, people.organisation.id)] == ["Carl", "Olga", "Vera"]


def test_changing_a_role_signs_out(people: Team, database: Database) -> None:
    with database.session() as session:
        sessions.begin(session, people.viewer, "viewer", "", True, NOW)
        sessions.begin(session, people.owner, "owner", "", True, NOW)
        members.change_role(session, members.get(session, people.organisation.id, people.viewer.id), "owner")
    with database.session(write=False) as session:
        assert members.get(session, people.organisation.id, people.viewer.id).role == "owner"
        assert sessions.find(session, "viewer", NOW) is None
        assert sessions.find(session, "owner", NOW) is not None


def test_the_last_owner_stays(people: Team, database: Database) -> None:
    number = people.organisation.id
    with database.session() as session:
        team(session, "+2")  # the owner of another organisation does not help
        owner = members.get(session, number, people.owner.id)
        for role in ("consultant", "viewer"):
            with pytest.raises(BadInput, match="only owner"):
                members.change_role(session, owner, role)
        with pytest.raises(BadInput, match="only owner"):
            members.remove(session, owner, NOW)
        members.change_role(session, owner, "owner")
        members.change_role(session, members.get(session, number, people.viewer.id), "owner")
        members.change_role(session, owner, "viewer")
        with pytest.raises(BadInput, match="only owner"):
            members.remove(session, members.get(session, number, people.viewer.id), NOW)
        members.remove(session, owner, NOW)


def test_a_removed_owner_does_not_count(people: Team, database: Database) -> None:
    number = people.organisation.id
    with database.session() as session:
        members.change_role(session, members.get(session, number, people.viewer.id), "owner")
        members.remove(session, members.get(session, number, people.viewer.id), NOW)
        with pytest.raises(BadInput, match="only owner"):
            members.remove(session, members.get(session, number, people.owner.id), NOW)


def test_two_owners_cannot_take_each_other_out_at_once(people: Team, database: Database) -> None:
    number = people.organisation.id
    with database.session() as session:
        members.change_role(session, members.get(session, number, people.viewer.id), "owner")
    start = threading.Barrier(2)

    def demote(member: int) -> str:
        start.wait(10)
        try:
            with database.session() as session:
                members.change_role(session, members.get(session, number, member), "consultant")
        except AdvisorError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(demote, (people.owner.id, people.viewer.id))) == ["bad-input", "done"]
    with database.session(write=False) as session:
        assert [m.role for m in members.every(session, number)].count("owner") == 1


def test_what_is_left_of_a_removed_member(people: Team, database: Database) -> None:
    number = people.organisation.id
    with database.session() as session:
        viewer = members.get(session, number, people.viewer.id)
        viewer.password = "hash"
        second.propose(session, viewer, second.fresh_secret(bytes(20)))
        second.renew(session, viewer, ("a", "b"))
        sessions.begin(session, viewer, "viewer", "", True, NOW)
        resets.create(session, viewer, "reset", DAY, NOW)
        members.remove(session, viewer, NOW)
    with database.session() as session:
        kept = session.get(MemberRecord, people.viewer.id)
        assert kept is not None
        assert (kept.name, kept.email, kept.email_key) == ("Vera", "", None)
        assert (kept.password, kept.second_secret) == ("", "")
        for table in (SessionRecord, ResetRecord, RecoveryCodeRecord):
            assert session.scalars(select(table).where(table.member_id == kept.id)).all() == []
        assert members.by_email(session, "vera@example.org") is None
        assert members.names(session, number)[kept.id] == "Vera", "what she did still has a name"
        with pytest.raises(NotFound):
            members.get(session, number, kept.id)
        again = invitations.invite(session, people.organisation, "vera@example.org", "viewer", "again", NOW)
        assert invitations.accept(session, "again", "Vera", "hash", NOW).id != kept.id
        assert again.accepted is not None


def test_whether_anyone_is_a_member(database: Database) -> None:
    with database.session() as session:
        assert members.is_empty(session)
        organisation = members.found(session, "A", "en", NOW)
        assert members.is_empty(session)
        members.add(session, organisation, "X", "x@example.org", "owner", NOW)
        assert not members.is_empty(session)


def test_finding_an_organisation_by_name(people: Team, database: Database) -> None:
    with database.session() as session:
        there = members.organisation_named(session, "  Brook and   Sons ")
        assert there is not None
        assert there.id == people.organisation.id
        assert members.organisation_named(session, "brook") is None

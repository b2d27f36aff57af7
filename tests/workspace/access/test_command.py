"""What the operator does on the command line: lines to print, with links that work."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import update

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.workspace.access import audit, command, members, resets, second, sessions
from advisor.workspace.access.command import Desk
from advisor.workspace.access.tables import AuditRecord
from tests.workspace.access.people import DAY, HOUR, NOW, team

ORIGIN = "https://advisor.example.org"


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database, ORIGIN, NOW, "secret-of-the-link")


def test_the_first_owner(desk: Desk) -> None:
    lines = command.owner(desk, "Olga@example.org", "Brook and Sons")
    assert lines == [
        "Olga@example.org is an owner of Brook and Sons. Within a day, this link sets the password, once:",
        f"{ORIGIN}/en/desk/reset/secret-of-the-link",
    ]
    with desk.database.session() as session:
        member = resets.find(session, "secret-of-the-link", NOW + DAY - HOUR)
        assert (member.name, member.role, member.password) == ("Olga", "owner", "")
        entries = list(audit.entries(session, member.organisation_id))
    assert [entry.action for entry in entries] == ["organisation.founded", "member.joined"]
    assert {(entry.actor_id, entry.actor_name) for entry in entries} == {(None, command.OPERATOR)}


def test_a_second_owner_joins_the_organisation_of_that_name(desk: Desk) -> None:
    command.owner(desk, "olga@example.org", "Brook and Sons", "Olga Sommer")
    command.owner(replace(desk, secret="second"), "otto@example.org", " Brook  and Sons ")
    command.owner(replace(desk, secret="third"), "anna@example.org", "Another")
    with desk.database.session(write=False) as session:
        there = {o.name: [m.name for m in members.every(session, o.id)] for o in members.organisations(session)}
    assert there == {"Brook and Sons": ["Olga Sommer", "otto"], "Another": ["anna"]}


def test_an_address_is_not_taken_twice_and_nothing_is_left_behind(desk: Desk) -> None:
    command.owner(desk, "olga@example.org", "Brook and Sons")
    for email in ("olga@example.org", "no address"):
        with pytest.raises(BadInput):
            command.owner(replace(desk, secret="second"), email, "Another")
    with desk.database.session(write=False) as session:
        assert [o.name for o in members.organisations(session)] == ["Brook and Sons"]


def test_without_a_public_address_the_link_says_so(desk: Desk) -> None:
    lines = command.owner(replace(desk, origin=None), "olga@example.org", "Brook and Sons")
    assert lines[1] == "http://127.0.0.1:8000/en/desk/reset/secret-of-the-link"
    assert "ADVISOR_ORIGIN" in lines[2]


def test_a_link_for_a_forgotten_password(desk: Desk) -> None:
    with desk.database.session() as session:
        people = team(session)
        people.viewer.language = "fa"
        second.propose(session, people.viewer, second.fresh_secret(bytes(20)))
        people.viewer.second_since = NOW
        sessions.begin(session, people.viewer, "browser", "", True, NOW)
    lines = command.reset(desk, " VERA@example.org")
    assert lines[1] == f"{ORIGIN}/fa/desk/reset/secret-of-the-link"
    with desk.database.session(write=False) as session:
        assert resets.find(session, "secret-of-the-link", NOW).id == people.viewer.id
        assert members.get(session, people.organisation.id, people.viewer.id).second_since is not None
        assert sessions.find(session, "browser", NOW) is not None, "until the link is used"
    lines = command.reset(replace(desk, secret="second"), "vera@example.org", without_second=True)
    assert "The second factor is off." in lines
    with desk.database.session(write=False) as session:
        assert members.get(session, people.organisation.id, people.viewer.id).second_since is None
        assert sessions.find(session, "browser", NOW) is None


def test_a_link_for_nobody(desk: Desk) -> None:
    with pytest.raises(NotFound, match=r"nobody@example\.org"):
        command.reset(desk, "nobody@example.org")


def test_the_list(desk: Desk) -> None:
    assert "advisor owner" in command.listing(desk)[0]
    with desk.database.session() as session:
        people = team(session)
        people.owner.password, people.owner.second_since = "hash", NOW
        team(session, "+2")
    lines = command.listing(desk)
    assert len(lines) == 8
    assert lines[0].startswith("Brook and Sons (")
    assert re.search(r"owner +olga@example\.org +Olga +\(second factor on\)", "\n".join(lines))
    assert re.search(r"viewer +vera@example\.org +Vera +\(no second factor, no password yet\)", "\n".join(lines))


def test_verifying(desk: Desk) -> None:
    assert command.verify(desk) == (True, ["There is no organisation yet, so there is nothing to verify."])
    command.owner(desk, "olga@example.org", "Brook and Sons")
    command.owner(replace(desk, secret="second"), "anna@example.org", "Another")
    whole, lines = command.verify(desk)
    assert whole
    assert len(lines) == 2
    assert all(re.search(r"whole, 2 entries, head [0-9a-f]{64}$", line) for line in lines)
    with desk.database.session() as session:
        session.execute(update(AuditRecord).where(AuditRecord.organisation_id == 1).values(actor_name="Eve"))
    whole, lines = command.verify(desk)
    assert not whole
    assert "does not fit at entry 1" in lines[0]
    assert "whole" in lines[1]


def test_exporting(desk: Desk) -> None:
    with pytest.raises(NotFound):
        command.export(desk, None, "json")
    command.owner(desk, "olga@example.org", "Brook and Sons")
    assert len(json.loads(command.export(desk, None, "json"))) == 2
    assert command.export(desk, 1, "csv").count("\r\n") == 3
    command.owner(replace(desk, secret="second"), "anna@example.org", "Another")
    with pytest.raises(BadInput, match="several organisations"):
        command.export(desk, None, "json")
    with pytest.raises(NotFound):
        command.export(desk, 9, "json")
    assert "anna" in command.export(desk, 2, "csv")

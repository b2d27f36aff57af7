"""Getting in with address and password: the same answer for every wrong one, and not too often."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from advisor.db import Database
from advisor.errors import AdvisorError, BadInput, TooMany
from advisor.workspace.access import entering, members, passwords, throttle
from advisor.workspace.access.tables import AttemptRecord
from tests.workspace.access.people import NOW, PASSWORD, Team, team

HOST = "192.0.2.1"


@pytest.fixture
def people(database: Database, quick: PasswordHasher) -> Team:
    with database.session() as session:
        found = team(session)
        found.owner.password = passwords.hashed(PASSWORD)
    return found


def refused(database: Database, email: str, password: str, host: str = HOST) -> AdvisorError:
    with pytest.raises(AdvisorError) as caught:
        entering.check(database, email, password, host, NOW)
    return caught.value


def attempts(database: Database, key: str) -> int:
    with database.session(write=False) as session:
        counted = select(func.count()).select_from(AttemptRecord).where(AttemptRecord.key == key)
        return session.scalar(counted) or 0


@pytest.mark.parametrize("email", ["olga@example.org", " OLGA@example.org"])
def test_the_right_password_lets_in(email: str, people: Team, database: Database) -> None:
    assert entering.check(database, email, PASSWORD, HOST, NOW).id == people.owner.id
    assert attempts(database, throttle.account("olga@example.org")) == 0, "what was right is not counted"


def test_every_wrong_one_gets_the_same_answer(people: Team, database: Database) -> None:
    """Wrong password, no such account, an account without a password yet, nothing at all."""
    said = {
        (type(error), error.message, error.field)
        for error in (
            refused(database, "olga@example.org", "violet anchor kettle"),
            refused(database, "nobody@example.org", PASSWORD),
            refused(database, "vera@example.org", ""),
            refused(database, "vera@example.org", PASSWORD),
            refused(database, "", ""),
            refused(database, "\x00" * 300, "\x00"),
        )
    }
    assert said == {(BadInput, entering.WRONG, None)}


@pytest.mark.parametrize("email", ["olga@example.org", "nobody@example.org"])
def test_accounts_are_closed_for_a_while_whether_there_or_not(email: str, people: Team, database: Database) -> None:
    for number in range(throttle.PER_ACCOUNT):
        assert isinstance(refused(database, email, "violet anchor kettle", f"192.0.2.{number}"), BadInput)
    assert isinstance(refused(database, email, PASSWORD, "198.51.100.1"), TooMany), "even the right one waits"
    if email.startswith("olga"):
        later = NOW + throttle.WINDOW
        assert entering.check(database, email, PASSWORD, HOST, later).id == people.owner.id


def test_one_address_cannot_try_many_accounts(
    people: Team, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PER_ADDRESS", 4)
    for number in range(4):
        assert isinstance(refused(database, f"n{number}@example.org", "x"), BadInput)
    assert isinstance(refused(database, "n5@example.org", "x"), TooMany)
    assert isinstance(refused(database, "olga@example.org", PASSWORD), TooMany)
    assert entering.check(database, "olga@example.org", PASSWORD, "198.51.100.1", NOW)


def test_a_hash_of_old_parameters_is_made_anew(
    people: Team, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = people.owner.password
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    refused(database, "olga@example.org", "violet anchor kettle")
    with database.session(write=False) as session:
        assert members.get(session, people.organisation.id, people.owner.id).password == before
    after = entering.check(database, "olga@example.org", PASSWORD, HOST, NOW).password
    assert after != before
    assert "m=16,t=2" in after
    assert entering.check(database, "olga@example.org", PASSWORD, HOST, NOW).password == after


def test_a_removed_member_is_nobody(people: Team, database: Database) -> None:
    with database.session() as session:
        viewer = members.get(session, people.organisation.id, people.viewer.id)
        viewer.password = passwords.hashed(PASSWORD)
        members.remove(session, viewer, NOW)
    assert refused(database, "vera@example.org", PASSWORD).message == entering.WRONG


def test_a_password_changed_meanwhile_does_not_let_in(
    people: Team, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the hash is computed no session is held, so what was read can have changed."""
    real = passwords.fits

    def slow(kept: str, password: str) -> bool:
        with database.session() as session:
            members.get(session, people.organisation.id, people.owner.id).password = "another"
        return real(kept, password)

    monkeypatch.setattr(passwords, "fits", slow)
    assert refused(database, "olga@example.org", PASSWORD).message == entering.WRONG


def test_confirming_with_the_present_password(people: Team, database: Database) -> None:
    entering.confirm(database, people.owner, PASSWORD, "present", NOW)
    for _ in range(throttle.PER_ACCOUNT):
        with pytest.raises(BadInput) as caught:
            entering.confirm(database, people.owner, "violet anchor kettle", "present", NOW)
        assert caught.value.field == "present"
    with pytest.raises(TooMany):
        entering.confirm(database, people.owner, PASSWORD, "present", NOW)

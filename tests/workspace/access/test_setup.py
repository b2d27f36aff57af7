"""The first owner: only with a code, only while there is no member."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from advisor.db import Database
from advisor.errors import BadInput, Gone
from advisor.workspace.access import members, setup
from advisor.workspace.access.tables import MemberRecord, SetupCodeRecord
from tests.workspace.access.people import DAY, MINUTE, NOW, team

CODE = "12ab-34cd"


def begin(database: Database, code: str = CODE, email: str = "olga@example.org") -> MemberRecord:
    with database.session() as session:
        setup.check(session, code)
        return setup.begin(session, "Brook and Sons", "fa", email, "Olga", NOW)


def codes(database: Database) -> int:
    with database.session(write=False) as session:
        return session.scalar(select(func.count()).select_from(SetupCodeRecord)) or 0


def test_the_code_makes_an_organisation_and_its_owner(database: Database) -> None:
    assert setup.offer(database, CODE, NOW)
    member = begin(database, " 12AB 34cd ")
    assert (member.role, member.email, member.language, member.password) == ("owner", "olga@example.org", "fa", "")
    assert codes(database) == 0


def test_it_works_once(database: Database) -> None:
    assert setup.offer(database, CODE, NOW)
    begin(database)
    with pytest.raises(Gone, match="set up already"):
        begin(database, email="eve@example.org")
    with database.session() as session, pytest.raises(Gone):
        setup.begin(session, "Eve", "en", "eve@example.org", "Eve", NOW)


@pytest.mark.parametrize("code", ["", "12ab", "12ab-34ce", "x" * 1000])
def test_no_other_code_works(code: str, database: Database) -> None:
    assert setup.offer(database, CODE, NOW)
    with pytest.raises(BadInput) as caught:
        begin(database, code)
    assert caught.value.field == "code"


def test_without_an_offer_there_is_no_way_in(database: Database) -> None:
    for code in ("", CODE):
        with pytest.raises(BadInput):
            begin(database, code)


def test_nothing_is_offered_once_there_is_a_member(database: Database) -> None:
    assert setup.offer(database, CODE, NOW)
    with database.session() as session:
        team(session)
    assert not setup.offer(database, "new", NOW + DAY)
    assert codes(database) == 0
    with pytest.raises(Gone):
        begin(database)


def test_processes_that_start_together_print_one_code(database: Database) -> None:
    assert setup.offer(database, CODE, NOW)
    assert not setup.offer(database, "second", NOW)
    assert setup.offer(database, "third", NOW + MINUTE)
    with pytest.raises(BadInput):
        begin(database, "second")
    begin(database)
    assert codes(database) == 0, "the third one went with it"


def test_an_old_code_is_forgotten_at_the_next_start(database: Database) -> None:
    assert setup.offer(database, CODE, NOW)
    assert setup.offer(database, "later", NOW + 7 * DAY)
    with pytest.raises(BadInput):
        begin(database)
    begin(database, "later")


def test_what_cannot_be_used_leaves_everything_as_it_was(database: Database) -> None:
    assert setup.offer(database, CODE, NOW)
    with pytest.raises(BadInput):
        begin(database, email="no address")
    with database.session(write=False) as session:
        assert members.is_empty(session)
        assert members.organisations(session) == ()
    begin(database)

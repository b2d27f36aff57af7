"""What the tables themselves hold to."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from advisor.db import Database
from advisor.workspace.access import tables
from advisor.workspace.access.tables import MemberRecord, OrganisationRecord, SessionRecord
from tests.workspace.access.people import NOW, team


def test_every_table_is_there(database: Database) -> None:
    declared = {
        kind.__tablename__
        for kind in vars(tables).values()
        if isinstance(kind, type) and issubclass(kind, tables.Base) and kind is not tables.Base
    }
    assert len(declared) == 9
    assert declared <= set(inspect(database.engine).get_table_names())


def test_an_organisation_goes_with_its_members_and_their_sessions(database: Database) -> None:
    with database.session() as session:
        people = team(session)
        session.add(
            SessionRecord(member_id=people.owner.id, secret_digest="d", passed=True, device="", created=NOW, seen=NOW)
        )
        session.flush()
        session.delete(people.organisation)
    with database.session() as session:
        for table in (OrganisationRecord, MemberRecord, SessionRecord):
            assert session.scalars(select(table)).all() == []


def test_two_members_never_share_an_address(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        people = team(session)
        copy = {"organisation_id": people.organisation.id, "name": "X", "role": "viewer", "language": "en"}
        session.add(MemberRecord(email="o", email_key=people.owner.email_key, created=NOW, **copy))
        session.flush()


def test_any_number_of_removed_members_have_none(database: Database) -> None:
    with database.session() as session:
        people = team(session)
        people.owner.email_key = people.viewer.email_key = None
        session.flush()
    with database.session() as session:
        assert len(session.scalars(select(MemberRecord).where(MemberRecord.email_key.is_(None))).all()) == 2


def test_the_logo_is_read_only_when_asked_for(database: Database) -> None:
    """It would otherwise travel with every request of every member."""
    with database.session() as session:
        people = team(session)
        people.organisation.logo = b"\x00picture\xff"
    with database.session() as session:
        found = session.scalar(select(OrganisationRecord))
        assert found is not None
        assert "logo" in inspect(found).unloaded
        assert found.logo == b"\x00picture\xff"

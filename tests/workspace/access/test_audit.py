"""The audit log: entries follow from each other, and whatever is done to them shows."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.workspace.access import audit
from advisor.workspace.access.audit import Actor, Break, Thing
from advisor.workspace.access.tables import AuditRecord, OrganisationRecord
from tests.workspace.access.people import MINUTE, NOW, team


def fill(database: Database, count: int = 5) -> int:
    """A log of so many entries; the id of its organisation."""
    with database.session() as session:
        people = team(session)
        for number in range(count):
            thing = Thing("case", number, f"Case {number} – «Ёж»")
            audit.record(session, people.actor, "case.opened", thing, {"nth": number}, NOW + number * MINUTE)
    return people.organisation.id


def verified(database: Database, number: int) -> Break | None:
    with database.session(write=False) as session:
        found = session.get(OrganisationRecord, number)
        assert found is not None
        return audit.verify(session, found)


def test_entries_are_numbered_and_chained(database: Database) -> None:
    number = fill(database)
    with database.session(write=False) as session:
        found = list(audit.entries(session, number))
        organisation = session.get(OrganisationRecord, number)
        assert organisation is not None
        assert (organisation.audit_length, organisation.audit_head) == (5, found[-1].hash)
    assert [entry.number for entry in found] == [1, 2, 3, 4, 5]
    assert [entry.previous for entry in found] == ["", *(entry.hash for entry in found[:-1])]
    assert found[0].actor_name == "Olga"
    assert (found[2].object_kind, found[2].object_id, found[2].details) == ("case", "2", {"nth": 2})
    assert verified(database, number) is None


def test_an_empty_log_is_whole(database: Database) -> None:
    assert verified(database, fill(database, 0)) is None


def test_a_long_log_is_read_in_pieces(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "AT_ONCE", 2)
    for count in (0, 1, 2, 3, 4):
        with database.session() as session:
            people = team(session, f"+{count}")
            for nth in range(count):
                audit.record(session, people.actor, "x", Thing("x", nth, ""), {}, NOW)
            assert [entry.number for entry in audit.entries(session, people.organisation.id)] == [*range(1, count + 1)]
            assert audit.verify(session, people.organisation) is None


THIRD = AuditRecord.number == 3
TAMPERING: dict[str, tuple[Callable[[Session], Any], int, str]] = {
    "name": (lambda s: s.execute(update(AuditRecord).where(THIRD).values(actor_name="Nobody")), 3, "changed"),
    "time": (lambda s: s.execute(update(AuditRecord).where(THIRD).values(at=NOW)), 3, "changed"),
    "what": (lambda s: s.execute(update(AuditRecord).where(THIRD).values(action="case.closed")), 3, "changed"),
    "object": (lambda s: s.execute(update(AuditRecord).where(THIRD).values(object_id="9")), 3, "changed"),
    "details": (lambda s: s.execute(update(AuditRecord).where(THIRD).values(details={"nth": 9})), 3, "changed"),
    "member": (lambda s: s.execute(update(AuditRecord).where(THIRD).values(actor_id=None)), 3, "changed"),
    "removed": (lambda s: s.execute(delete(AuditRecord).where(THIRD)), 3, "missing"),
    "first removed": (lambda s: s.execute(delete(AuditRecord).where(AuditRecord.number == 1)), 1, "missing"),
    "last removed": (lambda s: s.execute(delete(AuditRecord).where(AuditRecord.number == 5)), 5, "at the end"),
    "all removed": (lambda s: s.execute(delete(AuditRecord)), 1, "at the end"),
    "head": (lambda s: s.execute(update(OrganisationRecord).values(audit_head="0" * 64)), 6, "at the end"),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_shows(how: str, database: Database) -> None:
    number = fill(database)
    change, at, why = TAMPERING[how]
    with database.session() as session:
        change(session)
    broken = verified(database, number)
    assert broken is not None
    assert (broken.number, why in broken.why) == (at, True), broken


def test_a_changed_entry_with_a_new_hash_breaks_the_next_one(database: Database) -> None:
    number = fill(database)
    with database.session() as session:
        third = session.scalar(select(AuditRecord).where(THIRD))
        assert third is not None
        third.actor_name = "Nobody"
        third.hash = audit.digest(third)
    assert verified(database, number) == Break(4, "it does not follow from the one before it")


def test_an_inserted_entry_shows(database: Database) -> None:
    number = fill(database)
    with database.session() as session:
        last = session.scalars(select(AuditRecord).order_by(AuditRecord.number.desc())).first()
        assert last is not None
        forged = AuditRecord(
            **{column.key: getattr(last, column.key) for column in AuditRecord.__table__.columns if column.key != "id"}
        )
        forged.number, forged.previous = 6, last.hash
        forged.hash = audit.digest(forged)
        session.add(forged)
    broken = verified(database, number)
    assert broken is not None
    assert "added" in broken.why


def test_the_hash_can_be_recomputed_by_others(database: Database) -> None:
    """As the docstring of `digest` says: the exported entry without its hash, sorted, without blanks."""
    number = fill(database)
    with database.session(write=False) as session:
        exported = json.loads(audit.to_json(session, number))
    previous = ""
    for entry in exported:
        kept = entry.pop("hash")
        assert entry["previous"] == previous
        text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == kept
        previous = kept
    assert len(exported) == 5


def test_time_is_kept_in_utc(database: Database) -> None:
    with database.session() as session:
        people = team(session)
        there = NOW.astimezone(timezone(timedelta(hours=3, minutes=30)))
        entry = audit.record(session, people.actor, "x", Thing("x", 1, ""), {}, there)
        assert audit.plain(entry)["at"] == "2026-12-01T12:00:00.000000+00:00"
    assert verified(database, people.organisation.id) is None


def test_organisations_have_logs_of_their_own(database: Database) -> None:
    with database.session() as session:
        first, second = team(session, "+1"), team(session, "+2")
        for people in (first, second, first):
            audit.record(session, people.actor, "x", Thing("x", 1, ""), {}, NOW)
        assert [e.number for e in audit.entries(session, first.organisation.id)] == [1, 2]
        assert [e.number for e in audit.entries(session, second.organisation.id)] == [1]
        assert audit.verify(session, first.organisation) is None
        assert audit.verify(session, second.organisation) is None


def test_details_must_be_json(database: Database) -> None:
    with database.session() as session, pytest.raises(TypeError):
        audit.record(session, team(session).actor, "x", Thing("x", 1, ""), {"when": NOW}, NOW)


def test_details_stay_as_json_gives_them_back(database: Database) -> None:
    """Else the hash of what was written would differ from that of what is read."""
    with database.session() as session:
        people = team(session)
        details = {"list": ("a", 1), "number": 0.1, "text": "\u202e€", "none": None, "nested": {"b": [True]}}
        audit.record(session, people.actor, "x", Thing("x", 1, ""), details, NOW)
    assert verified(database, people.organisation.id) is None
    with database.session(write=False) as session:
        (entry,) = audit.entries(session, people.organisation.id)
        assert entry.details["list"] == ["a", 1]


def test_what_was_set_on_the_organisation_is_not_lost(database: Database) -> None:
    with database.session() as session:
        people = team(session)
        people.organisation.colour = "#123456"
        audit.record(session, people.actor, "x", Thing("x", 1, ""), {}, NOW)
    with database.session() as session:
        found = session.get(OrganisationRecord, people.organisation.id)
        assert found is not None
        assert found.colour == "#123456"


def test_long_names_are_cut(database: Database) -> None:
    with database.session() as session:
        people = team(session)
        actor = Actor(people.organisation.id, None, "n" * 500)
        entry = audit.record(session, actor, "x", Thing("x", 1, "o" * 500), {}, NOW)
        assert (len(entry.actor_name), len(entry.object_name)) == (120, 254)
    assert verified(database, people.organisation.id) is None


def test_newest_first_and_page_by_page(database: Database) -> None:
    number = fill(database)
    with database.session(write=False) as session:
        first = audit.newest(session, number, None, 2)
        then = audit.newest(session, number, first[-1].number, 9)
        assert [e.number for e in (*first, *then)] == [5, 4, 3, 2, 1]


def test_the_table_for_spreadsheets(database: Database) -> None:
    with database.session() as session:
        people = team(session)
        for name in ("=1+1", "+A1", "-A1", "@x", "\tx", 'plain, "quoted"'):
            audit.record(session, people.actor, "x", Thing("case", 1, name), {"to": "=2"}, NOW)
        text = audit.to_csv(session, people.organisation.id)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert [row["object_name"] for row in rows] == ["'=1+1", "'+A1", "'-A1", "'@x", "'\tx", 'plain, "quoted"']
    assert rows[0]["details"] == '{"to":"=2"}'
    assert all(len(row["hash"]) == 64 for row in rows)


def test_entries_written_at_the_same_time_get_different_numbers(database: Database) -> None:
    with database.session() as session:
        people = team(session)

    def write(_: int) -> None:
        for _ in range(5):
            with database.session() as session:
                audit.record(session, people.actor, "x", Thing("x", 1, ""), {}, NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    with database.session(write=False) as session:
        assert [e.number for e in audit.entries(session, people.organisation.id)] == [*range(1, 21)]
    assert verified(database, people.organisation.id) is None

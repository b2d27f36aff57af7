"""The log of what was done: entries are only added, and each holds the hash of the one before it, so that a changed,
missing or inserted entry shows. The session is an argument; the caller commits, and time comes in.

Who can write the database can also write a new chain from the changed entry on. Against that helps a copy of the head
(the number and hash of the last entry) kept elsewhere, such as in an export.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.workspace.access.tables import AuditRecord, OrganisationRecord
from advisor.workspace.cases import moment

AT_ONCE = 500
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Actor:
    """Who does something: a member as it is called now, or with `member_id` None the machine or a person without an
    account, such as one who answers by a personal link."""

    organisation_id: int
    member_id: int | None
    name: str


@dataclass(frozen=True)
class Thing:
    """What something is done to: `kind` such as member or case, its id there, and what it is called now."""

    kind: str
    id: int | str
    name: str


@dataclass(frozen=True)
class Break:
    """The first entry of a log that does not fit: its number and why, in English for the operator."""

    number: int
    why: str


def record(
    session: Session, actor: Actor, action: str, thing: Thing, details: Mapping[str, Any], now: datetime
) -> AuditRecord:
    """Add an entry. `action` is a key such as `member.invited`; `details` are JSON values without secrets.

    The row of the organisation is locked, so that entries written at the same time get numbers one after the other.
    Raises TypeError for details that are no JSON.
    """
    session.flush()  # else reading the row anew would lose what was just set on it
    organisation = session.get(OrganisationRecord, actor.organisation_id, with_for_update=True, populate_existing=True)
    assert organisation is not None  # an actor belongs to an organisation that is there
    entry = AuditRecord(
        organisation_id=organisation.id,
        number=organisation.audit_length + 1,
        at=now.astimezone(UTC),
        actor_id=actor.member_id,
        actor_name=actor.name[:120],
        action=action,
        object_kind=thing.kind,
        object_id=str(thing.id),
        object_name=thing.name[:254],
        details=json.loads(_json(dict(details))),
        previous=organisation.audit_head,
    )
    entry.hash = digest(entry)
    organisation.audit_length, organisation.audit_head = entry.number, entry.hash
    session.add(entry)
    session.flush()
    return entry


def plain(entry: AuditRecord) -> dict[str, Any]:
    """An entry as JSON values; the time as ISO 8601 in UTC."""
    return {
        "organisation": entry.organisation_id,
        "number": entry.number,
        "at": moment(entry.at).astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "action": entry.action,
        "object_kind": entry.object_kind,
        "object_id": entry.object_id,
        "object_name": entry.object_name,
        "details": entry.details,
        "previous": entry.previous,
    }


def digest(entry: AuditRecord) -> str:
    """SHA-256 over the entry without its own hash, as JSON with sorted keys and no blanks, in UTF-8."""
    return hashlib.sha256(_json(plain(entry)).encode()).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def entries(session: Session, organisation_id: int) -> Iterator[AuditRecord]:
    """All entries of an organisation, the oldest first."""
    last = 0
    while True:
        wanted = select(AuditRecord).where(AuditRecord.organisation_id == organisation_id, AuditRecord.number > last)
        found = session.scalars(wanted.order_by(AuditRecord.number).limit(AT_ONCE)).all()
        yield from found
        if len(found) < AT_ONCE:
            return
        last = found[-1].number


def newest(session: Session, organisation_id: int, before: int | None, count: int) -> tuple[AuditRecord, ...]:
    """The last `count` entries, the newest first; with `before` those whose number is smaller."""
    wanted = select(AuditRecord).where(AuditRecord.organisation_id == organisation_id)
    if before is not None:
        wanted = wanted.where(AuditRecord.number < before)
    return tuple(session.scalars(wanted.order_by(AuditRecord.number.desc()).limit(count)))


def verify(session: Session, organisation: OrganisationRecord) -> Break | None:
    """The first entry that was changed, removed or put in; None when the log is whole."""
    number, previous = 0, ""
    for entry in entries(session, organisation.id):
        number += 1
        if entry.number != number:
            return Break(number, "it is missing")
        if entry.previous != previous:
            return Break(number, "it does not follow from the one before it")
        if entry.hash != digest(entry):
            return Break(number, "it was changed")
        previous = entry.hash
    if (number, previous) != (organisation.audit_length, organisation.audit_head):
        return Break(number + 1, "entries at the end are missing or were added")
    return None


def to_json(session: Session, organisation_id: int) -> str:
    """The whole log as one JSON list, the oldest entry first, each with its hash."""
    return json.dumps([plain(e) | {"hash": e.hash} for e in entries(session, organisation_id)], ensure_ascii=False)


def to_csv(session: Session, organisation_id: int) -> str:
    """The whole log as a table for spreadsheets, with a byte order mark, so that they read it as UTF-8. What a
    spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    rows = csv.writer(out)
    columns = [
        "number", "at", "actor_id", "actor_name", "action", "object_kind", "object_id", "object_name", "details",
        "previous", "hash",
    ]  # fmt: skip
    rows.writerow(columns)
    for entry in entries(session, organisation_id):
        values = plain(entry) | {"hash": entry.hash, "details": _json(entry.details)}
        rows.writerow([_harmless(values[column]) for column in columns])
    return "\ufeff" + out.getvalue()


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value

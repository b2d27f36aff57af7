"""Signed-in browsers. The secret stands only in the cookie; the table has its digest. The session of the database is an
argument; the caller commits, and time and randomness come in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.workspace.access.tables import MemberRecord, OrganisationRecord, SessionRecord
from advisor.workspace.cases import digest, moment

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=14)
# For how long a browser that has shown the password may take to show the second factor.
PENDING = timedelta(minutes=10)
# How old "last seen" may be before it is written again: not every request shall write.
TOUCH = timedelta(minutes=5)


@dataclass(frozen=True)
class Found:
    """A session that is open, whose it is, and where that member belongs."""

    session: SessionRecord
    member: MemberRecord
    organisation: OrganisationRecord


def begin(
    session: Session, member: MemberRecord, secret: str, device: str, passed: bool, now: datetime
) -> SessionRecord:
    """Sign a browser in; `passed` is False when the second factor is still to be shown."""
    record = SessionRecord(
        member_id=member.id, secret_digest=digest(secret), passed=passed, device=device[:80], created=now, seen=now
    )
    session.add(record)
    session.flush()
    return record


def find(session: Session, secret: str, now: datetime) -> Found | None:
    """The open session of a cookie; None for one that never was, has ended or has run out."""
    row = session.execute(
        select(SessionRecord, MemberRecord, OrganisationRecord)
        .join(MemberRecord, MemberRecord.id == SessionRecord.member_id)
        .join(OrganisationRecord, OrganisationRecord.id == MemberRecord.organisation_id)
        .where(SessionRecord.secret_digest == digest(secret), MemberRecord.removed.is_(None))
    ).first()
    if row is None or not is_open(row[0], now):
        return None
    return Found(row[0], row[1], row[2])


def is_open(record: SessionRecord, now: datetime) -> bool:
    """Whether its time is not over yet."""
    longest = LONGEST if record.passed else PENDING
    return now < moment(record.seen) + IDLE and now < moment(record.created) + longest


def is_stale(record: SessionRecord, now: datetime) -> bool:
    """Whether it is to be written down that the browser was seen."""
    return now >= moment(record.seen) + TOUCH


def touch(session: Session, number: int, now: datetime) -> None:
    """Write down that the browser was seen; one that has ended meanwhile stays so."""
    record = session.get(SessionRecord, number)
    if record is not None:
        record.seen = max(moment(record.seen), now)
        session.flush()


def of_member(session: Session, member_id: int, now: datetime) -> tuple[SessionRecord, ...]:
    """The browsers that are signed in now, the one last seen first."""
    found = session.scalars(select(SessionRecord).where(SessionRecord.member_id == member_id))
    opened = [record for record in found if record.passed and is_open(record, now)]
    return tuple(sorted(opened, key=lambda record: (moment(record.seen), record.id), reverse=True))


def end(session: Session, member_id: int, number: int) -> None:
    """Sign one browser of a member out; raises NotFound for one of somebody else."""
    record = session.get(SessionRecord, number)
    if record is None or record.member_id != member_id:
        raise NotFound("This browser is not signed in any more.")
    session.delete(record)
    session.flush()


def end_others(session: Session, member_id: int, keep: int | None) -> int:
    """Sign all browsers of a member out but the one to keep, if any; how many there were."""
    ended = session.scalars(
        delete(SessionRecord)
        .where(SessionRecord.member_id == member_id, SessionRecord.id != (keep or 0))
        .returning(SessionRecord.id)
    ).all()
    session.flush()
    return len(ended)


def sweep(session: Session, now: datetime) -> None:
    """Remove the sessions whose time is over."""
    session.execute(delete(SessionRecord).where(SessionRecord.seen <= now - IDLE))
    session.execute(delete(SessionRecord).where(SessionRecord.created <= now - LONGEST))
    session.flush()


def csrf(secret: str) -> str:
    """What forms of this session carry. It follows from the secret and does not betray it."""
    return hashlib.sha256(f"form:{secret}".encode()).hexdigest()

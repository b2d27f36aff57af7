"""Links by which a member sets a password, once: sent by mail to who has forgotten it, or printed by the command line.
The session is an argument; the caller commits, and time comes in."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from advisor.errors import Gone
from advisor.workspace.access import sessions, throttle
from advisor.workspace.access.tables import MemberRecord, OrganisationRecord, ResetRecord
from advisor.workspace.cases import digest, moment

BY_MAIL = timedelta(hours=1)
BY_COMMAND = timedelta(days=1)


def create(session: Session, member: MemberRecord, secret: str, lasts: timedelta, now: datetime) -> ResetRecord:
    """A new link; earlier ones of this member stop working."""
    session.execute(delete(ResetRecord).where(ResetRecord.member_id == member.id))
    record = ResetRecord(member_id=member.id, secret_digest=digest(secret), created=now, expires=now + lasts)
    session.add(record)
    session.flush()
    return record


def find(session: Session, secret: str, now: datetime) -> MemberRecord:
    """Whose link it is; raises Gone for one that does not work, never did or was used: nobody shall learn which."""
    record = session.scalar(select(ResetRecord).where(ResetRecord.secret_digest == digest(secret)).with_for_update())
    member = session.get(MemberRecord, record.member_id) if record and moment(record.expires) > now else None
    if member is None or member.removed is not None:
        raise Gone("This link no longer works: its time is over, or it was used. Ask for a new one.")
    return member


def names(session: Session, member: MemberRecord) -> tuple[str, ...]:
    """What others know of a member, from which no password is to be made."""
    organisation = session.get(OrganisationRecord, member.organisation_id)
    return (member.name, member.email, organisation.name if organisation else "")


def use(session: Session, secret: str, password: str, now: datetime) -> MemberRecord:
    """Set the password (its hash) and sign the member out everywhere; the link is used up. Raises Gone."""
    member = find(session, secret, now)
    set_password(session, member, password, None)
    return member


def set_password(session: Session, member: MemberRecord, password: str, keep: int | None) -> None:
    """Set the password (its hash): every browser but the one to keep is signed out, links to set one stop working, and
    failed tries are forgotten."""
    member.password = password
    session.execute(delete(ResetRecord).where(ResetRecord.member_id == member.id))
    sessions.end_others(session, member.id, keep)
    throttle.forget(session, throttle.account(member.email))
    session.flush()

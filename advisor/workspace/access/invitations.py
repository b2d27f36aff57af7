"""Invitations: the only way to become a member, apart from the first owner. A link is for one person in one role, works
for a week, once, and can be withdrawn. The session is an argument; the caller commits, and time comes in."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import BadInput, Gone, NotFound
from advisor.workspace.access import members
from advisor.workspace.access.tables import InvitationRecord, MemberRecord, OrganisationRecord
from advisor.workspace.cases import digest, moment

LASTS = timedelta(days=7)
MOST = 100  # that are open in one organisation at the same time


def invite(
    session: Session, organisation: OrganisationRecord, email: str, role: str, secret: str, now: datetime
) -> InvitationRecord:
    """A new invitation; an earlier one to the same address is withdrawn. Raises BadInput when the address or role
    cannot be used, the person is a member already, or too many invitations are open."""
    plain = members.address(email)
    if members.by_email(session, plain) is not None:
        raise BadInput(members.TAKEN, field="email")
    open_ones = waiting(session, organisation.id, now)
    if len(open_ones) >= MOST:
        raise BadInput("There are too many open invitations. Withdraw one first.", field="email")
    for earlier in open_ones:
        if members.email_key(earlier.email) == members.email_key(plain):
            earlier.withdrawn = now
    record = InvitationRecord(
        organisation_id=organisation.id,
        email=plain,
        role=members.role_of(role),
        secret_digest=digest(secret),
        created=now,
        expires=now + LASTS,
    )
    session.add(record)
    session.flush()
    return record


def find(session: Session, secret: str, now: datetime) -> tuple[InvitationRecord, OrganisationRecord]:
    """The open invitation of a link; raises NotFound for a link that never was, and Gone for one that was."""
    wanted = select(InvitationRecord).where(InvitationRecord.secret_digest == digest(secret)).with_for_update()
    record = session.scalar(wanted)
    if record is None:
        raise NotFound("There is no invitation under this link. Check that the whole link was copied.")
    if record.accepted is not None:
        raise Gone("This invitation was accepted already. Sign in with your address and password.")
    if record.withdrawn is not None or moment(record.expires) <= now:
        raise Gone("This invitation no longer works: its time is over, or it was withdrawn. Ask for a new one.")
    organisation = session.get(OrganisationRecord, record.organisation_id)
    assert organisation is not None  # an invitation goes with its organisation
    return record, organisation


def accept(session: Session, secret: str, name: str, password: str, now: datetime) -> MemberRecord:
    """The new member; `password` is the hash. Raises what `find` and `members.add` raise."""
    record, organisation = find(session, secret, now)
    member = members.add(session, organisation, name, record.email, record.role, now)
    member.password = password
    record.accepted = now
    session.flush()
    return member


def waiting(session: Session, organisation_id: int, now: datetime) -> tuple[InvitationRecord, ...]:
    """The open invitations of an organisation, the newest first."""
    found = session.scalars(
        select(InvitationRecord)
        .where(
            InvitationRecord.organisation_id == organisation_id,
            InvitationRecord.withdrawn.is_(None),
            InvitationRecord.accepted.is_(None),
        )
        .order_by(InvitationRecord.id.desc())
    )
    return tuple(record for record in found if moment(record.expires) > now)


def withdraw(session: Session, organisation_id: int, number: int, now: datetime) -> InvitationRecord:
    """End an invitation; raises NotFound for one of another organisation or one that is not open any more."""
    record = session.get(InvitationRecord, number)
    if record is None or record.organisation_id != organisation_id or record.accepted is not None:
        raise NotFound("There is no such invitation to withdraw.")
    record.withdrawn = record.withdrawn or now
    session.flush()
    return record

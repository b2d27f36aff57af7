"""Organisations and the people in them. Only the caller knows who asks; here stands what must hold whoever does: an
address is used once, and an organisation is never without an owner. The session is an argument; the caller commits."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from advisor.errors import BadInput, NotFound, mark
from advisor.mail import checked
from advisor.workspace.access import sessions
from advisor.workspace.access.tables import (
    InvitationRecord,
    MemberRecord,
    OrganisationRecord,
    RecoveryCodeRecord,
    ResetRecord,
)

VIEWER, CONSULTANT, OWNER = ROLES = ("viewer", "consultant", "owner")
LONGEST_NAME = 120
TAKEN = mark("Someone is a member with this address already.")
JOINERS = "\u200c\u200d"


def reaches(role: str, wanted: str) -> bool:
    """Whether `role` allows at least what `wanted` does; False for a role that is not known."""
    return role in ROLES and ROLES.index(role) >= ROLES.index(wanted)


def address(email: str) -> str:
    """An e-mail address without blanks around it; raises BadInput when it cannot be one."""
    try:
        return checked(email.strip())
    except BadInput as error:
        raise BadInput(error.template, field="email") from error


def email_key(email: str) -> str:
    """The address as it is compared: people write the same one with capitals or without."""
    return unicodedata.normalize("NFKC", visible(email).strip()).casefold()[:254]


def named(name: str, field: str = "name", most: int = LONGEST_NAME) -> str:
    """A name on one line, without signs that cannot be seen; raises BadInput when nothing is left or it has more than
    `most` signs."""
    plain = " ".join(visible(name).split())
    if not plain.strip(f"{JOINERS} "):
        raise BadInput("Give a name.", field=field)
    if len(plain) > most:
        raise BadInput("The name is too long: at most {most} characters.", field=field, values={"most": most})
    return plain


def visible(text: str) -> str:
    """The text with a blank for every sign that has no shape, such as those that turn the direction of what follows;
    joiners stay, because Persian is written with them."""
    return "".join(sign if unicodedata.category(sign)[0] != "C" or sign in JOINERS else " " for sign in text)


def role_of(role: str) -> str:
    """The role; raises BadInput for one that there is not."""
    if role not in ROLES:
        raise BadInput("Choose a role.", field="role")
    return role


def found(session: Session, name: str, language: str, now: datetime) -> OrganisationRecord:
    """A new organisation, still without members."""
    record = OrganisationRecord(name=named(name, "organisation"), language=language, created=now)
    session.add(record)
    session.flush()
    return record


def organisation_named(session: Session, name: str) -> OrganisationRecord | None:
    """The first organisation of that name."""
    wanted = select(OrganisationRecord).where(OrganisationRecord.name == named(name, "organisation"))
    return session.scalar(wanted.order_by(OrganisationRecord.id).limit(1))


def organisations(session: Session) -> tuple[OrganisationRecord, ...]:
    return tuple(session.scalars(select(OrganisationRecord).order_by(OrganisationRecord.id)))


def add(
    session: Session, organisation: OrganisationRecord, name: str, email: str, role: str, now: datetime
) -> MemberRecord:
    """A new member without a password, in the language of the organisation; raises BadInput when the name, address or
    role cannot be used, or the address is one of another member."""
    plain = address(email)
    if by_email(session, plain) is not None:
        raise BadInput(TAKEN, field="email")
    record = MemberRecord(
        organisation_id=organisation.id,
        name=named(name),
        email=plain,
        email_key=email_key(plain),
        role=role_of(role),
        language=organisation.language,
        created=now,
    )
    session.add(record)
    try:
        session.flush()
    except IntegrityError as error:  # somebody else took the address a moment ago
        raise BadInput(TAKEN, field="email") from error
    return record


def by_email(session: Session, email: str) -> MemberRecord | None:
    return session.scalar(select(MemberRecord).where(MemberRecord.email_key == email_key(email)))


def get(session: Session, organisation_id: int, number: int) -> MemberRecord:
    """A member of this organisation; raises NotFound, also for one of another organisation or a removed one."""
    record = session.get(MemberRecord, number)
    if record is None or record.organisation_id != organisation_id or record.removed is not None:
        raise NotFound("There is no such member.")
    return record


def every(session: Session, organisation_id: int) -> tuple[MemberRecord, ...]:
    """The members of an organisation by name."""
    found = session.scalars(
        select(MemberRecord).where(MemberRecord.organisation_id == organisation_id, MemberRecord.removed.is_(None))
    )
    return tuple(sorted(found, key=lambda member: (member.name.casefold(), member.id)))


def names(session: Session, organisation_id: int) -> dict[int, str]:
    """What everyone who is or was a member is called, by id."""
    rows = session.execute(
        select(MemberRecord.id, MemberRecord.name).where(MemberRecord.organisation_id == organisation_id)
    )
    return {row[0]: row[1] for row in rows}


def is_empty(session: Session) -> bool:
    """Whether the installation has had no member yet; then, and only then, it may be set up."""
    return session.scalar(select(MemberRecord.id).limit(1)) is None


def change_role(session: Session, member: MemberRecord, role: str) -> None:
    """Give a member another role and sign it out everywhere; raises BadInput when the last owner would be lost."""
    _locked(session, member.organisation_id)
    session.refresh(member)
    if member.role == OWNER and role_of(role) != OWNER:
        _another_owner(session, member)
    member.role = role_of(role)
    sessions.end_others(session, member.id, None)
    session.flush()


def remove(session: Session, member: MemberRecord, now: datetime) -> None:
    """Take a member out: it can no longer enter, its address can be invited anew, its name stays for what it did."""
    _locked(session, member.organisation_id)
    session.refresh(member)
    if member.role == OWNER:
        _another_owner(session, member)
    sessions.end_others(session, member.id, None)
    for table in (ResetRecord, RecoveryCodeRecord):
        session.execute(delete(table).where(table.member_id == member.id))
    session.execute(
        delete(InvitationRecord).where(
            InvitationRecord.organisation_id == member.organisation_id, InvitationRecord.email == member.email
        )
    )
    member.email, member.email_key, member.password = "", None, ""
    member.second_secret, member.second_since = "", None
    member.removed = now
    session.flush()


def _locked(session: Session, organisation_id: int) -> None:
    """Two owners who take each other out at the same moment take turns."""
    session.get(OrganisationRecord, organisation_id, with_for_update=True)


def _another_owner(session: Session, member: MemberRecord) -> None:
    """Raises BadInput when `member` is the only owner of its organisation."""
    others = session.scalar(
        select(func.count())
        .select_from(MemberRecord)
        .where(
            MemberRecord.organisation_id == member.organisation_id,
            MemberRecord.role == OWNER,
            MemberRecord.removed.is_(None),
            MemberRecord.id != member.id,
        )
    )
    if not others:
        raise BadInput("This is the only owner. Make somebody else an owner first.", field="role")

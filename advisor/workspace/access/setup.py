"""The first owner of an installation. While there is no member, a code that is printed where the application runs lets
one in; so a stranger cannot take a fresh installation that everybody can reach."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import BadInput, Gone, mark
from advisor.workspace.access import members
from advisor.workspace.access.tables import MemberRecord, SetupCodeRecord
from advisor.workspace.cases import digest

LASTS = timedelta(days=7)
# Processes that start together print one code between them.
TOGETHER = timedelta(seconds=30)
WRONG = mark("This is not the setup code. It was printed where the application was started; start it anew for another.")
DONE = mark("This installation is set up already. Sign in, or ask an owner to invite you.")


def offer(database: Database, code: str, now: datetime) -> bool:
    """Let `code` count, beside earlier ones, and say that it is to be printed; False when another process printed one a
    moment ago, and when there are members: then none counts."""
    with database.session() as session:
        session.execute(delete(SetupCodeRecord).where(SetupCodeRecord.created <= now - LASTS))
        if not members.is_empty(session):
            session.execute(delete(SetupCodeRecord))
            return False
        if session.scalar(select(SetupCodeRecord.id).where(SetupCodeRecord.created > now - TOGETHER).limit(1)):
            return False
        session.add(SetupCodeRecord(code_digest=digest(plain(code)), created=now))
        return True


def plain(code: str) -> str:
    """A code as it is compared: without blanks and dashes, in small letters."""
    return "".join(sign for sign in code.casefold() if sign.isalnum())


def check(session: Session, code: str) -> None:
    """Raises Gone when there are members, and BadInput for a wrong code."""
    if not members.is_empty(session):
        raise Gone(DONE)
    wanted = select(SetupCodeRecord).where(SetupCodeRecord.code_digest == digest(plain(code))).with_for_update()
    if session.scalar(wanted) is None:
        raise BadInput(WRONG, field="code")


def begin(session: Session, organisation: str, language: str, email: str, name: str, now: datetime) -> MemberRecord:
    """The first organisation and its owner, without a password yet; no code counts any more. Raises Gone, BadInput."""
    if not members.is_empty(session):
        raise Gone(DONE)
    session.execute(delete(SetupCodeRecord))
    record = members.found(session, organisation, language, now)
    return members.add(session, record, name, email, members.OWNER, now)

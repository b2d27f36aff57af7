"""Getting in with address and password. Hashing takes longest and needs no database, so none is held meanwhile."""

from __future__ import annotations

from datetime import datetime

from advisor.db import Database
from advisor.errors import BadInput, mark
from advisor.workspace.access import members, passwords, throttle
from advisor.workspace.access.tables import MemberRecord

WRONG = mark("The address or the password is not right.")


def check(database: Database, email: str, password: str, host: str, now: datetime) -> MemberRecord:
    """The member with this address and password; `host` is the network address that asks.

    Raises BadInput, the same whether there is such an account or not and after the same time, TooMany after too many
    tries, and Unavailable. A hash of old parameters is made anew.
    """
    with database.session() as session:
        throttle.admit(session, throttle.network(host), throttle.PER_ADDRESS, now)
        throttle.admit(session, throttle.account(email), throttle.PER_ACCOUNT, now)
        member = members.by_email(session, email)
    right = passwords.fits(member.password if member else "", password)
    if member is None or not right:
        raise BadInput(WRONG)
    fresh = passwords.hashed(password) if passwords.is_outdated(member.password) else member.password
    with database.session() as session:
        throttle.forget(session, throttle.account(email))
        current = session.get(MemberRecord, member.id)
        if current is None or current.removed is not None or current.password != member.password:
            raise BadInput(WRONG)  # removed, or given another password, while the hash was made
        current.password = fresh
    return current


def confirm(database: Database, member: MemberRecord, password: str, field: str, now: datetime) -> None:
    """Make sure that it is the member who asks for something that matters; raises BadInput, TooMany, Unavailable."""
    with database.session() as session:
        throttle.admit(session, throttle.account(member.email), throttle.PER_ACCOUNT, now)
    if not passwords.fits(member.password, password):
        raise BadInput("This is not your present password.", field=field)
    with database.session() as session:
        throttle.forget(session, throttle.account(member.email))

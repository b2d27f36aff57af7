"""How often someone may try to get in. Tries are counted in a table, so that several processes count together; a try is
written down before it is judged, so that many at once do not slip through. Accounts and network addresses stand there
only as digests."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from advisor.errors import TooMany
from advisor.workspace.access.members import email_key
from advisor.workspace.access.tables import AttemptRecord
from advisor.workspace.cases import digest

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_ADDRESS = 60  # a company whose people share one address
PER_CODE = 10  # codes of a second factor


def account(email: str) -> str:
    """The key of an account, whether there is one or not."""
    return digest(f"account:{email_key(email)}")


def network(host: str) -> str:
    """The key of a network address; of IPv6 the first half counts, because one household has all of the other."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return digest(f"network:{host}")
    if found.version == 6:
        found = ipaddress.ip_network((found, 64), strict=False).network_address
    return digest(f"network:{found}")


def second(member_id: int) -> str:
    """The key of a member's second factor."""
    return digest(f"second:{member_id}")


def admit(session: Session, key: str, most: int, now: datetime) -> None:
    """Write a try down; raises TooMany when there were `most` within the window. The caller commits at once."""
    session.execute(delete(AttemptRecord).where(AttemptRecord.at <= now - WINDOW))
    made = session.scalar(select(func.count()).select_from(AttemptRecord).where(AttemptRecord.key == key)) or 0
    if made >= most:
        raise TooMany("That were too many tries. Wait a quarter of an hour, then try again.")
    session.add(AttemptRecord(key=key, at=now))
    session.flush()


def forget(session: Session, key: str) -> None:
    """Forget the tries of a key, after one that was right."""
    session.execute(delete(AttemptRecord).where(AttemptRecord.key == key))
    session.flush()

"""The outbox for real: which mails are handed to a mail server, and what became of them.

Two short transactions around the sending, so that no lock is held while a server is slow and no mail is sent twice:
those that are taken are on their way, and each is then sent, failed, or queued again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.states import need_module
from advisor.sandbox.crm.mailings import MODULE
from advisor.sandbox.crm.marketing_tables import Mail

MOST = 50  # at once
Fate = Literal["sent", "failed", "queued"]


@dataclass(frozen=True)
class Taken:
    """A mail to be sent."""

    id: int
    to: str
    subject: str
    text: str


def counts(session: Session) -> Mapping[str, int]:
    """How many mails are in each state."""
    rows = session.execute(select(Mail.state, func.count()).group_by(Mail.state))
    return {row[0]: row[1] for row in rows}


def take(session: Session) -> list[Taken]:
    """The oldest mails that were not handed over; nobody else gets them. Raises ModuleOff."""
    need_module(session, MODULE)
    wanted = select(Mail).where(Mail.state == "queued").order_by(Mail.id).limit(MOST)
    found = session.scalars(wanted.with_for_update(skip_locked=True)).all()
    for mail in found:
        mail.state = "sending"
    session.flush()
    return [Taken(mail.id, mail.to, mail.subject, mail.text) for mail in found]


def settle(session: Session, fates: Mapping[int, Fate]) -> None:
    """What became of mails that were taken."""
    for mail in session.scalars(select(Mail).where(Mail.id.in_(fates), Mail.state == "sending").with_for_update()):
        mail.state = fates[mail.id]
    session.flush()

"""An organisation with three members, as the tests of access need it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from advisor.workspace.access import members
from advisor.workspace.access.audit import Actor
from advisor.workspace.access.tables import MemberRecord, OrganisationRecord

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PASSWORD = "violet anchor teapot"


@dataclass(frozen=True)
class Team:
    organisation: OrganisationRecord
    owner: MemberRecord
    consultant: MemberRecord
    viewer: MemberRecord

    @property
    def actor(self) -> Actor:
        return Actor(self.organisation.id, self.owner.id, self.owner.name)


def team(session: Session, mark: str = "", now: datetime = NOW) -> Team:
    """A new organisation; `mark` keeps the addresses of several apart."""
    organisation = members.found(session, f"Brook and Sons{mark}", "en", now)
    owner, consultant, viewer = (
        members.add(session, organisation, name, f"{name.lower()}{mark}@example.org", role, now)
        for name, role in (("Olga", "owner"), ("Carl", "consultant"), ("Vera", "viewer"))
    )
    return Team(organisation, owner, consultant, viewer)

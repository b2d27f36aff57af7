"""A consulting organisation with a client, a case and secrets that tests know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

from sqlalchemy.orm import Session

from advisor.workspace.access import members
from advisor.workspace.access.tables import MemberRecord, OrganisationRecord
from advisor.workspace.desk import casework, folders
from advisor.workspace.desk.casework import Token
from advisor.workspace.desk.tables import DeskCaseRecord, FolderRecord

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def tokens() -> Token:
    """Secrets one after the other, such as secret-of-a-case-1."""
    numbers: Iterator[int] = count(1)
    return lambda: f"secret-of-a-case-{next(numbers)}"


def organisation(session: Session, name: str = "Nordlicht") -> OrganisationRecord:
    return members.found(session, name, "en", NOW)


def member(session: Session, of: OrganisationRecord, name: str = "Ada", role: str = "consultant") -> MemberRecord:
    return members.add(session, of, name, f"{name.lower()}@{of.name.lower()}.example", role, NOW)


def folder(session: Session, of: OrganisationRecord | None = None, client: str = "Example Works") -> FolderRecord:
    return folders.create(session, (of or organisation(session)).id, client, "Makes pumps", NOW)


def case(session: Session, token: Token, within: FolderRecord | None = None) -> DeskCaseRecord:
    """A case without answers; its own secrets are the first two of `token`."""
    made = casework.create(session, within or folder(session), "CRM or ERP", ["pumps"], token, NOW)
    return casework.find(session, made.folder.organisation_id, made.id)

"""What routes of the desk share: a case of the member's own organisation, what is written down, and where to go on."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Path
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from advisor.db import Database
from advisor.workspace.access import audit
from advisor.workspace.desk import casework
from advisor.workspace.desk.tables import DeskCaseRecord, FolderRecord
from web.signed import Signed

# Numbers of rows, as every database can hold them.
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


def token() -> str:
    """A secret for a link."""
    return secrets.token_urlsafe(16)


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Work:
    """A case that is open for one request, in a session of the database; committed when the block ends."""

    session: Session
    signed: Signed
    record: DeskCaseRecord

    def note(self, action: str, **details: Any) -> None:
        """Write into the audit log what was done to the case."""
        thing = audit.Thing("case", self.record.id, f"{self.record.folder.client}: {self.record.title}")
        audit.record(self.session, self.signed.actor, action, thing, details, now())


@contextmanager
def opened(database: Database, signed: Signed, number: int, *, write: bool = False) -> Iterator[Work]:
    """A case of the member's organisation; raises NotFound for any other number."""
    with database.session(write=write) as session:
        yield Work(session, signed, casework.find(session, signed.organisation.id, number))


def note_folder(session: Session, signed: Signed, action: str, folder: FolderRecord, **details: Any) -> None:
    """Write into the audit log what was done to a client folder."""
    thing = audit.Thing("folder", folder.id, folder.client)
    audit.record(session, signed.actor, action, thing, details, now())


def to(signed: Signed, path: str) -> RedirectResponse:
    """On to a page of the desk, such as /cases/3."""
    return RedirectResponse(f"{signed.desk}{path}", 303)


def text(form: FormData, name: str) -> str:
    """A field as it was typed, without space around it; empty when it is missing or a file."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def tags(form: FormData) -> list[str]:
    """Tags as they are typed: apart from each other by commas."""
    return re.split("[,،、，;；]", text(form, "tags"))

"""Client folders of an organisation: made, found, put away, thrown away and brought back.

The session is an argument and the caller commits. Nothing is found without the organisation it belongs to.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.workspace.access import members
from advisor.workspace.access.members import visible
from advisor.workspace.desk.tables import DeskCaseRecord, FolderRecord

LONGEST = 200
LONGEST_TEXT = 4000
# Which folders or cases are meant: those in work, those put away, those thrown away.
Shelf = Literal["open", "archived", "trash"]
SHELVES: tuple[Shelf, ...] = ("open", "archived", "trash")


def create(session: Session, organisation: int, client: str, about: str, now: datetime) -> FolderRecord:
    """A new, empty folder; raises BadInput for a name that cannot be used."""
    record = FolderRecord(organisation_id=organisation, client=named(client, "client"), about=prose(about))
    record.created = now
    session.add(record)
    session.flush()
    return record


def named(text: str, field: str) -> str:
    """A name of a client, case or voice as it is kept; raises BadInput when it is empty or too long."""
    return members.named(text, field, LONGEST)


def prose(text: str) -> str:
    """A text of several lines as it is kept: no signs without shape, which some databases refuse, and not too long."""
    lines = (" ".join(visible(line).split()) for line in text.splitlines())
    return "\n".join(lines).strip()[:LONGEST_TEXT]


def find(session: Session, organisation: int, number: int) -> FolderRecord:
    """A folder of this organisation; raises NotFound, also for one of another organisation."""
    query = select(FolderRecord).where(FolderRecord.id == number, FolderRecord.organisation_id == organisation)
    record = session.scalar(query)
    if record is None:
        raise NotFound("There is no such client folder. It may have been deleted.")
    return record


def listed(session: Session, organisation: int, shelf: Shelf = "open") -> tuple[FolderRecord, ...]:
    """The folders on a shelf, by the name of the client."""
    found = session.scalars(select(FolderRecord).where(FolderRecord.organisation_id == organisation))
    return tuple(sorted((f for f in found if shelf_of(f) == shelf), key=lambda f: (f.client.casefold(), f.id)))


def shelf_of(record: FolderRecord | DeskCaseRecord) -> Shelf:
    if record.trashed is not None:
        return "trash"
    return "open" if record.archived is None else "archived"


def move(record: FolderRecord | DeskCaseRecord, shelf: Shelf, now: datetime) -> None:
    """Put away, throw away, or take back into work; what is put away and thrown away comes back as put away."""
    if shelf == "trash":
        record.trashed = record.trashed or now
    elif record.trashed is not None:
        record.trashed = None
    else:
        record.archived = (record.archived or now) if shelf == "archived" else None


def rename(record: FolderRecord, client: str, about: str) -> None:
    """Raises BadInput for a name that cannot be used; then nothing is changed."""
    record.client, record.about = named(client, "client"), prose(about)


def sizes(session: Session, folders: Collection[FolderRecord]) -> dict[int, int]:
    """How many cases that were not thrown away each folder has."""
    counted = (
        select(DeskCaseRecord.folder_id, func.count())
        .where(DeskCaseRecord.folder_id.in_([f.id for f in folders]), DeskCaseRecord.trashed.is_(None))
        .group_by(DeskCaseRecord.folder_id)
    )
    found = {row[0]: row[1] for row in session.execute(counted)}
    return {folder.id: found.get(folder.id, 0) for folder in folders}

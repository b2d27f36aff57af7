"""Files that were made for an organisation: kept in the database, given back to their owner only, swept when their
time is over. The session is an argument; the caller commits, and time comes in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session, undefer

from advisor.errors import Gone, NotFound
from advisor.workspace.cases import moment
from advisor.workspace.work.tables import OPEN, FileRecord, JobRecord

# How long a job that is over stays in the list, once none of its files is left.
REMEMBERED = timedelta(days=90)


@dataclass(frozen=True)
class Made:
    """A file's name as it is saved by the reader, its media type and its bytes."""

    name: str
    media_type: str
    body: bytes


def keep_file(
    session: Session,
    organisation_id: int,
    made: Made,
    now: datetime,
    *,
    job_id: int | None = None,
    expires: datetime | None = None,
) -> FileRecord:
    """Stores a file. What the same job made under the same name before is replaced, so that a job may run twice."""
    record = None
    if job_id is not None:
        same = FileRecord.job_id == job_id, FileRecord.name == made.name
        record = session.scalars(select(FileRecord).where(*same).order_by(FileRecord.id)).first()
    if record is None:
        record = FileRecord(organisation_id=organisation_id, job_id=job_id, name=made.name)
        session.add(record)
    record.media_type, record.body, record.size = made.media_type, made.body, len(made.body)
    record.digest = hashlib.sha256(made.body).hexdigest()
    record.created, record.expires = now, expires
    session.flush()
    return record


def file_of(session: Session, organisation_id: int, number: int, now: datetime) -> FileRecord:
    """A file with its body; raises NotFound for one of somebody else, and Gone when its time is over."""
    found = select(FileRecord).where(FileRecord.id == number, FileRecord.organisation_id == organisation_id)
    record = session.scalar(found.options(undefer(FileRecord.body)))
    if record is None:
        raise NotFound("There is no such file. It may have been removed; make it anew.")
    if record.expires is not None and moment(record.expires) <= now:
        raise Gone("This file is not kept any longer. Make it anew.")
    return record


def files_of(session: Session, job_id: int) -> tuple[FileRecord, ...]:
    """The files of a job without their bodies, in the order they were made."""
    return tuple(session.scalars(select(FileRecord).where(FileRecord.job_id == job_id).order_by(FileRecord.id)))


def sweep(session: Session, now: datetime) -> int:
    """Removes files whose time is over and jobs that nobody looks for any more; gives the number of files."""
    gone = tuple(session.scalars(select(FileRecord.id).where(FileRecord.expires <= now)))
    session.execute(delete(FileRecord).where(FileRecord.id.in_(gone)))
    kept = exists().where(FileRecord.job_id == JobRecord.id)
    old = delete(JobRecord).where(JobRecord.created < now - REMEMBERED, JobRecord.state.not_in(OPEN), ~kept)
    session.execute(old, execution_options={"synchronize_session": False})
    return len(gone)

"""Reports that were made of a case: found and removed. They are the files of jobs whose arguments name the case.

The session is an argument; the caller commits.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from advisor.errors import BadInput, NotFound
from advisor.workspace.work.tables import OPEN, FileRecord, JobRecord

KIND = "reports"


def of_case(session: Session, organisation: int, case: int) -> tuple[JobRecord, ...]:
    """The jobs that make or made reports of a case, the newest first."""
    mine = JobRecord.organisation_id == organisation, JobRecord.kind == KIND
    named = JobRecord.arguments["case"].as_integer() == case
    return tuple(session.scalars(select(JobRecord).where(*mine, named).order_by(JobRecord.id.desc())))


def find(session: Session, organisation: int, case: int, number: int) -> JobRecord:
    """A job of this case; raises NotFound, also for one of another."""
    record = session.get(JobRecord, number)
    ours = record is not None and (record.organisation_id, record.kind) == (organisation, KIND)
    if record is None or not ours or record.arguments.get("case") != case:
        raise NotFound("These reports are not there any more. Make them anew.")
    return record


def remove(session: Session, record: JobRecord) -> None:
    """Remove what a job made, and the job; raises BadInput for one that still runs."""
    if record.state in OPEN:
        raise BadInput("These reports are still being made. Cancel that first.")
    _remove(session, [record.id])


def forget(session: Session, organisation: int, cases: Collection[int]) -> None:
    """Remove every report of these cases, for good. A job that still runs finds that it is gone, and ends."""
    for case in cases:
        _remove(session, [record.id for record in of_case(session, organisation, case)])


def _remove(session: Session, jobs: Collection[int]) -> None:
    session.execute(delete(FileRecord).where(FileRecord.job_id.in_(jobs)))
    session.execute(delete(JobRecord).where(JobRecord.id.in_(jobs)))

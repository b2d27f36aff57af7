"""A table of many companies ranked in the background: the file that was sent, and the files that come of it.

A job may run twice: what it made before is replaced, and the file that was sent stays until the job is over.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.recommendation.content import Content
from advisor.workspace.desk import remarks
from advisor.workspace.jobs import Order, Step, Work
from advisor.workspace.work.files import Made, file_of, keep_file
from advisor.workspace.work.tables import OPEN, FileRecord, JobRecord

KIND = "portfolio"
MOST_BYTES = 20 * 2**20
ENDINGS = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet"}
SENT = "application/x-advisor-companies"  # the media type under which a file waits for its job
RESULTS, REJECTED = "results.csv", "results.rejected.csv"


def order(session: Session, organisation: int, member: int, sent: Made, now: datetime) -> Order:
    """Keep a file and order its ranking; raises BadInput for one of another kind, or that is empty or too large."""
    ending = Path(sent.name).suffix.lower()
    if ending not in ENDINGS:
        raise BadInput("Send a table as CSV or Parquet.", field="file")
    if not sent.body:
        raise BadInput("The file is empty.", field="file")
    if len(sent.body) > MOST_BYTES:
        values = {"most": MOST_BYTES // 2**20}
        raise BadInput(
            "The file has more than {most} MB. Divide it, or use the command line.", field="file", values=values
        )
    kept = keep_file(session, organisation, Made(f"companies{ending}", SENT, sent.body), now)
    return Order(KIND, sent.name, {"file": kept.id, "member": member})


def work(database: Database, content: Content, clock: Callable[[], datetime]) -> Work:
    """The job: it ranks the companies of a file; its result is how many were read, ranked and rejected."""

    def ranked(step: Step, arguments: dict[str, Any]) -> dict[str, Any]:
        from advisor.portfolio.command import PortfolioOptions, run  # late: it brings polars, which is large

        with database.session(write=False) as session:
            sent = file_of(session, step.organisation, arguments["file"], clock())
            name, body = sent.name, sent.body
        with tempfile.TemporaryDirectory(prefix="advisor-") as folder:
            source, target = Path(folder) / name, Path(folder) / RESULTS
            source.write_bytes(body)
            found = run(content, source, target, PortfolioOptions(extra=True, workers=1), step.progress)
            made = [target, *([found.rejects] if found.rejects else [])]
            files = [Made(path.name, "text/csv; charset=utf-8", path.read_bytes()) for path in made]
        with database.session() as session:
            for one in files:
                keep_file(session, step.organisation, one, clock(), job_id=step.job)
            session.execute(delete(FileRecord).where(FileRecord.id == arguments["file"]))
            about = {"case": name, "client": ""}
            remarks.tell(session, [arguments["member"]], KIND, about, "/desk/portfolio", clock())
        return {"read": found.read, "written": found.written, "rejected": found.rejected}

    return ranked


def of_organisation(session: Session, organisation: int) -> tuple[JobRecord, ...]:
    """The rankings of an organisation, the newest first."""
    mine = JobRecord.organisation_id == organisation, JobRecord.kind == KIND
    return tuple(session.scalars(select(JobRecord).where(*mine).order_by(JobRecord.id.desc())))


def find(session: Session, organisation: int, number: int) -> JobRecord:
    """A ranking of this organisation; raises NotFound."""
    record = session.get(JobRecord, number)
    if record is None or (record.organisation_id, record.kind) != (organisation, KIND):
        raise NotFound("There is no such ranking any more. Send the table anew.")
    return record


def remove(session: Session, record: JobRecord) -> None:
    """Remove a ranking with its files; raises BadInput for one that still runs."""
    if record.state in OPEN:
        raise BadInput("This table is still being ranked. Cancel that first.")
    session.execute(delete(FileRecord).where(FileRecord.id == record.arguments["file"]))
    session.execute(delete(FileRecord).where(FileRecord.job_id == record.id))
    session.execute(delete(JobRecord).where(JobRecord.id == record.id))

"""The page of many companies at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from advisor.workspace.desk import portfolio
from advisor.workspace.work.files import files_of
from advisor.workspace.work.tables import OPEN, JobRecord
from web.desk_case_pages import day
from web.desk_pages import DeskPage
from web.render import translations
from web.signed import Signed

KB = 1024


@dataclass(frozen=True)
class FileRow:
    number: int
    rejects: bool
    size: int


@dataclass(frozen=True)
class JobRow:
    """A ranking: `share` from 0 to 1 of the rows are done; `read`, `written` and `rejected` are numbers of rows once it
    is over."""

    number: int
    name: str
    day: date
    state: str
    open: bool
    share: float
    error: str
    read: int
    written: int
    rejected: int
    files: tuple[FileRow, ...]


@dataclass(frozen=True)
class PortfolioPage(DeskPage):
    template = "desk/portfolio.html"
    jobs: tuple[JobRow, ...]
    busy: bool
    most: int
    error: str = ""


@dataclass(frozen=True)
class PortfolioPart(PortfolioPage):
    """The list alone, by which an open page goes on."""

    template = "desk/portfolio_list.html"


def page(session: Session, signed: Signed) -> PortfolioPage:
    rows = tuple(_rows(session, signed))
    most = portfolio.MOST_BYTES // 2**20
    return PortfolioPage(signed.language, signed, signed.unread, rows, any(row.open for row in rows), most)


def _rows(session: Session, signed: Signed) -> Iterator[JobRow]:
    for job in portfolio.of_organisation(session, signed.organisation.id):
        yield _row(session, job, signed.language)


def _row(session: Session, job: JobRecord, language: str) -> JobRow:
    counts = job.result or {}
    files = tuple(
        FileRow(file.id, file.name == portfolio.REJECTED, -(-file.size // KB)) for file in files_of(session, job.id)
    )
    return JobRow(
        number=job.id,
        name=job.about,
        day=day(job.created),
        state=job.state,
        open=job.state in OPEN,
        share=min(1.0, job.done / job.total) if job.total else 0.0,
        error=translations(language).gettext(job.error).format(**job.error_values) if job.error else "",
        read=counts.get("read", 0),
        written=counts.get("written", 0),
        rejected=counts.get("rejected", 0),
        files=files,
    )

"""The page on which reports of a case are asked for, made and downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from advisor.language import NAMES
from advisor.recommendation.content import Content
from advisor.reports.printers import KINDS
from advisor.workspace.desk import casework, made
from advisor.workspace.work.files import files_of
from advisor.workspace.work.tables import OPEN, FileRecord, JobRecord
from web import desk
from web.desk import Work
from web.desk_case import result_row, row_of
from web.desk_case_pages import CaseRow, ResultRow, day
from web.desk_pages import DeskPage
from web.render import translations

MOST_JOBS = 30
USUAL = ("board", "full")


@dataclass(frozen=True)
class FileRow:
    """A report that was made; `kind` is empty for one that is not known here, `size` in kilobytes, at least one."""

    number: int
    name: str
    kind: str
    size: int


@dataclass(frozen=True)
class JobRow:
    """Reports that are being made, or were: `done` of `total`. `language` is its own name for itself; `error` says why
    it failed; `result` is the day of the result that the reports say."""

    number: int
    state: str
    open: bool
    done: int
    total: int
    language: str
    title: str
    day: date
    made: date
    error: str
    files: tuple[FileRow, ...]


@dataclass(frozen=True)
class Asked:
    """What stands in the form: as it was sent, or as it usually is."""

    language: str
    kinds: tuple[str, ...]
    title: str
    day: str
    result: int


@dataclass(frozen=True)
class ReportsPage(DeskPage):
    """Reports of a case. `error` belongs to the field `field` of the form that was sent."""

    template = "desk/reports.html"
    case: CaseRow
    results: tuple[ResultRow, ...]
    jobs: tuple[JobRow, ...]
    asked: Asked
    kinds: tuple[str, ...] = tuple(KINDS)
    field: str = ""
    error: str = ""

    @property
    def busy(self) -> bool:
        """Whether something is still being made."""
        return any(job.open for job in self.jobs)


@dataclass(frozen=True)
class JobsPart(ReportsPage):
    """Only the list of what is made, for a page that is open."""

    template = "desk/reports_part.html"


def page(work: Work, content: Content) -> ReportsPage:
    """The page as it is opened: the result that counts, in the member's language, as of today."""
    texts = content.texts[work.signed.language]
    found = casework.results(work.session, work.record)
    rows = tuple(result_row(stored, texts, work.record.issued_id) for stored in found)
    counting = next((row.number for row in rows if row.issued), rows[0].number if rows else 0)
    jobs = made.of_case(work.session, work.signed.organisation.id, work.record.id)[:MOST_JOBS]
    return ReportsPage(
        work.signed.language,
        work.signed,
        work.signed.unread,
        case=row_of(work, content),
        results=rows,
        jobs=tuple(_job(work, job) for job in jobs),
        asked=Asked(work.signed.language, USUAL, "", desk.now().date().isoformat(), counting),
    )


def _job(work: Work, job: JobRecord) -> JobRow:
    asked = job.arguments
    files = tuple(_file(file, asked) for file in files_of(work.session, job.id))
    return JobRow(
        number=job.id,
        state=job.state,
        open=job.state in OPEN,
        done=job.done,
        total=job.total or len(asked["kinds"]),
        language=NAMES.get(asked["language"], asked["language"]),
        title=asked["title"],
        day=date.fromisoformat(asked["day"]),
        made=day(job.finished or job.created),
        error=_error(job, work.signed.language),
        files=files,
    )


def _file(file: FileRecord, asked: Mapping[str, Any]) -> FileRow:
    """A file and of which kind it is, as its name says."""
    kind = next((kind for kind in asked["kinds"] if f" - {kind} - {asked['language']}." in f" - {file.name}"), "")
    return FileRow(file.id, file.name, kind, max(1, round(file.size / 1024)))


def _error(job: JobRecord, language: str) -> str:
    if not job.error:
        return ""
    told = translations(language).gettext(job.error)
    return told.format(**job.error_values) if job.error_values else told

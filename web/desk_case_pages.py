"""What the pages of clients and cases show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from advisor.workspace.cases import moment
from advisor.workspace.desk.casework import Status
from advisor.workspace.desk.folders import shelf_of
from advisor.workspace.desk.tables import DeskCaseRecord, FolderRecord
from web.desk_pages import DeskPage
from web.result_pages import ResultPage, SandboxPart


@dataclass(frozen=True)
class CaseRow:
    """A case in a list. `issued` is the day when it was issued, None before."""

    number: int
    title: str
    folder: int
    client: str
    tags: tuple[str, ...]
    status: Status
    changed: date
    issued: date | None
    shelf: str


@dataclass(frozen=True)
class FolderRow:
    number: int
    client: str
    about: str
    cases: int
    created: date
    shelf: str


@dataclass(frozen=True)
class Undo:
    """What was just thrown away, and where the form that brings it back leads; `name` is what it is called."""

    name: str
    action: str


@dataclass(frozen=True)
class Looking:
    """What is looked for: words, a tag, a state and a shelf; each may be empty."""

    text: str
    tag: str
    state: str
    shelf: str

    @property
    def narrow(self) -> bool:
        """Whether cases are looked for, and not just all clients."""
        return bool(self.text or self.tag or self.state)


@dataclass(frozen=True)
class ClientsPage(DeskPage):
    """Client folders, or the cases that were looked for. `error` is what is wrong with the name typed for a new one."""

    template = "desk/clients.html"
    looking: Looking
    folders: tuple[FolderRow, ...]
    cases: tuple[CaseRow, ...]
    tags: tuple[str, ...]
    trash: int
    undo: Undo | None
    typed: str = ""
    error: str = ""


@dataclass(frozen=True)
class FolderPage(DeskPage):
    """One client folder with its cases; `error` belongs to the field `field` of the form that was sent."""

    template = "desk/folder.html"
    folder: FolderRow
    cases: tuple[CaseRow, ...]
    shelf: str
    undo: Undo | None
    typed: str = ""
    field: str = ""
    error: str = ""


@dataclass(frozen=True)
class TrashPage(DeskPage):
    template = "desk/trash.html"
    folders: tuple[FolderRow, ...]
    cases: tuple[CaseRow, ...]


@dataclass(frozen=True)
class VoiceRow:
    """A voice in a list: `answered` of `asked` questions; `comment` is empty for those who may not read it."""

    number: int
    role: str
    role_name: str
    name: str
    email: str
    weight: int
    language: str
    invited: date
    reminded: date | None
    handed_in: date | None
    answered: int
    asked: int
    comment: str
    private: bool


@dataclass(frozen=True)
class ResultRow:
    """A stored result: when it was made, by which content, what it says, and whether it is the issued one."""

    number: int
    day: date
    version: str
    path: str
    deployment: str
    issued: bool


@dataclass(frozen=True)
class RemarkRow:
    number: int
    author: str
    text: str
    task: bool
    assigned: str
    due: date | None
    late: bool
    day: date
    done: bool


@dataclass(frozen=True)
class CasePage(DeskPage):
    """A case at a glance: status, who is missing, the newest result, what was said about it. `verdict` is the sentence
    of the result that counts, empty without one; `gaps` is how many questions are answered differently; `members` are
    those who may be given a task, by number."""

    template = "desk/case.html"
    case: CaseRow
    voices: tuple[VoiceRow, ...]
    verdict: str
    sure: float
    clear: bool
    consensus: float | None
    results: tuple[ResultRow, ...]
    gaps: int
    weighted: bool
    overridden: int
    remarks: tuple[RemarkRow, ...]
    members: Mapping[int, str]
    sandbox: SandboxPart | None = None
    note: str = ""
    field: str = ""
    error: str = ""
    typed: str = ""


@dataclass(frozen=True)
class CaseResultPage(DeskPage):
    """A stored result of a case as its page; `result` is read only. `of` is its number, `newest` whether none is
    newer."""

    template = "desk/result.html"
    case: CaseRow
    result: ResultPage
    of: int
    newest: bool


@dataclass(frozen=True)
class NewsRow:
    """A notice: its kind, the values of its sentence, where it leads, its day, and whether it is new."""

    kind: str
    about: Mapping[str, str]
    address: str
    day: date
    new: bool


@dataclass(frozen=True)
class NewsPage(DeskPage):
    template = "desk/news.html"
    rows: tuple[NewsRow, ...]


def day(when: datetime) -> date:
    return moment(when).date()


def case_row(record: DeskCaseRecord, status: Status) -> CaseRow:
    return CaseRow(
        number=record.id,
        title=record.title,
        folder=record.folder_id,
        client=record.folder.client,
        tags=tuple(record.tags),
        status=status,
        changed=day(record.changed),
        issued=day(record.issued) if record.issued else None,
        shelf=shelf_of(record),
    )


def folder_row(record: FolderRecord, cases: int) -> FolderRow:
    return FolderRow(record.id, record.client, record.about, cases, day(record.created), shelf_of(record))

"""Pages by which cases leave the desk and come in, and what was read of a file that is to come in."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.workspace.desk import intake, unpacking
from advisor.workspace.desk.intake import Clients, Plan
from advisor.workspace.desk.tables import FolderRecord
from advisor.workspace.desk.unpacking import Unpacked
from web.desk_pages import DeskPage
from web.forms import sentence

MOST_SHOWN = 200  # faults and cases that a preview lists
SHELVES = ("open", "archived", "all")


@dataclass(frozen=True)
class FolderChoice:
    number: int
    client: str


@dataclass(frozen=True)
class ExportPage(DeskPage):
    """What can leave: all cases as a table or data, or one client as a file. `chosen` is the folder to begin with."""

    template = "desk/export.html"
    folders: tuple[FolderChoice, ...]
    tags: tuple[str, ...]
    cases: int
    chosen: int = 0


@dataclass(frozen=True)
class FaultRow:
    """A cell that cannot be used; `whole` when the case is left out for it."""

    place: int
    column: str
    value: str
    why: str
    whole: bool


@dataclass(frozen=True)
class EntryRow:
    """A case that would be made: how many answers come with it."""

    place: int
    client: str
    title: str
    tags: tuple[str, ...]
    answers: int


@dataclass(frozen=True)
class TablePreview:
    """What would be made of a table or data; lists are cut, counts are not. `lines` when places are lines."""

    file: int
    name: str
    cases: int
    fresh: tuple[str, ...]
    there: tuple[str, ...]
    entries: tuple[EntryRow, ...]
    faults: tuple[FaultRow, ...]
    fault_count: int
    ignored: tuple[str, ...]
    lines: bool


@dataclass(frozen=True)
class ArchiveRow:
    """A case of an archive: what comes with it."""

    title: str
    voices: int
    results: int
    remarks: int
    reports: int
    issued: bool


@dataclass(frozen=True)
class ArchivePreview:
    """What an archive holds; `known` when there is a folder of this name already."""

    file: int
    name: str
    client: str
    made: str
    version: str
    private_comments: bool
    cases: tuple[ArchiveRow, ...]
    known: bool


@dataclass(frozen=True)
class ImportPage(DeskPage):
    """A file to choose, or what one holds. `error` is what is wrong with the file; sizes are in MB."""

    template = "desk/import.html"
    table: TablePreview | None = None
    archive: ArchivePreview | None = None
    error: str = ""
    done: int = 0
    most_table: int = intake.MOST_BYTES // 2**20
    most_archive: int = unpacking.MOST_BYTES // 2**20


def table_preview(file: int, name: str, plan: Plan, named: Clients, language: str) -> TablePreview:
    entries = tuple(EntryRow(e.place, e.client, e.title, e.tags, len(e.answers)) for e in plan.entries[:MOST_SHOWN])
    faults = tuple(
        FaultRow(f.place, f.column, f.value, sentence(f.error, language), f.whole) for f in plan.faults[:MOST_SHOWN]
    )
    return TablePreview(
        file=file,
        name=name,
        cases=len(plan.entries),
        fresh=named.fresh,
        there=named.there,
        entries=entries,
        faults=faults,
        fault_count=len(plan.faults),
        ignored=plan.ignored,
        lines=plan.lines,
    )


def archive_preview(file: int, name: str, found: Unpacked, folders: tuple[FolderRecord, ...]) -> ArchivePreview:
    """What an archive would bring; `folders` are those that are there."""
    rows = tuple(
        ArchiveRow(
            title=one.case.title,
            voices=len(one.voices.voices) - 1,
            results=len(one.results),
            remarks=len(one.remarks.remarks),
            reports=sum(len(bodies) for bodies in one.reports),
            issued=one.case.issued is not None,
        )
        for one in found.cases
    )
    client = found.folder.client
    return ArchivePreview(
        file=file,
        name=name,
        client=client,
        made=found.manifest.made.date().isoformat(),
        version=found.manifest.content_version,
        private_comments=found.manifest.private_comments,
        cases=rows,
        known=any(intake.key_of(folder.client) == intake.key_of(client) for folder in folders),
    )

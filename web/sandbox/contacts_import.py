"""Contacts from a file: choose it, match its columns, look at what will happen, take it in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from advisor.errors import mark
from advisor.sandbox.crm import importing
from advisor.sandbox.crm.contact_tables import ContactImport
from web.forms import sentence
from web.sandbox import labels
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.pages import Choosable
from web.sandbox.visit import Visit

MOST_SHOWN = 30
MOST_LISTED = 10
ACTIONS = {"make": mark("New"), "skip": mark("Skipped"), "fill": mark("Filled in"), "wrong": mark("Not usable")}
TONES = {"make": "good", "skip": "plain", "fill": "going", "wrong": "bad"}
FIELDS = {
    "name": mark("Name"), "kind": mark("Kind"), "organisation": mark("Organisation"), "email": mark("E-mail"),
    "phone": mark("Telephone"), "tax_number": mark("Tax number"), "address": mark("Address"), "city": mark("City"),
    "country": mark("Country"), "industry": mark("Industry"), "source": mark("Where from"), "note": mark("Note"),
    "code": mark("Code"),
}  # fmt: skip


@dataclass(frozen=True)
class Choosing:
    """The page where a file is chosen: where it is sent, and files that were sent before. `error` is what was wrong
    with the last one."""

    action: str
    key: str
    rows: str
    earlier: tuple[tuple[Cell, Cell], ...]
    all: str
    error: str = ""


def choose(visit: Visit, error: str = "") -> Choosing:
    wanted = select(ContactImport).order_by(ContactImport.id.desc()).limit(MOST_LISTED)
    write = writer(visit)
    return Choosing(
        f"{visit.base}/contacts/import",
        visit.key(),
        write.text("number", importing.MOST_ROWS),
        tuple(
            (
                Cell(one.name, href(visit, "contact_import", one.id)),
                write.cell("state", one.state, None, "contact_import"),
            )
            for one in visit.session.scalars(wanted)
        ),
        f"{visit.base}/l/contact-imports",
        error,
    )


@dataclass(frozen=True)
class PreviewRow:
    line: str
    name: str
    action: Cell
    why: str
    existing: Cell
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Preview:
    """`columns` are names of columns, an example of each, and the fields that it may fill; `counts` say how many rows
    will be what; `missing` says what must be chosen before anything can happen."""

    id: int
    base: str
    key: str
    columns: tuple[tuple[str, str, tuple[Choosable, ...]], ...]
    counts: tuple[tuple[Cell, str], ...]
    rows: tuple[PreviewRow, ...]
    more: str
    roles: tuple[tuple[str, str], ...]
    fill: bool
    missing: str


def preview(visit: Visit, found: ContactImport) -> Preview | None:
    """What taking the file in would do; problems first. None when it was taken in or thrown away."""
    if found.state != "waiting":
        return None
    write, fill = writer(visit), visit.query.get("existing") == "fill"
    looked = importing.look(visit.session, found, "fill" if fill else "skip")
    counts = {name: sum(row.action == name for row in looked) for name in ACTIONS}
    ordered = sorted(looked, key=lambda row: (row.wrong is None, row.existing is None))
    return Preview(
        found.id,
        visit.base,
        visit.key(),
        tuple(_column(visit, found, place) for place in range(len(found.columns))),
        tuple((_action(visit, name), write.text("number", count)) for name, count in counts.items() if count),
        tuple(_row(visit, row) for row in ordered[:MOST_SHOWN]),
        write.text("number", len(looked) - MOST_SHOWN) if len(looked) > MOST_SHOWN else "",
        tuple((role, labels.choice(role, visit.words)) for role in ("lead", "customer", "supplier", "partner")),
        fill,
        "" if "name" in found.columns else visit.words(mark("Choose the column that holds the name.")),
    )


def _column(visit: Visit, found: ContactImport, place: int) -> tuple[str, str, tuple[Choosable, ...]]:
    head = found.rows[0][place]
    example = next((row[place] for row in found.rows[1:] if len(row) > place and row[place]), "")
    chosen = found.columns[place]
    options = (Choosable(importing.OUT, visit.words("Leave out"), chosen == importing.OUT),)
    return head, example, options + tuple(Choosable(one, visit.words(FIELDS[one]), one == chosen) for one in FIELDS)


def _action(visit: Visit, name: str) -> Cell:
    return Cell(visit.words(ACTIONS[name]), tone=TONES[name])


def _row(visit: Visit, row: importing.Row) -> PreviewRow:
    here = Cell() if row.existing is None else Cell(row.existing.name, href(visit, "contact", row.existing.id))
    return PreviewRow(
        writer(visit).text("number", row.line),
        row.values.get("name", ""),
        _action(visit, row.action),
        "" if row.wrong is None else sentence(row.wrong, visit.language),
        here,
        tuple((visit.words(FIELDS[name]), value) for name, value in row.values.items() if name != "name"),
    )

"""Client folders: the list, one folder, and the trash."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from advisor.errors import BadInput
from advisor.questionnaire.schema import Questionnaire
from advisor.workspace.desk import casework, folders
from advisor.workspace.desk.folders import SHELVES, Shelf
from advisor.workspace.desk.tables import FolderRecord
from web import desk
from web.deps import Contents, Databases, Form
from web.desk import Number
from web.desk_case_pages import (
    CaseRow,
    ClientsPage,
    FolderPage,
    FolderRow,
    Looking,
    TrashPage,
    Undo,
    case_row,
    folder_row,
)
from web.forms import sentence
from web.render import render
from web.signed import Consultant, Signed, Viewer

router = APIRouter(include_in_schema=False)
MOST_TYPED = 200


def looking(request: Request) -> Looking:
    """What the address asks for; what it cannot ask for is left out."""
    query = request.query_params
    shelf = query.get("shelf", "open")
    state = query.get("state", "")
    return Looking(
        query.get("q", "").strip()[:MOST_TYPED],
        query.get("tag", "").strip()[:MOST_TYPED],
        state if state in casework.STATES else "",
        shelf if shelf in ("open", "archived") else "open",
    )


@router.get("/desk")
def clients(signed: Viewer, request: Request, content: Contents, database: Databases) -> Response:
    with database.session(write=False) as session:
        return render(request, _clients(session, signed, content.questionnaire, request))


def _clients(session: Session, signed: Signed, bank: Questionnaire, request: Request) -> ClientsPage:
    ours, wanted = signed.organisation.id, looking(request)
    shelf: Shelf = "archived" if wanted.shelf == "archived" else "open"
    all_cases = casework.search(session, ours, shelf=shelf)
    found: tuple[CaseRow, ...] = ()
    if wanted.narrow:
        matching = casework.search(session, ours, wanted.text, wanted.tag, shelf)
        status = casework.statuses(session, bank, matching)
        rows = (case_row(record, status[record.id]) for record in matching)
        found = tuple(row for row in rows if wanted.state in ("", row.status.state))
    listed = folders.listed(session, ours, shelf)
    counts = folders.sizes(session, listed)
    thrown = len(folders.listed(session, ours, "trash")) + len(casework.search(session, ours, shelf="trash"))
    return ClientsPage(
        signed.language,
        signed,
        signed.unread,
        wanted,
        tuple(folder_row(folder, counts[folder.id]) for folder in listed),
        found,
        tuple(sorted({tag for record in all_cases for tag in record.tags}, key=str.casefold)),
        thrown,
        _undo(session, signed, request),
    )


def _undo(session: Session, signed: Signed, request: Request) -> Undo | None:
    """What was just thrown away, as the address says after it was done."""
    kind, _, number = request.query_params.get("thrown", "").partition("-")
    if not number.isdecimal() or len(number) > 9 or kind not in ("case", "client"):
        return None
    if kind == "client":
        folder = folders.find(session, signed.organisation.id, int(number))
        return Undo(folder.client, f"{signed.desk}/clients/{number}/move") if folder.trashed else None
    record = casework.find(session, signed.organisation.id, int(number))
    return Undo(record.title, f"{signed.desk}/cases/{number}/move") if record.trashed else None


@router.post("/desk/clients")
def create(signed: Consultant, form: Form, request: Request, content: Contents, database: Databases) -> Response:
    name = desk.text(form, "client")
    with database.session() as session:
        try:
            folder = folders.create(session, signed.organisation.id, name, desk.text(form, "about"), desk.now())
        except BadInput as error:
            page = _clients(session, signed, content.questionnaire, request)
            return render(request, replace(page, typed=name, error=sentence(error, signed.language)), 422)
        desk.note_folder(session, signed, "folder.created", folder)
        number = folder.id
    return desk.to(signed, f"/clients/{number}")


@router.get("/desk/clients/{number}")
def folder(number: Number, signed: Viewer, request: Request, content: Contents, database: Databases) -> Response:
    with database.session(write=False) as session:
        found = folders.find(session, signed.organisation.id, number)
        return render(request, _folder(session, signed, content.questionnaire, found, request))


def _folder(
    session: Session, signed: Signed, bank: Questionnaire, record: FolderRecord, request: Request
) -> FolderPage:
    own = folders.shelf_of(record)
    shelf: Shelf = own if own != "open" or request.query_params.get("shelf") != "archived" else "archived"
    found = casework.of_folder(session, record, shelf)
    status = casework.statuses(session, bank, found)
    return FolderPage(
        signed.language,
        signed,
        signed.unread,
        folder_row(record, len(found)),
        tuple(case_row(case, status[case.id]) for case in found),
        shelf,
        _undo(session, signed, request),
    )


@router.post("/desk/clients/{number}")
def rename(
    number: Number, signed: Consultant, form: Form, request: Request, content: Contents, database: Databases
) -> Response:
    with database.session() as session:
        found = folders.find(session, signed.organisation.id, number)
        was = found.client
        try:
            folders.rename(found, desk.text(form, "client"), desk.text(form, "about"))
        except BadInput as error:
            page = _folder(session, signed, content.questionnaire, found, request)
            told = sentence(error, signed.language)
            return render(request, replace(page, typed=desk.text(form, "client"), field="client", error=told), 422)
        desk.note_folder(session, signed, "folder.renamed", found, was=was)
    return desk.to(signed, f"/clients/{number}")


@router.post("/desk/clients/{number}/move")
def move(number: Number, signed: Consultant, form: Form, database: Databases) -> Response:
    """Put away, throw away, or take back."""
    shelf = _shelf(desk.text(form, "shelf"))
    with database.session() as session:
        found = folders.find(session, signed.organisation.id, number)
        folders.move(found, shelf, desk.now())
        desk.note_folder(session, signed, "folder.moved", found, shelf=folders.shelf_of(found))
    return desk.to(signed, f"?thrown=client-{number}" if shelf == "trash" else f"/clients/{number}")


def _shelf(wanted: str) -> Shelf:
    for shelf in SHELVES:
        if shelf == wanted:
            return shelf
    raise BadInput("Choose where to put it.", field="shelf")


@router.post("/desk/clients/{number}/delete")
def delete(number: Number, signed: Consultant, database: Databases) -> Response:
    """Delete for good what lies in the trash."""
    with database.session() as session:
        found = folders.find(session, signed.organisation.id, number)
        if found.trashed is None:
            raise BadInput("Move it to the trash first. Only what lies there can be deleted for good.")
        every = [case for shelf in SHELVES for case in casework.of_folder(session, found, shelf)]
        casework.delete(session, every)
        desk.note_folder(session, signed, "folder.deleted", found, cases=len(every))
        session.delete(found)
    return desk.to(signed, "/trash")


@router.post("/desk/clients/{number}/cases")
def create_case(
    number: Number, signed: Consultant, form: Form, request: Request, content: Contents, database: Databases
) -> Response:
    with database.session() as session:
        found = folders.find(session, signed.organisation.id, number)
        title = desk.text(form, "title")
        try:
            made = casework.create(session, found, title, desk.tags(form), desk.token, desk.now())
        except BadInput as error:
            page = _folder(session, signed, content.questionnaire, found, request)
            told = sentence(error, signed.language)
            return render(request, replace(page, typed=title, field=error.field or "", error=told), 422)
        desk.Work(session, signed, made).note("case.created")
        case = made.id
    return desk.to(signed, f"/cases/{case}")


@router.get("/desk/trash")
def trash(signed: Viewer, request: Request, content: Contents, database: Databases) -> Response:
    with database.session(write=False) as session:
        ours = signed.organisation.id
        thrown = folders.listed(session, ours, "trash")
        counts = folders.sizes(session, thrown)
        found = [case for case in casework.search(session, ours, shelf="trash") if case.folder.trashed is None]
        status = casework.statuses(session, content.questionnaire, found)
        rows: tuple[FolderRow, ...] = tuple(folder_row(folder, counts[folder.id]) for folder in thrown)
        cases = tuple(case_row(case, status[case.id]) for case in found)
        return render(request, TrashPage(signed.language, signed, signed.unread, rows, cases))

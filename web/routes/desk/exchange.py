"""Cases that leave as a table, data or an archive, and files that come in: looked through first, then made."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from sqlalchemy import delete
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from advisor.errors import BadInput, Gone, NotFound
from advisor.workspace.access import audit
from advisor.workspace.desk import archive, casework, exchange, folders, intake, printing, restoring, unpacking
from advisor.workspace.desk.tables import DeskCaseRecord
from advisor.workspace.work.files import Made, file_of, keep_file, sweep
from advisor.workspace.work.tables import FileRecord
from web import desk
from web.deps import Contents, Databases, Form
from web.desk import Number
from web.desk_exchange import ExportPage, FolderChoice, ImportPage, archive_preview, table_preview
from web.forms import sentence
from web.render import render
from web.signed import Consultant, Signed

router = APIRouter(include_in_schema=False)
# How long a file that was sent waits to be confirmed.
WAITING = timedelta(hours=1)
# Names and media types of what leaves; what comes in waits under this media type.
CSV, JSON, ZIP = ("csv", "text/csv; charset=utf-8"), ("json", "application/json"), ("zip", "application/zip")
INCOMING = "application/x-advisor-import"
Text = Annotated[str, Query(max_length=200)]


def download(body: bytes, name: str, media_type: str) -> Response:
    """A file that browsers save and never show, under its name in every script (RFC 6266, RFC 8187)."""
    plain = re.sub(r"[^A-Za-z0-9._ ()-]", "_", name)
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Length": str(len(body)),
    }
    return Response(body, media_type=media_type, headers=headers)


@router.get("/desk/export")
def choose(signed: Consultant, request: Request, database: Databases, client: Text = "") -> Response:
    with database.session(write=False) as session:
        ours = signed.organisation.id
        every = [*folders.listed(session, ours), *folders.listed(session, ours, "archived")]
        found = [*casework.search(session, ours), *casework.search(session, ours, shelf="archived")]
    page = ExportPage(
        signed.language,
        signed,
        signed.unread,
        tuple(FolderChoice(folder.id, folder.client) for folder in every),
        tuple(sorted({tag for case in found for tag in case.tags}, key=str.casefold)),
        len(found),
        int(client) if client.isascii() and client.isdecimal() and len(client) < 10 else 0,
    )
    return render(request, page)


@router.get("/desk/export/cases.{ending}")
def leave(ending: str, signed: Consultant, request: Request, content: Contents, database: Databases) -> Response:
    """The cases that the address asks for, as a table or data."""
    if ending not in (CSV[0], JSON[0]):
        raise NotFound("Cases leave as CSV or JSON.")
    with database.session(write=False) as session:
        out = exchange.gathered(session, content, _asked(session, signed, request))
    with database.session() as session:
        thing = audit.Thing("organisation", signed.organisation.id, signed.organisation.name)
        details = {"format": ending, "cases": len(out)}
        audit.record(session, signed.actor, "cases.exported", thing, details, desk.now())
    is_table = ending == CSV[0]
    body = exchange.to_csv(content.questionnaire, out) if is_table else exchange.to_json(content, out, desk.now())
    name = f"{printing.saved_as(signed.organisation.name)} {desk.now():%Y-%m-%d}.{ending}".strip()
    return download(body, name, CSV[1] if is_table else JSON[1])


def _asked(session: Session, signed: Signed, request: Request) -> list[DeskCaseRecord]:
    """Cases of a shelf (or of both that are not the trash), of a client and with a tag, as the address says."""
    query, ours = request.query_params, signed.organisation.id
    shelf, tag, client = query.get("shelf", "open"), query.get("tag", "")[:200], query.get("client", "")
    found: list[DeskCaseRecord] = []
    if shelf in ("open", "all"):
        found += casework.search(session, ours, tag=tag)
    if shelf in ("archived", "all"):
        found += casework.search(session, ours, tag=tag, shelf="archived")
    if client:
        found = [case for case in found if str(case.folder_id) == client]
    return sorted(found, key=lambda case: (case.folder.client.casefold(), case.id))


@router.get("/desk/clients/{number}/archive")
def pack(
    number: Number,
    signed: Consultant,
    content: Contents,
    database: Databases,
    comments: Text = "",
    reports: Text = "yes",
) -> Response:
    """One client as one file. `comments=private` takes private comments along, `reports=no` leaves reports behind."""
    wish = archive.Wish(private_comments=comments == "private", reports=reports != "no")
    with database.session(write=False) as session:
        folder = folders.find(session, signed.organisation.id, number)
        body = archive.pack(session, folder, wish, content.version, desk.now())
        name = f"{printing.saved_as(folder.client) or number}{archive.ENDING}"
    with database.session() as session:
        folder = folders.find(session, signed.organisation.id, number)
        desk.note_folder(session, signed, "folder.exported", folder, private_comments=wish.private_comments)
    return download(body, name, ZIP[1])


@router.get("/desk/import")
def ask(signed: Consultant, request: Request) -> Response:
    done = request.query_params.get("done", "")
    count = int(done) if done.isascii() and done.isdecimal() and len(done) < 6 else 0
    return render(request, ImportPage(signed.language, signed, signed.unread, done=count))


@router.post("/desk/import")
def look(signed: Consultant, form: Form, request: Request, content: Contents, database: Databases) -> Response:
    """Look through a file and tell what would be made of it. The file waits for an hour; nothing else is written."""
    try:
        name, body = _sent(form)
        proven = unpacking.unpack(body) if unpacking.is_archive(body) else None
        plan = None if proven else intake.read(content.questionnaire, body)
    except BadInput as error:
        told = sentence(error, signed.language)
        return render(request, ImportPage(signed.language, signed, signed.unread, error=told), error.status)
    ours = signed.organisation.id
    with database.session() as session:
        now = desk.now()
        sweep(session, now)  # of what others sent and never confirmed, too
        kept = keep_file(session, ours, Made(name, INCOMING, body), now, expires=now + WAITING)
        page = ImportPage(signed.language, signed, signed.unread)
        if proven:
            preview = archive_preview(kept.id, name, proven, folders.listed(session, ours))
            page = ImportPage(signed.language, signed, signed.unread, archive=preview)
        elif plan:
            named = intake.clients(session, ours, plan)
            preview_of = table_preview(kept.id, name, plan, named, signed.language)
            page = ImportPage(signed.language, signed, signed.unread, table=preview_of)
    return render(request, page)


def _sent(form: FormData) -> tuple[str, bytes]:
    """The name and bytes of the file in a form; raises BadInput when there is none."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise BadInput("Choose a file first.", field="file")
    name = printing.saved_as(file.filename) or "file"
    return name, file.file.read(unpacking.MOST_BYTES + 1)


@router.post("/desk/import/{number}")
def confirm(number: Number, signed: Consultant, form: Form, content: Contents, database: Databases) -> Response:
    """Make what was looked through, all of it or nothing; or throw the file away."""
    ours = signed.organisation.id
    with database.session(write=False) as session:
        file = file_of(session, ours, number, desk.now())
        if file.media_type != INCOMING:
            raise NotFound("There is no such file. It may have been removed; make it anew.")
        body, sha256 = file.body, file.digest
    if desk.text(form, "act") == "drop":
        with database.session() as session:
            _take(session, number)
        return desk.to(signed, "/import")
    proven = unpacking.unpack(body) if unpacking.is_archive(body) else None
    plan = None if proven else intake.read(content.questionnaire, body)
    with database.session() as session:
        _take(session, number)
        if proven:
            folder = restoring.restore(session, ours, proven, desk.token)
            desk.note_folder(session, signed, "folder.imported", folder, sha256=sha256)
            return desk.to(signed, f"/clients/{folder.id}")
        assert plan is not None  # what is no archive was read as cases
        made = intake.make(session, ours, plan, desk.token, desk.now())
        thing = audit.Thing("organisation", ours, signed.organisation.name)
        details = {"sha256": sha256, "cases": len(made)}
        audit.record(session, signed.actor, "cases.imported", thing, details, desk.now())
    return desk.to(signed, f"/import?done={len(made)}")


def _take(session: Session, number: int) -> None:
    """Remove a waiting file; raises Gone when that was done already, so that nothing is made twice."""
    gone = delete(FileRecord).where(FileRecord.id == number).returning(FileRecord.id)
    if session.scalar(gone) is None:
        raise Gone("This file was imported or thrown away already.")

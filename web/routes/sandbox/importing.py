"""A file of contacts that somebody sends: read here, kept in the trial, never on the disk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from advisor.errors import AdvisorError, BadInput
from advisor.sandbox.crm.importing import read
from advisor.sandbox.verbs import run
from web.deps import get_form
from web.forms import sentence
from web.render import render
from web.routes.sandbox.pages import need
from web.sandbox import registry
from web.sandbox.chrome import chrome
from web.sandbox.contacts_import import choose
from web.sandbox.pages import SpecialPage
from web.sandbox.visit import Doors, same_generation

router = APIRouter(include_in_schema=False)
MOST_BYTES = 200_000
# How spreadsheets write what is not in UTF-8, by the language of the page.
ENCODINGS = {"ru": "cp1251", "uk": "cp1251", "zh": "gb18030", "fa": "cp1256"}


def decoded(body: bytes, language: str) -> str:
    """The text of a file. Raises BadInput for one that is none, or too large."""
    if len(body) > MOST_BYTES:
        raise BadInput("The file is too large: at most {size} kB.", field="file", values={"size": MOST_BYTES // 1000})
    wide = body[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", ENCODINGS.get(language, "cp1252")):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.strip() and "\0" not in text:
            return text
    raise BadInput("This is no CSV file. Save the table as CSV in UTF-8, then send it again.", field="file")


async def get_file_form(request: Request) -> AsyncIterator[FormData]:
    """The posted form with one file, which is closed afterwards."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        yield await get_form(request)
        return
    async with request.form(max_files=1) as form:
        yield form


@router.post("/t/{secret}/contacts/import")
def send(secret: str, request: Request, door: Doors, form: Annotated[FormData, Depends(get_file_form)]) -> Response:
    """Keep the rows and go on to match their columns; or say what is wrong with the file."""
    file = form.get("file")
    key, name = str(form.get("key", ""))[:80], "contacts.csv"
    body = b""
    if isinstance(file, UploadFile):
        body, name = file.file.read(MOST_BYTES + 1), file.filename or name
    try:
        with door.visit(secret, write=True) as visit:
            same_generation(visit, key)
            if not body:
                raise BadInput("Choose a file first.", field="file")
            entered = {"name": name[-200:].replace("\0", ""), "rows": read(decoded(body, visit.language))}
            answer = run(visit.session, "contact_import.create", entered, visit.actor, key)
            return RedirectResponse(f"{visit.base}/d/contact_import/{answer['id']}", 303)
    except AdvisorError as error:
        with door.visit(secret) as visit:
            declared = registry.special("import-contacts")
            need(visit, declared.module)
            around, title = chrome(visit, "p/import-contacts"), visit.words(declared.title)
            data = choose(visit, sentence(error, visit.language))
            page = SpecialPage(
                template=declared.template, language=visit.language, chrome=around, title=title, data=data
            )
            return render(request, page, error.status)

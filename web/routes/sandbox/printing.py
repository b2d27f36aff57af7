"""Documents of a trial as files to print."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.errors import TooMany
from advisor.reports import pdf
from web.routes.desk.exchange import download
from web.routes.documents import PRINTS
from web.routes.sandbox.pages import Number, need
from web.sandbox import documents
from web.sandbox.pipeline_lists import QUOTES
from web.sandbox.pipeline_print import quote_document
from web.sandbox.visit import Doors

router = APIRouter(include_in_schema=False)


@router.get("/t/{secret}/quote/{number}.pdf")
def quote(secret: str, number: Number, request: Request, door: Doors) -> Response:
    """A quote in the language of the page. Raises NotFound, ModuleOff or TooMany."""
    with door.visit(secret) as visit:
        need(visit, QUOTES)
        found = documents.load(visit.session, "quote", number)
        printed = quote_document(visit, found)
    if not PRINTS.admits(request.client.host if request.client else ""):
        raise TooMany("Many reports were made for your address in a short time. Wait a minute, then try again.")
    return download(pdf.render(printed), f"{printed.title}.pdf", "application/pdf")

"""The result of a case as documents, made on the spot for whoever has its private link."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from advisor.errors import NotFound, TooMany
from advisor.reports.document import Cover
from advisor.reports.printers import KINDS, Printed, render
from advisor.workspace.desk import printing
from web.deps import Cases
from web.render import translations
from web.routes.desk.exchange import download
from web.routes.result import stored_in
from web.security import Limiter

router = APIRouter(include_in_schema=False)
# Documents for one address: each takes a processor for a second or two.
PRINTS = Limiter(burst=8, rate=1 / 15)
BY_ENDING = {"pdf": "board", "docx": "word", "pptx": "slides", "xlsx": "workbook"}
NAME = "advisor"
Kind = Annotated[str, Query(max_length=20)]


@router.get("/c/{secret}/report.{ending}")
def report(secret: str, ending: str, opener: Cases, request: Request, kind: Kind = "") -> Response:
    """The newest result as a PDF for the board (`kind=full`: the full report), as Word, slides or a workbook."""
    wanted = "full" if ending == "pdf" and kind == "full" else BY_ENDING.get(ending, "")
    if not wanted:
        raise NotFound("There is no such report. It comes as pdf, docx, pptx or xlsx.")
    with opener.case(secret) as case:
        stored, language = stored_in(case), case.language
    if not PRINTS.admits(request.client.host if request.client else ""):
        raise TooMany("Many reports were made for your address in a short time. Wait a minute, then try again.")
    cover = Cover("", "", datetime.now(UTC).date())
    printed = Printed(opener.content, stored, language, translations(language).gettext, cover)
    return download(render(wanted, printed), printing.file_name(NAME, wanted, language), KINDS[wanted][1])

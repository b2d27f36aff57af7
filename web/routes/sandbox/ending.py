"""The end of a trial: what people think of it goes back to the case, and a script for vendors goes with them."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from advisor.errors import BadInput
from advisor.workspace.trial_answers import take
from web.deps import Contents, Form
from web.forms import sentence
from web.render import render
from web.sandbox import ending
from web.sandbox.visit import Doors

router = APIRouter(include_in_schema=False)


@router.get("/t/{secret}/end")
def end(secret: str, request: Request, door: Doors, content: Contents) -> Response:
    with door.visit(secret) as visit:
        return render(request, ending.end_page(visit, content.texts[visit.language]))


@router.post("/t/{secret}/end")
def judge(secret: str, request: Request, door: Doors, content: Contents, form: Form) -> Response:
    """Keep what was said with the trial, whose case shows it and takes it as an answer; the page again when nothing was
    said."""
    now = datetime.now(UTC)
    with door.visit(secret) as visit:
        try:
            base, said = visit.base, ending.verdict(visit, form, now)
        except BadInput as error:
            page = ending.end_page(visit, content.texts[visit.language], sentence(error, visit.language))
            return render(request, page, error.status)
        case = visit.record.case_id if visit.record else None
    door.trials.judge(secret, said)
    if case is not None and said["outcome"]:
        take(door.trials.database, content, case, said["outcome"], now)
    return RedirectResponse(f"{base}/end?said=1", 303)


@router.get("/t/{secret}/handover")
def handover(secret: str, request: Request, door: Doors, content: Contents) -> Response:
    with door.visit(secret) as visit:
        return render(request, ending.handover_page(visit, content.texts[visit.language]))

"""The end of a trial: what people think of it goes back to the case, and a script for vendors goes with them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from web.deps import Contents, Form
from web.render import render
from web.sandbox import ending
from web.sandbox.visit import Doors

router = APIRouter(include_in_schema=False)


@router.get("/t/{secret}/end")
def end(secret: str, request: Request, door: Doors, content: Contents) -> Response:
    with door.visit(secret) as visit:
        return render(request, ending.end_page(visit, content.texts[visit.language]))


@router.post("/t/{secret}/end")
def judge(secret: str, door: Doors, form: Form) -> Response:
    """Keep what was said with the trial, whose case shows it. Raises BadInput when nothing was said."""
    with door.visit(secret) as visit:
        base, said = visit.base, ending.verdict(visit, form)
    door.trials.judge(secret, said)
    return RedirectResponse(f"{base}/end?said=1", 303)


@router.get("/t/{secret}/handover")
def handover(secret: str, request: Request, door: Doors, content: Contents) -> Response:
    with door.visit(secret) as visit:
        return render(request, ending.handover_page(visit, content.texts[visit.language]))

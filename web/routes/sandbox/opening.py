"""The way into the sandbox: what it is, and a trial of one's own."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from advisor.errors import AdvisorError
from advisor.sandbox.trials.industries import words
from web.deps import Form, Language
from web.forms import sentence
from web.render import render
from web.sandbox.pages import Industry, OpenPage
from web.sandbox.visit import Doors

router = APIRouter(include_in_schema=False)


@router.get("/sandbox")
def about(request: Request, door: Doors, language: Language) -> Response:
    return render(request, _page(door.trials.industries(), language, removed="removed" in door.query))


@router.post("/sandbox")
def start(request: Request, door: Doors, language: Language, form: Form) -> Response:
    """Open a trial and go there; its address is the key to it."""
    try:
        secret = door.trials.create(str(form.get("industry", "")), language, datetime.now(UTC))
    except AdvisorError as error:
        page = _page(door.trials.industries(), language, error=sentence(error, language))
        return render(request, page, error.status)
    return RedirectResponse(f"/{language}/t/{secret}/", 303)


def _page(industries: tuple[str, ...], language: str, error: str = "", *, removed: bool = False) -> OpenPage:
    named = ((one, words(one, language)) for one in industries)
    offered = tuple(Industry(one, texts["title"], texts["about"]) for one, texts in named)
    return OpenPage(language, offered, error, removed)

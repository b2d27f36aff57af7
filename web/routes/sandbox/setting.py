"""Settings of a trial: what it is, its private link, a fresh start, and the end."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.addresses import origin
from web.deps import Contents
from web.render import render
from web.sandbox import settings
from web.sandbox.visit import Doors

router = APIRouter(include_in_schema=False)


@router.get("/t/{secret}/settings")
def show(secret: str, request: Request, door: Doors, content: Contents) -> Response:
    with door.visit(secret) as visit:
        texts = content.texts[visit.language]
        link = f"{origin(request)}/t/{secret}/"
        return render(request, settings.page(visit, link, lambda module: texts.say("modules", module, "name")))

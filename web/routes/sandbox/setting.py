"""Settings of a trial: what it is, its private link, a fresh start, and the end."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.addresses import origin
from web.render import render
from web.sandbox import settings
from web.sandbox.visit import Doors

router = APIRouter(include_in_schema=False)


@router.get("/t/{secret}/settings")
def show(secret: str, request: Request, door: Doors) -> Response:
    with door.visit(secret) as visit:
        return render(request, settings.page(visit, f"{origin(request)}/t/{secret}/"))

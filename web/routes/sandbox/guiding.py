"""The guided tour: begun, gone on with, ticked, left."""

from __future__ import annotations

import re

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from advisor.errors import BadInput
from advisor.sandbox.trials import tours
from web.deps import Form
from web.routes.sandbox.doing import page_named
from web.sandbox.visit import Doors

router = APIRouter(include_in_schema=False)
_NAME = re.compile(r"[a-z0-9-]{1,60}")


@router.post("/t/{secret}/guide")
def guide(secret: str, door: Doors, form: Form) -> Response:
    """Do what the panel offers and come back to the page. Raises BadInput and NotFound."""
    what, name = str(form.get("what", "")), str(form.get("name", ""))
    if not _NAME.fullmatch(name):
        raise BadInput("There is no guided tour of this name.", field="name")
    with door.visit(secret, write=True) as visit:
        if what == "begin":
            tours.begin(visit.session, name)
        elif what == "resume":
            tours.resume(visit.session, name)
        elif what == "tick":
            tours.tick(visit.session, name)
        elif what == "leave":
            tours.leave(visit.session)
        else:
            raise BadInput("A guided tour is begun, gone on with, ticked or left.", field="what")
        tours.finish(visit.session)
        return RedirectResponse(f"{visit.base}/{page_named(form.get('here'))}", 303)

"""Two to four cases side by side."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.workspace.desk import casework
from web import desk_compare
from web.deps import Contents, Databases
from web.render import render
from web.signed import Viewer

router = APIRouter(include_in_schema=False)


@router.get("/desk/compare")
def compare(signed: Viewer, request: Request, content: Contents, database: Databases) -> Response:
    numbers = desk_compare.wanted(request.query_params.getlist("case"))
    ours = signed.organisation.id
    with database.session(write=False) as session:
        found = [casework.find(session, ours, number) for number in numbers]
        sides = [desk_compare.side(session, content, record) for record in found]
        offered = desk_compare.choices(session, ours)
    everything = request.query_params.get("show") == "all"
    return render(request, desk_compare.page(content, signed, sides, offered, everything=everything))

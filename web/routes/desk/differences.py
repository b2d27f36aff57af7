"""Where the voices of a case differ, and the agenda of a meeting about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from advisor.recommendation.doubt.gaps import MEETING
from web import desk
from web.deps import Contents, Databases
from web.desk import Number
from web.desk_differences import MEETINGS, differences_page
from web.render import render
from web.signed import Viewer

router = APIRouter(include_in_schema=False)
Minutes = Annotated[str, Query(max_length=10)]


@router.get("/desk/cases/{number}/differences")
def differences(
    number: Number, signed: Viewer, request: Request, content: Contents, database: Databases, minutes: Minutes = ""
) -> Response:
    """The map of differing views; `minutes` is how long the meeting takes, any other length than those offered is the
    usual one."""
    lasting = next((length for length in MEETINGS if str(length) == minutes), MEETING)
    with desk.opened(database, signed, number) as work:
        page = differences_page(work, content, lasting)
    return render(request, replace(page, note="rule" if request.query_params.get("done") == "rule" else ""))

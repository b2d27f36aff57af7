"""Stored results of a case: as a page, with their trace, as data, and under today's rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from advisor.errors import NotFound
from advisor.recommendation.drift import under_today
from advisor.recommendation.model import Recommendation
from advisor.workspace.desk import casework
from web import desk, today
from web.deps import Contents, Databases
from web.desk import Number, Work
from web.desk_case import row_of
from web.desk_case_pages import CaseResultPage
from web.render import render
from web.result_view import view
from web.routes.result import as_data, trace_page
from web.signed import Viewer

router = APIRouter(include_in_schema=False)
Of = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


def stored(work: Work, of: int | None) -> tuple[int, Recommendation]:
    """The number and the result that is asked for, else the one that counts; raises NotFound."""
    found = casework.shown(work.session, work.record, of)
    if found is None:
        raise NotFound("This case has no result yet. Make one on its page.")
    return found.id, Recommendation.model_validate_json(found.body)


@router.get("/desk/cases/{number}/result")
def result(
    number: Number, signed: Viewer, request: Request, content: Contents, database: Databases, of: Of = None
) -> Response:
    with desk.opened(database, signed, number) as work:
        found, told = stored(work, of)
        newest = casework.results(work.session, work.record)[0].id == found
        row = row_of(work, content)
    page = view(content, told, signed.language, desk.now().date())
    page = replace(page, outdated=told.content_version != content.version)
    return render(
        request, CaseResultPage(signed.language, signed, signed.unread, case=row, result=page, of=found, newest=newest)
    )


@router.get("/desk/cases/{number}/trace")
def trace(
    number: Number, signed: Viewer, request: Request, content: Contents, database: Databases, of: Of = None
) -> Response:
    with desk.opened(database, signed, number) as work:
        _, told = stored(work, of)
    return render(request, trace_page(content, told, signed.language, f"{signed.desk}/cases/{number}"))


@router.get("/desk/cases/{number}/result.json")
def data(number: Number, signed: Viewer, database: Databases, of: Of = None) -> Response:
    with desk.opened(database, signed, number) as work:
        found, told = stored(work, of)
    return as_data(told, f"case-{number}-{found}")


@router.get("/desk/cases/{number}/result/today")
def time_machine(
    number: Number, signed: Viewer, request: Request, content: Contents, database: Databases, of: Of = None
) -> Response:
    """An earlier result beside what today's rules make of its answers."""
    with desk.opened(database, signed, number) as work:
        _, told = stored(work, of)
    page = today.page(content, under_today(content, told), f"{signed.desk}/cases/{number}", signed.language)
    return render(request, replace(page, csrf=signed.csrf))

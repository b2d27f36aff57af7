"""The result of a case: shown from what was stored, never computed again; its trace, its data, and deletion."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.errors import NotFound
from advisor.language import number
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.story import tell
from advisor.workspace import cases
from web.addresses import origin
from web.deps import Case, Cases
from web.pages import DeletePage
from web.render import render, translations
from web.result_pages import FactRow, TracePage
from web.result_view import view
from web.routes.interview import see
from web.sandbox.of_case import sandbox_part

router = APIRouter(include_in_schema=False)


def stored_in(case: Case) -> Recommendation:
    """The newest result of a case; raises NotFound."""
    found = cases.latest(case.session, case.record)
    if found is None:
        raise NotFound("There is no result for these answers yet. Open your link, check the answers and conclude.")
    return found


@router.get("/c/{secret}/result")
def result(secret: str, opener: Cases, request: Request) -> Response:
    with opener.case(secret) as case:
        stored = stored_in(case)
    page = view(case.content, stored, case.language, datetime.now(UTC).date(), case)
    now, trials = datetime.now(UTC), request.app.state.trials
    sandbox = sandbox_part(trials, case.record.id, f"{case.base}/sandbox", now, case.texts, case.answers)
    return render(request, replace(page, link=f"{origin(request)}/c/{secret}", sandbox=sandbox))


@router.get("/c/{secret}/result/trace")
def trace(secret: str, opener: Cases, request: Request) -> Response:
    with opener.case(secret) as case:
        stored = stored_in(case)
    return render(request, trace_page(case.content, stored, case.language, case.base))


def trace_page(content: Content, stored: Recommendation, language: str, case: str) -> TracePage:
    """The trace of a stored result; `case` is where the address of the result begins."""
    facts = tuple(FactRow(key, _value(value, language)) for key, value in sorted(stored.facts.items()))
    return TracePage(language, case, tell(content, stored, language), facts)


def _value(value: object, language: str) -> str:
    if isinstance(value, bool):
        words = translations(language).gettext
        return words("yes") if value else words("no")
    return number(value, language) if isinstance(value, int | float) else str(value)


@router.get("/c/{secret}/result.json")
def data(secret: str, opener: Cases) -> Response:
    with opener.case(secret) as case:
        return as_data(stored_in(case), "recommendation")


def as_data(stored: Recommendation, name: str) -> Response:
    """A stored result as a file to download."""
    body = json.dumps(stored.plain(), ensure_ascii=False, indent=2, sort_keys=True)
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return Response(body + "\n", media_type="application/json", headers=headers)


@router.get("/c/{secret}/delete")
def ask_to_delete(secret: str, opener: Cases, request: Request) -> Response:
    with opener.case(secret) as case:
        return render(request, DeletePage(case.language, case.base))


@router.post("/c/{secret}/delete")
def delete(secret: str, opener: Cases, request: Request) -> Response:
    with opener.case(secret, write=True) as case:
        language = case.language
        cases.delete(case.session, case.record)
    request.app.state.trials.sweep(datetime.now(UTC))
    return see(f"/{language}/?deleted=1")

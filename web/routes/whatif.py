"""Trying other answers against a result, taking them over, and an earlier result under today's rules."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from advisor.recommendation.advise import advise
from advisor.recommendation.drift import under_today
from advisor.workspace import cases
from web import today
from web.deps import Cases, Form
from web.panel import panel, read
from web.render import render
from web.result_pages import WhatIfPage, WhatIfPart
from web.routes.interview import see
from web.routes.result import stored_in

router = APIRouter(include_in_schema=False)


@router.get("/c/{secret}/result/what-if")
def try_out(secret: str, opener: Cases, request: Request) -> Response:
    """The difference that other answers make; with the header `X-Part` only the piece for the page."""
    with opener.case(secret) as case:
        stored = stored_in(case)
    sent = FormData([*request.query_params.multi_items()])
    found = panel(case, stored, read(case.content, sent, case.language))
    kind = WhatIfPart if "x-part" in request.headers else WhatIfPage
    return render(request, kind(case.language, case.base, found), 422 if found.wrong else 200)


@router.post("/c/{secret}/result/what-if")
def take_over(secret: str, form: Form, opener: Cases, request: Request) -> Response:
    """Keep the tried answers and conclude again; weights follow from answers and are not kept."""
    with opener.case(secret, write=True) as case:
        stored = stored_in(case)
        tried = read(case.content, form, case.language)
        found = panel(case, stored, tried)
        if found.wrong or not found.takes:
            return render(request, WhatIfPage(case.language, case.base, found), 422 if found.wrong else 200)
        cases.save(case.session, case.record, tried.answers)
        answers = case.answers | tried.answers
    recommendation = advise(opener.content, answers)
    with opener.case(secret, write=True) as case:
        cases.conclude(case.session, case.record, recommendation, datetime.now(UTC))
        base = case.base
    return see(f"{base}/result")


@router.get("/c/{secret}/result/today")
def result_today(secret: str, opener: Cases, request: Request) -> Response:
    """An earlier result beside what today's rules make of its answers."""
    with opener.case(secret) as case:
        stored = stored_in(case)
    found = under_today(case.content, stored)
    return render(request, today.page(case.content, found, case.base, case.language))

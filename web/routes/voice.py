"""The pages of a voice that a case standing alone does not have: welcome, handing in, thanks."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.errors import NotFound
from advisor.questionnaire.merging import CONSULTANT
from advisor.workspace.desk import remarks, voices
from web.deps import Case, Cases, Form, Voice
from web.render import render
from web.routes.interview import see
from web.voice_pages import ThanksPage, asker_of, welcome

router = APIRouter(include_in_schema=False)


def _voice(case: Case) -> Voice:
    if case.voice is None:
        raise NotFound("These answers were not asked for by anybody else, so there is nobody to hand them in to.")
    return case.voice


@router.get("/c/{secret}/welcome")
def greet(secret: str, opener: Cases, request: Request) -> Response:
    with opener.case(secret) as case:
        _voice(case)
        return render(request, welcome(case))


@router.post("/c/{secret}/hand-in")
def hand_in(secret: str, form: Form, opener: Cases) -> Response:
    """Give the answers to who asked for them, and tell the consultants of the case."""
    now = datetime.now(UTC)
    with opener.case(secret, write=True) as case:
        voice = _voice(case)
        if voice.record.role == CONSULTANT:
            voice.desk.changed = now
            return see(f"/{case.language}/desk/cases/{voice.desk.id}")
        quotable = form.get("quotable") == "yes"
        voices.hand_in(voice.record, voice.desk, str(form.get("comment", "")), now, private=not quotable)
        told = [m.id for m in remarks.colleagues(case.session, voice.desk.folder.organisation_id)]
        about = {"name": voice.record.name, "case": voice.desk.title, "client": voice.desk.folder.client}
        remarks.tell(case.session, told, "handed-in", about, f"/desk/cases/{voice.desk.id}", now)
        return see(f"{case.base}/thanks")


@router.get("/c/{secret}/thanks")
def thanks(secret: str, opener: Cases, request: Request) -> Response:
    with opener.case(secret) as case:
        voice = _voice(case)
        return render(request, ThanksPage(case.language, case.base, asker_of(case), voice.closed))

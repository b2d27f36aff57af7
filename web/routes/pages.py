"""Pages open to everyone: the start, the method, and a sign of life."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy import text
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, Response

from web import forms
from web.deps import Contents, Databases, Language
from web.pages import MethodPage, StartPage, TrackCard
from web.render import render

router = APIRouter(include_in_schema=False)


@router.get("/")
def start(content: Contents, language: Language, request: Request) -> Response:
    words = content.texts[language]
    bank = content.questionnaire
    tracks = tuple(
        TrackCard(
            id=track.id,
            name=words.ask("tracks", track.id, "name"),
            about=words.ask("tracks", track.id, "about"),
            most=track.most,
            minutes=track.minutes,
            adaptive=track.enough > 0,
        )
        for track in bank.tracks.values()
    )
    sent = FormData([*request.query_params.multi_items()])
    brought = forms.read(bank.questions, sent).answers
    fields = {name for key in brought for name in (f"a.{key}", f"a.{key}.currency")}
    wanted = str(sent.get("track", ""))
    return render(
        request,
        StartPage(
            language=language,
            heading=words.ask("title"),
            about=words.ask("about"),
            tracks=tracks,
            track=wanted if wanted in bank.tracks else next(iter(bank.tracks)),
            filled=tuple((name, str(value)) for name, value in sent.multi_items() if name in fields),
            known=len(brought),
            deleted="deleted" in sent,
        ),
    )


@router.get("/method")
def method(content: Contents, language: Language, request: Request) -> Response:
    return render(
        request,
        MethodPage(
            language=language,
            questions=len(content.questionnaire.questions),
            tables=len(content.tables),
            rows=sum(len(table.rows) for table in content.tables.values()),
            options=len(content.scheme.options),
            sources=len(content.sources),
            clear_from=content.scheme.clear_from,
        ),
    )


@router.get("/healthz")
def health(content: Contents, database: Databases) -> Response:
    """Whether requests can be served: content is loaded and the database answers; else 503."""
    with database.session(write=False) as session:
        session.execute(text("SELECT 1"))
    return JSONResponse({"status": "ok", "content_version": content.version}, headers={"Cache-Control": "no-store"})

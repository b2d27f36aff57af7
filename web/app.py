"""The web application: content loaded and database brought up to date before the first request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from advisor.db import open_database
from advisor.migrations import upgrade
from advisor.recommendation.load import load_content
from advisor.settings import Settings
from web import errors
from web.addresses import LanguagePrefix
from web.render import STATIC
from web.routes import about, api, interview, keep, money, pages, result, rules, whatif
from web.security import Guard

FOR_GOOD = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"


class KeptFiles(StaticFiles):
    """Static files. An address with a digest (`?v=`) always means the same bytes and may be kept for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        fixed = scope["query_string"].startswith(b"v=") or path.endswith(".woff2")
        response.headers["Cache-Control"] = FOR_GOOD if fixed else FOR_AN_HOUR
        return response


def create_app(settings: Settings) -> FastAPI:
    """The application; raises ContentBroken or Unavailable when it cannot run."""
    content = load_content(settings.questionnaires, settings.rules)
    for language in content.texts:
        content.texts[language]  # read now, so that missing words are told before the first request
    database = open_database(settings.database_url)
    upgrade(database)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        database.close()

    app = FastAPI(title="Advisor", version=content.version, docs_url=None, redoc_url=None, openapi_url=None)
    app.router.lifespan_context = lifespan
    app.state.settings, app.state.content, app.state.database = settings, content, database
    app.state.fired = {}  # how often each rule fired; see web.routes.rules
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(Guard, origin=settings.origin, refuse=errors.answer)
    app.add_middleware(LanguagePrefix)
    for routes in (pages, about, rules, interview, keep, result, api, whatif, money):
        app.include_router(routes.router)
    app.mount("/static", KeptFiles(directory=STATIC), name="static")
    errors.install(app)
    return app


def from_environment() -> FastAPI:
    """The application as each of several worker processes makes it."""
    return create_app(Settings.from_environment())

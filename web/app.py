"""The web application: content loaded and database brought up to date before the first request."""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from advisor.db import Database, open_database
from advisor.migrations import upgrade
from advisor.recommendation.load import load_content
from advisor.sandbox.trials.store import Store
from advisor.settings import Settings
from advisor.workspace.access import setup
from advisor.workspace.trials import Trials
from advisor.workspace.work.files import sweep
from web import errors
from web.addresses import LanguagePrefix
from web.background import background
from web.render import STATIC
from web.routes import (
    about,
    account,
    api,
    documents,
    entry,
    from_case,
    interview,
    keep,
    members,
    money,
    pages,
    result,
    rules,
    voice,
    whatif,
)
from web.routes.desk import (
    asking,
    cases,
    clients,
    compare,
    differences,
    exchange,
    overrides,
    portfolio,
    remarks,
    reports,
    results,
    weights,
)
from web.routes.sandbox import (
    doing,
    ending,
    guiding,
    importing,
    opening,
    preparing,
    printing,
    programs,
    sending,
    setting,
)
from web.routes.sandbox import pages as sandbox_pages
from web.sandbox.warming import Warming
from web.security import Guard

FOR_GOOD = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
_log = logging.getLogger("advisor.web")


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
    announce(database)

    jobs = background(database, settings, content)
    trials = Trials(database, Store(settings.database_url), settings.warm)
    warming = Warming(trials, settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with database.session() as session:
            sweep(session, datetime.now(UTC))
        jobs.start()
        warming.start()
        yield
        warming.stop()
        jobs.stop()
        trials.store.close_all()
        database.close()

    app = FastAPI(title="Advisor", version=content.version, docs_url=None, redoc_url=None, openapi_url=None)
    app.router.lifespan_context = lifespan
    app.state.settings, app.state.content, app.state.database = settings, content, database
    app.state.jobs = jobs
    app.state.trials = trials
    app.state.fired = {}  # how often each rule fired; see web.routes.rules
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(Guard, origin=settings.origin, refuse=errors.answer)
    app.add_middleware(LanguagePrefix)
    for routes in (pages, about, rules, interview, voice, keep, result, api, whatif, money):
        app.include_router(routes.router)
    for routes in (clients, cases, asking, results, remarks, differences, weights, overrides):
        app.include_router(routes.router)
    for routes in (exchange, compare, reports, portfolio, documents):
        app.include_router(routes.router)
    for routes in (entry, account, members):
        app.include_router(routes.router)
    for routes in (opening, from_case, ending, sandbox_pages, doing, importing, guiding, setting, programs, printing):
        app.include_router(routes.router)
    app.include_router(sending.router)
    app.mount("/static", KeptFiles(directory=STATIC), name="static")
    errors.install(app)
    preparing.install(app)
    return app


def announce(database: Database) -> None:
    """While there is no member, print the code with which the first owner sets the installation up."""
    code = secrets.token_hex(8)
    shown = "-".join(code[start : start + 4] for start in range(0, 16, 4))
    if setup.offer(database, shown, datetime.now(UTC)):
        _log.warning("Nobody is a member yet. To set up the desk, open /desk/first-run with the setup code %s", shown)


def from_environment() -> FastAPI:
    """The application as each of several worker processes makes it."""
    return create_app(Settings.from_environment())

"""The page of a sandbox that is being prepared: it says how far it is and looks again by itself."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.responses import Response

from advisor.workspace.trials import Preparing
from web import errors
from web.deps import language_of
from web.render import render
from web.sandbox.trial_pages import PreparingPage

SECONDS = 2  # until the page looks again


def install(app: FastAPI) -> None:
    app.add_exception_handler(Preparing, answer)


def answer(request: Request, error: Exception) -> Response:
    """For people a page that comes again; for programs a problem document that says when to."""
    assert isinstance(error, Preparing)
    if errors.for_programs(request):
        return errors.answer(request, error)
    response = render(request, PreparingPage(language_of(request), error.percent, SECONDS), error.status)
    response.headers["Retry-After"] = str(SECONDS)
    return response

"""Every way a request can fail, as a page for people or a problem document (RFC 9457) for programs.

The only place that catches everything.
"""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from advisor.errors import AdvisorError, BadInput, NoCase, mark
from advisor.questionnaire.answers import Unusable
from web.addresses import plain_path
from web.deps import language_of
from web.forms import sentence
from web.pages import ErrorPage
from web.render import render, translations
from web.security import headers

API = "/api/"
_TRIAL_API = re.compile(r"/t/[^/]+/api/")
UNREADABLE = mark("What was sent could not be read. Programs send JSON in UTF-8, without deep nesting.")
RETRY_SECONDS = {429: "10", 503: "5"}
_log = logging.getLogger("advisor.web")


def install(app: FastAPI) -> None:
    app.add_exception_handler(AdvisorError, answer)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unforeseen)


def answer(request: Request, error: Exception) -> Response:
    """The response for an error of our own."""
    assert isinstance(error, AdvisorError)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("%s: %s", error.code, error.message)
    more: dict[str, Any] = {"code": error.code}
    if error.field:
        more["field"] = error.field
    if found := _parts(error):
        more["errors"] = found
    said = error.message if for_programs(request) else sentence(error, language_of(request))
    return _respond(request, error.status, said, more, lost=isinstance(error, NoCase))


def for_programs(request: Request) -> bool:
    """Whether a program asks, which is answered with problem documents."""
    path = plain_path(request)
    return path.startswith(API) or _TRIAL_API.match(path) is not None


def _parts(error: AdvisorError) -> list[dict[str, str]]:
    """Every single reason of an error that has several."""
    if isinstance(error, Unusable):
        return [{"field": reason.field or "", "detail": reason.message} for reason in error.refusals]
    if isinstance(error, BadInput):
        return [{"field": problem.file, "detail": str(problem)} for problem in error.problems]
    return []


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = _respond(
        request, error.status_code, UNREADABLE if error.status_code == HTTPStatus.BAD_REQUEST else "", {}
    )
    response.headers.update(error.headers or {})
    return response


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if any(e["loc"][:1] == ("path",) for e in error.errors()):  # no such number: the page does not exist
        return _respond(request, HTTPStatus.NOT_FOUND, "", {"code": "not-found"})
    if any(e["type"] == "json_invalid" for e in error.errors()):
        return _respond(request, HTTPStatus.UNPROCESSABLE_ENTITY, UNREADABLE, {"code": "bad-input"})
    found = [{"field": ".".join(map(str, e["loc"][1:])), "detail": str(e["msg"])} for e in error.errors()]
    sentence = " ".join(f"{e['field']}: {e['detail']}." if e["field"] else f"{e['detail']}." for e in found)
    return _respond(request, HTTPStatus.UNPROCESSABLE_ENTITY, sentence, {"code": "bad-input", "errors": found})


def _unforeseen(request: Request, error: Exception) -> Response:
    """A mistake of ours. Headers are added here, because this handler stands outside of the guard."""
    _log.error("unforeseen %s", type(error).__name__, exc_info=error)
    response = _respond(request, HTTPStatus.INTERNAL_SERVER_ERROR, "", {"code": "unforeseen"})
    response.headers.update(headers(plain_path(request)))
    return response


def _respond(request: Request, status: int, message: str, more: dict[str, Any], *, lost: bool = False) -> Response:
    """`lost` when the link of a case leads to none."""
    extra = {"Retry-After": RETRY_SECONDS[status]} if status in RETRY_SECONDS else {}
    if for_programs(request):
        title = HTTPStatus(status).phrase
        body = {"type": "about:blank", "title": title, "status": status, "detail": message or title, **more}
        return JSONResponse(body, status, extra, media_type="application/problem+json")
    language = language_of(request)
    words = translations(language).gettext(message) if message else ""
    response = render(request, ErrorPage(language, status, words, lost), status)
    response.headers.update(extra)
    return response

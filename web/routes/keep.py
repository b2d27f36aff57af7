"""Keeping a case for later, showing its result to others, and putting it beside another one."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace
from datetime import UTC, datetime

import segno
from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from advisor import language as wording
from advisor.errors import BadInput, TooMany, Unavailable
from advisor.mail import checked
from advisor.settings import Settings
from advisor.workspace import cases, shares
from web.addresses import origin
from web.comparing import compared, secret_of
from web.deps import Case, Cases, Contents, Databases, Form, Language
from web.errors import RETRY_SECONDS
from web.keep_pages import ComparePage, KeepPage, SharePage, ShareRow
from web.render import render, translations
from web.result_view import view
from web.routes.interview import see
from web.routes.result import stored_in
from web.security import Limiter

router = APIRouter(include_in_schema=False)
# Messages from one address: enough for a person, too few for a flood.
MAILS = Limiter(burst=5, rate=1 / 300)
TO_ONE = Limiter(burst=3, rate=1 / 1200)  # and to one address
MOST_TYPED = 200
NUMBER = re.compile(r"[0-9]{1,9}")


def qr(link: str) -> Markup:
    """The link as a QR code, drawn in the colour of its surroundings on nothing."""
    code = segno.make(link, error="m")
    return Markup(code.svg_inline(scale=4, border=2, svgclass="qr", lineclass="qr-dark", omitsize=True))  # noqa: S704


@router.get("/c/{secret}/keep")
def keep(secret: str, opener: Cases, request: Request) -> Response:
    with opener.case(secret) as case:
        page = _keep(case, request)
    return render(request, replace(page, sent="sent" in request.query_params))


@router.post("/c/{secret}/keep")
def send(secret: str, form: Form, opener: Cases, request: Request) -> Response:
    """Send the private link to an address, which is then forgotten."""
    with opener.case(secret) as case:
        page = _keep(case, request)
    settings: Settings = request.app.state.settings
    to = str(form.get("to", "")).strip()[:MOST_TYPED]
    words = translations(case.language).gettext
    if settings.mail is None:
        return render(request, page, 404)
    try:
        checked(to)
        if not (TO_ONE.admits(cases.digest(to)) and MAILS.admits(request.client.host if request.client else "")):
            raise TooMany("Too many messages were sent from your address. Copy the link instead, or try later.")
        text = words("Here is your private link. It leads back to your answers and, if there is one, to the result:")
        warning = words("Whoever has it can read and change the answers.")
        settings.mail.send(to, words("Your private link"), f"{text}\n\n{page.link}\n\n{warning}\n")
    except (BadInput, TooMany, Unavailable) as error:
        response = render(request, replace(page, to=to, error=words(error.message)), error.status)
        if error.status in RETRY_SECONDS:
            response.headers["Retry-After"] = RETRY_SECONDS[error.status]
        return response
    return see(f"{case.base}/keep?sent=1")


def _keep(case: Case, request: Request) -> KeepPage:
    link = f"{origin(request)}/c/{case.secret}"
    settings: Settings = request.app.state.settings
    return KeepPage(
        language=case.language,
        case=case.base,
        link=link,
        code=qr(link),
        mail=settings.mail is not None,
        to="",
        error="",
        sent=False,
        concluded=cases.latest(case.session, case.record) is not None,
    )


@router.get("/c/{secret}/share")
def shared(secret: str, opener: Cases, request: Request) -> Response:
    with opener.case(secret) as case:
        stored_in(case)
        return render(request, _share(case))


@router.post("/c/{secret}/share")
def share(secret: str, form: Form, opener: Cases, request: Request) -> Response:
    """A new link for others, shown this once."""
    days = str(form.get("days", ""))
    token = secrets.token_urlsafe(16)
    with opener.case(secret, write=True) as case:
        stored_in(case)
        if days not in map(str, shares.DAYS):
            raise BadInput("Choose for how long the link shall work.", field="days")
        page = _share(case)
        if page.full:
            return render(request, page, 422)
        made = shares.create(case.session, case.record, token, datetime.now(UTC), int(days))
        page = _share(case)
        link = f"{origin(request)}/s/{token}"
        until = _day(made.expires, case)
    return render(request, replace(page, made=link, code=qr(link), until=until))


@router.post("/c/{secret}/share/{number}/withdraw")
def withdraw(secret: str, number: str, opener: Cases) -> Response:
    with opener.case(secret, write=True) as case:
        known = int(number) if NUMBER.fullmatch(number) else 0
        shares.withdraw(case.session, case.record, known, datetime.now(UTC))
        base = case.base
    return see(f"{base}/share")


def _share(case: Case) -> SharePage:
    found = shares.working(case.session, case.record, datetime.now(UTC))
    rows = tuple(ShareRow(s.id, _day(s.created, case), _day(s.expires, case)) for s in found)
    return SharePage(
        case.language, case.base, "", Markup(""), "", shares.DAYS, shares.USUAL, rows, len(rows) >= shares.MOST
    )


def _day(moment: datetime, case: Case) -> str:
    return wording.date(cases.moment(moment).date(), case.language)


@router.get("/s/{token}")
def reading(token: str, content: Contents, database: Databases, language: Language, request: Request) -> Response:
    """A result for those who may only read it."""
    with database.session(write=False) as session:
        found, stored = shares.find(session, token, datetime.now(UTC))
    page = view(content, stored, language, datetime.now(UTC).date())
    until = wording.date(cases.moment(found.expires).date(), language)
    return render(request, replace(page, until=until))


@router.get("/c/{secret}/compare")
def compare(secret: str, opener: Cases, request: Request) -> Response:
    """This result beside that of another private link or link for others."""
    wanted = request.query_params.get("with", "").strip()[:MOST_TYPED]
    with opener.case(secret) as case:
        stored = stored_in(case)
        page = ComparePage(case.language, case.base, wanted, "", (), ())
        if not wanted:
            return render(request, page)
        other, error = secret_of(case.session, wanted, secret, datetime.now(UTC))
    if other is None:
        return render(request, replace(page, error=translations(case.language).gettext(error)), 422)
    rows, lists = compared(case.content, (stored, other), case.language)
    return render(request, replace(page, rows=rows, lists=lists))

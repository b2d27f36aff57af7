"""What the pages before the desk have in common: where one goes from there, what browser it is, and forms that only
their own page can send although nobody is signed in yet."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import replace
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from advisor.errors import AdvisorError, Forbidden
from advisor.settings import Settings
from web.addresses import language_in
from web.deps import Form
from web.desk_pages_entry import EntryPage
from web.forms import sentence
from web.render import render
from web.signed import cookie_name, same

LONGEST_PATH = 500
RETRY = {429: "900", 503: "5"}
_OWN = re.compile(r"(?:/[a-z]{2})?/desk(?:[/?][A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?")
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
# Each browser also calls itself by the names of those below it.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("YaBrowser", "Yandex Browser"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)


def own_path(wanted: str) -> str:
    """The address where someone wanted to go, if it is one of the desk; else empty. Nothing else is followed: a link
    could lead whoever signs in to a page that only looks like ours."""
    plain = wanted[:LONGEST_PATH]
    usable = _OWN.fullmatch(plain) and "//" not in plain and ".." not in plain
    return plain if usable and not plain.endswith(("/sign-in", "/sign-out")) else ""


def onward(wanted: str, language: str) -> str:
    """Where a member goes after signing in; in the member's language unless the address names one."""
    path = own_path(wanted) or "/desk"
    return f"/{language}{path}" if path.startswith("/desk") else path


def device(agent: str) -> str:
    """What a browser calls itself, in two words such as Firefox, Windows; empty when it says nothing known."""
    found = (next((name for mark, name in known if mark in agent[:500]), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))


def host(request: Request) -> str:
    """The network address that asks."""
    return request.client.host if request.client else ""


def token(request: Request) -> str:
    """What a form carries before anyone is signed in. It follows from a cookie that only our own pages can set."""
    secret = getattr(request.state, "entry_secret", "") or request.cookies.get(_cookie(request), "")
    if not secret:
        secret = secrets.token_urlsafe(24)
        request.state.entry_secret = secret
    return hashlib.sha256(f"entry:{secret}".encode()).hexdigest()


def show(request: Request, page: EntryPage, status: int = 200) -> Response:
    """The response for a page whose form carries the token."""
    response = render(request, page, status)
    fresh: str = getattr(request.state, "entry_secret", "")
    if fresh:
        settings: Settings = request.app.state.settings
        response.set_cookie(
            _cookie(request), fresh, path="/", secure=settings.secure_cookies, httponly=True, samesite="lax"
        )
    return response


def refuse(request: Request, page: EntryPage, error: AdvisorError) -> Response:
    """The page again, with the reason why what was sent cannot be used."""
    told = replace(page, error=sentence(error, page.language), field=error.field or "")
    response = show(request, told, error.status)
    if error.status in RETRY:
        response.headers["Retry-After"] = RETRY[error.status]
    return response


def _cookie(request: Request) -> str:
    return f"{cookie_name(request.app.state.settings)}-form"


async def get_entry_form(request: Request, form: Form) -> FormData:
    """A form of a page that `show` made; raises Forbidden for one from elsewhere."""
    kept = request.cookies.get(_cookie(request), "")
    if not kept or not same(str(form.get("csrf", "")), token(request)):
        raise Forbidden("This form is too old, or your browser keeps no cookies. Open the page again and allow them.")
    return form


EntryForm = Annotated[FormData, Depends(get_entry_form)]


def root(request: Request) -> str:
    """Where the addresses of the desk begin for someone who is not known yet."""
    language = language_in(request)
    return f"/{language}/desk" if language else "/desk"


def typed(form: FormData, name: str, most: int = 300) -> str:
    """A text field, at most so many signs of it."""
    return str(form.get(name, ""))[:most]

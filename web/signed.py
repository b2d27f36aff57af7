"""Who is signed in, and what that allows: the dependencies of every desk route.

A route names who may use it by the type of one argument: `Viewer`, `Consultant` or `Owner`. Each of them also checks
that an unsafe request carries the token of its session (form field `csrf` or header `X-CSRF`). The dependency reads in
a session of the database of its own, which is closed before the route begins; a route opens its own (`Databases`).
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Path
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from advisor.errors import AdvisorError, Forbidden, mark
from advisor.settings import Settings
from advisor.workspace.access import sessions
from advisor.workspace.access.audit import Actor
from advisor.workspace.access.members import reaches
from advisor.workspace.access.tables import MemberRecord, OrganisationRecord
from advisor.workspace.desk import remarks
from web.addresses import language_in
from web.deps import get_content, get_database
from web.security import HARMLESS

DESK = "/desk"
FORM_FIELDS = 500
NOT_FOR_YOU = mark("Your role does not allow this. Ask an owner of your organisation.")
NOT_IN = mark("You are not signed in: your time was over, or you have signed out.")
FORM_KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")


class SignInFirst(AdvisorError):
    """Nobody is signed in, or not any more."""

    status = 401
    code = "sign-in"


@dataclass(frozen=True)
class Signed:
    """A signed-in member for one request. `csrf` is what every form of the desk sends along; `language` that of the
    address, else the member's own; `unread` the number of notifications not read yet."""

    member: MemberRecord
    organisation: OrganisationRecord
    csrf: str
    session_id: int
    passed: bool = True
    language: str = "en"
    unread: int = 0

    @property
    def actor(self) -> Actor:
        return Actor(self.member.organisation_id, self.member.id, self.member.name)

    @property
    def desk(self) -> str:
        """Where the addresses of the desk begin, such as /fa/desk."""
        return f"/{self.language}{DESK}"

    @property
    def must_enrol(self) -> bool:
        """Whether the organisation wants a second factor that this member does not have yet."""
        return self.organisation.require_second and self.member.second_since is None

    def may(self, role: str) -> bool:
        """Whether the member has this role or one that allows more."""
        return reaches(self.member.role, role)


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host and to TLS, in every browser."""
    return "__Host-advisor" if settings.secure_cookies else "advisor"


def set_cookie(response: Response, settings: Settings, secret: str) -> None:
    """Give the browser the secret of its session. It has no date: the table knows when it ends."""
    response.set_cookie(
        cookie_name(settings),
        secret,
        max_age=int(sessions.LONGEST.total_seconds()),
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        cookie_name(settings), path="/", secure=settings.secure_cookies, httponly=True, samesite="lax"
    )


def secret_of(request: Request) -> str:
    """The secret in the cookie; empty when there is none."""
    settings: Settings = request.app.state.settings
    return request.cookies.get(cookie_name(settings), "")


async def get_token(request: Request) -> AsyncIterator[str]:
    """The token that an unsafe request carries; empty when it carries none. A form is read with room for one file; the
    routes are then given the form that was read here, and its file is closed after them."""
    if request.method in HARMLESS:
        yield ""
    elif sent := request.headers.get("x-csrf", ""):
        yield sent
    elif not request.headers.get("content-type", "").startswith(FORM_KINDS):
        yield ""
    else:
        async with request.form(max_files=1, max_fields=FORM_FIELDS) as form:
            yield str(form.get("csrf", ""))


# An id in an address; one that no database can hold is one that does not exist.
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Token = Annotated[str, Depends(get_token)]


def get_entered(request: Request, token: Token) -> Signed:
    """Whoever has shown the password, even if the second factor is still to come."""
    signed = present(request)
    if signed is None:
        raise _away(request, "sign-in", SignInFirst(NOT_IN))
    if request.method not in HARMLESS and not same(token, signed.csrf):
        raise Forbidden("This form is not from your present session. Nothing was saved; open the page again.")
    return signed


def same(left: str, right: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell how much of them is."""
    return secrets.compare_digest(left.encode(), right.encode())


def present(request: Request) -> Signed | None:
    """Who is signed in, if anyone; for pages that everybody may see. The form token is not checked."""
    now = datetime.now(UTC)
    secret = secret_of(request)
    if not secret:
        return None
    database = get_database(request)
    with database.session(write=False) as session:
        found = sessions.find(session, secret, now)
        if found is None:
            return None
        unread = remarks.unread(session, found.member.id)
    if sessions.is_stale(found.session, now):
        with database.session() as session:
            sessions.touch(session, found.session.id, now)
    wanted = (language_in(request), found.member.language, found.organisation.language)
    return Signed(
        found.member,
        found.organisation,
        sessions.csrf(secret),
        found.session.id,
        found.session.passed,
        next((one for one in wanted if one in get_content(request).texts), "en"),
        unread,
    )


def _away(request: Request, page: str, error: AdvisorError) -> Exception:
    """What to raise instead of going on: someone who reads is led to another page of the desk and comes back later;
    what was sent is refused with the error."""
    if request.method not in HARMLESS:
        return error
    language = language_in(request)
    root = f"/{language}{DESK}" if language else DESK
    address = request.scope["path"] + (f"?{request.url.query}" if request.url.query else "")
    return HTTPException(303, headers={"Location": f"{root}/{page}?next={quote(address, safe='/')}"})


Entered = Annotated[Signed, Depends(get_entered)]


async def get_passed(request: Request, signed: Entered) -> Signed:
    """Whoever has shown all that there is to show."""
    if not signed.passed:
        raise _away(request, "second", Forbidden("Enter the code of your second factor first."))
    return signed


Passed = Annotated[Signed, Depends(get_passed)]


async def get_viewer(request: Request, signed: Passed) -> Signed:
    """Any member, once the second factor is set up where the organisation wants it."""
    if signed.must_enrol:
        raise _away(
            request, "account/second", Forbidden("Your organisation asks for a second factor. Set it up first.")
        )
    return signed


Viewer = Annotated[Signed, Depends(get_viewer)]


async def get_consultant(signed: Viewer) -> Signed:
    """A consultant or an owner."""
    if not signed.may("consultant"):
        raise Forbidden(NOT_FOR_YOU)
    return signed


async def get_owner(signed: Viewer) -> Signed:
    if not signed.may("owner"):
        raise Forbidden(NOT_FOR_YOU)
    return signed


Consultant = Annotated[Signed, Depends(get_consultant)]
Owner = Annotated[Signed, Depends(get_owner)]

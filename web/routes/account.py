"""One's own account: name and language, password, second factor, signed-in browsers."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from advisor.db import Database
from advisor.errors import AdvisorError, BadInput, TooMany, Unavailable
from advisor.workspace.access import audit, entering, members, passwords, resets, second, sessions, throttle
from advisor.workspace.access.tables import MemberRecord
from web import entrance
from web.deps import Contents, Databases, Form
from web.desk_pages_access import AccountPage, Browser, CodesPage, EnrolPage
from web.entrance import RETRY, typed
from web.forms import sentence
from web.moments import day, when
from web.render import render
from web.routes.interview import see
from web.routes.keep import qr
from web.signed import Number, Passed, Signed, Viewer

router = APIRouter(include_in_schema=False)
REFUSALS = (BadInput, TooMany, Unavailable)
DONE = ("profile", "password", "off", "ended")


def own(session: Session, signed: Signed) -> MemberRecord:
    """The member who asks, as it is now."""
    return members.get(session, signed.member.organisation_id, signed.member.id)


def note(session: Session, signed: Signed, action: str, details: dict[str, str | int], now: datetime) -> None:
    """Write down what a member did with the own account."""
    thing = audit.Thing("member", signed.member.id, signed.member.name)
    audit.record(session, signed.actor, action, thing, details, now)


def done_in(request: Request, known: tuple[str, ...]) -> str:
    """What the address says was just done."""
    named = request.query_params.get("done", "")
    return named if named in known else ""


@router.get("/desk/account")
def account(signed: Viewer, database: Databases, request: Request) -> Response:
    return render(request, _account(signed, database, done_in(request, DONE)))


def _account(signed: Signed, database: Database, done: str = "") -> AccountPage:
    now = datetime.now(UTC)
    with database.session(write=False) as session:
        member = own(session, signed)
        codes = second.codes_left(session, member)
        found = sessions.of_member(session, member.id, now)
    language = signed.language
    browsers = tuple(
        Browser(s.id, s.device, when(s.created, language), when(s.seen, language), s.id == signed.session_id)
        for s in found
    )
    since = day(member.second_since, language) if member.second_since else ""
    return AccountPage(
        language, signed, signed.unread, "", "", done, member.name, since, codes, browsers, passwords.SHORTEST
    )


def _refuse(request: Request, page: AccountPage | EnrolPage, error: AdvisorError) -> Response:
    told = replace(page, error=sentence(error, page.language), field=error.field or "")
    response = render(request, told, error.status)
    if error.status in RETRY:
        response.headers["Retry-After"] = RETRY[error.status]
    return response


@router.post("/desk/account/profile")
def profile(signed: Viewer, form: Form, content: Contents, database: Databases, request: Request) -> Response:
    name, language = typed(form, "name"), typed(form, "language", 10)
    try:
        plain = members.named(name)
        if language not in content.texts:
            raise BadInput("Choose a language.", field="language")
    except REFUSALS as error:
        return _refuse(request, replace(_account(signed, database), name=name), error)
    with database.session() as session:
        member = own(session, signed)
        member.name, member.language = plain, language
        note(session, signed, "member.profile_changed", {"name": plain, "language": language}, datetime.now(UTC))
    return see(f"/{language}/desk/account?done=profile")


@router.post("/desk/account/password")
def password(signed: Viewer, form: Form, database: Databases, request: Request) -> Response:
    """A new password; every other browser is signed out."""
    now = datetime.now(UTC)
    try:
        entering.confirm(database, signed.member, typed(form, "present"), "present", now)
        with database.session(write=False) as session:
            known = resets.names(session, own(session, signed))
        kept = passwords.hashed(passwords.checked(typed(form, "password"), known))
        with database.session() as session:
            resets.set_password(session, own(session, signed), kept, signed.session_id)
            note(session, signed, "member.password_changed", {"by": "account"}, now)
    except REFUSALS as error:
        return _refuse(request, _account(signed, database), error)
    return see(f"{signed.desk}/account?done=password")


@router.get("/desk/account/second")
def enrol_form(signed: Passed, database: Databases, request: Request) -> Response:
    """The secret to put into an app; made anew as long as none is confirmed."""
    if signed.member.second_since is not None:
        return see(f"{signed.desk}/account#second")
    if not signed.member.second_secret:
        with database.session() as session:
            member = own(session, signed)
            second.propose(
                session, member, member.second_secret or second.fresh_secret(secrets.token_bytes(second.SECRET_BYTES))
            )
    return render(request, _enrol(signed, database, request.query_params.get("next", "")))


def _enrol(signed: Signed, database: Database, wanted: str) -> EnrolPage:
    with database.session(write=False) as session:
        member = own(session, signed)
    code, grouped = qr(second.address(member)), member.second_secret
    spaced = " ".join(grouped[start : start + 4] for start in range(0, len(grouped), 4))
    must = signed.must_enrol
    return EnrolPage(signed.language, signed, signed.unread, "", "", "", code, spaced, must, entrance.own_path(wanted))


@router.post("/desk/account/second")
def enrol(signed: Passed, form: Form, database: Databases, request: Request) -> Response:
    """Turn the second factor on and show the recovery codes; every other browser is signed out."""
    now, wanted = datetime.now(UTC), typed(form, "next", 500)
    codes = second.fresh_codes(secrets.token_bytes(second.CODES * second.CODE_BYTES))
    try:
        with database.session() as session:
            throttle.admit(session, throttle.second(signed.member.id), throttle.PER_CODE, now)
        with database.session() as session:
            second.confirm(session, own(session, signed), typed(form, "code", 60), codes, now)
            throttle.forget(session, throttle.second(signed.member.id))
            sessions.end_others(session, signed.member.id, signed.session_id)
            note(session, signed, "member.second_on", {}, now)
    except REFUSALS as error:
        if error.field != "code" and not isinstance(error, TooMany):
            return see(f"{signed.desk}/account/second")
        return _refuse(request, _enrol(signed, database, wanted), error)
    return _codes(request, signed, database, codes, wanted)


def _codes(request: Request, signed: Signed, database: Database, codes: tuple[str, ...], wanted: str) -> Response:
    with database.session(write=False) as session:
        now_on = replace(signed, member=own(session, signed))
    onward = entrance.onward(wanted, signed.language) if entrance.own_path(wanted) else f"{signed.desk}/account"
    return render(request, CodesPage(signed.language, now_on, signed.unread, codes, onward))


@router.post("/desk/account/second/codes")
def renew(signed: Viewer, form: Form, database: Databases, request: Request) -> Response:
    """New recovery codes in place of the old ones."""
    now = datetime.now(UTC)
    codes = second.fresh_codes(secrets.token_bytes(second.CODES * second.CODE_BYTES))
    try:
        entering.confirm(database, signed.member, typed(form, "present"), "second", now)
        with database.session() as session:
            member = own(session, signed)
            if member.second_since is None:
                raise BadInput("There is no second factor yet. Turn it on first.", field="second")
            second.renew(session, member, codes)
            note(session, signed, "member.codes_renewed", {}, now)
    except REFUSALS as error:
        return _refuse(request, _account(signed, database), error)
    return _codes(request, signed, database, codes, "")


@router.post("/desk/account/second/off")
def turn_off(signed: Viewer, form: Form, database: Databases, request: Request) -> Response:
    now = datetime.now(UTC)
    try:
        if signed.organisation.require_second:
            raise BadInput("Your organisation asks every member for a second factor.", field="second")
        entering.confirm(database, signed.member, typed(form, "present"), "second", now)
        with database.session() as session:
            second.turn_off(session, own(session, signed))
            sessions.end_others(session, signed.member.id, signed.session_id)
            note(session, signed, "member.second_off", {}, now)
    except REFUSALS as error:
        return _refuse(request, _account(signed, database), error)
    return see(f"{signed.desk}/account?done=off")


@router.post("/desk/account/sessions/{number}/end")
def end(number: Number, signed: Viewer, database: Databases) -> Response:
    with database.session() as session:
        sessions.end(session, signed.member.id, number)
        note(session, signed, "member.sessions_ended", {"count": 1}, datetime.now(UTC))
    return see(f"{signed.desk}/account?done=ended")


@router.post("/desk/account/sessions/end-others")
def end_others(signed: Viewer, database: Databases) -> Response:
    with database.session() as session:
        count = sessions.end_others(session, signed.member.id, signed.session_id)
        note(session, signed, "member.sessions_ended", {"count": count}, datetime.now(UTC))
    return see(f"{signed.desk}/account?done=ended")

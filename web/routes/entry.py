"""Coming in and going out: signing in, the second factor, the first owner, invitations, forgotten passwords."""

from __future__ import annotations

import logging
import secrets
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.responses import Response

from advisor.db import Database
from advisor.errors import AdvisorError, BadInput, Gone, TooMany, Unavailable
from advisor.mail import MailServer
from advisor.settings import Settings
from advisor.workspace.access import (
    audit,
    entering,
    invitations,
    members,
    passwords,
    resets,
    second,
    sessions,
    setup,
    throttle,
)
from advisor.workspace.access.tables import MemberRecord
from web import entrance
from web.addresses import origin
from web.deps import Databases, Form, Language
from web.desk_pages_entry import FirstRunPage, ForgottenPage, JoinPage, ResetPage, SecondPage, SignInPage
from web.entrance import EntryForm, typed
from web.render import translations
from web.routes.interview import see
from web.signed import Entered, drop_cookie, present, secret_of, set_cookie

router = APIRouter(include_in_schema=False)
REFUSALS = (BadInput, TooMany, Unavailable)
RESET_MAILS = 3  # to one address within the window
_log = logging.getLogger("advisor.web")


@router.get("/desk/sign-in")
def sign_in_form(database: Databases, language: Language, request: Request) -> Response:
    wanted = request.query_params.get("next", "")
    signed = present(request)
    if signed is not None and signed.passed:
        return see(entrance.onward(wanted, signed.language))
    return entrance.show(request, _sign_in(request, database, language, "", wanted))


def _sign_in(request: Request, database: Database, language: str, email: str, wanted: str) -> SignInPage:
    with database.session(write=False) as session:
        fresh = members.is_empty(session)
    done = next((name for name in ("reset", "out") if name in request.query_params), "")
    mail = request.app.state.settings.mail is not None
    return SignInPage(language, entrance.token(request), "", "", email, entrance.own_path(wanted), mail, done, fresh)


@router.post("/desk/sign-in")
def sign_in(form: EntryForm, database: Databases, language: Language, request: Request) -> Response:
    now = datetime.now(UTC)
    email, wanted = typed(form, "email").strip(), typed(form, "next", 500)
    try:
        member = entering.check(database, email, typed(form, "password"), entrance.host(request), now)
    except REFUSALS as error:
        return entrance.refuse(request, _sign_in(request, database, language, email, wanted), error)
    passed = member.second_since is None
    if passed:
        return _enter(request, database, member, wanted, "password", now)
    secret = secrets.token_urlsafe(32)
    with database.session() as session:
        _leave(session, request, now)
        sessions.begin(session, member, secret, _device(request), passed, now)
    onward = entrance.own_path(wanted)
    response = see(f"/{member.language}/desk/second" + (f"?next={onward}" if onward else ""))
    set_cookie(response, request.app.state.settings, secret)
    return response


def _device(request: Request) -> str:
    return entrance.device(request.headers.get("user-agent", ""))


def _enter(
    request: Request, database: Database, member: MemberRecord, wanted: str, how: str, now: datetime
) -> Response:
    """Sign the browser in under a new secret, whatever it was signed in with before."""
    secret = secrets.token_urlsafe(32)
    with database.session() as session:
        _leave(session, request, now)
        sessions.sweep(session, now)
        sessions.begin(session, member, secret, _device(request), True, now)
        audit.record(session, _actor(member), "member.signed_in", _thing(member), {"by": how}, now)
    response = see(entrance.onward(wanted, member.language))
    set_cookie(response, request.app.state.settings, secret)
    return response


def _leave(session: Session, request: Request, now: datetime) -> None:
    """End the session that the browser has now, if any."""
    found = sessions.find(session, secret_of(request), now)
    if found is not None:
        sessions.end(session, found.member.id, found.session.id)


def _actor(member: MemberRecord) -> audit.Actor:
    return audit.Actor(member.organisation_id, member.id, member.name)


def _thing(member: MemberRecord) -> audit.Thing:
    return audit.Thing("member", member.id, member.name)


@router.post("/desk/sign-out")
def sign_out(signed: Entered, database: Databases, request: Request) -> Response:
    with database.session() as session:
        sessions.end(session, signed.member.id, signed.session_id)
        if signed.passed:
            thing = _thing(signed.member)
            audit.record(session, signed.actor, "member.signed_out", thing, {}, datetime.now(UTC))
    response = see(f"{signed.desk}/sign-in?out=1")
    drop_cookie(response, request.app.state.settings)
    return response


@router.get("/desk/second")
def second_form(signed: Entered, request: Request) -> Response:
    wanted = request.query_params.get("next", "")
    if signed.passed:
        return see(entrance.onward(wanted, signed.language))
    return entrance.show(request, SecondPage(signed.language, signed.csrf, "", "", entrance.own_path(wanted)))


@router.post("/desk/second")
def second_shown(signed: Entered, form: Form, database: Databases, request: Request) -> Response:
    now = datetime.now(UTC)
    wanted = typed(form, "next", 500)
    if signed.passed:
        return see(entrance.onward(wanted, signed.language))
    page = SecondPage(signed.language, signed.csrf, "", "", entrance.own_path(wanted))
    try:
        with database.session() as session:
            throttle.admit(session, throttle.second(signed.member.id), throttle.PER_CODE, now)
        with database.session() as session:
            member = members.get(session, signed.member.organisation_id, signed.member.id)
            how = second.show(session, member, typed(form, "code", 60), now)
            if how:
                throttle.forget(session, throttle.second(member.id))
        if not how:
            raise BadInput(second.WRONG, field="code")
    except REFUSALS as error:
        return entrance.refuse(request, page, error)
    return _enter(request, database, member, wanted, how, now)


@router.get("/desk/first-run")
def first_run_form(database: Databases, language: Language, request: Request) -> Response:
    """Founding the first organisation. Afterwards there is nothing here any more."""
    with database.session(write=False) as session:
        if not members.is_empty(session):
            raise Gone(setup.DONE)
    code = request.query_params.get("code", "")[:40]
    return entrance.show(request, FirstRunPage(language, entrance.token(request), "", "", code, "", "", "", LEAST))


LEAST = passwords.SHORTEST


@router.post("/desk/first-run")
def first_run(form: EntryForm, database: Databases, language: Language, request: Request) -> Response:
    now = datetime.now(UTC)
    code, organisation, name = (typed(form, field) for field in ("code", "organisation", "name"))
    email, password = typed(form, "email").strip(), typed(form, "password")
    page = FirstRunPage(language, entrance.token(request), "", "", code, organisation, name, email, LEAST)
    try:
        with database.session() as session:
            throttle.admit(session, throttle.network(entrance.host(request)), throttle.PER_ADDRESS, now)
        with database.session() as session:
            setup.check(session, code)
        members.named(organisation, "organisation")
        passwords.checked(password, (members.named(name), members.address(email), organisation))
        kept = passwords.hashed(password)
        with database.session() as session:
            setup.check(session, code)
            member = setup.begin(session, organisation, language, email, name, now)
            member.password = kept
            thing = audit.Thing("organisation", member.organisation_id, organisation)
            audit.record(session, _actor(member), "organisation.founded", thing, {"by": "setup code"}, now)
    except REFUSALS as error:
        return entrance.refuse(request, page, error)
    return _enter(request, database, member, "", "setup code", now)


@router.get("/desk/join/{token}")
def join_form(token: str, database: Databases, language: Language, request: Request) -> Response:
    return entrance.show(request, _join(token, "", database, language, request))


def _join(token: str, name: str, database: Database, language: str, request: Request) -> JoinPage:
    """The page of an open invitation; raises NotFound and Gone."""
    with database.session(write=False) as session:
        found, organisation = invitations.find(session, token, datetime.now(UTC))
    form = entrance.token(request)
    return JoinPage(language, form, "", "", organisation.name, found.email, found.role, name, LEAST)


@router.post("/desk/join/{token}")
def join(token: str, form: EntryForm, database: Databases, language: Language, request: Request) -> Response:
    now = datetime.now(UTC)
    name, password = typed(form, "name"), typed(form, "password")
    page = _join(token, name, database, language, request)
    try:
        passwords.checked(password, (members.named(name), page.email, page.organisation))
        kept = passwords.hashed(password)
        with database.session() as session:
            member = invitations.accept(session, token, name, kept, now)
            member.language = language
            audit.record(session, _actor(member), "member.joined", _thing(member), {"role": member.role}, now)
    except REFUSALS as error:
        return entrance.refuse(request, page, error)
    return _enter(request, database, member, "", "invitation", now)


@router.get("/desk/forgotten")
def forgotten_form(language: Language, request: Request) -> Response:
    return entrance.show(request, _forgotten(language, "", "sent" in request.query_params, request))


def _forgotten(language: str, email: str, sent: bool, request: Request) -> ForgottenPage:
    mail = request.app.state.settings.mail is not None
    return ForgottenPage(language, entrance.token(request), "", "", email, mail, sent)


@router.post("/desk/forgotten")
def forgotten(form: EntryForm, database: Databases, language: Language, request: Request) -> Response:
    """Send a link to a member; the answer and its time are the same for an address that is nobody's, since the message
    goes out afterwards."""
    now = datetime.now(UTC)
    settings: Settings = request.app.state.settings
    email = typed(form, "email").strip()
    page = _forgotten(language, email, False, request)
    if settings.mail is None:
        return entrance.show(request, page, 404)
    secret = secrets.token_urlsafe(32)
    try:
        members.address(email)
        with database.session() as session:
            throttle.admit(session, throttle.network(entrance.host(request)), throttle.PER_ADDRESS, now)
            throttle.admit(session, throttle.account(f"reset:{email}"), RESET_MAILS, now)
        with database.session() as session:
            member = members.by_email(session, email)
            if member is not None:
                resets.create(session, member, secret, resets.BY_MAIL, now)
                audit.record(session, _actor(member), "member.reset_made", _thing(member), {"by": "mail"}, now)
    except REFUSALS as error:
        return entrance.refuse(request, page, error)
    response = see(f"{entrance.root(request)}/forgotten?sent=1")
    if member is not None:
        link = f"{origin(request)}/{member.language}/desk/reset/{secret}"
        response.background = BackgroundTask(_send, settings.mail, member, link)
    return response


def _send(server: MailServer, member: MemberRecord, link: str) -> None:
    words = translations(member.language).gettext
    text = words("With this link you set a new password. It works once, within an hour:")
    warning = words("If you did not ask for it, ignore this message; your password stays as it is.")
    try:
        server.send(member.email, words("A new password for Advisor"), f"{text}\n\n{link}\n\n{warning}\n")
    except AdvisorError as error:
        _log.warning("reset mail: %s", error.message)


@router.get("/desk/reset/{token}")
def reset_form(token: str, database: Databases, language: Language, request: Request) -> Response:
    return entrance.show(request, _reset(token, database, language, request))


def _reset(token: str, database: Database, language: str, request: Request) -> ResetPage:
    """The page of a link that works; raises Gone."""
    with database.session(write=False) as session:
        member = resets.find(session, token, datetime.now(UTC))
    return ResetPage(language, entrance.token(request), "", "", member.email, not member.password, LEAST)


@router.post("/desk/reset/{token}")
def reset(token: str, form: EntryForm, database: Databases, language: Language, request: Request) -> Response:
    now = datetime.now(UTC)
    password = typed(form, "password")
    page = _reset(token, database, language, request)
    try:
        with database.session(write=False) as session:
            known = resets.names(session, resets.find(session, token, now))
        kept = passwords.hashed(passwords.checked(password, known))
        with database.session() as session:
            member = resets.use(session, token, kept, now)
            audit.record(session, _actor(member), "member.password_changed", _thing(member), {"by": "link"}, now)
    except REFUSALS as error:
        return entrance.refuse(request, page, error)
    return see(f"/{language}/desk/sign-in?reset=1")

"""The organisation, for its owners: name and look, members and invitations, audit log."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from advisor.db import Database
from advisor.errors import AdvisorError, BadInput, NotFound, Unavailable
from advisor.settings import Settings
from advisor.workspace.access import audit, branding, invitations, members, second, sessions
from advisor.workspace.access.tables import AuditRecord, MemberRecord, OrganisationRecord
from web import audit_words
from web.addresses import origin
from web.deps import Contents, Databases, Form
from web.desk_pages_access import (
    AuditPage,
    InvitationRow,
    LogRow,
    MemberPage,
    MemberRow,
    MembersPage,
    OrganisationPage,
)
from web.entrance import typed
from web.forms import sentence
from web.moments import day, when
from web.render import render, translations
from web.routes.account import done_in
from web.routes.interview import see
from web.routes.keep import NUMBER
from web.signed import Number, Owner, Signed, Viewer

router = APIRouter(include_in_schema=False)
LOG_ROWS = 50


def organisation_of(session: Session, signed: Signed) -> OrganisationRecord:
    found = session.get(OrganisationRecord, signed.organisation.id)
    assert found is not None  # its members go with it
    return found


def _thing(organisation: OrganisationRecord) -> audit.Thing:
    return audit.Thing("organisation", organisation.id, organisation.name)


def _member(member: MemberRecord) -> audit.Thing:
    return audit.Thing("member", member.id, member.name)


@router.get("/desk/organisation")
def organisation(signed: Owner, request: Request) -> Response:
    return render(request, _organisation(signed, done_in(request, ("saved",))))


def _organisation(signed: Signed, done: str = "") -> OrganisationPage:
    found = signed.organisation
    logo = f"{signed.desk}/organisation/logo" if found.logo_type else ""
    texts = (found.name, found.language, found.colour, found.disclaimer)
    most = branding.MOST_BYTES // 1024
    return OrganisationPage(signed.language, signed, signed.unread, "", "", done, *texts, logo, most)


@router.post("/desk/organisation")
def change(signed: Owner, form: Form, content: Contents, database: Databases, request: Request) -> Response:
    try:
        look = _look(form, tuple(content.texts))
    except BadInput as error:
        page = replace(
            _organisation(signed),
            name=typed(form, "name"),
            colour=typed(form, "colour", 20),
            disclaimer=typed(form, "disclaimer", 5000),
            error=sentence(error, signed.language),
            field=error.field or "",
        )
        return render(request, page, error.status)
    with database.session() as session:
        found = organisation_of(session, signed)
        changed = branding.apply(found, look)
        audit.record(
            session, signed.actor, "organisation.changed", _thing(found), {"changed": changed}, datetime.now(UTC)
        )
    return see(f"{signed.desk}/organisation?done=saved")


def _look(form: FormData, languages: tuple[str, ...]) -> branding.Look:
    """What the form asks for; raises BadInput."""
    language = typed(form, "language", 10)
    if language not in languages:
        raise BadInput("Choose a language.", field="language")
    sent = form.get("logo")
    data = sent.file.read(branding.MOST_BYTES + 1) if isinstance(sent, UploadFile) else b""
    return branding.Look(
        members.named(typed(form, "name")),
        language,
        branding.colour(typed(form, "colour", 20)),
        branding.disclaimer(typed(form, "disclaimer", 5000)),
        branding.logo(data) if data else None,
        "without_logo" in form,
    )


@router.get("/desk/organisation/logo")
def logo(signed: Viewer, database: Databases) -> Response:
    with database.session(write=False) as session:
        found = organisation_of(session, signed)
        data, kind = found.logo, found.logo_type
    if not data:
        raise NotFound("The organisation has no logo.")
    return Response(data, media_type=kind)


@router.get("/desk/organisation/members")
def people(signed: Owner, database: Databases, request: Request) -> Response:
    done = done_in(request, ("removed", "withdrawn", "required"))
    return render(request, _people(signed, database, request, done))


def _people(signed: Signed, database: Database, request: Request, done: str = "") -> MembersPage:
    now = datetime.now(UTC)
    with database.session(write=False) as session:
        rows = tuple(_row(session, member, signed, now) for member in members.every(session, signed.organisation.id))
        waiting = invitations.waiting(session, signed.organisation.id, now)
        required = organisation_of(session, signed).require_second
    open_ones = tuple(InvitationRow(i.id, i.email, i.role, day(i.expires, signed.language)) for i in waiting)
    mail = request.app.state.settings.mail is not None
    texts = ("", members.CONSULTANT, "")
    found = (rows, open_ones, members.ROLES, required)
    return MembersPage(signed.language, signed, signed.unread, "", "", done, *found, *texts, mail=mail, mailed=False)


def _row(session: Session, member: MemberRecord, signed: Signed, now: datetime) -> MemberRow:
    opened = sessions.of_member(session, member.id, now)
    return MemberRow(
        member.id,
        member.name,
        member.email,
        member.role,
        member.second_since is not None,
        when(opened[0].seen, signed.language) if opened else "",
        member.id == signed.member.id,
    )


@router.post("/desk/organisation/invitations")
def invite(signed: Owner, form: Form, database: Databases, request: Request) -> Response:
    """A new invitation; its link is shown this once and, where a mail server is named, can be sent at once."""
    now, secret = datetime.now(UTC), secrets.token_urlsafe(24)
    email, role = typed(form, "email", 254).strip(), typed(form, "role", 20)
    try:
        with database.session() as session:
            made = invitations.invite(session, signed.organisation, email, role, secret, now)
            thing = audit.Thing("invitation", made.id, made.email)
            audit.record(session, signed.actor, "member.invited", thing, {"role": role}, now)
    except BadInput as error:
        page = replace(_people(signed, database, request), email=email, role=role)
        told = replace(page, error=sentence(error, signed.language), field=error.field or "")
        return render(request, told, error.status)
    link = f"{origin(request)}/{signed.organisation.language}/desk/join/{secret}"
    page = replace(_people(signed, database, request), made=link, email=email)
    return render(request, _mailed(page, signed, link, request) if "send" in form else page)


def _mailed(page: MembersPage, signed: Signed, link: str, request: Request) -> MembersPage:
    """The page after the link was sent, or with the reason why it was not."""
    settings: Settings = request.app.state.settings
    if settings.mail is None:
        return page
    words = translations(signed.organisation.language).gettext
    text = words("{name} invites you to work with {organisation} on the desk of Advisor. Join with this link:")
    said = text.format(name=signed.member.name, organisation=signed.organisation.name)
    end = words("It works once, within seven days.")
    try:
        settings.mail.send(page.email, words("Your invitation to Advisor"), f"{said}\n\n{link}\n\n{end}\n")
    except (BadInput, Unavailable) as error:
        return replace(page, error=sentence(error, signed.language))
    return replace(page, mailed=True)


@router.post("/desk/organisation/invitations/{number}/withdraw")
def withdraw(number: Number, signed: Owner, database: Databases) -> Response:
    now = datetime.now(UTC)
    with database.session() as session:
        found = invitations.withdraw(session, signed.organisation.id, number, now)
        thing = audit.Thing("invitation", found.id, found.email)
        audit.record(session, signed.actor, "member.invitation_withdrawn", thing, {"role": found.role}, now)
    return see(f"{signed.desk}/organisation/members?done=withdrawn")


@router.post("/desk/organisation/second")
def require(signed: Owner, form: Form, database: Databases) -> Response:
    """Ask every member for a second factor, or no longer."""
    with database.session() as session:
        found = organisation_of(session, signed)
        found.require_second = "require_second" in form
        details = {"require_second": found.require_second}
        audit.record(session, signed.actor, "organisation.changed", _thing(found), details, datetime.now(UTC))
    return see(f"{signed.desk}/organisation/members?done=required")


@router.get("/desk/organisation/members/{number}")
def person(number: Number, signed: Owner, database: Databases, request: Request) -> Response:
    return render(request, _person(number, signed, database, done_in(request, ("role", "off"))))


def _person(number: int, signed: Signed, database: Database, done: str = "") -> MemberPage:
    """Raises NotFound."""
    now = datetime.now(UTC)
    with database.session(write=False) as session:
        member = members.get(session, signed.organisation.id, number)
        row = _row(session, member, signed, now)
    since = day(member.created, signed.language)
    return MemberPage(signed.language, signed, signed.unread, "", "", done, row, since, members.ROLES)


def _refuse(number: int, signed: Signed, database: Database, request: Request, error: AdvisorError) -> Response:
    page = _person(number, signed, database)
    told = replace(page, error=sentence(error, signed.language), field=error.field or "")
    return render(request, told, error.status)


@router.post("/desk/organisation/members/{number}/role")
def change_role(number: Number, signed: Owner, form: Form, database: Databases, request: Request) -> Response:
    try:
        with database.session() as session:
            member = members.get(session, signed.organisation.id, number)
            before, after = member.role, members.role_of(typed(form, "role", 20))
            members.change_role(session, member, after)
            details = {"from": before, "to": after}
            audit.record(session, signed.actor, "member.role_changed", _member(member), details, datetime.now(UTC))
    except BadInput as error:
        return _refuse(number, signed, database, request, error)
    return see(f"{signed.desk}/organisation/members/{number}?done=role")


@router.post("/desk/organisation/members/{number}/second-off")
def second_off(number: Number, signed: Owner, database: Databases, request: Request) -> Response:
    """For another member who has lost both the app and the recovery codes; one's own needs the password."""
    if number == signed.member.id:
        error = BadInput("Turn your own second factor off in your account.")
        return _refuse(number, signed, database, request, error)
    with database.session() as session:
        member = members.get(session, signed.organisation.id, number)
        second.turn_off(session, member)
        sessions.end_others(session, member.id, None)
        audit.record(session, signed.actor, "member.second_off", _member(member), {}, datetime.now(UTC))
    return see(f"{signed.desk}/organisation/members/{number}?done=off")


@router.post("/desk/organisation/members/{number}/remove")
def remove(number: Number, signed: Owner, database: Databases, request: Request) -> Response:
    now = datetime.now(UTC)
    try:
        with database.session() as session:
            member = members.get(session, signed.organisation.id, number)
            thing = _member(member)
            members.remove(session, member, now)
            audit.record(session, signed.actor, "member.removed", thing, {"role": member.role}, now)
    except BadInput as error:
        return _refuse(number, signed, database, request, error)
    own = signed.member.id == member.id
    return see(f"{signed.desk}/sign-in" if own else f"{signed.desk}/organisation/members?done=removed")


@router.get("/desk/organisation/audit")
def log(signed: Owner, database: Databases, request: Request) -> Response:
    """The newest entries, or those `before` a number; with `verify` the whole chain is gone through."""
    wanted = request.query_params.get("before", "")
    before = int(wanted) if NUMBER.fullmatch(wanted) else None
    with database.session(write=False) as session:
        found = organisation_of(session, signed)
        entries = audit.newest(session, found.id, before, LOG_ROWS)
        broken = None
        if "verify" in request.query_params:
            fault = audit.verify(session, found)
            broken = fault.number if fault else 0
    rows = tuple(_log_row(entry, signed.language) for entry in entries)
    older = entries[-1].number if entries and entries[-1].number > 1 else 0
    page = AuditPage(
        *(signed.language, signed, signed.unread, rows, found.audit_length, older, before is not None),
        *(broken, found.audit_head),
    )
    return render(request, page)


def _log_row(entry: AuditRecord, language: str) -> LogRow:
    what = audit_words.said(entry.action, translations(language).gettext)
    details = json.dumps(entry.details, ensure_ascii=False, sort_keys=True) if entry.details else ""
    return LogRow(entry.number, when(entry.at, language), entry.actor_name, what, entry.object_name, details)


@router.get("/desk/organisation/audit.csv")
def log_csv(signed: Owner, database: Databases) -> Response:
    return _exported(signed, database, "csv")


@router.get("/desk/organisation/audit.json")
def log_json(signed: Owner, database: Databases) -> Response:
    return _exported(signed, database, "json")


def _exported(signed: Signed, database: Database, kind: str) -> Response:
    """The whole log as a file; that it was taken is written down afterwards."""
    with database.session() as session:
        number = signed.organisation.id
        text = audit.to_csv(session, number) if kind == "csv" else audit.to_json(session, number)
        thing = _thing(organisation_of(session, signed))
        audit.record(session, signed.actor, "audit.exported", thing, {"format": kind}, datetime.now(UTC))
    media = "text/csv; charset=utf-8" if kind == "csv" else "application/json"
    return Response(text, media_type=media, headers={"Content-Disposition": f'attachment; filename="audit.{kind}"'})

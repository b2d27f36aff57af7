"""What the operator does with accounts on the command line: a first owner, a link for a forgotten password, the list of
members, the check of the audit log. Each gives the lines to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.workspace.access import audit, members, resets, second, sessions
from advisor.workspace.access.tables import MemberRecord, OrganisationRecord

LOCAL = "http://127.0.0.1:8000"
# Who did it, in the audit log.
OPERATOR = "advisor (command line)"


@dataclass(frozen=True)
class Desk:
    """Where a command works: the database brought up to date, the public address (or None), the time, and a fresh
    secret for a link."""

    database: Database
    origin: str | None
    now: datetime
    secret: str

    def link(self, language: str) -> str:
        return f"{self.origin or LOCAL}/{language}/desk/reset/{self.secret}"

    def hint(self) -> list[str]:
        """What is to be said about a link whose host is only a guess."""
        if self.origin:
            return []
        host = urlsplit(LOCAL).netloc
        return [f"If the application is not at {host}, put its address in place of that, or set ADVISOR_ORIGIN."]


def owner(desk: Desk, email: str, organisation: str, name: str = "") -> list[str]:
    """A new owner, and the organisation if there is none of that name; the lines hold a link to set the password.

    Without a name the part of the address before the @ is taken. Raises BadInput.
    """
    with desk.database.session() as session:
        found = members.organisation_named(session, organisation)
        place = found or members.found(session, organisation, "en", desk.now)
        member = members.add(session, place, name or email.partition("@")[0], email, members.OWNER, desk.now)
        resets.create(session, member, desk.secret, resets.BY_COMMAND, desk.now)
        if found is None:
            thing = audit.Thing("organisation", place.id, place.name)
            audit.record(session, _operator(place.id), "organisation.founded", thing, {}, desk.now)
        _note(session, member, "member.joined", {"role": member.role}, desk.now)
    return [
        f"{member.email} is an owner of {place.name}. Within a day, this link sets the password, once:",
        desk.link(member.language),
        *desk.hint(),
    ]


def reset(desk: Desk, email: str, *, without_second: bool = False) -> list[str]:
    """A link with which a member sets a new password; `without_second` also turns the second factor off and signs the
    member out. Raises NotFound."""
    with desk.database.session() as session:
        member = members.by_email(session, email)
        if member is None:
            raise NotFound(f"Nobody is a member with the address {email}. See `advisor member list`.")
        resets.create(session, member, desk.secret, resets.BY_COMMAND, desk.now)
        _note(session, member, "member.reset_made", {}, desk.now)
        if without_second:
            second.turn_off(session, member)
            sessions.end_others(session, member.id, None)
            _note(session, member, "member.second_off", {}, desk.now)
    said = [f"Within a day, this link sets a new password for {member.email}, once:", desk.link(member.language)]
    return [*said, *(["The second factor is off."] if without_second else []), *desk.hint()]


def listing(desk: Desk) -> list[str]:
    """Every member, one a line, below its organisation."""
    lines: list[str] = []
    with desk.database.session(write=False) as session:
        for organisation in members.organisations(session):
            lines.append(f"{organisation.name} ({organisation.id})")
            lines += [f"  {_line(member)}" for member in members.every(session, organisation.id)]
    return lines or ["Nobody is a member yet. Make the first owner: advisor owner EMAIL --organisation NAME"]


def _line(member: MemberRecord) -> str:
    factor = "second factor on" if member.second_since else "no second factor"
    password = "" if member.password else ", no password yet"
    return f"{member.role:10}  {member.email}  {member.name}  ({factor}{password})"


def verify(desk: Desk) -> tuple[bool, list[str]]:
    """Whether the audit log of every organisation is whole, and a line for each with the head to keep elsewhere."""
    whole, lines = True, []
    with desk.database.session(write=False) as session:
        for organisation in members.organisations(session):
            broken = audit.verify(session, organisation)
            whole = whole and broken is None
            lines.append(f"{organisation.name} ({organisation.id}): {_verdict(organisation, broken)}")
    return whole, lines or ["There is no organisation yet, so there is nothing to verify."]


def _verdict(organisation: OrganisationRecord, broken: audit.Break | None) -> str:
    if broken is not None:
        return f"the log does not fit at entry {broken.number}: {broken.why}."
    return f"whole, {organisation.audit_length} entries, head {organisation.audit_head or 'none'}"


def export(desk: Desk, number: int | None, kind: str) -> str:
    """The audit log of an organisation (without a number the only one) as json or csv; raises BadInput, NotFound."""
    with desk.database.session(write=False) as session:
        there = members.organisations(session)
        if number is None and len(there) > 1:
            raise BadInput("There are several organisations. Name one by its number; see `advisor member list`.")
        found = next((one for one in there if number in (None, one.id)), None)
        if found is None:
            raise NotFound("There is no such organisation. See `advisor member list`.")
        return audit.to_csv(session, found.id) if kind == "csv" else audit.to_json(session, found.id)


def _operator(organisation_id: int) -> audit.Actor:
    return audit.Actor(organisation_id, None, OPERATOR)


def _note(session: Session, member: MemberRecord, action: str, details: dict[str, str], now: datetime) -> None:
    thing = audit.Thing("member", member.id, member.name)
    audit.record(session, _operator(member.organisation_id), action, thing, details, now)

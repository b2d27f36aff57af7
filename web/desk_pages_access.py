"""What the desk shows about one's own account and about the organisation."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from web.desk_pages import DeskPage


@dataclass(frozen=True)
class Faulty(DeskPage):
    """A page with forms: `error` is why what was sent cannot be used, `field` the field it is about, `done` names what
    was just done."""

    error: str
    field: str
    done: str


@dataclass(frozen=True)
class Browser:
    """A browser that is signed in: what it is, since when and when it was last seen; `own` is the one that asks."""

    id: int
    device: str
    since: str
    seen: str
    own: bool


@dataclass(frozen=True)
class AccountPage(Faulty):
    """`second_since` is the day on which the second factor was turned on, or empty; `codes` are the recovery codes
    left."""

    template = "desk/account.html"
    name: str
    second_since: str
    codes: int
    browsers: tuple[Browser, ...]
    least: int


@dataclass(frozen=True)
class EnrolPage(Faulty):
    """Turning the second factor on: the secret as a QR code and as text; `must` when the organisation wants it."""

    template = "desk/enrol.html"
    code: Markup
    secret: str
    must: bool
    next: str


@dataclass(frozen=True)
class CodesPage(DeskPage):
    """Recovery codes, shown this once."""

    template = "desk/codes.html"
    codes: tuple[str, ...]
    next: str


@dataclass(frozen=True)
class OrganisationPage(Faulty):
    """Name and look of the organisation. `logo` is the address of its picture, or empty."""

    template = "desk/organisation.html"
    name: str
    chosen: str
    colour: str
    disclaimer: str
    logo: str
    most: int


@dataclass(frozen=True)
class MemberRow:
    """A member as the list shows it; `second` whether the second factor is on, `seen` when last, `own` oneself."""

    id: int
    name: str
    email: str
    role: str
    second: bool
    seen: str
    own: bool


@dataclass(frozen=True)
class InvitationRow:
    id: int
    email: str
    role: str
    expires: str


@dataclass(frozen=True)
class MembersPage(Faulty):
    """Members and open invitations. `made` is the link of a new invitation to `email`, shown this once; `mailed`
    whether it was also sent."""

    template = "desk/members.html"
    members: tuple[MemberRow, ...]
    invitations: tuple[InvitationRow, ...]
    roles: tuple[str, ...]
    require_second: bool
    email: str
    role: str
    made: str
    mail: bool
    mailed: bool


@dataclass(frozen=True)
class MemberPage(Faulty):
    """One member: role, second factor, removal."""

    template = "desk/member.html"
    member: MemberRow
    since: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class LogRow:
    """An entry of the audit log in words; `details` as they are stored."""

    number: int
    at: str
    who: str
    what: str
    thing: str
    details: str


@dataclass(frozen=True)
class AuditPage(DeskPage):
    """The newest entries, or those before a number; `older` is the number to go on from, or 0. `broken` is the number
    of the first entry that does not fit, or 0 when the whole log was found whole; None when it was not looked at."""

    template = "desk/audit.html"
    rows: tuple[LogRow, ...]
    total: int
    older: int
    newer: bool
    broken: int | None
    head: str

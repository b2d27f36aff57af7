"""A consultant's desk on the running application: members, clients, and cases in every state that pages can show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI
from playwright.sync_api import Page as Tab

from advisor.workspace.access import members, resets, sessions
from advisor.workspace.access.tables import MemberRecord
from tests.web import desking
from tests.web.desking import Member

PASSWORD = "violet anchor teapot"
COOKIE = "advisor"
# Two people see another company than the consultant does, and each other's differently.
SALES: dict[str, Any] = {"main_strain": "acquisition", "sales_driven": 5, "lead_followup": 1, "process_complexity": 2}
FINANCE: dict[str, Any] = {"employees": 48, "erp_state": "good", "process_complexity": 5, "missing_data": ["cash"]}


@dataclass(frozen=True)
class Office:
    """The owner of a furnished desk, and the numbers of what is there; `alone` owns a desk with nothing on it, `half`
    has shown a password and no second factor yet. `reset` and `invitation` are secrets of links that work."""

    owner: Member
    alone: Member
    half: Member
    folder: int
    case: int
    issued: int
    draft: int
    waiting: int
    other: int
    reset: str
    invitation: str


def furnished(app: FastAPI, site: str) -> Office:
    """Everything is made as a browser would make it."""
    owner = desking.enter(app, name="Ada")
    place = desking.folder(owner, "Example Works")
    case = _judged(owner, desking.case(owner, place, "CRM or ERP"))
    desking.case(owner, place, "Other")
    issued = desking.case(owner, place, "Issued")
    desking.answer(owner, issued)
    desking.concluded(owner, issued)
    _sent(owner, f"/en/desk/cases/{issued}/issue")
    waiting = desking.case(owner, place, "Waiting")
    desking.answer(owner, waiting)
    desking.ask(owner, waiting, "Olga", "sales")
    _put_away(owner, place)
    other = desking.enter(app, "viewer", owner, "Grace")
    reset = _reset_link(app, other.id)
    return Office(
        owner=owner,
        alone=desking.enter(app, name="Alan"),
        half=_half(app, owner),
        folder=place,
        case=case,
        issued=issued,
        draft=desking.case(owner, place, "Draft"),
        waiting=waiting,
        other=other.id,
        reset=reset,
        invitation=_invitation(owner, site),
    )


def _sent(member: Member, path: str, /, **form: Any) -> None:
    reply = member.post(path, **form)
    assert reply.status_code == 303, reply.text


def _judged(owner: Member, case: int) -> int:
    """People differ, one comment is private, weights and overrides are set, tasks are open, late and done."""
    base = f"/en/desk/cases/{case}"
    desking.answer(owner, case)
    for name, role, answers in (("Olga", "sales", SALES), ("Finn", "finance", FINANCE)):
        link = desking.ask(owner, case, name, role)
        desking.give(owner, link, answers)
        owner.client.post(f"{link}/hand-in", data={"comment": "Pumps.", "quotable": "yes" if role == "sales" else ""})
    desking.ask(owner, case, "Iris", "it")
    points = {f"d.{c.id}": "50" for c in owner.client.app.state.content.scheme.criteria}  # type: ignore[attr-defined]
    _sent(owner, f"{base}/weights", who="case", method="direct", **(points | {"d.speed": "90"}))
    _sent(owner, f"{base}/overrides", option="both/hybrid", reason="Merger, Spring 2027.")
    desking.concluded(owner, case)
    desking.concluded(owner, case)
    for text, due in (("Call.", "2020-01-31"), ("Ask.", "")):
        _sent(owner, f"{base}/remarks", text=text, task="yes", due=due, assigned=str(owner.id))
    _sent(owner, f"{base}/remarks", text="Noted.")
    _sent(owner, f"{base}/remarks/2/done", done="yes")
    return case


def _put_away(owner: Member, place: int) -> None:
    """A case and a folder in the archive, and one of each in the trash."""
    for shelf in ("archived", "trash"):
        number = desking.case(owner, place, shelf.title())
        _sent(owner, f"/en/desk/cases/{number}/move", shelf=shelf)
        _sent(owner, f"/en/desk/clients/{desking.folder(owner, shelf.title())}/move", shelf=shelf)


def _reset_link(app: FastAPI, member: int) -> str:
    secret = f"secret-of-reset-{member:08}"
    with app.state.database.session() as session:
        resets.create(session, session.get_one(MemberRecord, member), secret, resets.BY_COMMAND, datetime.now(UTC))
    return secret


def _half(app: FastAPI, of: Member) -> Member:
    """A member whose second factor is still to come in this browser."""
    found = desking.enter(app, "consultant", of, "Hal")
    secret = f"secret-of-half-{found.id:08}"
    with app.state.database.session() as session:
        record = session.get_one(MemberRecord, found.id)
        record.second_secret, record.second_since = "JBSWY3DPEHPK3PXP", datetime.now(UTC)
        sessions.begin(session, record, secret, "a browser", False, datetime.now(UTC))
    found.client.cookies.set(COOKIE, secret)
    return found


def _invitation(owner: Member, site: str) -> str:
    reply = owner.post("/en/desk/organisation/invitations", email="new@example.org", role="consultant")
    assert reply.status_code == 200, reply.text
    return reply.text.partition("/desk/join/")[2].partition('"')[0]


def newcomer(app: FastAPI, name: str = "Ada Lovelace") -> tuple[str, str]:
    """The address of an owner without a password, in an organisation of their own, and the secret of a link to set
    one."""
    number, now = next(desking.SERIAL), datetime.now(UTC)
    with app.state.database.session() as session:
        organisation = members.found(session, f"Bureau {number}", "en", now)
        member = members.add(session, organisation, name, f"m{number}@example.org", members.OWNER, now)
        session.flush()
        email, owner = member.email, member.id
    return email, _reset_link(app, owner)


def seated(tab: Tab, member: Member, site: str) -> Tab:
    """The tab, with the session of a member."""
    tab.context.add_cookies([{"name": COOKIE, "value": member.client.cookies[COOKIE], "url": site}])
    return tab

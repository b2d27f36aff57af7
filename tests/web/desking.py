"""Members at the desk without a screen: each in an organisation of their own, signed in, with the token of forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from advisor.workspace.access import members, sessions
from advisor.workspace.access.tables import OrganisationRecord
from tests.web.walking import DISTRIBUTOR

SERIAL = count(1)
LINK = re.compile(r'value="http://testserver(/[a-z]{2}/c/[A-Za-z0-9_-]+)"')


@dataclass
class Member:
    """A signed-in browser of one member."""

    client: TestClient
    csrf: str
    organisation: int
    id: int
    name: str

    def get(self, path: str) -> Response:
        return self.client.get(path, follow_redirects=False)

    def post(self, path: str, /, **form: Any) -> Response:
        return self.client.post(path, data={"csrf": self.csrf, **form}, follow_redirects=False)

    def made(self, path: str, /, **form: Any) -> int:
        """The number of what a form made, as the address tells where it leads."""
        reply = self.post(path, **form)
        assert reply.status_code == 303, reply.text
        found = re.search(r"/(\d+)$", reply.headers["location"])
        assert found is not None
        return int(found[1])


def enter(app: FastAPI, role: str = "owner", of: Member | None = None, name: str = "Ada") -> Member:
    """A new member of a new organisation, or of the one of `of`."""
    number = next(SERIAL)
    now, secret = datetime.now(UTC), f"secret-of-session-{number:08}"
    with app.state.database.session() as session:
        if of is None:
            organisation = members.found(session, f"Office {number}", "en", now)
        else:
            organisation = session.get_one(OrganisationRecord, of.organisation)
        member = members.add(session, organisation, name, f"m{number}@example.org", role, now)
        sessions.begin(session, member, secret, "a browser", True, now)
        ids = organisation.id, member.id
    client = TestClient(app, raise_server_exceptions=False)
    client.cookies.set("advisor", secret)
    return Member(client, sessions.csrf(secret), *ids, name)


def folder(member: Member, client: str = "Example Works") -> int:
    return member.made("/en/desk/clients", client=client, about="Makes pumps")


def case(member: Member, within: int | None = None, title: str = "CRM or ERP") -> int:
    number = folder(member) if within is None else within
    return member.made(f"/en/desk/clients/{number}/cases", title=title, tags="pumps, 2027")


def answer(member: Member, number: int, answers: dict[str, Any] | None = None) -> str:
    """Answer as the consultant; the link of these answers."""
    reply = member.post(f"/en/desk/cases/{number}/answer")
    assert reply.status_code == 303, reply.text
    link = str(reply.headers["location"]).removesuffix("/check")
    give(member, link, DISTRIBUTOR if answers is None else answers)
    return link


def give(member: Member, link: str, answers: dict[str, Any]) -> None:
    secret = link.rpartition("/")[2]
    reply = member.client.patch(f"/api/v1/cases/{secret}/answers", json={"answers": answers})
    assert reply.status_code == 200, reply.text


def ask(member: Member, number: int, name: str = "Olga", role: str = "sales", **form: Any) -> str:
    """Ask someone; their link."""
    asked = {"name": name, "role": role, "email": "", "weight": "1", "language": "en", **form}
    reply = member.post(f"/en/desk/cases/{number}/voices", **asked)
    assert reply.status_code == 200, reply.text
    found = LINK.search(reply.text)
    assert found is not None, reply.text
    return found[1]


def concluded(member: Member, number: int) -> None:
    reply = member.post(f"/en/desk/cases/{number}/conclude")
    assert reply.status_code == 303, reply.text

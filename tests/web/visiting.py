"""A browser at the door of the desk: it sends the form of the page that it has opened."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from advisor.workspace.access import passwords, second, throttle
from advisor.workspace.access.tables import AuditRecord, MemberRecord
from tests.web.desking import Member, enter
from tests.workspace.access.conftest import QUICK

PASSWORD, ANOTHER = "violet anchor teapot", "copper lantern drizzle"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The least cost of a hash, which is measured with the passwords; and all tests share one network address."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    monkeypatch.setattr(throttle, "PER_ADDRESS", 100_000)
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


class Visitor:
    """`get` opens a page without following where it leads; `send` opens it and sends its form."""

    def __init__(self, app: FastAPI, agent: str = "Mozilla/5.0 (X11; Linux) Firefox/130.0") -> None:
        self.client = TestClient(app, raise_server_exceptions=False, headers={"User-Agent": agent})

    def get(self, path: str) -> Response:
        return self.client.get(path, follow_redirects=False)

    def send(self, path: str, **form: Any) -> Response:
        found = re.search(r'<main.*name="csrf" value="([0-9a-f]+)"', self.get(path).text, re.DOTALL)
        return self.post(path, found[1] if found else "", **form)

    def post(self, path: str, token: str, **form: Any) -> Response:
        return self.client.post(path, data={"csrf": token, **form}, follow_redirects=False)

    def sign_in(self, email: str, password: str = PASSWORD, **form: str) -> Response:
        return self.send("/desk/sign-in", email=email, password=password, **form)

    @property
    def token(self) -> str:
        """That of the forms before the desk, for when their page cannot be opened any more."""
        self.get("/desk/forgotten")
        return hashlib.sha256(f"entry:{self.client.cookies['advisor-form']}".encode()).hexdigest()

    @property
    def secret(self) -> str:
        return str(self.client.cookies.get("advisor", ""))


def known(app: FastAPI, role: str = "owner", of: Member | None = None, password: str = PASSWORD) -> tuple[Member, str]:
    """A member with a password, and the address."""
    member = enter(app, role, of)
    with app.state.database.session() as session:
        record = session.get(MemberRecord, member.id)
        record.password = passwords.hashed(password)
        return member, str(record.email)


def with_factor(app: FastAPI, member: Member, codes: tuple[str, ...] = ()) -> str:
    """Turn the second factor on; its secret."""
    secret = pyotp.random_base32()
    with app.state.database.session() as session:
        record = session.get(MemberRecord, member.id)
        record.second_secret, record.second_since = secret, datetime.now(UTC)
        second.renew(session, record, codes)
    return secret


def code(secret: str) -> str:
    """The code of the next step, which counts from now until that step is over."""
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30))


def log(app: FastAPI, member: int, action: str) -> list[AuditRecord]:
    """What a member did, of one kind."""
    with app.state.database.session(write=False) as session:
        query = select(AuditRecord).where(AuditRecord.actor_id == member, AuditRecord.action == action)
        return list(session.scalars(query.order_by(AuditRecord.number)))

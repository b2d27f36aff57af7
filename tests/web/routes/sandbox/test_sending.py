"""Handing the outbox to a mail server: only where the operator named an address, and each mail once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI

from advisor.errors import BadInput, Unavailable
from advisor.mail import MailServer
from tests.sandbox.crm.promoting import mailing, person, segment
from tests.web.sandbox.trying import Trier


class Recorded(MailServer):
    """A server that writes down what it is given, and refuses some."""

    def send(self, to: str, subject: str, text: str) -> None:
        if "Bob" in text:
            raise BadInput("no")
        if "Cid" in text:
            raise Unavailable("not now")
        SENT.append((to, subject, text))


SENT: list[tuple[str, str, str]] = []
SERVER = Recorded("smtp", "mail.example.org", 587, "", "", "sandbox@example.org")


@pytest.fixture
def there(app: FastAPI) -> Trier:
    def fill(session: object) -> None:
        for name in ("Ann", "Bob", "Cid", "Dan"):
            person(session, name)  # type: ignore[arg-type]
        mailing(session, 0, segment=segment(session).id)  # type: ignore[arg-type]

    SENT.clear()
    return Trier(app, fill)


@pytest.fixture
def mailed(app: FastAPI) -> Iterator[None]:
    """The operator named a server and an address."""
    usual = app.state.settings
    app.state.settings = replace(usual, mail=SERVER, sandbox_mail_to="me@example.org")
    yield
    app.state.settings = usual


def states(there: Trier) -> list[str]:
    return [row["state"] for row in there.get("/api/l/mails?sort=address").json()["rows"]]


def test_nothing_leaves_by_itself(there: Trier) -> None:
    assert "Nothing leaves this sandbox" in there.page("/outbox").text
    assert there.post("/outbox").status_code == 403
    assert states(there) == ["queued"] * 4


@pytest.mark.usefixtures("mailed")
def test_all_go_to_the_one_address(there: Trier) -> None:
    page = there.page("/outbox")
    assert re.search(r"Send the outbox to me@example\.org", page.text)
    assert there.post("/outbox").status_code == 303
    assert SENT == [("me@example.org", "ann@example.org: Mail 0", "Dear Ann of Ann")]
    assert states(there) == ["sent", "failed", "queued", "queued"], "what the server did not take waits"
    there.post("/outbox")
    assert len(SENT) == 1

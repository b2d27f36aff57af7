"""Trials for tests of pages: an empty company in books of its own, opened by its secret link, and a visitor there."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from advisor.db import Database
from advisor.sandbox import packages
from advisor.sandbox.founding import Founding, found
from advisor.workspace.tables import TrialRecord
from advisor.workspace.trials import KEPT, Trials, _digest
from tests.web.walking import Page

DAY = date(2026, 3, 2)  # a Monday


def blank(books: Database) -> None:
    assert packages.PACKAGES
    with books.session() as session:
        found(session, Founding("Example Works", DAY))


def open_trial(app: FastAPI, fill: Callable[[Session], None] | None = None) -> str:
    """The secret of a new trial with an empty company, which `fill` may furnish."""
    trials: Trials = app.state.trials
    secret, name, now = secrets.token_urlsafe(24), secrets.token_hex(10), datetime.now(UTC)
    trials.store.make(name, "blank", blank)
    with trials.database.session() as session:
        session.add(
            TrialRecord(
                secret_digest=_digest(secret), name=name, industry="plant", language="en", modules=[], created=now,
                used=now, expires=now + KEPT, advised={}, fitting={}, verdict={},
            )
        )  # fmt: skip
    if fill is not None:
        with trials.books(secret, now).session() as session:
            fill(session)
    return secret


class Trier:
    """A visitor of one trial. `get` and `post` take addresses below it."""

    def __init__(self, app: FastAPI, fill: Callable[[Session], None] | None = None, language: str = "en") -> None:
        self.app, self.secret, self.language = app, open_trial(app, fill), language
        self.client = TestClient(app, raise_server_exceptions=False)

    @property
    def base(self) -> str:
        return f"/{self.language}/t/{self.secret}"

    @property
    def books(self) -> Database:
        trials: Trials = self.app.state.trials
        return trials.books(self.secret, datetime.now(UTC))

    def get(self, path: str = "/") -> Response:
        return self.client.get(self.base + path, follow_redirects=False)

    def post(self, path: str, **form: Any) -> Response:
        return self.client.post(self.base + path, data=form, follow_redirects=False)

    def do(self, verb: str, **form: Any) -> Response:
        """Send the form of a verb: fields as typed, `**{"lines.0.quantity": "2"}` for lines."""
        rows = {}
        for name in form:
            if found := re.match(r"(\w+)\.(\d+)\.", name):
                rows[f"rows.{found[1]}"] = str(max(int(rows.get(f"rows.{found[1]}", 0)), int(found[2]) + 1))
        return self.post(f"/do/{verb}", **rows, **form)

    def page(self, path: str = "/") -> Page:
        """A page that must be there and well-formed."""
        response = self.get(path)
        assert response.status_code == 200, response.text[:2000]
        return sound(response)


def sound(response: Response) -> Page:
    """The page of a response; it must be well-formed."""
    page = Page(response.text.replace("<wbr>", ""))  # where an address may be broken into lines
    assert (page.open, page.mistakes) == ([], []), response.url
    assert page.tags.count("h1") == 1, response.url
    assert len(page.ids) == len(set(page.ids)), sorted(page.ids)
    return page

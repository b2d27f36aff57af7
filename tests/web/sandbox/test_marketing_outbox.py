"""The page of the outbox says what waits, and whether anything may leave."""

from __future__ import annotations

from fastapi import FastAPI

from tests.web.sandbox.marketed import shop
from web.sandbox.marketing_outbox import page
from web.sandbox.visit import Visit


def test_what_waits_and_where_it_would_go(app: FastAPI) -> None:
    there = shop(app)
    with there.books.session(write=False) as session:
        visit = Visit(session, there.secret, "en")
        made = page(visit, None)
        assert (made.address, made.waiting, made.most) == ("", 21, 50)
        assert [(one.title, one.value) for one in made.figures] == [
            ("In the mailbox", "21"), ("On its way", "0"), ("Sent", "0"), ("Not sent", "0"),
        ]  # fmt: skip
        assert page(visit, "me@example.org").address == "me@example.org"

"""What is said about the company: tone, what waits, and the page of a mention."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy.orm import Session

from tests.sandbox.crm.promoting import after, person
from tests.web.sandbox.marketed import texts
from tests.web.sandbox.trying import Trier


def fill(session: Session) -> None:
    person(session, "Ann")
    after(session, 8)


def test_tone_and_answers(app: FastAPI) -> None:
    there = Trier(app, fill)
    page = there.page("/p/voices")
    shown = texts(page.text)
    assert "Not answered yet 8 Positive 3 Neutral 2 Negative 3" in shown
    assert shown.index("Waited forty minutes") < shown.index("Just been at Example Works"), "bad ones first"
    assert "9 Mar 2026 0 0 1" in shown
    assert f"{there.base}/l/mentions?tone=tone.bad" in page.links
    there.do("mention.link", document="2", contact="1")
    there.do("mention.ticket", document="2")
    page = there.page("/d/mention/2")
    assert "Reviews" in page.text
    assert "/d/ticket/1" in "".join(page.links)
    assert "/d/contact/1" in "".join(page.links)
    there.do("mention.answer", document="1", text="Thank you, see you soon")
    assert "Thank you, see you soon" in there.page("/d/mention/1").text
    assert "Not answered yet 6" in texts(there.page("/p/voices").text)


def test_before_anything_was_written(app: FastAPI) -> None:
    assert "Nothing was written yet." in Trier(app).page("/p/voices").text

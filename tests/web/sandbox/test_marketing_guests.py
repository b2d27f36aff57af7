"""The page of an event: guests with their buttons."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy.orm import Session

from tests.sandbox.crm.promoting import event, person, segment
from tests.sandbox.making import do
from tests.web.sandbox.marketed import texts
from tests.web.sandbox.trying import Trier


def fill(session: Session) -> None:
    for name in ("Ann", "Bob"):
        person(session, name)
    fair = event(session, 1)
    do(session, "marketing_event.open", document=fair.id, segment=segment(session).id)


def test_guests_come_or_not(app: FastAPI) -> None:
    there = Trier(app, fill)
    page = there.page("/d/marketing_event/1")
    assert page.text.count("/do/guest.decline") == 2
    assert "/do/guest.attend" not in page.text, "before its day"
    assert "/new/guest.register?event=1" in "".join(page.links)
    there.do("guest.register", event="1", contact="2")
    there.do("guest.register", event="1", name="Zoe", email="zoe@example.org", company="Zoe & Co")
    shown = texts(there.page("/d/marketing_event/1").text)
    assert "All seats are taken" in shown
    assert "Zoe Waiting list zoe@example.org LD-0001" in shown
    there.do("guest.decline", guest="2", here="d/marketing_event/1")
    there.post("/clock", to="week")
    page = there.page("/d/marketing_event/1")
    assert "Today it happens" in page.text
    assert page.text.count("/do/guest.attend") == 3
    there.do("guest.attend", guest="3", here="d/marketing_event/1")
    there.do("marketing_event.hold", document="1")
    shown = texts(there.page("/d/marketing_event/1").text)
    assert "Zoe Guest came" in shown
    assert "/do/guest." not in there.page("/d/marketing_event/1").text


def test_without_guests_it_says_so(app: FastAPI) -> None:
    there = Trier(app, event)
    assert "Nobody is invited or registered yet." in there.page("/d/marketing_event/1").text

"""The mailbox: the visitor opens, follows, answers and unsubscribes as the receiver."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.crm.marketing_tables import Enrolled, Mail
from advisor.sandbox.crm.tables import Contact
from tests.sandbox.crm.promoting import mailing, person, segment
from tests.web.sandbox.marketed import texts
from tests.web.sandbox.trying import Trier


def fill(session: Session) -> None:
    for name in ("Ann", "Bob"):
        person(session, name)
    mailing(session, 0, 3, segment=segment(session).id)


def test_a_visitor_is_the_receiver(app: FastAPI) -> None:
    there = Trier(app, fill)
    page = there.page("/p/mailbox")
    assert page.text.count("letter-new") == 2
    assert "Open a mail to read it." in page.text
    opened = there.do("mail.open", mail="1", here="p/mailbox?mail=1")
    assert opened.headers["location"] == f"{there.base}/p/mailbox?mail=1&done=mail.open"
    page = there.page("/p/mailbox?mail=1&done=mail.open")
    assert "Saved." not in page.text
    assert "Dear Ann of Ann" in page.text
    assert page.text.count("letter-new") == 1
    assert 'aria-current="true"' in page.text
    there.do("mail.click", mail="1", here="p/mailbox?mail=1")
    assert "Follow the link" not in there.page("/p/mailbox?mail=1").text
    there.do("mail.answer", mail="1", text="Call me", here="p/mailbox?mail=1")
    assert "Call me" in there.page("/p/mailbox?mail=1").text
    there.do("mail.unsubscribe", mail="2", here="p/mailbox?mail=2")
    assert "Unsubscribed" in texts(there.page("/p/mailbox?mail=2").text)
    there.post("/clock", to="week")
    with there.books.session(write=False) as session:
        assert session.scalars(select(Mail.id)).all() == [1, 2]
        assert session.scalars(select(Enrolled.state).order_by(Enrolled.id)).all() == ["answered", "left"]
        assert session.get_one(Contact, 2).unsubscribed is not None
    assert len(there.page("/p/mailbox?to=bob@example.org").text.split("letter-to")) == 2
    assert "Open a mail" in there.page("/p/mailbox?mail=x").text
    page = there.page("/d/mail/1")
    assert "Dear Ann of Ann" in page.text
    assert "/d/contact/1" in "".join(page.links)


def test_an_empty_one_says_what_to_do(app: FastAPI) -> None:
    assert "No mail went out yet." in Trier(app).page("/p/mailbox").text

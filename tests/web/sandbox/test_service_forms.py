"""Service through its forms, as somebody types it: from the first call to what the customer thinks of it."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.crm import hours
from advisor.sandbox.crm.service_tables import Article, Claim, Survey
from advisor.sandbox.crm.tables import Interaction, Ticket
from tests.web.sandbox.serviced import furnish
from tests.web.sandbox.trying import Trier


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, furnish)


def test_from_the_call_to_the_complaint(there: Trier) -> None:
    made = there.do(
        "ticket.open", contact="1", subject="No water", text="Nothing comes.", channel="chat", priority="high"
    )
    assert made.headers["location"].endswith("/d/ticket/8?done=ticket.open")
    for verb, more in (
        ("ticket.take", {"owner": "Omar"}),
        ("ticket.answer", {"text": "Is it plugged in?", "wait": "1"}),
        ("ticket.hear", {"text": "Yes."}),
        ("ticket.escalate", {"reason": "hard"}),
        ("ticket.solve", {"solution": "A new fuse."}),
        ("ticket.close", {}),
    ):
        assert there.do(verb, document="8", **more).status_code == 303, verb
    assert there.do("feedback.answer", survey="4", score="1", comment="Too slow").status_code == 303
    with there.books.session(write=False) as session:
        ticket = session.get_one(Ticket, 8)
        assert (ticket.state, ticket.owner, ticket.level, ticket.channel) == ("closed", "Petra", 2, "chat")
        said = session.scalars(select(Interaction.text).where(Interaction.ticket_id == 8).order_by(Interaction.id))
        assert list(said) == ["Nothing comes.", "Is it plugged in?", "Yes.", "A new fuse."]
        survey = session.get_one(Survey, 4)
        assert session.get_one(Ticket, survey.complaint_id).subject == "Too slow"


def test_what_is_refused_is_said_on_the_page(there: Trier) -> None:
    response = there.do("ticket.solve", document="6")
    assert response.status_code == 409
    assert "Say how it was solved, or choose the article that did." in response.text
    late = there.do("claim.accept", document="2")
    assert late.status_code == 409
    assert "2025-06-06" in late.text
    wrong = there.do("feedback.answer", survey="3", score="11")
    assert wrong.status_code == 409
    assert "Choose a number from 0 to 10." in wrong.text


def test_a_message_comes_in_and_is_linked(there: Trier) -> None:
    made = there.do("message.receive", channel="phone", sender="0043 316 100200", text="Where is my order?")
    number = int(made.headers["location"].rpartition("/")[2].partition("?")[0])
    linked = there.do("interaction.link", interaction="11", contact="3")
    assert "/d/interaction/11" in linked.headers["location"]
    with there.books.session(write=False) as session:
        assert session.get_one(Interaction, number).contact_id == 1
        assert session.get_one(Interaction, 11).contact_id == 3


def test_an_article_is_written_and_changed(there: Trier) -> None:
    made = there.do("article.create", title="Fuses", text="Change the fuse.")
    number = int(made.headers["location"].rpartition("/")[2].partition("?")[0])
    form = there.page(f"/new/article.change?document={number}").text
    assert "Change the fuse." in form
    there.do("article.change", document=str(number), title="Fuse is blown", text="Change the fuse.")
    there.do("article.publish", document=str(number))
    with there.books.session(write=False) as session:
        found = session.get_one(Article, number)
        assert (found.title, found.state) == ("Fuse is blown", "published")


def test_a_claim_goes_its_way(there: Trier) -> None:
    made = there.do("claim.open", kind="repair", contact="2", item="1", bought="2020-01-01", quantity="1", text="Old")
    number = made.headers["location"].rpartition("/")[2].partition("?")[0]
    page = there.page(f"/d/claim/{number}").text
    assert "/do/claim.accept" in page
    assert "/do/claim.finish" not in page
    for verb, more in (
        ("claim.accept", {}),
        ("claim.repair", {}),
        ("claim.finish", {"cost": "35.5", "outcome": "fixed"}),
    ):
        assert there.do(verb, document=number, **more).status_code == 303, verb
    with there.books.session(write=False) as session:
        found = session.get_one(Claim, int(number))
        assert (found.state, found.cost, found.outcome) == ("done", 3550, "fixed")


def test_hours_are_shown_and_changed(there: Trier) -> None:
    form = there.page("/new/service.set_hours").text
    assert 'value="09:00"' in form
    assert 'value="0, 1, 2, 3, 4"' in form
    sent = there.do("service.set_hours", opens="08:00", closes="12:00", days="0, 1", holidays="2026-12-25")
    assert sent.status_code == 303
    with there.books.session(write=False) as session:
        assert hours.settings(session)["hours"] == ["08:00", "12:00"]
        assert hours.settings(session)["days"] == [0, 1]

"""Pages of service: what they tell, what they lead to, and what can be done on them."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.sandbox.crm.service_tables import Article, Survey
from advisor.sandbox.crm.tables import Ticket
from tests.web.sandbox.serviced import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.service_documents import article_part, suggested, survey_part, ticket_part
from web.sandbox.visit import Visit


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, furnish)


def test_a_ticket_tells_what_is_late_what_was_said_and_who_asks(there: Trier) -> None:
    page = there.page("/d/ticket/2")
    for text in (
        "The customer should have had an answer by now.",
        "Answer: 1 h late",
        "2 Mar 2026, 17:00",
        "Our pump keeps leaking!",
        "Solve with this article",
        "EUR 1,250.00",
        "EUR 250.00",
        "Pumps for the garden",
        "Do you sell seeds?",
    ):
        assert text in page.text, text
    assert f"{there.base}/d/contact/1" in page.links
    assert f"{there.base}/p/service-inbox?contact=1" in page.links
    assert any("/new/claim.open?ticket=2&contact=1" in link for link in page.links)


def test_what_waits_and_what_was_solved(there: Trier) -> None:
    waits = there.page("/d/ticket/3").text
    assert "It waits for the customer; the time does not run." in waits
    assert "On hold · 24 h left" in waits
    assert "In time" not in there.page("/d/ticket/1").text
    closed = there.page("/d/ticket/5")
    assert closed.text.count("In time") == 2
    assert f"{there.base}/d/article/1" in closed.links
    assert f"{there.base}/d/survey/1" in closed.links
    solved = there.page("/d/ticket/4")
    assert any("/new/article.create?title=Hose+too+short" in link for link in solved.links)
    complaint = there.page("/d/ticket/7")
    assert "CSAT TI-0005" in complaint.text


def test_parts_of_a_ticket(there: Trier) -> None:
    with there.books.session(write=False) as session:
        visit = Visit(session, there.secret, "en")
        part = ticket_part(visit, session.get_one(Ticket, 5))
        assert [met for _, _, met in part.moments] == [True, True]
        assert (part.held, part.left.text) == ("", "")
        offered = suggested(visit, session.get_one(Ticket, 2))
        assert offered is not None
        assert [title.text for title, _, _ in offered.articles] == ["A pump leaks"]
        assert suggested(visit, session.get_one(Ticket, 5)) is None
        seller = suggested(Visit(session, there.secret, "en", "sales"), session.get_one(Ticket, 2))
        assert seller is not None
        assert not seller.solves


def test_a_message_of_somebody_unknown(there: Trier) -> None:
    page = there.page("/d/interaction/11")
    assert "Nobody knows who wrote this." in page.text
    assert any("/new/interaction.link?interaction=11" in link for link in page.links)
    known = there.page("/d/interaction/2")
    assert "Nobody knows" not in known.text
    assert f"{there.base}/d/ticket/2" in known.links
    form = there.page("/new/interaction.link?interaction=11").text
    assert "Message 11" in form


def test_an_article_says_what_it_solved(there: Trier) -> None:
    page = there.page("/d/article/1")
    assert "Tickets solved with it: 1" in page.text
    assert f"{there.base}/d/ticket/5" in page.links
    with there.books.session(write=False) as session:
        part = article_part(Visit(session, there.secret, "en"), session.get_one(Article, 1))
        assert part.paragraphs == ("Tighten the screw at the back.", "Then test it.")
    assert "/new/article.change?document=3" in "".join(there.page("/d/article/3").links)


def test_a_question_is_answered_by_its_scale(there: Trier) -> None:
    with there.books.session(write=False) as session:
        visit = Visit(session, there.secret, "en")
        answered, asked = (survey_part(visit, session.get_one(Survey, one)) for one in (1, 3))
    assert (answered.satisfied, answered.scores, answered.score, answered.most) == (True, (), "2", "5")
    assert (asked.satisfied, [score for score, _ in asked.scores]) == (False, list(range(11)))
    assert "2 of 5" in there.page("/d/survey/1").text
    assert there.page("/d/survey/3").text.count('type="radio"') == 11


def test_a_claim_tells_whether_it_was_in_time(there: Trier) -> None:
    assert "It was claimed in time." in there.page("/d/claim/1").text
    assert "Return" in there.page("/new/claim.open").text
    assert "They go back" not in there.page("/new/claim.open").text
    assert "The time for it has ended." in there.page("/d/claim/2").text

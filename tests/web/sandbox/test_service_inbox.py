"""The inbox: who spoke last, the conversation over all channels, unknown senders, and the figure of repetitions."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.sandbox.crm.tables import Ticket
from tests.web.sandbox.serviced import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.service_inbox import InboxData, build
from web.sandbox.visit import Visit


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, furnish)


def seen(there: Trier, role: str = "manager", **query: str) -> InboxData:
    with there.books.session(write=False) as session:
        return build(Visit(session, there.secret, "en", role, query))


def test_contacts_with_what_was_said_last(there: Trier) -> None:
    found = [(one.name, one.text, one.channel, one.waits) for one in seen(there).threads]
    assert found == [
        ("Hotel Astoria", "Still noisy", "Website", True),
        ("North Trading", "Do you sell seeds?", "Social network", True),
        ("Café Central", "We sent a longer one.", "Telephone", False),
    ]
    assert [one.name for one in seen(there, channel="web").threads] == ["Hotel Astoria"]
    assert seen(there, channel="pigeon").threads == seen(there).threads


def test_unknown_senders_are_shown_with_what_to_do(there: Trier) -> None:
    (one,) = seen(there).unknown
    assert (one.sender, one.channel, one.text) == ("@gardener", "Social network", "Do you deliver on Sundays?")
    assert one.link is not None
    assert one.link.href.endswith("/new/interaction.link?interaction=11")
    assert seen(there, channel="email").unknown == ()
    assert seen(there, "warehouse").unknown[0].link is None


def test_one_conversation_over_all_channels(there: Trier) -> None:
    talk = seen(there, contact="1").talk
    assert talk is not None
    assert [(one.channel, one.ours, one.ticket.text) for one in talk.said] == [
        ("E-mail", False, "TI-0002"),
        ("Chat", False, "TI-0002"),
        ("Social network", False, "TI-0006"),
    ]
    assert [one.name.text for one in talk.open] == ["TI-0002", "TI-0006"]
    assert talk.answers
    assert [one.current for one in seen(there, contact="1").threads] == [False, True, False]
    for wrong in ("99", "x", ""):
        assert seen(there, contact=wrong).talk is None


def test_how_often_customers_said_it_again(there: Trier) -> None:
    found = seen(there)
    assert (found.repeated, found.requests, found.share) == ("1", "7", "14%")
    assert "in 1 of 7 requests (14%)" in there.page("/p/service-inbox").text


def test_an_answer_goes_out_on_another_channel_and_leads_back(app: FastAPI) -> None:
    there = Trier(app, furnish)
    page = there.page("/p/service-inbox?contact=1")
    assert page.text.count("/do/ticket.answer") == 2
    response = there.do(
        "ticket.answer", document="2", text="We come today.", channel="phone", here="p/service-inbox?contact=1"
    )
    assert response.headers["location"].endswith("/p/service-inbox?contact=1&done=ticket.answer")
    with there.books.session(write=False) as session:
        assert session.get_one(Ticket, 2).state == "in_progress"
    talk = seen(there, contact="1").talk
    assert talk is not None
    assert (talk.said[-1].text, talk.said[-1].channel, talk.said[-1].ours) == ("We come today.", "Telephone", True)


def test_an_empty_inbox_says_what_to_do(trier: Trier) -> None:
    page = trier.page("/p/service-inbox")
    assert "Messages of all channels stand here." in page.text
    assert any("/new/message.receive" in link for link in page.links)

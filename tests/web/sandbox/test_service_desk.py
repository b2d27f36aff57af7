"""The service desk: columns by state, the time that is left, whose tickets, and buttons that lead on."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI

from advisor.sandbox.crm.tables import Ticket
from tests.web.sandbox.serviced import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.service_desk import DeskData, build
from web.sandbox.visit import Visit


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, furnish)


def seen(there: Trier, role: str = "manager", **query: str) -> DeskData:
    with there.books.session(write=False) as session:
        return build(Visit(session, there.secret, "en", role, query))


def numbers(found: DeskData) -> dict[str, list[str]]:
    return {column.state: [card.number.text for card in column.cards] for column in found.columns}


def test_tickets_stand_in_the_column_of_their_state_the_most_urgent_first(there: Trier) -> None:
    found = seen(there)
    assert numbers(found) == {
        "new": ["TI-0001", "TI-0007", "TI-0002"],
        "in_progress": ["TI-0006"],
        "waiting": ["TI-0003"],
        "solved": ["TI-0004"],
    }
    assert [column.count for column in found.columns] == [3, 1, 1, 1]


def test_a_card_tells_who_wants_what_and_by_when(there: Trier) -> None:
    urgent, _, normal = seen(there).columns[0].cards
    assert (urgent.customer, urgent.channel, urgent.priority, urgent.weighty) == (
        "Hotel Astoria",
        "Telephone",
        "Urgent",
        True,
    )
    assert (urgent.left.text, urgent.left.tone, urgent.left.answer) == ("8 h late", "bad", True)
    assert (normal.left.text, normal.weighty, normal.owner, normal.level) == ("1 h late", False, "", "")
    low, held = (seen(there).columns[place].cards[0] for place in (1, 2))
    assert (low.left.text, low.left.tone) == ("7 h left", "good")
    assert (held.left.text, held.left.tone, held.left.answer) == ("On hold · 24 h left", "", False)


def test_mine_or_nobodys(there: Trier) -> None:
    assert numbers(seen(there, owner="Petra"))["in_progress"] == ["TI-0006"]
    assert numbers(seen(there, owner="Petra"))["new"] == []
    assert numbers(seen(there, owner="-"))["new"] == ["TI-0001", "TI-0007", "TI-0002"]
    assert [(one.value, one.chosen) for one in seen(there, owner="Omar").owners] == [
        ("", False),
        ("Nia", False),
        ("Omar", True),
        ("Petra", False),
        ("-", False),
    ]
    assert seen(there, owner="Omar").query == "?owner=Omar"
    assert seen(there, owner="a&b=c").query == ""


def test_buttons_are_those_of_the_role(there: Trier) -> None:
    def buttons(role: str) -> list[list[str]]:
        return [[do for do, _ in column.cards[0].buttons] for column in seen(there, role).columns]

    assert buttons("service") == [["take"], [], [], ["close"]]
    assert buttons("sales") == [[], [], [], []]
    assert [one.title for one in seen(there, "service").create] == ["New ticket", "Hours of service"]
    assert [one.title for one in seen(there, "purchasing").create] == []


def test_a_button_does_its_step_and_leads_back(app: FastAPI) -> None:
    there = Trier(app, furnish)
    page = there.page("/p/service-desk")
    key = re.search(r'/do/ticket\.take"[^>]*>\s*<input type="hidden" name="key" value="([^"]+)"', page.text)
    assert key is not None
    response = there.do("ticket.take", document="1", key=key[1], here="p/service-desk?owner=-")
    assert response.headers["location"].endswith("/p/service-desk?owner=-&done=ticket.take")
    with there.books.session(write=False) as session:
        assert session.get_one(Ticket, 1).owner == "Omar"  # Nia has one that waits
    with there.books.session() as session:
        session.get_one(Ticket, 2).owner = "Nia"
    page = there.page("/p/service-desk")
    assert "8 h late" in page.text
    assert 'name="owner" value="Nia"' in page.text, "whose it is may take it"


def test_an_empty_desk_says_what_will_stand_there(trier: Trier) -> None:
    page = trier.page("/p/service-desk").text
    assert "New requests stand here." in page
    assert "What waits for the customer stands here." in page

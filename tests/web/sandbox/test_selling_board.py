"""The board of deliveries: columns by state, what is late or missing, and buttons that lead on."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI

from advisor.sandbox.trade.tables import Shipment
from tests.web.sandbox.storefront import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.selling_board import BoardData, board
from web.sandbox.visit import Visit


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, furnish)


def seen(there: Trier, role: str = "manager") -> BoardData:
    with there.books.session(write=False) as session:
        return board(Visit(session, there.secret, "en", role))


def test_deliveries_stand_in_the_column_of_their_state(there: Trier) -> None:
    found = {column.state: [card.number.text for card in column.cards] for column in seen(there).columns}
    assert found == {
        "waiting": ["SH-0003", "SH-0005"],
        "reserved": ["SH-0004", "SH-0010"],
        "packed": ["SH-0006"],
        "done": ["SH-0001", "SH-0002", "SH-0007", "SH-0009"],
    }


def test_a_card_tells_what_goes_where_and_when(there: Trier) -> None:
    card = seen(there).columns[3].cards[0]
    assert (card.customer, card.order.text, card.carried) == ("North Trading", "SO-0003", "Post RR 480 512 AT")
    assert card.lines == (("6", "Kettle"), ("12.5", "Cable"))
    assert card.number.href.endswith("/d/shipment/1")
    assert not card.late


def test_what_is_late_and_what_is_missing(there: Trier) -> None:
    waiting = seen(there).columns[0].cards
    assert [(card.late, card.missing) for card in waiting] == [(True, ""), (False, "Desk Lamp, Bread Knife")]


def test_buttons_are_those_of_the_role(there: Trier) -> None:
    def buttons(role: str) -> list[list[str]]:
        return [[button.do for button in column.cards[0].buttons] for column in seen(there, role).columns]

    assert buttons("warehouse") == [["reserve"], ["pack", "ship"], ["ship"], []]
    assert buttons("sales") == [["reserve"], [], [], []]
    assert buttons("accounting") == [[], [], [], []]


def test_a_button_does_its_step_and_leads_back(app: FastAPI) -> None:
    there = Trier(app, furnish)
    page = there.page("/p/delivery-board")
    key = re.search(
        r'action="[^"]*/do/shipment\.ship"[^>]*>\s*<input type="hidden" name="key" value="([^"]+)"', page.text
    )
    assert key is not None
    response = there.do("shipment.ship", document="6", key=key[1], here="p/delivery-board")
    assert response.headers["location"].endswith("/p/delivery-board?done=shipment.ship")
    with there.books.session(write=False) as session:
        assert session.get_one(Shipment, 6).state == "done"
    assert "Left on" in there.page("/p/delivery-board").text


def test_an_empty_board_says_what_fills_it(app: FastAPI) -> None:
    page = Trier(app).page("/p/delivery-board").text
    assert "Confirm a sales order: its delivery waits here." in page
    assert "What left in the last seven days stands here." in page

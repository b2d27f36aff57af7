"""The workshop board and the terminal on the shop floor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox.plan.tables import WorkOrder
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.workshop import empty, furnish, furnished, seen, visit
from web.sandbox.production_board import COLUMNS, board, floor


@pytest.fixture
def session(app: FastAPI) -> Iterator[Session]:
    yield from empty(app)


@pytest.fixture
def works(app: FastAPI) -> Iterator[Session]:
    yield from furnished(app)


def test_orders_stand_in_the_column_of_their_state(works: Session) -> None:
    data = board(visit(works))
    assert [column.state for column in data.columns] == list(COLUMNS)
    cards = {column.state: [card.number.text for card in column.cards] for column in data.columns}
    assert cards == {
        "planned": ["WO-0003", "WO-0004"],
        "released": ["WO-0002"],
        "running": ["WO-0001"],
        "done": ["WO-0005"],
    }


def test_cards_say_what_is_missing_and_how_far_they_are(works: Session) -> None:
    columns = {column.state: column.cards for column in board(visit(works)).columns}
    assert [card.missing for card in columns["planned"]] == ["Lacquer", "Top, Leg"]
    assert (columns["running"][0].done, columns["running"][0].quantity) == ("52%", "40 piece")
    assert [button.do for button in columns["released"][0].buttons] == ["start"]
    assert columns["done"][0].buttons == ()


def test_only_production_moves_cards(works: Session) -> None:
    data = board(visit(works, "sales"))
    assert not data.may
    assert all(card.buttons == () for column in data.columns for card in column.cards)


def test_an_empty_board_says_how_to_begin(session: Session) -> None:
    assert all(column.cards == () for column in board(visit(session)).columns)


def test_a_button_moves_a_card_and_leads_back(app: FastAPI) -> None:
    own = Trier(app, furnish)
    sent = own.do("work_order.start", document="2", here="p/workshop")
    assert sent.status_code == 303
    assert sent.headers["location"].startswith(f"{own.base}/p/workshop?done=")
    page = own.page("/p/workshop?done=work_order.start")
    assert f"{own.base}/new/work_order.finish?document=2" in page.links
    assert "Done: " in page.text


def test_an_old_order_leaves_the_board(app: FastAPI) -> None:
    own = Trier(app, furnish)
    assert "WO-0005" in own.page("/p/workshop").text
    for number in range(2):
        own.post("/clock", to="week", here="", key=f"g1.week{number}")
    assert "WO-0005" not in own.page("/p/workshop").text


def test_the_terminal_shows_what_can_be_done_at_a_centre(works: Session) -> None:
    welding = floor(visit(works, centre="2"))
    assert (welding.name, [job.number.text for job in welding.running], welding.ready) == ("Welding", ["WO-0001"], ())
    job = welding.running[0]
    assert (job.wanted, job.good, job.scrap, job.planned, job.reported) == ("40", "21", "1", "255", "145")
    assert [message.key for message in welding.messages] == ["saw-7-0001"]
    saw = floor(visit(works, centre="1"))
    assert [job.number.text for job in saw.ready] == ["WO-0002"]
    assert [message.counted for message in saw.messages] == [False]


@pytest.mark.parametrize("wanted", ["", "99", "x"])
def test_without_a_centre_the_first_one_is_shown(works: Session, wanted: str) -> None:
    assert floor(visit(works, centre=wanted)).name == "Assembly"


def test_a_terminal_without_centres_says_what_to_do(app: FastAPI) -> None:
    page = Trier(app).page("/p/floor")
    assert any(link.endswith("/new/work_centre.create") for link in page.links)


def test_a_report_counts_and_leads_back_to_the_same_centre(app: FastAPI) -> None:
    own = Trier(app, furnish)
    sent = own.do(
        "work_order.report", document="1", step="1", good="4", scrap="", minutes="30", here="p/floor?centre=2"
    )
    assert sent.headers["location"].startswith(f"{own.base}/p/floor?centre=2")
    with own.books.session(write=False) as session:
        order = session.get_one(WorkOrder, 1)
        assert (order.made, order.scrapped, order.steps[0].reported) == (25, 1, 175)


def test_a_step_that_is_done_leaves_the_terminal(app: FastAPI) -> None:
    own = Trier(app, furnish)
    assert "WO-0001" in own.page("/p/floor?centre=2").text
    own.do("work_order.report", document="1", step="1", done="1")
    page = own.page("/p/floor?centre=2").text
    assert "Nothing is in work here" in page


def test_fields_of_the_terminal_are_named(app: FastAPI) -> None:
    page = seen(app).get("/p/floor?centre=2").text
    for name in ("good", "scrap", "minutes"):
        assert f'for="job-1-1-{name}"' in page
        assert f'id="job-1-1-{name}"' in page

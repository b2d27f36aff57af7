"""The board of deals: columns with sums, cards that are moved, and filters that stay."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import insert

from advisor.db import Database
from advisor.sandbox.crm.tables import Deal
from tests.sandbox.conftest import (
    DAY,
    blank_file,
    blank_postgres,
    books,
    postgres_books,
    postgres_books_url,
    sqlite_books,
)
from tests.web.sandbox.pipelined import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.listing import Wanted, find
from web.sandbox.pipeline_board import SHOWN, BoardData, board
from web.sandbox.pipeline_forecast import build as forecast
from web.sandbox.pipeline_lists import DEAL_LIST, LISTS
from web.sandbox.pipeline_rules import rules
from web.sandbox.pipeline_targets import build as targets
from web.sandbox.visit import Visit

__all__ = ["blank_file", "blank_postgres", "books", "postgres_books", "postgres_books_url", "sqlite_books"]


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, furnish)


def seen(there: Trier, role: str = "manager", **query: str) -> BoardData:
    with there.books.session(write=False) as session:
        return board(Visit(session, there.secret, "en", role, query))


def test_columns_with_their_sums(there: Trier) -> None:
    found = {one.state: (one.count, one.amount, one.weighted) for one in seen(there).stages}
    assert found == {
        "prospecting": (3, "7,416.00", "741.60"),
        "qualification": (1, "8,000.00", "1,600.00"),
        "proposal": (2, "2,144.75", "1,072.38"),
        "negotiation": (1, "64,000.00", "51,200.00"),
        "won": (1, "2,500.00", ""),
    }


def test_cards_say_who_is_late_and_what_stands_still(there: Trier) -> None:
    (card,) = seen(there).stages[1].cards
    assert (card.name.text, card.contact.text, card.amount, card.owner) == (
        "Hotel Astoria",
        "Hotel Astoria",
        "8,000.00",
        "Sam",
    )
    assert (card.late, card.stale, card.standing) == (True, True, 25)
    (won,) = seen(there).stages[4].cards
    assert (won.late, won.stale) == (False, False)


def test_filters_by_owner_and_period(there: Trier) -> None:
    def names(**query: str) -> list[str]:
        return [card.name.text for one in seen(there, **query).stages for card in one.cards]

    assert names(owner="2") == ["Hoses", "Spare parts"]
    assert names(period="overdue") == ["Hotel Astoria"]
    assert names(period="month") == ["Hotel Astoria"]
    assert "Hoses" in names(period="quarter")
    assert len(names(owner="x", period="never", card="²")) == 8
    assert [one.state for one in seen(there, stage="won").stages if one.here] == ["won"]


def test_only_sellers_move(there: Trier) -> None:
    assert [seen(there, role).may for role in ("sales", "manager", "service")] == [True, True, False]
    assert not seen(there, "sales").manages


def test_a_card_is_moved_by_its_menu_and_keeps_its_place(app: FastAPI) -> None:
    there = Trier(app, furnish)
    page = there.get("/p/pipeline?owner=1&stage=qualification").text
    form = page[page.index('id="deal-2"') :]
    here = re.search(r'name="here" value="([^"]+)"', form)[1].replace("&amp;", "&")  # type: ignore[index]
    assert here == "p/pipeline?owner=1&stage=qualification&card=2"
    done = there.do("deal.move", document="2", stage="proposal", here=here)
    assert done.headers["location"] == f"{there.base}/{here}&done=deal.move"
    after = there.get(f"/{here}&done=deal.move").text
    assert after.index('id="stage-proposal"') < after.index('id="deal-2"') < after.index("autofocus")
    assert there.do("deal.win", document="2", stage="", here=here).status_code == 303
    changed = there.do("stage.set", stage="negotiation", probability="90", here="p/pipeline")
    assert changed.headers["location"] == f"{there.base}/p/pipeline?done=stage.set"
    assert seen(there).stages[3].weighted == "57,600.00"


def test_a_full_column_shows_the_first_cards(app: FastAPI) -> None:
    there = Trier(app, furnish)
    row = {"state": "proposal", "name": "x", "contact_id": 1, "on": DAY, "moved": DAY, "expected": DAY, "amount": 100}
    with there.books.session() as session:
        session.execute(insert(Deal), [row | {"currency": "EUR", "probability": 50} for _ in range(SHOWN)])
    stage = seen(there).stages[2]
    assert (stage.count, len(stage.cards), stage.more) == (SHOWN + 2, SHOWN, 2)
    page = there.page("/p/pipeline")
    assert f"{there.base}/l/deals?state=proposal" in page.links
    assert "2 more" in page.text


def test_pages_are_the_same_on_both_databases(books: Database) -> None:
    """What is summed and divided in SQL gives whole amounts everywhere."""
    with books.session() as session:
        furnish(session)
        session.flush()
        visit = Visit(session, "x" * 32, "en", "manager", {"period": "quarter", "owner": "1"})
        assert [one.amount for one in board(visit).stages] == ["7,416.00", "8,000.00", "1,000.00", "64,000.00", "0.00"]
        whole = forecast(Visit(session, "x" * 32, "en"))
        assert (whole.whole.expected.text, len(whole.sellers)) == ("55,513.98", 2)
        lee = targets(visit).sellers[0]
        assert (lee.won.text, lee.share.text, lee.conversion.text) == ("2,500.00", "50%", "100%")
        assert len(rules(visit).rows) == 7
        found = find(session, DEAL_LIST, Wanted(sort="weighted", down=True))
        assert [row["weighted"] for row in found.rows][:3] == [5_120_000, 250_000, 160_000]
        assert found.rows[0]["probability"] == 0.8
        for screen in LISTS:
            assert find(session, screen, Wanted(text="a")).count >= 0

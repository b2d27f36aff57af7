"""Lists of stock."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from tests.sandbox.stock.stocking import day
from tests.web.sandbox.stockroom import furnished, seen
from web.sandbox import listing
from web.sandbox.stock_lists import BALANCES, COUNTS, LEVELS, LISTS, MOVES, RESERVATIONS, SHELVES, TRANSFERS, TURNS


@pytest.fixture
def session(app: FastAPI) -> Iterator[Session]:
    yield from furnished(app)


def rows(session: Session, screen: listing.Screen, **asked: str) -> list[listing.Row]:
    return list(listing.find(session, screen, listing.asked(screen, asked)).rows)


def test_levels_say_what_is_free_and_what_will_be(session: Session) -> None:
    found = {row["name"]: row for row in rows(session, LEVELS)}
    pipe, valve = found["Copper pipe"], found["Ball valve"]
    assert (pipe["on_hand"], pipe["incoming"], pipe["outgoing"], pipe["projected"]) == (7000, 4000, 7500, 3500)
    assert (valve["on_hand"], valve["reserved"], valve["free"]) == (78, 30, 48)
    assert pipe["on_hand__unit"] == 2
    assert round(valve["share"], 3) == 0.615


def test_levels_can_be_narrowed(session: Session) -> None:
    assert [row["name"] for row in rows(session, LEVELS, q="pump")] == ["Pump"]
    assert [row["name"] for row in rows(session, LEVELS, short="1")] == ["Gasket"]
    assert len(rows(session, LEVELS, there="1")) == 5


def test_a_product_stands_once_for_each_warehouse(session: Session) -> None:
    found = [(row["place"], row["quantity"]) for row in rows(session, BALANCES, q="valve")]
    assert sorted(found) == [("Main warehouse", 40), ("Second warehouse", 38)]
    assert {row["product"] for row in rows(session, BALANCES, valuation="fifo")} == {"Hex bolt"}
    assert {row["product"] for row in rows(session, BALANCES, reserved="1")} == {"Ball valve", "Hex bolt", "Gasket"}


def test_moves_lead_to_what_made_them(session: Session) -> None:
    newest, *_, oldest = rows(session, MOVES)
    assert (newest["number"], newest["kind"], newest["id"]) == ("CNT-0002", "count", 2)
    assert (newest["source"], newest["target"], newest["quantity"]) == ("Second warehouse", "Found and lost", 2)
    assert (oldest["number"], oldest["kind"], oldest["on"]) == ("A-01", "product", day(-60))


def test_moves_can_be_narrowed(session: Session) -> None:
    assert {row["product"] for row in rows(session, MOVES, product="3")} == {"Copper pipe"}
    span = {"on.from": day(-20).isoformat(), "on.to": day(-20).isoformat()}
    assert {row["target"] for row in rows(session, MOVES, **span)} == {"Customers"}


def test_reservations_say_for_whom(session: Session) -> None:
    found = rows(session, RESERVATIONS, sort="product")
    assert [(row["product"], row["quantity"], row["number"], row["kind"]) for row in found] == [
        ("Ball valve", 30, "SO-0001", "shipment"),
        ("Gasket", 70, "SO-0001", "shipment"),
        ("Hex bolt", 12, "SO-0001", "shipment"),
    ]


def test_counts_say_how_far_they_are(session: Session) -> None:
    found = {row["number"]: row for row in rows(session, COUNTS)}
    assert (found["CNT-0001"]["counted"], found["CNT-0001"]["different"]) == (0.2, 1)
    assert (found["CNT-0002"]["counted"], found["CNT-0002"]["different"]) == (1.0, 1)
    assert [row["number"] for row in rows(session, COUNTS, state="done")] == ["CNT-0002"]


def test_transfers_and_shelves_are_listed(session: Session) -> None:
    (transfer,) = rows(session, TRANSFERS)
    assert (transfer["source"], transfer["target"], transfer["lines"]) == ("Main warehouse", "Second warehouse", 2)
    assert [(row["code"], row["used"], row["capacity"], row["full"]) for row in rows(session, SHELVES)] == [
        ("A-01", 25, 50, 0.5),
        ("A-02", 30, 40, 0.75),
        ("B-01", 50, None, None),
    ]


def test_products_are_ranked_by_the_value_used(session: Session) -> None:
    found = {row["name"]: row for row in rows(session, TURNS)}
    assert [row["name"] for row in rows(session, TURNS)][:2] == ["Gasket", "Copper pipe"]
    assert {name: row["class"] for name, row in found.items()} == {
        "Gasket": "A",
        "Copper pipe": "A",
        "Hex bolt": "A",
        "Ball valve": "B",
        "Pump": "C",
    }
    assert (found["Gasket"]["out"], found["Gasket"]["last"]) == (280_00, day(-20))
    assert [row["name"] for row in rows(session, TURNS, idle="1")] == ["Pump"]
    assert [row["name"] for row in rows(session, TURNS, **{"class": "B"})] == ["Ball valve"]


@pytest.mark.parametrize("screen", LISTS, ids=lambda screen: screen.id)
def test_a_list_opens_in_english_and_persian_and_can_be_taken_along(app: FastAPI, screen: listing.Screen) -> None:
    trier = seen(app)
    page = trier.page(f"/l/{screen.id}")
    assert screen.title in page.text or page.text
    trier.language = "fa"
    try:
        trier.page(f"/l/{screen.id}")
    finally:
        trier.language = "en"
    table = list(csv.reader(io.StringIO(trier.get(f"/l/{screen.id}.csv").text.lstrip("\ufeff"))))
    assert len(table) >= 2
    assert all(len(line) == len(table[0]) for line in table)


def test_the_first_column_of_moves_is_a_link(app: FastAPI) -> None:
    text = seen(app).get("/l/moves").text
    assert f"{seen(app).base}/d/count/2" in text
    assert f"{seen(app).base}/d/product/1" in text

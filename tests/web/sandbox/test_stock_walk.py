"""The picking list, and what is to be put away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox.stock.tables import Shelved
from tests.sandbox.making import do, product
from tests.sandbox.stock.stocking import put_in
from tests.web.sandbox.stockroom import furnish, furnished, seen
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.workshop import empty, visit
from web.sandbox.stock_walk import away, picking


@pytest.fixture
def session(app: FastAPI) -> Iterator[Session]:
    yield from furnished(app)


@pytest.fixture
def bare(app: FastAPI) -> Iterator[Session]:
    yield from empty(app)


WALK = [
    ("A-01", "Ball valve", "25 piece", "SO-0001"),
    ("A-02", "Hex bolt", "12 piece", "SO-0001"),
    ("B-01", "Gasket", "50 piece", "SO-0001"),
    ("", "Ball valve", "5 piece", "SO-0001"),
    ("", "Gasket", "20 piece", "SO-0001"),
]


def walked(session: Session, **query: str) -> list[tuple[str, str, str, str]]:
    return [
        (line.shelf, line.product.text, line.quantity, line.document.text)
        for walk in picking(visit(session, **query)).walks
        for line in walk.lines
    ]


def test_what_is_held_is_fetched_along_the_shelves(session: Session) -> None:
    assert walked(session) == WALK
    assert [walk.warehouse for walk in picking(visit(session)).walks] == ["Main warehouse"]


def test_one_delivery_can_be_asked_for(session: Session) -> None:
    assert walked(session, shipment="1") == WALK
    assert picking(visit(session, shipment="1")).only == "SH-0001"
    assert walked(session, shipment="2") == []
    for other in ("99", "x", "9" * 40, "-1"):
        assert picking(visit(session, shipment=other)).only == ""
        assert walked(session, shipment=other) == WALK


def test_goods_are_sent_to_the_shelf_that_suits(session: Session) -> None:
    data = away(visit(session))
    assert [(line.name.text, line.quantity, line.suggested) for line in data.lines] == [
        ("Ball valve", "15 piece", "A-01"),
        ("Hex bolt", "25 piece", "A-01"),
        ("Copper pipe", "70 metre", "B-01"),
        ("Gasket", "35 piece", "B-01"),
        ("Pump", "140 piece", "B-01"),
    ]
    assert data.may
    assert not away(visit(session, "sales")).may


def test_a_button_puts_them_there(app: FastAPI) -> None:
    own = Trier(app, furnish)
    page = own.page("/p/put-away")
    assert page.tags.count("form") >= 5
    sent = own.do("shelf.put", product="1", shelf="8", quantity="15", here="p/put-away")
    assert sent.status_code == 303
    assert "/p/put-away" in sent.headers["location"]
    with own.books.session(write=False) as session:
        assert session.get_one(Shelved, (1, 8)).quantity == 40


def test_an_empty_warehouse_is_told_what_to_do(bare: Session, trier: Trier) -> None:
    assert picking(visit(bare)).walks == ()
    assert not away(visit(bare)).shelves
    assert "Nothing is to be fetched" in trier.get("/p/picking").text
    assert "There are no shelves yet" in trier.get("/p/put-away").text


def test_all_can_stand_on_shelves(bare: Session) -> None:
    good = product(bare, "a")
    put_in(bare, good, 5, 1)
    shelf = do(bare, "location.create", code="A1", name="A1", warehouse=1)
    do(bare, "shelf.put", product=good.id, shelf=shelf.id, quantity=5)
    data = away(visit(bare))
    assert (data.lines, data.shelves) == ((), True)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_pages_are_well_formed(app: FastAPI, language: str) -> None:
    trier = seen(app)
    trier.language = language
    try:
        for path in ("/p/picking", "/p/picking?shipment=1", "/p/put-away"):
            trier.page(path)
    finally:
        trier.language = "en"

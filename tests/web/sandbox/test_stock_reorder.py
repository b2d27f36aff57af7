"""What to order again, and the stock to come of one product."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from tests.sandbox.making import product
from tests.sandbox.stock.stocking import day
from tests.web.sandbox.stockroom import furnished, seen
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.workshop import empty, visit
from web.sandbox.stock_reorder import outlook, reorder


@pytest.fixture
def session(app: FastAPI) -> Iterator[Session]:
    yield from furnished(app)


@pytest.fixture
def bare(app: FastAPI) -> Iterator[Session]:
    yield from empty(app)


def test_what_falls_below_its_point_comes_first(session: Session) -> None:
    data = reorder(visit(session))
    (needed,) = data.needed
    assert (needed.product.text, needed.on_hand, needed.outgoing, needed.point, needed.quantity) == (
        "Gasket",
        "85",
        "70",
        "36",
        "30",
    )
    assert (needed.used, needed.lead, needed.lasts, needed.soon) == ("35", "10", "26", False)
    assert [line.product.text for line in data.enough] == ["Hex bolt", "Copper pipe", "Ball valve", "Pump"]
    assert (data.days, data.more) == ("61", 0)


def test_bars_show_parts_of_all_that_is_there_or_comes(session: Session) -> None:
    data = reorder(visit(session))
    strip = data.needed[0].strip
    assert (strip.free, strip.held, strip.coming, strip.point) == (17.6, 82.4, 0.0, 42.4)
    for line in (*data.needed, *data.enough):
        assert line.strip.free + line.strip.held + line.strip.coming <= 100.2
        assert line.strip.point <= 100


def test_ordering_leads_to_a_form_that_is_filled(app: FastAPI, session: Session) -> None:
    order = reorder(visit(session)).needed[0].order
    assert order is not None
    assert "requisition.create?product=4&quantity=30" in order.href
    text = seen(app).get(order.href.split("/secret", 1)[1]).text
    assert 'value="30"' in text


def test_the_form_is_there_where_its_module_is_on(bare: Session) -> None:
    product(bare, "a", safety=5)
    product(bare, "b", safety=5, source="make")
    assert [line.order is not None for line in reorder(visit(bare)).needed] == [True, True]
    visit(bare).trial.modules = ["erp-inventory", "erp-work-orders"]
    made = [line.order for line in reorder(visit(bare)).needed]
    assert made[0] is None
    assert made[1] is not None
    assert "work_order.create?product=2&quantity=5" in made[1].href


def test_the_outlook_says_when_too_little_is_there(session: Session) -> None:
    data = outlook(visit(session))
    assert (data.name, data.tone) == ("Copper pipe", "bad")
    assert data.finding == "From 11 March 2026 on too little is there: 5 metre are missing."
    assert [(one.on, one.change, one.after, one.short) for one in data.happenings] == [
        (day(9), "−75", "−5", True),
        (day(10), "+40", "35", False),
    ]
    assert (data.top, data.bottom) == ("70", "−5")
    assert data.points.startswith("0,0 0,0 16.07,0 16.07,60")


@pytest.mark.parametrize(
    ("product", "tone", "finding"),
    [
        ("1", "good", "There is always enough, with 48 piece at the lowest."),
        ("4", "warn", "From 2 March 2026 on less than the safety stock is there, with 15 piece at the lowest."),
        ("5", "good", "Nothing is expected to come or to go: 140 piece stay."),
        ("99", "bad", "From 11 March 2026 on too little is there: 5 metre are missing."),
    ],
)
def test_a_product_is_chosen(session: Session, product: str, tone: str, finding: str) -> None:
    data = outlook(visit(session, product=product))
    assert (data.tone, data.finding) == (tone, finding)


def test_an_empty_company_is_told_what_to_do(bare: Session, trier: Trier) -> None:
    assert outlook(visit(bare)).products == ()
    assert reorder(visit(bare)).needed == ()
    assert "Enter the first one" in trier.get("/p/outlook").text
    assert "Nothing has to be ordered" in trier.get("/p/reorder").text


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_pages_are_well_formed(app: FastAPI, language: str) -> None:
    trier = seen(app)
    trier.language = language
    try:
        for path in ("/p/reorder", "/p/outlook", "/p/outlook?product=5"):
            trier.page(path)
    finally:
        trier.language = "en"

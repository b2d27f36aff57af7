"""The value of stock on a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from tests.sandbox.stock.stocking import booked, day
from tests.web.sandbox.stockroom import furnished, seen
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.workshop import empty, visit
from web.sandbox.stock_value import value


@pytest.fixture
def session(app: FastAPI) -> Iterator[Session]:
    yield from furnished(app)


@pytest.fixture
def bare(app: FastAPI) -> Iterator[Session]:
    yield from empty(app)


def amounts(session: Session, **query: str) -> tuple[str, str]:
    found = value(visit(session, **query))
    return found.total.text, found.compared


def test_the_value_is_that_of_the_ledger(session: Session) -> None:
    total, compared = amounts(session)
    assert total == f"EUR {booked(session, 'stock') / 100:,.2f}"
    assert compared == "EUR 18.00 less than a month before."


def test_another_day_can_be_chosen(session: Session) -> None:
    assert amounts(session, **{"on.to": day(-40).isoformat()})[0] == "EUR 4,360.00"
    assert amounts(session, **{"on.to": day(-60).isoformat()}) == (
        "EUR 4,000.00",
        "EUR 4,000.00 more than a month before.",
    )
    assert amounts(session, **{"on.to": day(-100).isoformat()}) == ("EUR 0.00", "As much as a month before.")
    assert value(visit(session, **{"on.to": "2099-01-01"})).on == day(0)
    assert value(visit(session, **{"on.to": "soon"})).on == day(0)


def test_the_line_begins_before_stock_began(session: Session) -> None:
    found = value(visit(session))
    ends = [one.end for one in found.months]
    assert ends == [datetime.date(2025, 12, 31), datetime.date(2026, 1, 31), datetime.date(2026, 2, 28), day(0)]
    assert [one.value for one in found.months] == ["0.00", "4,360.00", "3,480.00", "3,462.00"]


def test_groups_and_places_share_the_value(session: Session) -> None:
    found = value(visit(session))
    groups = {one.name: (one.value, one.part, one.length) for one in found.groups}
    assert groups["Pumps"] == ("1,120.00", "32%", 100.0)
    assert groups["Without a group"] == ("680.00", "20%", 60.7)
    assert [(one.name, one.value) for one in found.places] == [
        ("Main warehouse", "3,120.00"),
        ("Second warehouse", "342.00"),
    ]
    assert max(one.length for one in found.groups) == 100.0


def test_an_empty_company_has_no_value(bare: Session, trier: Trier) -> None:
    assert amounts(bare) == ("EUR 0.00", "As much as a month before.")
    assert "Nothing was in stock on that day." in trier.get("/p/stock-value").text


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_page_is_well_formed_and_leads_to_every_product(app: FastAPI, language: str) -> None:
    trier = seen(app)
    trier.language = language
    try:
        trier.page("/p/stock-value")
        assert "/l/valuation?on.to=2026-03-02" in trier.get("/p/stock-value").text
    finally:
        trier.language = "en"

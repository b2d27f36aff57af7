"""Suppliers beside each other."""

from __future__ import annotations

import datetime

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox import days
from tests.sandbox.buying import arrived, bolt, ordered, smith
from tests.web.sandbox.bought import fill
from tests.web.sandbox.trying import DAY, Trier
from web.sandbox.buying_suppliers import Suppliers, suppliers
from web.sandbox.visit import Visit


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A trial that has bought for three weeks and is only looked at."""
    return Trier(app, fill)


def built(session: Session, language: str = "en", **query: str) -> Suppliers:
    return suppliers(Visit(session, "secret", language, query=query))


def test_the_best_stands_first(there: Trier) -> None:
    with there.books.session(write=False) as session:
        found = built(session)
    assert [(one.name.text, one.receipts, one.on_time) for one in found.rows] == [
        ("Pumps", "3", "67%"),
        ("Steel", "2", "50%"),
    ]
    assert found.finding == "Pumps delivers 67% on time, Steel only 50%."
    assert [one.tone for one in found.rows] == ["bad", "bad"]
    assert [one.underway for one in found.rows] == ["1", "3"]


def test_rejects_and_prices_worth_a_look_are_marked(there: Trier) -> None:
    with there.books.session(write=False) as session:
        steel = built(session).rows[1]
    assert (steel.rejected.text, steel.rejected.below) == ("4%", True)
    assert (steel.price.text, steel.price.below) == ("1%", False)


def test_the_page_has_a_bar_and_its_number(there: Trier) -> None:
    page = there.page("/p/suppliers").text
    assert 'width="66.7"' in page
    assert "67%" in page
    assert "1.3 days early on average" in page
    assert there.page("/p/suppliers?months=12").text.count('aria-current="page"') == 2


def test_nobody_delivered(trier: Trier) -> None:
    assert "No supplier delivered anything in this time." in trier.page("/p/suppliers").text


def late_by(session: Session, number: int) -> None:
    """A delivery so many days late, and nothing else."""
    order = ordered(session, smith(session), (bolt(session), 1, 1))
    days.reach(session, DAY + datetime.timedelta(days=number))
    arrived(session, order)


@pytest.mark.parametrize(
    ("number", "late", "finding"),
    [(0, "", "Smith delivers 100% on time."), (2, "2 days late on average", "Smith delivers 0% on time.")],
)
def test_one_supplier_alone(trier: Trier, number: int, late: str, finding: str) -> None:
    with trier.books.session() as session:
        late_by(session, number)
        found = built(session)
    assert (found.rows[0].late, found.finding) == (late, finding)


def test_the_span_is_chosen(trier: Trier) -> None:
    with trier.books.session() as session:
        late_by(session, 0)
        days.reach(session, DAY + datetime.timedelta(days=150))
        assert built(session).rows == ()
        assert [one.name.text for one in built(session, months="12").rows] == ["Smith"]
        assert [shown for _, _, shown in built(session, months="12").spans] == [False, True]


def test_persian_numbers(there: Trier) -> None:
    with there.books.session(write=False) as session:
        assert built(session, "fa").rows[0].on_time == "۶۷٪"

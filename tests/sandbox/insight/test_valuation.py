"""Stock on any day is what moves left there, and the ledger says the same."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.tables import Product
from advisor.sandbox.insight.valuation import days_of_stock, valuation
from advisor.sandbox.ledger.posting import Item
from advisor.sandbox.stock.moves import Cause, Goods, locations, move
from tests.sandbox.insight.posting import DAY, book
from tests.sandbox.insight.test_backlog import goods

D = datetime.date


def go(session: Session, product: Product, quantity: int, way: str, on: D, value: int | None = None) -> None:
    """Move goods along a way such as SUP>WH."""
    source, target = (locations(session)[code] for code in way.split(">"))
    move(session, [Goods(product, quantity, source, target, value)], Cause("test", 1, "T-1", on))


def some_moves(session: Session) -> tuple[Product, Product]:
    bolt, cable = goods(session), goods(session, "cable", places=2, valuation="fifo")
    go(session, bolt, 10, "SUP>WH", D(2026, 1, 5), 1000)
    go(session, cable, 500, "SUP>WH", D(2026, 1, 5), 333)
    go(session, bolt, 4, "WH>WH2", D(2026, 1, 20))
    go(session, bolt, 3, "WH>CUS", D(2026, 2, 5))
    go(session, cable, 500, "WH>PRO", D(2026, 2, 6))
    return bolt, cable


def test_by_product_and_warehouse(books: Database) -> None:
    with books.session() as session:
        some_moves(session)
        found = valuation(session, DAY)
        rows = [(one.product.code, one.location.code, one.quantity, one.value) for one in found.held]
        assert rows == [("bolt", "WH", 3, 300), ("bolt", "WH2", 4, 400)]
        assert found.total == found.in_ledger == 700
        assert found.differences == {}


def test_on_an_earlier_day(books: Database) -> None:
    with books.session() as session:
        bolt, cable = some_moves(session)
        found = valuation(session, D(2026, 1, 31))
        assert {(one.product.id, one.location.code): one.value for one in found.held} == {
            (bolt.id, "WH"): 600,
            (bolt.id, "WH2"): 400,
            (cable.id, "WH"): 333,
        }
        assert found.total == found.in_ledger == 1333
        assert valuation(session, D(2026, 1, 4)).held == ()


def test_what_was_booked_by_hand_is_told(session: Session) -> None:
    bolt, _ = some_moves(session)
    book(session, DAY, Item("stock", 7, product=bolt.id), Item("bank", -7))
    book(session, DAY, Item("stock", 2), Item("bank", -2))
    assert valuation(session, DAY).differences == {bolt.id: -7, None: -2}


def test_how_long_stock_lasts(session: Session) -> None:
    assert days_of_stock(session, DAY) is None
    some_moves(session)  # 700 in stock; 300 sold and 333 used in the last 90 days
    found = days_of_stock(session, DAY)
    assert found is not None
    assert round(found, 2) == round(700 * 90 / 633, 2)


def test_stock_of_a_company_is_what_its_ledger_says(company: Session) -> None:
    for day in (D(2025, 12, 5), D(2026, 1, 31), DAY):
        found = valuation(company, day)
        assert found.total == found.in_ledger > 0
        assert found.differences == {}


@pytest.mark.parametrize("way", ["average", "fifo", "standard"])
def test_every_way_to_value_agrees_with_the_ledger(books: Database, way: str) -> None:
    with books.session() as session:
        bolt = goods(session, valuation=way, cost=500)
        for day, value in ((D(2026, 1, 5), 1_000), (D(2026, 1, 6), 333)):
            go(session, bolt, 3, "SUP>WH", day, value)
        for number in range(4):
            go(session, bolt, 1, "WH>CUS", D(2026, 1, 10 + number))
        for day in (D(2026, 1, 5), D(2026, 1, 11), DAY):
            found = valuation(session, day)
            assert found.total == found.in_ledger
            assert found.differences == {}


def test_what_is_emptied_is_worth_nothing(session: Session) -> None:
    bolt = goods(session)
    go(session, bolt, 3, "SUP>WH", D(2026, 1, 5), 100)
    for number in range(3):
        go(session, bolt, 1, "WH>CUS", D(2026, 1, 10 + number))
    assert valuation(session, DAY).held == ()
    assert valuation(session, DAY).ledger == {bolt.id: 0}
    assert days_of_stock(session, DAY) == 0


def test_goods_that_come_back_are_held_again(session: Session) -> None:
    bolt = goods(session)
    go(session, bolt, 3, "SUP>WH", D(2026, 1, 5), 300)
    go(session, bolt, 2, "WH>CUS", D(2026, 1, 6))
    go(session, bolt, 1, "CUS>WH", D(2026, 1, 7), 100)
    assert [(one.quantity, one.value) for one in valuation(session, DAY).held] == [(2, 200)]

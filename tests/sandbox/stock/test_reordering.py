"""What to order again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock import levels as module
from advisor.sandbox.stock import moves
from advisor.sandbox.stock.levels import Flow
from advisor.sandbox.stock.moves import Cause, Goods
from advisor.sandbox.stock.reordering import lot, proposals, used
from tests.sandbox.conftest import DAY
from tests.sandbox.making import product, supplier, units
from tests.sandbox.stock.stocking import day, place, put_in, take_out


def go(session: Session, good: Product, quantity: int, on: int, source: str = "WH", target: str = "CUS") -> None:
    value = None if source == "WH" else 100 * quantity
    goods = Goods(good, quantity, place(session, source), place(session, target), value)
    moves.move(session, [goods], Cause("shipment", 1, "SH-0001", day(on)))


@pytest.mark.parametrize(
    ("rule", "size", "missing", "expected"),
    [
        ("exact", 0, 7, 7),
        ("exact", 0, 0, 0),
        ("exact", 0, -3, 0),
        ("minimum", 10, 7, 10),
        ("minimum", 10, 12, 12),
        ("minimum", 10, 0, 0),
        ("multiple", 6, 7, 12),
        ("multiple", 6, 6, 6),
        ("fixed", 230, 3, 230),
        ("fixed", 230, 231, 460),
        ("fixed", 0, 5, 5),
    ],
)
def test_lots(rule: str, size: int, missing: int, expected: int) -> None:
    assert lot(Product(code="p", name="P", lot_rule=rule, lot_size=size), missing) == expected


def test_demand_is_what_customers_and_production_took(books: Database) -> None:
    with books.session() as session:
        good = product(session, "a")
        put_in(session, good, 20, 1, on=day(-20))
        go(session, good, 4, -10)
        go(session, good, 3, -9, target="PRO")
        go(session, good, 1, -8, source="CUS", target="WH")
        go(session, good, 2, -8, source="PRO", target="WH")  # made, not used
        take_out(session, good, 5, on=day(-7))  # thrown away
        go(session, good, 2, -2)
        assert used(session, day(-20), DAY) == {good.id: (8, 8_00)}
        assert used(session, day(-8), DAY) == {good.id: (1, 1_00)}
        assert used(session, day(-1), DAY) == {}


def proposed(session: Session, **columns: Any) -> dict[str, tuple[int, int]]:
    return {one.level.product.code: (one.point, one.quantity) for one in proposals(session, **columns)}


def test_the_reorder_point_covers_the_lead_time(session: Session) -> None:
    """30 in 90 days and 10 days to wait are 3.33, so 4, and a safety stock of 5."""
    seller = supplier(session, lead_days=10)
    quick = product(session, "quick", safety=units(5), supplier=seller.id, lead_days=1)
    slow = product(session, "slow", safety=units(5), supplier=seller.id)
    for good in (quick, slow):
        put_in(session, good, 38, 1, on=day(-100))
        go(session, good, 30, -30)
    assert proposed(session) == {"slow": (9, 1), "quick": (6, 0)}


def test_a_young_company_counts_its_own_days(session: Session) -> None:
    good = product(session, "a", lead_days=4)
    put_in(session, good, 20, 1, on=day(-9))
    go(session, good, 10, -5)
    (found,) = proposals(session)
    assert (found.days, found.used, found.point, found.lasts) == (10, 10, 4, 10)


def test_what_comes_is_not_ordered_twice(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    good = product(session, "a", safety=units(5), lot_rule="multiple", lot_size=units(4))
    assert proposed(session) == {"a": (5, 8)}
    coming = Flow(good.id, 1, 8, day(2), "receipt", 1, "RC-0001")
    going = Flow(good.id, 1, -1, day(1), "shipment", 1, "SH-0001")
    monkeypatch.setattr(module, "EXPECTED", [lambda session: [coming]])
    assert proposed(session) == {"a": (5, 0)}
    monkeypatch.setattr(module, "EXPECTED", [lambda session: [coming, going] * 4])
    assert proposed(session) == {"a": (5, 0)}
    monkeypatch.setattr(module, "EXPECTED", [lambda session: [going]])
    assert proposed(session) == {"a": (5, 8)}


def test_the_most_urgent_comes_first(session: Session) -> None:
    for code, there, gone in (("c", 50, 45), ("b", 100, 90), ("a", 5, 0), ("d", 200, 10)):
        good = product(session, code, lead_days=20)
        put_in(session, good, there, 1, on=day(-89))
        if gone:
            go(session, good, gone, -10)
    assert [(one.level.product.code, one.lasts) for one in proposals(session)] == [
        ("b", 10),
        ("c", 10),
        ("d", 1710),
        ("a", None),
    ]


def test_more_returns_than_sales_are_no_demand(session: Session) -> None:
    good = product(session, "a", lead_days=20)
    put_in(session, good, 1, 1, on=day(-1))
    go(session, good, 5, 0, source="CUS", target="WH")
    (found,) = proposals(session)
    assert (found.used, found.point, found.quantity, found.lasts) == (0, 0, 0, None)

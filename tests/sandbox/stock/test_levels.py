"""On hand, reserved, free, incoming, outgoing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.stock import levels as module
from advisor.sandbox.stock.levels import Flow, Level, expected, flows, levels, unit_costs
from advisor.sandbox.stock.reserving import Want, reserve
from tests.sandbox.making import product
from tests.sandbox.stock.stocking import day, place, put_in

Expect = Callable[..., None]


@pytest.fixture
def expect(monkeypatch: pytest.MonkeyPatch) -> Expect:
    """Make somebody expect goods: (product, quantity, day, place)."""
    found: list[Flow] = []
    monkeypatch.setattr(module, "EXPECTED", [])

    @expected
    def those(session: Session) -> Iterator[Flow]:
        yield from found

    def add(product: int, quantity: int, on: int = 1, location: int = 1) -> None:
        kind = "receipt" if quantity > 0 else "shipment"
        found.append(Flow(product, location, quantity, day(on), kind, len(found), f"X-{len(found)}"))

    return add


def test_what_is_there_and_what_is_free(books: Database, expect: Expect) -> None:
    with books.session() as session:
        good = product(session, "a")
        put_in(session, good, 5, 10)
        put_in(session, good, 3, 20, at="WH2")
        reserve(session, [Want(good, 2, place(session))], "shipment", 1, "SO-0001")
        expect(good.id, 7)
        expect(good.id, -4)
    with books.session(write=False) as session:
        (level,) = levels(session, [good])
        assert level == Level(good, None, 8, 2, 110_00, 7, 4)
        assert (level.free, level.projected, level.unit_cost) == (6, 11, 13_75_00)


def test_places_are_told_apart(session: Session, expect: Expect) -> None:
    one, other = product(session, "b"), product(session, "a")
    put_in(session, one, 5, 10)
    put_in(session, one, 3, 20, at="WH2")
    expect(other.id, -2, location=2)
    found = [
        (level.product.code, level.location, level.on_hand, level.outgoing) for level in levels(session, by_place=True)
    ]
    assert found == [("a", 2, 0, 2), ("b", 1, 5, 0), ("b", 2, 3, 0)]


def test_all_active_goods_have_a_level(session: Session, expect: Expect) -> None:
    product(session, "b", cost=4)
    product(session, "a")
    product(session, "work", kind="service")
    product(session, "old").active = False
    session.flush()
    assert [(level.product.code, level.on_hand, level.unit_cost) for level in levels(session)] == [
        ("a", 0, 0),
        ("b", 0, 4_00_00),
    ]
    assert levels(session, by_place=True) == []
    assert levels(session, []) == []


def test_what_is_expected_comes_in_the_order_of_days(session: Session, expect: Expect) -> None:
    for number, on in ((1, 5), (2, 1), (3, 3)):
        expect(number, number, on)
    assert [(flow.product, flow.on) for flow in flows(session)] == [(2, day(1)), (3, day(3)), (1, day(5))]
    assert [flow.product for flow in flows(session, {1, 3})] == [3, 1]


@pytest.mark.parametrize(
    ("receipts", "own", "expected_cost"),
    [([], 0, None), ([], 5, 5_00_00), ([(3, "3.33")], 5, 3_33_00), ([(1, 1), (2, 2)], 0, 1_66_67), ([(2, 0)], 0, None)],
)
def test_a_unit_cost_is_an_average_of_all_places(
    session: Session, receipts: list[tuple[int, Any]], own: int, expected_cost: int | None
) -> None:
    good = product(session, "a", cost=own)
    for (quantity, cost), at in zip(receipts, ("WH", "WH2"), strict=False):
        put_in(session, good, quantity, cost, at=at)
    assert unit_costs(session, [good]).get(good.id) == expected_cost

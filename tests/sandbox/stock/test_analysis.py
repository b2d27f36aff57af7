"""Stock over time."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock import moves
from advisor.sandbox.stock.analysis import Worth, classes, first_move, idle, last_used, turnover, worth_on
from advisor.sandbox.stock.moves import Cause, Goods
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOOKKEEPER, do, product, units
from tests.sandbox.stock.stocking import booked, day, place, put_in, take_out


def go(session: Session, good: Product, quantity: int, on: int, target: str = "CUS") -> None:
    goods = Goods(good, quantity, place(session), place(session, target))
    moves.move(session, [goods], Cause("shipment", 1, "SH-0001", day(on)))


def test_the_value_of_any_day_is_known(books: Database) -> None:
    with books.session() as session:
        good = product(session, "a")
        put_in(session, good, 10, 10, on=day(-10))
        go(session, good, 4, -8)
        go(session, good, 2, -6, target="WH2")
        do(session, "stock.revalue", BOOKKEEPER, product=good.id, cost=units(8), on=day(-3))
        here, there = place(session).id, place(session, "WH2").id
        days = {number: worth_on(session, day(number)) for number in (-11, -10, -8, -5, 0)}
        assert days == {
            -11: [],
            -10: [Worth(good.id, here, 10, 100_00)],
            -8: [Worth(good.id, here, 6, 60_00)],
            -5: [Worth(good.id, here, 4, 40_00), Worth(good.id, there, 2, 20_00)],
            0: [Worth(good.id, here, 4, 32_00), Worth(good.id, there, 2, 16_00)],
        }
        assert sum(one.value for one in days[0]) == booked(session, "stock")


def test_stock_turns_over(session: Session) -> None:
    """100 for 24 days, 60 for 6: 92 on average. 40 / 92 in 30 days are 5.29 a year, 69 days each."""
    good, unused = product(session, "a"), product(session, "b")
    for one in (good, unused):
        put_in(session, one, 10, 10, on=day(-40))
    go(session, good, 4, -5)
    go(session, good, 1, -4, target="WH2")
    found = {one.product: one for one in turnover(session, day(-29), DAY)}
    assert (found[good.id].out, found[good.id].average) == (40_00, 92_00)
    assert (found[good.id].turns, found[good.id].days) == (529, 69)
    assert (found[unused.id].out, found[unused.id].turns, found[unused.id].days) == (0, None, None)
    assert found[unused.id].average == 100_00


def test_stock_begins_with_the_first_move(session: Session) -> None:
    assert first_move(session) == DAY
    good = product(session, "a")
    put_in(session, good, 10, 10, on=day(-12))
    go(session, good, 1, -3)
    assert first_move(session) == day(-12)
    assert last_used(session) == {good.id: day(-3)}


def test_what_was_never_there_does_not_turn(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 10, 10)
    go(session, good, 10, 0)
    (found,) = turnover(session, day(-9), DAY)
    assert (found.out, found.average, found.turns) == (100_00, 0, None)


@pytest.mark.parametrize(
    ("out", "expected"),
    [
        ({1: 70, 2: 15, 3: 10, 4: 5}, "AABC"),
        ({1: 80, 2: 15, 3: 5}, "ABC"),
        ({1: 90, 2: 10}, "AB"),
        ({1: 96, 2: 4}, "AC"),
        ({1: 5}, "A"),
        ({1: 0, 2: 0}, "CC"),
        ({1: -5, 2: 10}, "CA"),
        ({}, ""),
    ],
)
def test_classes_follow_the_value_used(out: dict[int, int], expected: str) -> None:
    found = classes(out)
    assert "".join(found[product] for product in sorted(out)) == expected


@given(st.dictionaries(st.integers(1, 50), st.integers(0, 1000)))
def test_a_larger_value_is_never_in_a_lower_class(out: dict[int, int]) -> None:
    found = classes(out)
    assert set(found) == set(out)
    ordered = [found[product] for product in sorted(out, key=lambda product: (-out[product], product))]
    assert ordered == sorted(ordered)


def test_what_lies_idle_is_named_the_dearest_first(session: Session) -> None:
    goods = {code: product(session, code) for code in ("cheap", "dear", "moving", "gone", "scrapped")}
    for good in goods.values():
        put_in(session, good, 4, 1 if good.code == "cheap" else 9, on=day(-100))
    go(session, goods["dear"], 1, -60)
    go(session, goods["moving"], 1, -59)
    go(session, goods["gone"], 4, -90)
    take_out(session, goods["scrapped"], 1, on=day(-1))
    found = [(one.product.code, one.quantity, one.value, one.last) for one in idle(session)]
    assert found == [
        ("dear", 3, 27_00, day(-60)),
        ("scrapped", 3, 27_00, None),
        ("cheap", 4, 4_00, None),
    ]
    assert [one.product.code for one in idle(session, 61)] == ["scrapped", "cheap"]
    assert isinstance(found[0][3], datetime.date)

"""Counting stock: what the books said is frozen, differences are booked at the end."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core import events
from advisor.sandbox.core.refusals import Refusal, Short
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock.reserving import Want, reserve
from advisor.sandbox.stock.tables import Count, Move
from tests.sandbox.conftest import DAY
from tests.sandbox.making import STOREKEEPER, do, product, units
from tests.sandbox.stock.stocking import booked, held, last_move, layers, place, put_in, sound, take_out


def begin(session: Session, at: str = "WH", **more: Any) -> Count:
    """A count that has started."""
    made = do(session, "count.create", STOREKEEPER, location=place(session, at).id, **more)
    do(session, "count.start", STOREKEEPER, document=made.id)
    assert isinstance(made, Count)
    return made


def enter(session: Session, count: Count, **found: Any) -> None:
    """`found` by the code of the product: a number, or (number, cost)."""
    lines = []
    for code, number in found.items():
        pair = number if isinstance(number, tuple) else (number, None)
        good = session.query(Product).filter_by(code=code).one()
        cost = None if pair[1] is None else units(pair[1])
        lines.append({"product": good.id, "counted": units(pair[0]), "cost": cost})
    do(session, "count.enter", STOREKEEPER, count=count.id, lines=lines)


def finish(session: Session, count: Count, **more: Any) -> Count:
    made = do(session, "count.finish", STOREKEEPER, document=count.id, **more)
    assert isinstance(made, Count)
    return made


def test_differences_are_booked_at_what_the_goods_cost(books: Database) -> None:
    with books.session() as session:
        less, more, same = (product(session, code) for code in ("less", "more", "same"))
        for good in (less, more, same):
            put_in(session, good, 10, 10)
            put_in(session, good, 10, 20)
        count = begin(session)
        assert count.number == "CNT-0001"
        assert [(line.product_id, line.booked) for line in count.lines] == [(1, 20), (2, 20), (3, 20)]
        enter(session, count, less=18, more=23, same=20)
        assert finish(session, count).state == "done"
        assert [held(session, good) for good in (less, more, same)] == [(18, 270_00), (23, 345_00), (20, 300_00)]
        assert booked(session, "lost") == -15_00
        sound(session)


def test_no_difference_books_nothing(session: Session) -> None:
    put_in(session, product(session, "a"), 5, 10)
    count = begin(session)
    enter(session, count, a=5)
    moves = session.query(Move).count()
    finish(session, count)
    assert session.query(Move).count() == moves


def test_goods_may_move_while_people_count(session: Session) -> None:
    """15 were counted before 4 left: one is missing, and 11 are left."""
    good = product(session, "a")
    put_in(session, good, 16, 10)
    count = begin(session)
    take_out(session, good, 4)
    put_in(session, good, 1, 10)
    enter(session, count, a=15)
    finish(session, count)
    assert held(session, good) == (12, 120_00)
    sound(session)


def test_all_that_is_there_is_listed_or_a_group_of_it(session: Session) -> None:
    for code, group in (("a", "bolts"), ("b", "nuts"), ("c", "bolts"), ("d", "bolts")):
        good = product(session, code, group=group)
        if code != "d":
            put_in(session, good, 1, 1)
    assert [line.product_id for line in begin(session).lines] == [1, 2, 3]
    assert [line.product_id for line in begin(session, group="bolts").lines] == [1, 3]
    assert [line.product_id for line in begin(session, products=[4]).lines] == [4]
    with pytest.raises(Refusal, match="Nothing is booked in Second warehouse") as caught:
        begin(session, at="WH2")
    assert caught.value.field == "products"


def test_a_product_that_is_found_is_added(session: Session) -> None:
    put_in(session, product(session, "a"), 5, 10)
    surprise = product(session, "b", cost=7)
    count = begin(session)
    enter(session, count, a=5, b=2)
    assert [(line.product_id, line.booked, line.counted) for line in count.lines] == [(1, 5, 5), (2, 0, 2)]
    finish(session, count)
    assert held(session, surprise) == (2, 14_00)
    sound(session)


def test_one_that_is_found_can_be_entered_alone(session: Session) -> None:
    put_in(session, product(session, "a"), 5, 10)
    surprise = product(session, "b")
    count = begin(session)
    enter(session, count, a=5)
    do(session, "count.find", STOREKEEPER, count=count.id, product=surprise.id, counted=units(3), cost=units(2))
    finish(session, count)
    assert held(session, surprise) == (3, 6_00)
    sound(session)


def test_a_number_can_be_corrected_until_the_end(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 5, 10)
    count = begin(session)
    enter(session, count, a=500)
    enter(session, count, a=4)
    finish(session, count)
    assert held(session, good) == (4, 40_00)


def test_nothing_can_be_found(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 3, "3.34")
    count = begin(session)
    enter(session, count, a=0)
    finish(session, count)
    assert held(session, good) == (0, 0)
    assert booked(session, "lost") == 10_02
    sound(session)


def test_what_is_not_counted_is_asked_for(session: Session) -> None:
    for code in ("a", "b"):
        put_in(session, product(session, code), 5, 10)
    count = begin(session)
    enter(session, count, a=4)
    with pytest.raises(Refusal, match=r"Not counted yet: B\. Count them, or finish without them") as caught:
        finish(session, count)
    assert caught.value.field == "skip_uncounted"
    finish(session, count, skip_uncounted=True)
    assert [held(session, one)[0] for one in session.query(Product)] == [4, 5]


@pytest.mark.parametrize(
    ("cost", "elsewhere", "entered", "value"),
    [(0, None, 6, 12_00), (5, None, None, 10_00), (5, 8, None, 16_00), (5, 8, 6, 12_00), (0, None, 0, 0)],
)
def test_found_goods_are_worth_what_is_known(
    session: Session, cost: int, elsewhere: int | None, entered: int | None, value: int
) -> None:
    """What is entered comes first, then what others of it cost in another place, then the product's own cost."""
    good = product(session, "a", cost=cost)
    if elsewhere is not None:
        put_in(session, good, 1, elsewhere, at="WH2")
    count = begin(session, products=[good.id])
    enter(session, count, a=(2, entered))
    finish(session, count)
    assert held(session, good) == (2, value)
    sound(session)


def test_a_cost_is_asked_for_where_nobody_knows_it(session: Session) -> None:
    good = product(session, "bolt")
    count = begin(session, products=[good.id])
    enter(session, count, bolt=2)
    with pytest.raises(Refusal, match="Nobody knows what Bolt costs") as caught:
        finish(session, count)
    assert caught.value.field == "cost"
    enter(session, count, bolt=(2, 3))
    finish(session, count)
    assert held(session, good) == (2, 6_00)


def test_an_entered_cost_is_for_what_is_found_in_addition(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 2, 10)
    count = begin(session)
    enter(session, count, a=(3, 4))
    finish(session, count)
    assert held(session, good) == (3, 24_00)


@pytest.mark.parametrize("valuation", ["fifo", "standard"])
def test_counting_follows_the_valuation(session: Session, valuation: str) -> None:
    good = product(session, "a", valuation=valuation, cost=10)
    put_in(session, good, 2, 10)
    put_in(session, good, 2, 10)
    count = begin(session)
    enter(session, count, a=5)
    finish(session, count)
    assert held(session, good) == (5, 50_00)
    if valuation == "fifo":
        assert layers(session, good) == [(2, 20_00), (2, 20_00), (1, 10_00)]
    count = begin(session)
    enter(session, count, a=1)
    finish(session, count)
    assert held(session, good) == (1, 10_00)
    sound(session)


def test_goods_that_are_promised_are_not_counted_away(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 5, 10)
    reserve(session, [Want(good, 4, place(session))], "shipment", 1, "SO-0009")
    count = begin(session)
    enter(session, count, a=3)
    with pytest.raises(Short, match="4 are reserved for SO-0009"):
        finish(session, count)
    sound(session)


def test_a_draft_is_not_entered_and_an_end_is_an_end(session: Session) -> None:
    put_in(session, product(session, "a"), 5, 10)
    draft = do(session, "count.create", STOREKEEPER, location=place(session).id)
    with pytest.raises(Refusal, match="Counting has not begun, or is over"):
        enter(session, draft, a=4)
    count = begin(session)
    enter(session, count, a=4)
    finish(session, count)
    for act in (lambda: enter(session, count, a=3), lambda: finish(session, count)):
        with pytest.raises(Refusal):
            act()
    assert [one.what for one in events.history(session, "count", count.id)] == ["create", "start", "enter", "finish"]


def test_a_cancelled_count_changes_nothing(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 5, 10)
    count = begin(session)
    enter(session, count, a=1)
    assert do(session, "count.cancel", STOREKEEPER, document=count.id).state == "cancelled"
    assert held(session, good) == (5, 50_00)


def test_ids_and_numbers_are_checked(session: Session) -> None:
    put_in(session, product(session, "a"), 5, 10)
    count = begin(session)
    assert count.on == DAY
    with pytest.raises(NotFound):
        do(session, "count.enter", count=99, lines=[])
    with pytest.raises(NotFound):
        do(session, "count.enter", count=count.id, lines=[{"product": 99, "counted": 1}])
    with pytest.raises(NotFound):
        do(session, "count.create", location=99)
    with pytest.raises(NotFound):
        begin(session, products=[1, 99])
    for wrong in (-1, "0.5"):
        with pytest.raises(Refusal):
            enter(session, count, a=wrong)


def test_the_difference_belongs_to_the_count(session: Session) -> None:
    put_in(session, product(session, "a"), 5, 10)
    count = begin(session)
    enter(session, count, a=4)
    finish(session, count)
    done = last_move(session)
    assert (done.cause_kind, done.cause, done.line) == ("count", count.id, count.lines[0].id)

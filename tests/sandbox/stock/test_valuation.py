"""What goods are worth. Published cases go through the verbs; rules of our own follow from the same arithmetic."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock import moves
from advisor.sandbox.stock.moves import Cause, Goods
from advisor.sandbox.stock.tables import Balance, Layer
from advisor.sandbox.stock.valuation import Piece, put, restate, take
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do, product, units
from tests.sandbox.stock.stocking import (
    balance,
    booked,
    held,
    layers,
    place,
    put_in,
    sound,
    take_out,
    unit_cost,
)


def test_s01_fifo_takes_the_oldest_receipt(books: Database) -> None:
    """Tryton product_cost_fifo, scenario_product_cost_fifo.rst."""
    with books.session() as session:
        good = product(session, "a", valuation="fifo")
        put_in(session, good, 4, 10)
        put_in(session, good, 2, 25)
        assert unit_cost(session, good) == Decimal(15)
        assert take_out(session, good, 3).value == 3 * 1000
        assert unit_cost(session, good) == Decimal(20)
        assert take_out(session, good, 1).value == 1000
        assert take_out(session, good, 1).value == 2500
        assert unit_cost(session, good) == Decimal(25)
        assert held(session, good) == (1, 2500)
        sound(session)


def test_s02_fifo_splits_a_receipt(books: Database) -> None:
    """Odoo test_stockvaluationlayer.py, FIFO normal_1."""
    with books.session() as session:
        good = product(session, "a", valuation="fifo")
        put_in(session, good, 10, 10)
        put_in(session, good, 10, 20)
        assert take_out(session, good, 15).value == 200_00
        assert held(session, good) == (5, 100_00)
        sound(session)


def test_s09_a_moving_average(books: Database) -> None:
    """Odoo test_stockvaluationlayer.py, AVCO normal_1."""
    with books.session() as session:
        good = product(session, "a")
        put_in(session, good, 10, 10)
        put_in(session, good, 10, 20)
        assert unit_cost(session, good) == Decimal(15)
        assert take_out(session, good, 15).value == 225_00
        assert held(session, good) == (5, 75_00)
        sound(session)


def test_s10_a_moving_average_follows_each_receipt(books: Database) -> None:
    """Tryton stock, scenario_stock_average_cost_price.rst."""
    with books.session() as session:
        good = product(session, "a")
        found = []
        for quantity, cost in ((1, 100), (1, 200), (1, 200), (1, 200)):
            put_in(session, good, quantity, cost)
            found.append(unit_cost(session, good))
        assert [found[0], found[1], found[3]] == [Decimal(100), Decimal(150), Decimal(175)]
        sound(session)


def test_s13_what_rounding_leaves_is_shown(books: Database) -> None:
    """Odoo test_stockvaluationlayer.py, rounding_slv_1: 3 at 1.00 leave 0.01, which the same move takes along."""
    with books.session() as session:
        good = product(session, "a")
        for cost in ("1.00", "1.00", "1.01"):
            put_in(session, good, 1, cost)
        assert held(session, good) == (3, 301)
        done = take_out(session, good, 3)
        assert (done.value, done.rounding) == (301, 1)
        assert held(session, good) == (0, 0)
        assert booked(session, "stock") == 0
        sound(session)


def test_s14_nothing_is_left_of_many_small_pieces(books: Database) -> None:
    """Odoo test_stockvaluationlayer.py, rounding_svl_4."""
    with books.session() as session:
        good = product(session, "a", places=1)
        put_in(session, good, 2, "4.63")
        put_in(session, good, 5, "3.04")
        assert unit_cost(session, good) == Decimal("3.49")
        values = [take_out(session, good, "0.1").value for _ in range(70)]
        assert sum(values) == 24_46
        assert set(values) == {34, 35}
        assert held(session, good) == (0, 0)
        assert booked(session, "stock") == 0
        sound(session)


@pytest.mark.parametrize("valuation", ["average", "fifo"])
def test_three_decimals_leave_nothing(session: Session, valuation: str) -> None:
    good = product(session, "a", places=3, valuation=valuation)
    put_in(session, good, "0.333", "9.99")
    put_in(session, good, "1.667", "0.01")
    for quantity in ("0.001", "0.4", "1.598", "0.001"):
        take_out(session, good, quantity)
        sound(session)
    assert held(session, good) == (0, 0)
    assert booked(session, "stock") == 0


def test_fifo_takes_parts_of_a_receipt_to_the_last_cent(session: Session) -> None:
    good = product(session, "a", places=2, valuation="fifo")
    put_in(session, good, 3, "3.33")  # 9.99
    assert [take_out(session, good, 1).value for _ in range(3)] == [333, 333, 333]
    put_in(session, good, "0.03", "33.34")  # 1.00 for three hundredths
    assert [take_out(session, good, "0.01").value for _ in range(3)] == [33, 34, 33]
    sound(session)


def test_a_standard_cost_books_the_difference(books: Database) -> None:
    with books.session() as session:
        good = product(session, "a", valuation="standard", cost=5)
        put_in(session, good, 4, 4)
        assert held(session, good) == (4, 20_00)
        assert (booked(session, "opening"), booked(session, "variance")) == (-16_00, -4_00)
        put_in(session, good, 2, 7)
        assert held(session, good) == (6, 30_00)
        assert booked(session, "variance") == 0
        assert take_out(session, good, 5).value == 25_00
        assert held(session, good) == (1, 5_00)
        sound(session)


def test_a_standard_cost_with_fractions_leaves_nothing(session: Session) -> None:
    good = product(session, "a", valuation="standard", cost="0.333", places=1)
    put_in(session, good, 1, "0.333")
    for _ in range(10):
        take_out(session, good, "0.1")
        sound(session)
    assert held(session, good) == (0, 0)


@pytest.mark.parametrize("valuation", ["average", "fifo", "standard"])
def test_free_goods_are_worth_nothing(session: Session, valuation: str) -> None:
    good = product(session, "a", valuation=valuation)
    put_in(session, good, 5, 0)
    assert held(session, good) == (5, 0)
    assert take_out(session, good, 5).value == 0
    assert take_free_goods_entries(session) == 0
    sound(session)


def take_free_goods_entries(session: Session) -> int:
    return booked(session, "stock") + booked(session, "lost") + booked(session, "opening")


def back(session: Session, good: Product, quantity: int, value: int) -> int:
    """Goods go back to the supplier at what they cost; what leaves the stock."""
    source, target = place(session), place(session, "SUP")
    cause = Cause("receipt", 1, "RC-0001", DAY)
    (done,) = moves.move(session, [Goods(good, quantity, source, target, value)], cause)
    return done.value


def test_goods_go_back_at_what_they_cost(session: Session) -> None:
    """An average gives the original value: what stays is worth what the other receipt cost."""
    good = product(session, "a")
    put_in(session, good, 10, 10)
    put_in(session, good, 10, 20)
    assert back(session, good, 10, 200_00) == 200_00
    assert held(session, good) == (10, 100_00)
    assert booked(session, "received") == 200_00
    assert booked(session, "variance") == 0
    sound(session)


def test_what_stays_is_never_worth_less_than_nothing(session: Session) -> None:
    """10 at 10 and 10 at 20, 15 sold at 15: 5 are left, worth 75. Four of 20 cannot go back at 80."""
    good = product(session, "a")
    put_in(session, good, 10, 10)
    put_in(session, good, 10, 20)
    take_out(session, good, 15)
    assert back(session, good, 4, 80_00) == 60_00
    assert held(session, good) == (1, 15_00)
    assert (booked(session, "received"), booked(session, "variance")) == (80_00, -20_00)
    sound(session)


def test_the_last_ones_take_the_whole_rest_back(session: Session) -> None:
    """Odoo test_stockvaluationlayer.py, AVCO return_receipt_1: value and quantity end at nought."""
    good = product(session, "a")
    put_in(session, good, 1, 10)
    put_in(session, good, 1, 20)
    take_out(session, good, 1)
    assert back(session, good, 1, 10_00) == 15_00
    assert held(session, good) == (0, 0)
    assert booked(session, "variance") == 5_00
    sound(session)


def test_fifo_gives_back_the_receipt_it_came_with(session: Session) -> None:
    good = product(session, "a", valuation="fifo")
    put_in(session, good, 10, 10)
    put_in(session, good, 10, 20)
    put_in(session, good, 10, 30)
    assert back(session, good, 4, 80_00) == 80_00
    assert layers(session, good) == [(10, 100_00), (6, 120_00), (10, 300_00)]
    assert booked(session, "variance") == 0
    assert take_out(session, good, 11).value == 120_00
    sound(session)


def test_fifo_gives_back_others_when_that_receipt_is_gone(session: Session) -> None:
    good = product(session, "a", valuation="fifo")
    put_in(session, good, 2, 10)
    put_in(session, good, 10, 20)
    take_out(session, good, 2)
    assert back(session, good, 2, 20_00) == 40_00
    assert (booked(session, "received"), booked(session, "variance")) == (20_00, 20_00)
    sound(session)


def test_a_standard_cost_goes_back_at_the_standard(session: Session) -> None:
    good = product(session, "a", valuation="standard", cost=5)
    put_in(session, good, 4, 4)
    assert back(session, good, 1, 4_00) == 5_00
    assert booked(session, "variance") == -3_00
    sound(session)


@pytest.mark.parametrize(("valuation", "left"), [("average", (2, 30_00)), ("fifo", (2, 30_00))])
def test_goods_come_back_from_a_customer_at_what_they_left_at(
    session: Session, valuation: str, left: tuple[int, int]
) -> None:
    """Odoo test_stockvaluationlayer.py, return_delivery_1 of AVCO and FIFO."""
    good = product(session, "a", valuation=valuation)
    put_in(session, good, 1, 10)
    put_in(session, good, 1, 20)
    here, there = place(session), place(session, "CUS")
    (gone,) = moves.move(session, [Goods(good, 1, here, there)], Cause("shipment", 1, "SH-0001", DAY))
    (come,) = moves.move(session, [Goods(good, 1, there, here, gone.value)], Cause("shipment", 2, "SH-0002", DAY))
    assert come.value == gone.value
    assert held(session, good) == left
    assert booked(session, "shipped") == 0
    sound(session)


def test_fifo_sells_returned_goods_after_those_that_were_there(session: Session) -> None:
    good = product(session, "a", valuation="fifo")
    put_in(session, good, 1, 10)
    put_in(session, good, 1, 20)
    here, there = place(session), place(session, "CUS")
    moves.move(session, [Goods(good, 1, here, there)], Cause("shipment", 1, "SH-0001", DAY))
    moves.move(session, [Goods(good, 1, there, here, 1000)], Cause("shipment", 2, "SH-0002", DAY))
    assert [take_out(session, good, 1).value for _ in range(2)] == [2000, 1000]
    sound(session)


def test_a_transfer_keeps_value_and_layers(books: Database) -> None:
    with books.session() as session:
        good = product(session, "a", valuation="fifo")
        put_in(session, good, 4, 10, on=DAY - datetime.timedelta(days=3))
        put_in(session, good, 4, 20, at="WH2", on=DAY - datetime.timedelta(days=2))
        put_in(session, good, 4, 30)
        before = booked(session, "stock")
        ends = {"source": place(session).id, "target": place(session, "WH2").id}
        made = do(session, "transfer.create", **ends, lines=[{"product": good.id, "quantity": 6}])
        do(session, "transfer.move", document=made.id)
        assert layers(session, good) == [(2, 60_00)]
        assert layers(session, good, "WH2") == [(4, 40_00), (4, 80_00), (2, 60_00)]
        assert booked(session, "stock") == before == 240_00
        assert take_out(session, good, 5, at="WH2").value == 60_00
        sound(session)


@pytest.mark.parametrize("valuation", ["average", "fifo"])
def test_any_sequence_ends_sound(sqlite_books: Database, valuation: str) -> None:
    """Whatever comes in and goes out: the sums hold, and what is emptied is worth nothing."""
    with sqlite_books.session() as session:
        product(session, "a", valuation=valuation, places=1)

    step = st.tuples(st.booleans(), st.integers(1, 60), st.integers(0, 5000))

    @settings(max_examples=12)
    @given(st.lists(step, min_size=1, max_size=12))
    def check(steps: list[tuple[bool, int, int]]) -> None:
        with sqlite_books.session() as session:
            good = session.get_one(Product, 1)
            for comes, quantity, cents in steps:
                if comes:
                    put_in(session, good, Decimal(quantity).scaleb(-1), Decimal(cents).scaleb(-2))
                elif there := balance(session, good).quantity:
                    take_out(session, good, Decimal(min(quantity, there)).scaleb(-1))
            sound(session)
            if there := balance(session, good).quantity:
                take_out(session, good, Decimal(there).scaleb(-1))
            assert held(session, good) == (0, 0)
            assert booked(session, "stock") == 0
            session.rollback()

    check()


def test_pieces_of_an_average_are_one(session: Session) -> None:
    good = product(session, "a")
    there = Balance(product_id=good.id, location_id=1, quantity=3, value=1000, last=DAY)
    assert take(session, good, there, 1) == [Piece(1, 333, DAY)]
    assert take(session, good, there, 3) == [Piece(3, 1000, DAY)]
    assert (there.quantity, there.value) == (3, 1000)


@pytest.mark.parametrize("quantity", [0, 4])
def test_more_than_is_there_is_never_taken(session: Session, quantity: int) -> None:
    there = Balance(product_id=1, location_id=1, quantity=3, value=1000, last=DAY)
    with pytest.raises(AssertionError):
        take(session, product(session, "a"), there, quantity)


def test_layers_are_for_fifo_only(session: Session) -> None:
    there = Balance(product_id=1, location_id=1, quantity=3, value=1000, last=DAY)
    put(session, product(session, "a"), there, [Piece(3, 1000, DAY)])
    session.flush()
    assert session.query(Layer).count() == 0


def test_a_new_value_is_shared_by_the_layers(session: Session) -> None:
    good = product(session, "a", valuation="fifo")
    put_in(session, good, 1, 10)
    put_in(session, good, 2, 20)
    there = balance(session, good)
    restate(session, good, there, 100)
    session.flush()
    assert layers(session, good) == [(1, 33), (2, 67)]
    assert there.value == 100


def test_prices_beyond_32_bits_are_valued(books: Database) -> None:
    with books.session() as session:
        trial(session).currency = "IRR"
        good = product(session, "a")
        put_in(session, good, 1000, 90_000_000_000)
        assert take_out(session, good, 999).value == 999 * 90_000_000_000
        assert units(held(session, good)[1]) == 90_000_000_000
        sound(session)

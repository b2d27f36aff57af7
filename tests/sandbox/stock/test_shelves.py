"""Which shelf goods are taken from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock import moves
from advisor.sandbox.stock.moves import Cause, Goods, locations
from advisor.sandbox.stock.reserving import Want, reserve
from advisor.sandbox.stock.shelves import Standing, shelved, spread, standing
from advisor.sandbox.stock.tables import Shelved
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do, product
from tests.sandbox.stock.stocking import balance, place, put_in, sound, take_out


def test_earlier_reservations_take_the_first_shelves() -> None:
    stack = [(11, 3), (12, 4), (None, 5)]
    assert spread(stack, [(1, 2), (2, 4), (3, 6)]) == {
        1: [(11, 2)],
        2: [(11, 1), (12, 3)],
        3: [(12, 1), (None, 5)],
    }


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.lists(st.integers(1, 9), max_size=5))
def test_as_much_is_picked_as_is_held_and_there(there: list[int], wanted: list[int]) -> None:
    stack = [(number, quantity) for number, quantity in enumerate(there)]
    found = spread(stack, list(enumerate(wanted)))
    assert sum(quantity for picks in found.values() for _, quantity in picks) == min(sum(there), sum(wanted))
    for number, quantity in stack:
        assert sum(taken for picks in found.values() for shelf, taken in picks if shelf == number) <= quantity


@given(st.lists(st.integers(1, 9), min_size=2, max_size=5), st.integers(0, 4))
def test_who_comes_out_of_turn_takes_nothing_that_others_are_to_pick(wanted: list[int], chosen: int) -> None:
    """One of the reservations leaves first; the others are picked from where their lists say."""
    stack = [(1, 6), (2, 7), (3, sum(wanted))]
    held = list(enumerate(wanted))
    before = spread(stack, held)
    leaving = before[chosen % len(held)]
    rest = [(shelf, there - sum(n for place, n in leaving if place == shelf)) for shelf, there in stack]
    after = spread(rest, [one for one in held if one[0] != chosen % len(held)])
    assert after == {number: picks for number, picks in before.items() if number != chosen % len(held)}


def shelf(session: Session, code: str) -> int:
    made = do(session, "location.create", code=code, name=code, warehouse=place(session).id)
    return int(made.id)


def stocked(session: Session) -> tuple[Product, int, int]:
    """10 of a product: 3 on the first shelf, 4 on the second, 3 on none. The second shelf is made first."""
    good = product(session, "a")
    put_in(session, good, 10, 1)
    second, first = shelf(session, "A2"), shelf(session, "A1")
    do(session, "shelf.put", product=good.id, shelf=first, quantity=3)
    do(session, "shelf.put", product=good.id, shelf=second, quantity=4)
    return good, first, second


def on_shelves(session: Session, good: Product) -> dict[str, int]:
    names = {one.id: one.code for one in locations(session).values()}
    session.expire_all()
    rows = session.query(Shelved).filter_by(product_id=good.id)
    return {names[row.location_id]: row.quantity for row in rows if row.quantity}


def ship(session: Session, good: Product, quantity: int, document: int) -> None:
    cause = Cause("shipment", document, f"SH-{document}", DAY)
    moves.move(session, [Goods(good, quantity, place(session), place(session, "CUS"))], cause)


def test_goods_leave_the_shelves_that_the_list_names(books: Database) -> None:
    with books.session() as session:
        good, _, _ = stocked(session)
        for document, quantity in ((1, 2), (2, 4)):
            reserve(session, [Want(good, quantity, place(session))], "shipment", document, f"SO-{document}")
        ship(session, good, 4, 2)
        assert on_shelves(session, good) == {"A1": 2, "A2": 1}
        ship(session, good, 2, 1)
        assert on_shelves(session, good) == {"A2": 1}
        assert balance(session, good).quantity == 4
        sound(session)


def test_a_part_of_what_is_held_is_taken_in_its_order(session: Session) -> None:
    good, _, _ = stocked(session)
    reserve(session, [Want(good, 6, place(session))], "shipment", 1, "SO-1")
    ship(session, good, 4, 1)
    assert on_shelves(session, good) == {"A2": 3}
    sound(session)


def test_what_nobody_held_is_taken_from_the_end(session: Session) -> None:
    good, _, _ = stocked(session)
    take_out(session, good, 2)
    assert on_shelves(session, good) == {"A1": 3, "A2": 4}
    take_out(session, good, 3)
    assert on_shelves(session, good) == {"A1": 3, "A2": 2}
    take_out(session, good, 5)
    assert on_shelves(session, good) == {}
    sound(session)


def test_goods_that_arrive_stand_on_no_shelf(session: Session) -> None:
    good, _, _ = stocked(session)
    put_in(session, good, 5, 1)
    assert on_shelves(session, good) == {"A1": 3, "A2": 4}
    sound(session)


def test_other_warehouses_have_shelves_of_their_own(session: Session) -> None:
    good, first, _ = stocked(session)
    put_in(session, good, 5, 1, at="WH2")
    take_out(session, good, 5, at="WH2")
    assert on_shelves(session, good) == {"A1": 3, "A2": 4}
    keys = [(good.id, place(session, "WH2").id), (good.id, place(session).id)]
    found = shelved(session, locations(session).values(), keys)
    assert list(found) == [keys[1]]
    assert next(iter(found[keys[1]])) == first


def test_nothing_is_asked_where_there_are_no_shelves(session: Session) -> None:
    assert standing(session, locations(session), {}, ("shipment", 1)) == Standing()

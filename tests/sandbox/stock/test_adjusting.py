"""Opening stock, scrap, and a new worth."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.sandbox.core import events
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.refusals import ModuleOff, Refusal, Short, WrongRole
from advisor.sandbox.stock.tables import Move
from tests.sandbox.making import BOOKKEEPER, FOREMAN, SELLER, STOREKEEPER, do, product, units
from tests.sandbox.stock.stocking import booked, day, held, layers, place, put_in, sound, take_out


def test_opening_stock_comes_from_the_opening_balances(books: Database) -> None:
    with books.session() as session:
        good = product(session, "cable", places=2)
        done = put_in(session, good, "12.5", "1.99", on=day(-10))
        assert (done.quantity, done.value, done.on) == (1250, 24_88, day(-10))
    with books.session(write=False) as session:
        assert held(session, good) == (1250, 24_88)
        assert (booked(session, "stock"), booked(session, "opening"), booked(session, "lost")) == (24_88, -24_88, 0)
        assert events.history(session, "product", good.id)[-1].values == {
            "quantity": "12.5",
            "location": "Main warehouse",
        }
        sound(session)


@pytest.mark.parametrize(
    ("entered", "error"),
    [
        ({"product": 99}, NotFound),
        ({"location": 99}, NotFound),
        ({"location": 3}, NotFound),  # suppliers are no warehouse
        ({"quantity": units(0)}, Refusal),
        ({"quantity": units("0.5")}, Refusal),
        ({"cost": units(-1)}, Refusal),
        ({"cost": units("0.00001")}, Refusal),
        ({"quantity": "many"}, BadInput),
    ],
)
def test_what_cannot_be_is_refused(session: Session, entered: dict[str, object], error: type[Exception]) -> None:
    good = product(session, "a")
    plain = {"product": good.id, "location": place(session).id, "quantity": units(1), "cost": units(1)}
    with pytest.raises(error):
        do(session, "stock.opening", BOOKKEEPER, **(plain | entered))
    assert session.query(Move).count() == 0


def test_scrap_is_a_loss_with_a_reason(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 5, 10)
    take_out(session, good, 2)
    assert held(session, good) == (3, 30_00)
    assert booked(session, "lost") == 20_00
    assert events.history(session, "product", good.id)[-1].values == {
        "quantity": "2",
        "location": "Main warehouse",
        "reason": "broken",
    }
    sound(session)


@pytest.mark.parametrize(("reason", "quantity", "error"), [(" ", 1, Refusal), ("broken", 6, Short)])
def test_scrap_that_cannot_be_is_refused(session: Session, reason: str, quantity: int, error: type[Exception]) -> None:
    good = product(session, "a")
    put_in(session, good, 5, 10)
    entered = {"product": good.id, "location": place(session).id, "quantity": units(quantity)}
    with pytest.raises(error):
        do(session, "stock.scrap", STOREKEEPER, reason=reason, **entered)
    sound(session)


def test_a_new_standard_cost_changes_what_is_there(session: Session) -> None:
    good = product(session, "a", valuation="standard", cost=5)
    put_in(session, good, 4, 5)
    put_in(session, good, 2, 5, at="WH2")
    do(session, "stock.revalue", BOOKKEEPER, product=good.id, cost=units("5.50"))
    assert good.cost == 5_50_00
    assert (held(session, good), held(session, good, "WH2")) == ((4, 22_00), (2, 11_00))
    assert booked(session, "variance") == -3_00
    assert take_out(session, good, 1).value == 5_50
    assert put_in(session, good, 1, 5).value == 5_50
    sound(session)


@pytest.mark.parametrize("valuation", ["average", "fifo"])
def test_goods_can_be_written_down(session: Session, valuation: str) -> None:
    good = product(session, "a", valuation=valuation, cost=3)
    put_in(session, good, 1, 10)
    put_in(session, good, 2, 20)
    do(session, "stock.revalue", BOOKKEEPER, product=good.id, cost=units(4))
    assert held(session, good) == (3, 12_00)
    assert booked(session, "variance") == 38_00
    assert good.cost == 3_00_00
    if valuation == "fifo":
        assert layers(session, good) == [(1, 4_00), (2, 8_00)]
    assert [take_out(session, good, 1).value for _ in range(3)] == [4_00, 4_00, 4_00]
    sound(session)


def test_a_new_cost_without_stock_books_nothing(session: Session) -> None:
    good = product(session, "a", valuation="standard", cost=5)
    do(session, "stock.revalue", BOOKKEEPER, product=good.id, cost=units(6))
    assert good.cost == 6_00_00
    assert session.query(Move).count() == 0
    assert events.history(session, "product", good.id)[-1].values == {"old": 5_00_00, "new": 6_00_00}


def test_goods_can_be_worth_nothing(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 3, 10)
    do(session, "stock.revalue", BOOKKEEPER, product=good.id, cost=units(0))
    assert held(session, good) == (3, 0)
    assert take_out(session, good, 3).value == 0
    sound(session)


def test_a_new_worth_is_not_booked_in_the_past(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 3, 10)
    with pytest.raises(Refusal, match="was last moved on"):
        do(session, "stock.revalue", BOOKKEEPER, product=good.id, cost=units(4), on=day(-1))


def test_roles_and_modules_are_asked(session: Session) -> None:
    good = product(session, "a")
    entered = {"product": good.id, "location": place(session).id, "quantity": units(1)}
    with pytest.raises(WrongRole):
        do(session, "stock.opening", SELLER, cost=units(1), **entered)
    with pytest.raises(WrongRole):
        do(session, "stock.revalue", STOREKEEPER, product=good.id, cost=units(1))
    put_in(session, good, 2, 1)
    do(session, "stock.scrap", FOREMAN, reason="broken", **entered)
    trial(session).modules = ["erp-gl"]
    with pytest.raises(ModuleOff):
        do(session, "stock.scrap", FOREMAN, reason="broken", **entered)

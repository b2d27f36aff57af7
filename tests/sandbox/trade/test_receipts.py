"""Goods that arrive: whole, in part, too much, rejected at the door, inspected first, and twice at once."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import AdvisorError, NotFound
from advisor.sandbox.core import events
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.stock.tables import Balance, Move
from advisor.sandbox.trade import inspecting
from advisor.sandbox.trade.tables import Order, Shipment
from tests.sandbox.buying import arrived, balance, bolt, ordered, settings, smith, turnover
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOSS, BUYER, SELLER, STOREKEEPER, do, product, units


def receipts(session: Session) -> list[Shipment]:
    return list(session.scalars(select(Shipment).order_by(Shipment.id)))


def in_stock(session: Session) -> dict[int, tuple[int, int]]:
    """Quantity and value by product."""
    return {one.product_id: (one.quantity, one.value) for one in session.scalars(select(Balance))}


def test_everything_comes(books: Database) -> None:
    with books.session() as session:
        bolts, nuts = bolt(session), bolt(session, code="nut")
        order = ordered(session, smith(session), (bolts, 3, "4.00"), (nuts, 2, "1.25"))
        receipt = arrived(session, order)
        assert (receipt.state, receipt.done) == ("done", DAY)
        assert in_stock(session) == {bolts.id: (3, 1_200), nuts.id: (2, 250)}
        assert [(line.moved, line.moved_value) for line in order.lines] == [(3, 1_200), (2, 250)]
        assert (balance(session, "stock"), balance(session, "received")) == (1_450, -1_450)
        assert [move.line for move in session.scalars(select(Move))] == [line.id for line in receipt.lines]


def test_the_rest_stays_awaited(books: Database) -> None:
    with books.session() as session:
        bolts, nuts = bolt(session), bolt(session, code="nut")
        order = ordered(session, smith(session), (bolts, 10, 1), (nuts, 5, 1))
        planned = order.promised
        first = arrived(session, order, (bolts, 4))
        assert [(line.product_id, line.quantity) for line in first.lines] == [(bolts.id, 4)]
        rest = receipts(session)[1]
        assert (rest.state, rest.number, rest.origin_id, rest.planned) == ("waiting", "RC-0002", first.id, planned)
        assert [(line.product_id, line.quantity) for line in rest.lines] == [(bolts.id, 6), (nuts.id, 5)]
        arrived(session, order)
        assert [line.moved for line in order.lines] == [10, 5]
        assert [one.state for one in receipts(session)] == ["done", "done"]


def test_the_rest_is_given_up(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 1))
    arrived(session, order, (goods, 4), close=True)
    line = order.lines[0]
    assert (line.moved, line.dropped, len(receipts(session))) == (4, 6, 1)


def test_a_waiting_receipt_is_cancelled(session: Session) -> None:
    order = ordered(session, smith(session), (bolt(session), 10, 1))
    do(session, "receipt.cancel", STOREKEEPER, document=receipts(session)[0].id)
    assert (receipts(session)[0].state, order.lines[0].dropped) == ("cancelled", 10)
    with pytest.raises(Refusal, match="Nothing is awaited"):
        arrived(session, order)


def test_by_lines_of_the_receipt(session: Session) -> None:
    goods = bolt(session, places=2)
    ordered(session, smith(session), (goods, "2.50", 4))
    receipt = receipts(session)[0]
    lines = [{"line": receipt.lines[0].id, "quantity": units("1.25")}]
    do(session, "receipt.receive", STOREKEEPER, document=receipt.id, lines=lines)
    assert in_stock(session) == {goods.id: (125, 500)}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([{"line": 99, "quantity": 1}], "not of this receipt"),
        ([{"line": 1, "quantity": 1}, {"line": 1, "quantity": 1}], "entered twice"),
        ([], "Nothing arrived"),
        ([{"line": 1, "quantity": 0}], "Nothing arrived"),
        ([{"line": 1, "quantity": "0.5"}], "0 decimals"),
        ([{"line": 1, "quantity": -1}], "cannot be booked"),
    ],
)
def test_wrong_lines_are_told(session: Session, lines: list[dict[str, Any]], message: str) -> None:
    ordered(session, smith(session), (bolt(session), 10, 1))
    with pytest.raises(Refusal, match=message):
        do(session, "receipt.receive", STOREKEEPER, document=receipts(session)[0].id, lines=lines)


def test_too_much_is_refused(books: Database) -> None:
    with books.session() as session:
        goods = bolt(session)
        order = ordered(session, smith(session), (goods, 10, 1))
        arrived(session, order, (goods, 4))
        number = order.id
    with books.session() as session, pytest.raises(Refusal, match="7 of Bolt were entered, but only 6"):
        arrived(session, session.get_one(Order, number), (goods, 7))


def test_the_tolerance_allows_more(session: Session) -> None:
    settings(session, receiving={"over": "10"})
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 3))
    with pytest.raises(Refusal, match="12 of Bolt"):
        arrived(session, order, (goods, 12))
    session.refresh(order)
    arrived(session, order, (goods, 11))
    assert in_stock(session) == {goods.id: (11, 3_300)}
    assert [one.state for one in receipts(session)] == ["done"]


def test_what_was_given_up_does_not_come(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 1))
    arrived(session, order, (goods, 4), close=True)
    with pytest.raises(Refusal, match="Nothing is awaited"):
        arrived(session, order, (goods, 1))


def test_rejected_at_the_door_is_awaited_again(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 1))
    lines = [{"product": goods.id, "quantity": 7, "rejected": 3}]
    receipt = do(session, "purchase.receive", STOREKEEPER, purchase=order.id, lines=lines)
    assert [(line.quantity, line.rejected) for line in receipt.lines] == [(7, 3)]
    assert in_stock(session) == {goods.id: (7, 700)}
    assert [(line.quantity) for line in receipts(session)[1].lines] == [3]
    told = events.history(session, "receipt", receipt.id)
    assert [one.values for one in told if one.what == "reject_goods"] == [{"bolt": "3"}]


def test_all_rejected_at_the_door(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 1))
    lines = [{"product": goods.id, "quantity": 0, "rejected": 10}]
    do(session, "purchase.receive", STOREKEEPER, purchase=order.id, lines=lines)
    assert in_stock(session) == {}
    assert [one.state for one in receipts(session)] == ["done", "waiting"]


def test_a_product_that_is_not_awaited(session: Session) -> None:
    order = ordered(session, smith(session), (bolt(session), 10, 1))
    with pytest.raises(Refusal, match="not awaited"):
        arrived(session, order, (bolt(session, code="nut"), 1))


def test_several_waiting_receipts_come_together(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 1))
    first = arrived(session, order, (goods, 6))
    do(session, "receipt.return", STOREKEEPER, receipt=first.id, lines=[{"product": goods.id, "quantity": 2}],
       replace=True)  # fmt: skip
    arrived(session, order)
    assert order.lines[0].moved == 10
    assert {one.state for one in receipts(session)} == {"done"}


def test_standard_cost_books_the_variance(session: Session) -> None:
    goods = bolt(session, cost=5, valuation="standard")
    arrived(session, ordered(session, smith(session), (goods, 4, 4)))
    found = [balance(session, use) for use in ("stock", "received", "variance")]
    assert found == [2_000, -1_600, -400]


def test_a_service_is_never_moved(session: Session) -> None:
    order = ordered(session, smith(session), (product(session, "help", kind="service"), 1, 5), (bolt(session), 1, 1))
    arrived(session, order)
    assert [line.moved for line in order.lines] == [0, 1]


def test_a_day_before_the_last_move_is_refused(session: Session) -> None:
    goods, seller = bolt(session), smith(session)
    arrived(session, ordered(session, seller, (goods, 1, 1)))
    late = ordered(session, seller, (goods, 1, 1))
    with pytest.raises(Refusal, match="was last moved"):
        arrived(session, late, on=DAY - datetime.timedelta(days=1))


def test_an_unknown_order_and_a_wrong_role(session: Session) -> None:
    with pytest.raises(NotFound):
        do(session, "purchase.receive", STOREKEEPER, purchase=99)
    order = ordered(session, smith(session), (bolt(session), 1, 1))
    with pytest.raises(WrongRole):
        do(session, "purchase.receive", SELLER, purchase=order.id)


@pytest.fixture
def inspector(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, int, list[int]]]]:
    """Inspections of our own: what was asked for; every receipt waits while the list has it."""
    asked: list[tuple[str, int, list[int]]] = []

    def ask(session: Session, by: object, kind: str, document: int, products: Any) -> None:
        asked.append((kind, document, list(products)))

    def check(session: Session, kind: str, document: int) -> None:
        if any(one[:2] == (kind, document) for one in asked):
            raise Refusal("It waits for an inspection.")

    monkeypatch.setattr(inspecting, "ASK", [ask])
    monkeypatch.setattr(inspecting, "CHECK", [check])
    yield asked


def test_goods_wait_for_their_inspection(session: Session, inspector: list[tuple[str, int, list[int]]]) -> None:
    goods = bolt(session, inspect=True)
    order = ordered(session, smith(session), (goods, 1, 1))
    assert inspector == [("receipt", receipts(session)[0].id, [goods.id])]
    with pytest.raises(Refusal, match="waits for an inspection"):
        arrived(session, order)
    inspector.clear()
    arrived(session, order)
    assert turnover(session, "stock") == (100, 0)


def test_the_same_receipt_is_received_twice_at_once(postgres_books: Database) -> None:
    """One takes the goods in, the other is told that it was done."""
    with postgres_books.session() as session:
        ordered(session, smith(session), (bolt(session), 10, 1))
        number = receipts(session)[0].id
    start, outcomes = threading.Barrier(2), []

    def receive() -> None:
        try:
            with postgres_books.session() as session:
                start.wait()
                do(session, "receipt.receive", BOSS, document=number)
            outcomes.append("done")
        except AdvisorError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=receive) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["done", "refused"]
    with postgres_books.session(write=False) as session:
        assert list(in_stock(session).values()) == [(10, 1_000)]


def test_two_deliveries_of_one_order_at_once(postgres_books: Database) -> None:
    """Receipts of one order wait for each other, so that together they never take in more than was ordered."""
    with postgres_books.session() as session:
        goods = bolt(session)
        order = ordered(session, smith(session), (goods, 10, 1))
        first = arrived(session, order, (goods, 9))
        do(session, "receipt.return", BUYER, receipt=first.id, lines=[{"product": goods.id, "quantity": 4}],
           replace=True)  # fmt: skip
        waiting = [one.id for one in receipts(session) if one.state == "waiting"]
        order_id = order.id
    start, outcomes = threading.Barrier(2), []

    def receive(number: int) -> None:
        with postgres_books.session() as session:
            start.wait()
            do(session, "receipt.receive", BOSS, document=number)
        outcomes.append(number)

    threads = [threading.Thread(target=receive, args=(number,)) for number in waiting]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == waiting
    with postgres_books.session(write=False) as session:
        assert [line.moved for line in session.get_one(Order, order_id).lines] == [10]
        assert list(in_stock(session).values()) == [(10, 1_000)]

"""Transfers between warehouses."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.sandbox.core import events
from advisor.sandbox.core.refusals import Refusal, Short
from advisor.sandbox.ledger.tables import Entry
from advisor.sandbox.stock.reserving import Want, reserve
from advisor.sandbox.stock.tables import Transfer
from tests.sandbox.conftest import DAY
from tests.sandbox.making import STOREKEEPER, do, product, units
from tests.sandbox.stock.stocking import day, held, place, put_in, sound


def make(session: Session, lines: list[dict[str, Any]], **more: Any) -> Transfer:
    ends = {"source": place(session).id, "target": place(session, "WH2").id}
    made = do(session, "transfer.create", STOREKEEPER, lines=lines, **(ends | more))
    assert isinstance(made, Transfer)
    return made


def carry(session: Session, transfer: Transfer, **more: Any) -> Transfer:
    made = do(session, "transfer.move", STOREKEEPER, document=transfer.id, **more)
    assert isinstance(made, Transfer)
    return made


@pytest.mark.parametrize("valuation", ["average", "fifo", "standard"])
def test_goods_go_and_keep_their_value(books: Database, valuation: str) -> None:
    with books.session() as session:
        good = product(session, "a", valuation=valuation, cost=10)
        put_in(session, good, 3, "3.34")
        before = held(session, good)
        entries = session.scalar(select(func.count()).select_from(Entry))
        made = make(session, [{"product": good.id, "quantity": 1}])
        assert (made.state, made.number, made.on) == ("draft", "TR-0001", DAY)
        assert held(session, good) == before
        assert carry(session, made).state == "done"
        here, there = held(session, good), held(session, good, "WH2")
        assert (here[0], there[0]) == (2, 1)
        assert here[1] + there[1] == before[1]
        assert session.scalar(select(func.count()).select_from(Entry)) == entries
        sound(session)


def test_an_average_mixes_in_the_other_warehouse(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 10, 10)
    put_in(session, good, 10, 20, at="WH2")
    carry(session, make(session, [{"product": good.id, "quantity": 5}]))
    assert (held(session, good), held(session, good, "WH2")) == ((5, 50_00), (15, 250_00))
    sound(session)


def test_there_and_back_changes_nothing(session: Session) -> None:
    good = product(session, "a", valuation="fifo")
    put_in(session, good, 3, "3.33")
    put_in(session, good, 2, 7)
    before = held(session, good)
    carry(session, make(session, [{"product": good.id, "quantity": 4}]))
    back = {"source": place(session, "WH2").id, "target": place(session).id}
    carry(session, make(session, [{"product": good.id, "quantity": 4}], **back))
    assert held(session, good) == before
    assert held(session, good, "WH2") == (0, 0)
    sound(session)


def test_a_transfer_is_carried_out_once(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 5, 10)
    made = carry(session, make(session, [{"product": good.id, "quantity": 2}]))
    with pytest.raises(Refusal, match="state it is in now"):
        carry(session, made)
    assert held(session, good, "WH2") == (2, 20_00)


def test_reserved_goods_stay(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 5, 10)
    reserve(session, [Want(good, 4, place(session))], "shipment", 1, "SO-0001")
    made = make(session, [{"product": good.id, "quantity": 2}])
    with pytest.raises(Short, match="4 are reserved for SO-0001"):
        carry(session, made)


def test_all_lines_go_or_none(books: Database) -> None:
    with books.session() as session:
        goods = [product(session, code) for code in "ab"]
        put_in(session, goods[0], 5, 10)
        made = make(session, [{"product": one.id, "quantity": 2} for one in goods])
    with pytest.raises(Short), books.session() as session:
        carry(session, made)
    with books.session(write=False) as session:
        assert session.get_one(Transfer, made.id).state == "draft"
        assert held(session, goods[0]) == (5, 50_00)
        sound(session)


def test_a_past_day_can_be_entered_where_nothing_moved_since(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 5, 10, on=day(-5))
    made = make(session, [{"product": good.id, "quantity": 1}])
    assert carry(session, made, on=day(-3)).on == day(-3)
    other = make(session, [{"product": good.id, "quantity": 1}])
    with pytest.raises(Refusal, match="was last moved on 2026-02-27"):
        carry(session, other, on=day(-4))


def test_a_cancelled_transfer_moves_nothing(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 5, 10)
    made = make(session, [{"product": good.id, "quantity": 1}])
    assert do(session, "transfer.cancel", STOREKEEPER, document=made.id).state == "cancelled"
    with pytest.raises(Refusal):
        carry(session, made)
    assert [one.what for one in events.history(session, "transfer", made.id)] == ["create", "cancel"]


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"target": 1}, Refusal, "target"),
        ({"source": 99}, NotFound, "location"),
        ({"target": 4}, NotFound, "location"),  # customers are no warehouse
        ({"lines": []}, Refusal, "lines"),
        ({"lines": [{"product": 99, "quantity": 1}]}, NotFound, "product"),
        ({"lines": [{"product": 1, "quantity": 0}]}, Refusal, "quantity"),
        ({"lines": [{"product": 1, "quantity": units("0.1")}]}, Refusal, "quantity"),
        ({"lines": [{"product": 1}]}, BadInput, "lines.0.quantity"),
        ({"lines": [{"product": 1, "quantity": 1, "colour": "red"}]}, BadInput, "lines.0.colour"),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, changes: dict[str, Any], error: type[Exception], field: str
) -> None:
    product(session, "a")
    with pytest.raises(error) as caught:
        make(session, **({"lines": [{"product": 1, "quantity": 1}]} | changes))
    assert caught.value.field == field  # type: ignore[attr-defined]
    assert session.query(Transfer).count() == 0

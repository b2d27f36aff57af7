"""Reservations hold goods for documents, all or none."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.refusals import Short
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock.reserving import Want, release, reserve
from advisor.sandbox.stock.tables import Reservation
from tests.sandbox.making import product
from tests.sandbox.stock.stocking import balance, place, put_in, sound


def want(session: Session, good: Product, quantity: int, at: str = "WH") -> Want:
    return Want(good, quantity, place(session, at))


def test_goods_are_held(books: Database) -> None:
    with books.session() as session:
        good = product(session, "a")
        put_in(session, good, 5, 10)
        reserve(session, [want(session, good, 2), want(session, good, 1)], "shipment", 7, "SO-0001")
    with books.session(write=False) as session:
        assert balance(session, good).reserved == 3
        assert [(one.quantity, one.number) for one in session.scalars(select(Reservation))] == [
            (2, "SO-0001"),
            (1, "SO-0001"),
        ]
        sound(session)


def test_all_or_none_is_held(books: Database) -> None:
    with books.session() as session:
        many, few = product(session, "many"), product(session, "few")
        put_in(session, many, 5, 10)
        put_in(session, few, 1, 10)
    with pytest.raises(Short, match=r"Only 1 of 2 of Few are in stock\."), books.session() as session:
        reserve(session, [want(session, many, 2), want(session, few, 2)], "shipment", 7, "SO-0001")
    with books.session(write=False) as session:
        assert session.scalars(select(Reservation)).all() == []
        assert balance(session, many).reserved == 0
        sound(session)


def test_two_wants_of_one_product_are_added_up(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 3, 10)
    with pytest.raises(Short, match="Only 1 of 2 of A are free; 2 are reserved for SO-0001"):
        reserve(session, [want(session, good, 2), want(session, good, 2)], "shipment", 7, "SO-0001")


def test_goods_of_another_warehouse_do_not_count(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 3, 10, at="WH2")
    with pytest.raises(Short, match="Only 0 of 1"):
        reserve(session, [want(session, good, 1)], "shipment", 7, "SO-0001")
    reserve(session, [want(session, good, 3, "WH2")], "shipment", 7, "SO-0001")
    sound(session)


def test_what_is_held_is_let_go(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 5, 10)
    for document in (1, 2):
        reserve(session, [want(session, good, 2)], "shipment", document, f"SO-{document}")
    release(session, "shipment", 1)
    assert [one.document for one in session.scalars(select(Reservation))] == [2]
    assert balance(session, good).reserved == 2
    release(session, "shipment", 1)
    release(session, "work_order", 2)
    assert balance(session, good).reserved == 2
    sound(session)

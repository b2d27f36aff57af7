"""The picking list."""

from __future__ import annotations

from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock.picking import Pick, picks
from advisor.sandbox.stock.reserving import Want, release, reserve
from tests.sandbox.making import do, product
from tests.sandbox.stock.stocking import place, put_in


def hold(session: Session, good: Product, quantity: int, document: int, at: str = "WH") -> None:
    reserve(session, [Want(good, quantity, place(session, at))], "shipment", document, f"SO-{document:04d}")


def shelve(session: Session, good: Product, code: str, quantity: int) -> None:
    made = do(session, "location.create", code=code, name=code, warehouse=place(session).id)
    do(session, "shelf.put", product=good.id, shelf=made.id, quantity=quantity)


def rows(found: list[Pick]) -> list[tuple[str, str, str, int, str]]:
    return [
        (one.warehouse.code, one.shelf.code if one.shelf else "", one.product.code, one.quantity, one.number)
        for one in found
    ]


def test_nothing_held_is_nothing_to_pick(books: Database) -> None:
    with books.session() as session:
        put_in(session, product(session, "a"), 5, 1)
        assert picks(session) == []


def test_goods_are_fetched_along_the_shelves(books: Database) -> None:
    with books.session() as session:
        bolt, nut = product(session, "bolt"), product(session, "nut")
        for good in (bolt, nut):
            put_in(session, good, 10, 1)
        shelve(session, bolt, "B1", 3)
        shelve(session, nut, "A1", 4)
        hold(session, bolt, 5, 1)
        hold(session, nut, 2, 1)
        hold(session, nut, 3, 2)
        assert rows(picks(session)) == [
            ("WH", "A1", "nut", 2, "SO-0001"),
            ("WH", "A1", "nut", 2, "SO-0002"),
            ("WH", "B1", "bolt", 3, "SO-0001"),
            ("WH", "", "bolt", 2, "SO-0001"),
            ("WH", "", "nut", 1, "SO-0002"),
        ]
        assert rows(picks(session, [("shipment", 2)])) == [
            ("WH", "A1", "nut", 2, "SO-0002"),
            ("WH", "", "nut", 1, "SO-0002"),
        ]
        assert picks(session, [("work_order", 2)]) == []


def test_a_warehouse_without_shelves_has_a_list_too(session: Session) -> None:
    for code in ("b", "a"):
        good = product(session, code)
        put_in(session, good, 5, 1)
        put_in(session, good, 5, 1, at="WH2")
        hold(session, good, 2, 1)
    hold(session, good, 1, 2, "WH2")
    assert rows(picks(session)) == [
        ("WH", "", "a", 2, "SO-0001"),
        ("WH", "", "b", 2, "SO-0001"),
        ("WH2", "", "a", 1, "SO-0002"),
    ]


def test_what_is_let_go_is_not_picked(session: Session) -> None:
    good = product(session, "a")
    put_in(session, good, 5, 1)
    hold(session, good, 2, 1)
    release(session, "shipment", 1)
    assert picks(session) == []

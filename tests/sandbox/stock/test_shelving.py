"""Warehouses and shelves."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock.shelving import to_put_away, usage, whole
from advisor.sandbox.stock.tables import Location, Shelved
from tests.sandbox.making import SELLER, STOREKEEPER, do, product, units
from tests.sandbox.stock.stocking import place, put_in, sound


def shelf(session: Session, code: str, capacity: int = 0, at: str = "WH") -> Location:
    where = place(session, at).id
    made = do(
        session, "location.create", STOREKEEPER, code=code, name=f"Shelf {code}", warehouse=where, capacity=capacity
    )
    assert isinstance(made, Location)
    return made


def put(session: Session, good: Product, where: Location, quantity: str | int, **more: Any) -> None:
    do(session, "shelf.put", STOREKEEPER, product=good.id, shelf=where.id, quantity=units(quantity), **more)


def there(session: Session, good: Product, where: Location) -> int:
    return session.get_one(Shelved, (good.id, where.id), populate_existing=True).quantity


@pytest.fixture
def good(session: Session) -> Product:
    """10 of it are in the warehouse."""
    made = product(session, "bolt")
    put_in(session, made, 10, 1)
    return made


def test_a_warehouse_is_added_and_can_be_used(books: Database) -> None:
    with books.session() as session:
        made = do(session, "location.create", STOREKEEPER, code="EAST", name=" East ", capacity=7)
        assert (made.kind, made.name, made.parent_id, made.capacity) == ("warehouse", "East", None, 0)
        put_in(session, product(session, "a"), 2, 10, at="EAST")
        sound(session)


def test_a_shelf_belongs_to_a_warehouse(session: Session) -> None:
    made = shelf(session, "A1", 50)
    assert (made.kind, made.parent_id, made.capacity) == ("shelf", place(session).id, 50)


@pytest.mark.parametrize(
    ("entered", "error", "field"),
    [
        ({"code": "WH"}, Refusal, "code"),
        ({"code": " "}, Refusal, "code"),
        ({"name": " "}, Refusal, "name"),
        ({"warehouse": 99}, NotFound, "location"),
        ({"warehouse": 3}, NotFound, "location"),
        ({"capacity": -1}, Refusal, "capacity"),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, entered: dict[str, Any], error: type[Exception], field: str
) -> None:
    with pytest.raises(error) as caught:
        do(session, "location.create", STOREKEEPER, **({"code": "A1", "name": "A1", "warehouse": 1} | entered))
    assert caught.value.field == field  # type: ignore[attr-defined]


def test_others_do_not_put_up_shelves(session: Session) -> None:
    with pytest.raises(WrongRole):
        do(session, "location.create", SELLER, code="A1", name="A1", warehouse=1)


def test_goods_are_put_on_a_shelf_and_taken_off(session: Session, good: Product) -> None:
    one = shelf(session, "A1")
    put(session, good, one, 4)
    put(session, good, one, 2)
    assert there(session, good, one) == 6
    do(session, "shelf.take", STOREKEEPER, product=good.id, shelf=one.id, quantity=units(5))
    assert there(session, good, one) == 1
    sound(session)


def test_no_more_is_put_away_than_arrived(session: Session, good: Product) -> None:
    one = shelf(session, "A1")
    put(session, good, one, 7)
    with pytest.raises(Refusal, match="Only 3 of Bolt are still to be put away here") as caught:
        put(session, good, one, 4)
    assert caught.value.field == "quantity"
    with pytest.raises(Refusal, match="Only 7 of Bolt are on A1"):
        do(session, "shelf.take", product=good.id, shelf=one.id, quantity=units(8))
    sound(session)


def test_goods_go_from_shelf_to_shelf(session: Session, good: Product) -> None:
    one, other, far = shelf(session, "A1"), shelf(session, "A2"), shelf(session, "B1", at="WH2")
    put(session, good, one, 10)
    put(session, good, other, 4, source=one.id)
    assert (there(session, good, one), there(session, good, other)) == (6, 4)
    with pytest.raises(Refusal, match="Only 6 of Bolt are on A1"):
        put(session, good, other, 7, source=one.id)
    with pytest.raises(Refusal, match=r"different warehouses\. Make a transfer"):
        put(session, good, far, 1, source=one.id)
    with pytest.raises(Refusal, match="on this shelf already"):
        put(session, good, one, 1, source=one.id)
    sound(session)


def test_a_shelf_holds_what_fits(session: Session, good: Product) -> None:
    one = shelf(session, "A1", 5)
    cable = product(session, "cable", places=2)
    put_in(session, cable, "2.5", 1)
    put(session, cable, one, "1.01")  # takes the space of two
    put(session, good, one, 3)
    with pytest.raises(Refusal, match="A1 holds 5 units, and 5 are on it") as caught:
        put(session, good, one, 1)
    assert caught.value.field == "shelf"
    assert [(use.shelf.code, use.used, use.products) for use in usage(session)] == [("A1", 5, 2)]


@pytest.mark.parametrize(
    ("places", "quantity", "expected"), [(0, 3, 3), (2, 100, 1), (2, 101, 2), (3, 1, 1), (3, 0, 0)]
)
def test_begun_units_take_a_whole_place(places: int, quantity: int, expected: int) -> None:
    assert whole(Product(code="p", name="P", places=places), quantity) == expected


def test_what_is_to_be_put_away_goes_where_the_same_stands_or_where_most_room_is(
    session: Session, good: Product
) -> None:
    nut, other = product(session, "nut"), product(session, "oil")
    put_in(session, nut, 3, 1)
    put_in(session, other, 9, 1, at="WH2")
    assert to_put_away(session) == []  # no warehouse has shelves
    small, full, large = shelf(session, "A1", 4), shelf(session, "A2", 3), shelf(session, "A3", 100)
    put(session, good, small, 1)
    put(session, good, full, 3)
    found = [(one.product.code, one.quantity, one.shelf and one.shelf.code) for one in to_put_away(session)]
    assert found == [("bolt", 6, "A3"), ("nut", 3, "A3")]
    put(session, good, large, 4)
    assert [(one.product.code, one.quantity, one.shelf) for one in to_put_away(session)] == [
        ("bolt", 2, small),
        ("nut", 3, small),
    ]


def test_no_shelf_is_named_when_none_has_room(session: Session, good: Product) -> None:
    shelf(session, "A1", 4)
    (found,) = to_put_away(session)
    assert (found.quantity, found.shelf, found.warehouse.code) == (10, None, "WH")

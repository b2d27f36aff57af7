"""Ids that people enter."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.stock.rows import goods, location, warehouse, warehouses
from tests.sandbox.making import do, product
from tests.sandbox.stock.stocking import place


def test_goods_are_found_by_id(session: Session) -> None:
    made = [product(session, code) for code in "ab"]
    assert goods(session, [2, 1, 2]) == {1: made[0], 2: made[1]}
    assert goods(session, []) == {}


def test_an_unknown_product_is_told(session: Session) -> None:
    product(session, "a")
    with pytest.raises(NotFound, match="no product with this number") as caught:
        goods(session, [1, 2])
    assert caught.value.field == "product"


def test_a_service_is_not_in_stock(session: Session) -> None:
    with pytest.raises(Refusal, match="Work is a service"):
        goods(session, [product(session, "work", kind="service").id])


@pytest.mark.parametrize(("kind", "field"), [("warehouse", "location"), ("shelf", "shelf")])
def test_an_unknown_place_is_told(session: Session, kind: str, field: str) -> None:
    for wrong in (99, place(session, "CUS").id):
        with pytest.raises(NotFound) as caught:
            location(session, wrong, kind)
        assert caught.value.field == field


def test_warehouses_and_shelves_are_told_apart(session: Session) -> None:
    shelf = do(session, "location.create", code="A1", name="A1", warehouse=place(session).id)
    assert location(session, place(session).id).code == "WH"
    assert location(session, shelf.id, "shelf") is shelf
    with pytest.raises(NotFound):
        location(session, shelf.id)
    assert [one.code for one in warehouses(session)] == ["WH", "WH2"]


def test_without_an_id_it_is_the_first_warehouse(session: Session) -> None:
    assert [warehouse(session).code, warehouse(session, place(session, "WH2").id).code] == ["WH", "WH2"]
    with pytest.raises(NotFound):
        warehouse(session, place(session, "CUS").id)

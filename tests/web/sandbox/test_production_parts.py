"""Pieces of pages: the tree of parts and what a planned order is for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.plan.tables import Bom, PlannedOrder
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do, product, units
from tests.sandbox.plan.shop import made_of, stocked
from tests.web.sandbox.workshop import empty, furnished, visit
from web.sandbox.production_parts import DEEPEST, MOST_NODES, served, tree


@pytest.fixture
def session(app: FastAPI) -> Iterator[Session]:
    yield from empty(app)


@pytest.fixture
def works(app: FastAPI) -> Iterator[Session]:
    yield from furnished(app)


def bom(session: Session, code: str) -> Bom:
    session.flush()
    return next(one for one in session.scalars(select(Bom)) if one.name.lower() == code)


def test_the_tree_takes_a_product_apart_to_the_last_part(works: Session) -> None:
    """A table is a top of 3 boards and 0.2 l of lacquer, and 4 legs of 75 cm of steel."""
    found = tree(visit(works), bom(works, "table"))
    assert [(n.level, n.product.text, n.quantity, n.unit) for n in found.nodes] == [
        (0, "Table", "1", "piece"),
        (1, "Top", "1", "piece"),
        (2, "Board", "3", "piece"),
        (2, "Lacquer", "0.2", "litre"),
        (1, "Leg", "4", "piece"),
        (2, "Steel", "3", "metre"),
    ]
    assert (found.currency, found.cut) == ("EUR", False)


def test_the_tree_says_where_stock_is_too_short_for_one(works: Session) -> None:
    found = {n.product.text: n.free.below for n in tree(visit(works), bom(works, "table")).nodes}
    assert found == {"Table": True, "Top": False, "Board": False, "Lacquer": False, "Leg": True, "Steel": False}


def test_costs_in_the_tree_add_up(works: Session) -> None:
    """What the parts of a product cost and its own work is what it costs: 4 legs are 4 x 18.55."""
    found = {n.product.text: n.cost for n in tree(visit(works), bom(works, "table")).nodes}
    assert (found["Leg"], found["Steel"], found["Table"]) == ("74.20", "12.60", "151.05")


def test_quantities_for_several_are_shown_for_one(session: Session) -> None:
    wax, candle = product(session, "wax", unit="kilogram", places=3, cost=6), product(session, "candle")
    do(session, "bom.set", product=candle.id, quantity=8, lines=[{"product": wax.id, "quantity": units("1.4")}])
    assert tree(visit(session), bom(session, "candle")).nodes[1].quantity == "0.175"


def test_deep_and_wide_structures_are_bounded(session: Session) -> None:
    chain = [product(session, f"p{n}") for n in range(12)]
    for upper, lower in pairwise(chain):
        made_of(session, upper, (lower, 2), (lower, 1))
    found = tree(visit(session), bom(session, "p0"))
    assert (len(found.nodes), found.cut) == (MOST_NODES, True)
    assert max(node.level for node in found.nodes) == DEEPEST


def test_what_a_planned_order_is_for(works: Session) -> None:
    orders = works.scalars(select(PlannedOrder).order_by(PlannedOrder.id)).all()
    found = {order.name: served(visit(works), order) for order in orders}
    assert [row.kind for row in found["Table"].rows] == ["Forecast"]
    assert all(row.kind in ("Planned order", "Work order") for row in found["Leg"].rows)
    assert found["Table"].open
    assert not served(visit(works, "people"), orders[0]).open


def test_an_order_for_the_safety_stock_serves_nobody(session: Session) -> None:
    stocked(session, "spare", 1, safety=5)
    do(session, "plan.run")
    order = session.scalars(select(PlannedOrder)).one()
    assert (order.quantity, served(visit(session), order).rows) == (4, ())
    assert order.due == DAY

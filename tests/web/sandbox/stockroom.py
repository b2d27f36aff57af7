"""A trading company with shelves, a delivery that is held, one that will be short, counts and a transfer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock import moves
from advisor.sandbox.stock.moves import Cause, Goods
from tests.sandbox import buying, selling
from tests.sandbox.making import customer, do, supplier, units
from tests.sandbox.stock.stocking import day, place, put_in
from tests.web.sandbox.trying import Trier

# Name, unit, decimals, valuation, group, what is there.
GOODS = (
    ("Ball valve", "piece", 0, "average", "Valves", 60),
    ("Hex bolt", "piece", 0, "fifo", "Valves", 80),
    ("Copper pipe", "metre", 2, "average", "Pipes", 100),
    ("Gasket", "piece", 0, "standard", "", 120),
    ("Pump", "piece", 0, "average", "Pumps", 140),
)


def furnish(session: Session) -> None:
    """Products 1 to 5 (see above). Shelves A-01 (50 fit), A-02 and B-01 in the main warehouse; count 1 goes on, count 2
    is done; transfer 1 cannot be carried out."""
    seller, buyer = supplier(session, "Steel & Co", lead_days=10), customer(session, "Harbour Works")
    goods = [_good(session, number, seller.id, *row) for number, row in enumerate(GOODS)]
    put_in(session, goods[0], 40, 9, at="WH2", on=day(-50))
    for good, quantity in zip(goods[:4], (20, 25, 3000, 35), strict=True):
        one = Goods(good, quantity, place(session), place(session, "CUS"))
        moves.move(session, [one], Cause("product", good.id, f"OLD-{good.id}", day(-20)))
    _shelve(session, goods)
    held = selling.confirmed(session, buyer, (goods[0], 30), (goods[1], 12), (goods[3], 70))
    do(session, "shipment.reserve", document=selling.shipments(session, held)[0].id)
    selling.confirmed(session, buyer, (goods[2], 75), wanted=day(9))
    buying.ordered(session, seller, (goods[2], 40, 8))
    _count(session, goods)
    lines = [{"product": goods[4].id, "quantity": units(15)}, {"product": goods[1].id, "quantity": units(500)}]
    do(session, "transfer.create", source=place(session).id, target=place(session, "WH2").id, lines=lines)


def _good(session: Session, number: int, seller: int, *row: Any) -> Product:
    name, unit, places, valuation, group, there = row
    made = do(
        session,
        "product.create",
        name=name,
        code=f"A-{number + 1:02d}",
        unit=unit,
        places=places,
        valuation=valuation,
        group=group,
        price=units(20),
        cost=units(8),
        supplier=seller,
        safety=units(10 * number),
        lot_rule="multiple",
        lot_size=units(10),
    )
    put_in(session, made, there, 8, on=day(-60))
    assert isinstance(made, Product)
    return made


def _shelve(session: Session, goods: list[Product]) -> None:
    for code, capacity, good, quantity in (("A-02", 40, 1, 30), ("A-01", 50, 0, 25), ("B-01", 0, 3, 50)):
        shelf = do(
            session, "location.create", code=code, name=f"Rack {code}", warehouse=place(session).id, capacity=capacity
        )
        do(session, "shelf.put", product=goods[good].id, shelf=shelf.id, quantity=units(quantity))


def _count(session: Session, goods: list[Product]) -> None:
    for at in ("WH", "WH2"):
        count = do(session, "count.create", location=place(session, at).id)
        do(session, "count.start", document=count.id)
        found = [{"product": goods[0].id, "counted": units(38)}]
        do(session, "count.enter", count=count.id, lines=found)
    do(session, "count.finish", document=count.id)


@cache
def seen(app: FastAPI) -> Trier:
    """A visitor of a stockroom that tests only look at; one for all of them."""
    return Trier(app, furnish)


def furnished(app: FastAPI) -> Iterator[Session]:
    """A session on the stockroom that is only looked at."""
    with seen(app).books.session(write=False) as session:
        yield session

"""A workshop that makes tables: three levels, four work centres, orders in every state, a plan with something late."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache

from fastapi import FastAPI
from sqlalchemy.orm import Session

from tests.sandbox.conftest import DAY
from tests.sandbox.making import customer, do, product, supplier, units
from tests.sandbox.plan.shop import centre, fire, made_of, order, stocked
from tests.web.sandbox.trying import Trier
from web.sandbox.visit import Visit

DAYS = datetime.timedelta(days=1)


def furnish(session: Session) -> None:
    """Products 1 to 6: board, steel, lacquer, leg, top, table. Work orders 1 to 5, of which the last one is done."""
    seller = supplier(session, "timber", lead_days=6)
    board = stocked(session, "board", 400, 7, supplier=seller.id, lead_days=6, lot_rule="multiple", lot_size=50)
    steel = stocked(session, "steel", "120.5", "4.2", unit="metre", places=2, lead_days=12, safety=20)
    lacquer = stocked(session, "lacquer", 9, 11, unit="litre", places=1, lead_days=3, inspect=True)
    leg, top, table = (
        stocked(session, code, source="make", lead_days=days) for code, days in (("leg", 2), ("top", 3), ("table", 2))
    )
    saw, weld, paint, fit = (
        centre(session, code, minutes, cost)
        for code, minutes, cost in (("saw", 480, 38), ("welding", 480, 44), ("paint", 240, 35), ("assembly", 960, 30))
    )
    made_of(
        session,
        leg,
        (steel, "0.75"),
        operations=[{"name": "Weld", "centre": weld.id, "setup": 15, "run": 6}],
    )
    made_of(
        session,
        top,
        (board, 3),
        (lacquer, "0.2"),
        operations=[
            {"name": "Cut", "centre": saw.id, "setup": 20, "run": "12.5"},
            {"name": "Lacquer", "centre": paint.id, "setup": 30, "run": 9},
        ],
    )
    made_of(
        session,
        table,
        (top, 1),
        (leg, 4),
        operations=[{"name": "Assemble", "centre": fit.id, "run": 20}],
    )
    do(session, "product.create", name="Delivery", kind="service")
    legs, tops = order(session, leg, 40, start=DAY, due=DAY + 2 * DAYS), order(session, top, 30, start=DAY)
    fire(session, legs, "release", "start")
    fire(session, legs, "report", step=1, minutes=120, good=18, scrap=1)
    fire(session, tops, "release")
    order(session, top, 60, start=DAY, due=DAY + 4 * DAYS)
    order(session, table, 10, due=DAY + 9 * DAYS)
    done = order(session, top, 4)
    fire(session, done, "release", "start", "finish")
    do(session, "machine.report", message="saw-7-0001", centre=weld.id, work_order=legs.id, good=3, minutes=25)
    do(session, "machine.report", message="saw-7-0002", centre=saw.id, work_order=tops.id, good=5, minutes=70)
    _trade(session, table.id, lacquer.id, seller.id)
    do(session, "maintenance.create", centre=saw.id, name="Change the blade", on=DAY + DAYS, minutes=90, every=14)
    do(session, "maintenance.create", centre=paint.id, name="Clean the filters", on=DAY + 8 * DAYS, minutes=120)
    do(session, "plan.run")


def _trade(session: Session, table: int, lacquer: int, seller: int) -> None:
    """Tables sold and expected, lacquer on its way, and steel ordered though nobody needs so much."""
    buyer = customer(session, "hotel")
    for days, quantity in ((15, 24), (29, 40)):
        sale = do(
            session,
            "sale.create",
            party=buyer.id,
            wanted=DAY + days * DAYS,
            lines=[{"product": table, "quantity": quantity, "price": 240}],
        )
        do(session, "sale.confirm", document=sale.id)
    do(session, "forecast.set", product=table, on=DAY + 45 * DAYS, quantity=50)
    do(session, "forecast.set", product=table, on=DAY + 3 * DAYS, quantity=6)
    glue = product(session, "glue", unit="litre", cost=units(3))
    for bought, quantity in ((lacquer, 40), (glue.id, 25)):
        made = do(
            session,
            "purchase.create",
            party=seller,
            wanted=DAY + 30 * DAYS,
            lines=[{"product": bought, "quantity": quantity, "price": 10}],
        )
        do(session, "purchase.order", document=made.id)


@cache
def seen(app: FastAPI) -> Trier:
    """A visitor of a workshop that tests only look at; one for all of them."""
    return Trier(app, furnish)


def empty(app: FastAPI) -> Iterator[Session]:
    """A session on the books of an empty company, for one test."""
    with Trier(app).books.session() as session:
        yield session


def furnished(app: FastAPI) -> Iterator[Session]:
    """A session on the workshop that is only looked at."""
    with seen(app).books.session(write=False) as session:
        yield session


def visit(session: Session, role: str = "manager", language: str = "en", **query: str) -> Visit:
    """A visit to books without a server around them."""
    return Visit(session, "secret", language, role, query)

"""Counting: what the books say is frozen when people begin to count, and the difference is booked when they are done.

Goods may go in and out meanwhile: what is booked is the difference between what was found and what should have been
there when counting began.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import rounded, worth
from advisor.sandbox.core.master import price
from advisor.sandbox.core.quantities import parts
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, effect, machines
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock import moves
from advisor.sandbox.stock.levels import unit_costs
from advisor.sandbox.stock.moves import Cause, Goods
from advisor.sandbox.stock.rows import goods, location
from advisor.sandbox.stock.tables import Balance, Count, CountLine

MODELS |= {"count": Count}


class CountedIn(BaseModel):
    """Units found; `cost` for one unit where nobody knows it."""

    model_config = ConfigDict(extra="forbid")
    product: int
    counted: Decimal
    cost: Decimal | None = None


def create(
    session: Session,
    by: Actor,
    *,
    location: int,
    products: list[int] | None = None,
    group: str = "",
    on: datetime.date | None = None,
) -> Count:
    """A count of the products named, or of all that are in the warehouse (of a group where one is given)."""
    place = _warehouse(session, location)
    listed = list(goods(session, products)) if products else _there(session, place.id, group)
    if not listed:
        raise Refusal("Nothing is booked in {location}. Name the products to be counted.",
                      values={"location": place.name}, field="products")  # fmt: skip
    day = clock.today(session)
    made = Count(
        number=numbers.text(machines()["count"].prefix, numbers.draw(session, "count", day)),
        location_id=place.id,
        on=on or day,
        lines=[CountLine(product_id=one, booked=0) for one in listed],
    )
    session.add(made)
    session.flush()
    events.record(session, by, "count", made.id, "create")
    return made


def enter(session: Session, by: Actor, *, count: int, lines: list[CountedIn]) -> Count:
    """Write down what was found; a product that is not on the list is added to it. May be done several times."""
    document: Count = states.load(session, "count", count, lock=True)
    if document.state != "counting":
        raise Refusal("Counting has not begun, or is over. Start the count first.")
    products = goods(session, (line.product for line in lines))
    known = {line.product_id: line for line in document.lines}
    booked = _booked(session, document, set(products) - set(known))
    for line in lines:
        product = products[line.product]
        row = known.get(line.product)
        if row is None:
            row = known[line.product] = CountLine(product_id=product.id, booked=booked[product.id])
            document.lines.append(row)
        row.counted = parts(product, line.counted, 0)
        if line.cost is not None:
            row.cost = price(line.cost, clock.trial(session).currency)
    session.flush()
    events.record(session, by, "count", document.id, "enter", {"lines": len(lines)})
    return document


def find(
    session: Session, by: Actor, *, count: int, product: int, counted: Decimal, cost: Decimal | None = None
) -> Count:
    """Write down one product that was found, such as one that is not on the list."""
    return enter(session, by, count=count, lines=[CountedIn(product=product, counted=counted, cost=cost)])


@effect("count.start")
def start(session: Session, count: Count, by: Actor) -> None:
    """Freeze what the books say now."""
    count.on = clock.today(session)
    booked = _booked(session, count, {line.product_id for line in count.lines})
    for line in count.lines:
        line.booked = booked[line.product_id]


@effect("count.finish")
def finish(session: Session, count: Count, by: Actor, skip_uncounted: bool = False) -> None:
    """Book the differences today, at the unit cost of today. Raises Refusal while something is not counted (unless
    `skip_uncounted`), and for goods whose cost nobody knows."""
    products = goods(session, (line.product_id for line in count.lines))
    missing = [products[line.product_id].name for line in count.lines if line.counted is None]
    if missing and not skip_uncounted:
        raise Refusal(
            "Not counted yet: {products}. Count them, or finish without them.",
            values={"products": ", ".join(missing[:5])},
            field="skip_uncounted",
        )
    different = [line for line in count.lines if line.counted is not None and line.counted != line.booked]
    if different:
        cause = Cause("count", count.id, count.number or "", clock.today(session))
        moves.move(session, _differences(session, count, different, products), cause)


def _differences(
    session: Session, count: Count, lines: Iterable[CountLine], products: dict[int, Product]
) -> list[Goods]:
    here, lost = location(session, count.location_id), moves.place(session, "lost")
    lines = list(lines)
    balances = moves.lock(session, [(line.product_id, here.id) for line in lines])
    elsewhere = unit_costs(session, [products[line.product_id] for line in lines])
    found: list[Goods] = []
    for line in lines:
        product, difference = products[line.product_id], (line.counted or 0) - line.booked
        if difference < 0:
            found.append(Goods(product, -difference, here, lost, line=line.id))
            continue
        balance = balances[product.id, here.id]
        if line.cost is None and balance.quantity:
            value = rounded(balance.value * difference, balance.quantity)
        else:
            value = worth(product, difference, _cost(product, line, elsewhere))
        found.append(Goods(product, difference, lost, here, value, line=line.id))
    return found


def _cost(product: Product, line: CountLine, known: dict[int, int]) -> int:
    """Entered, or known from another place or from the product."""
    cost = known.get(product.id) if line.cost is None else line.cost
    if cost is None:
        raise Refusal(
            "Nobody knows what {product} costs: none was in stock. Enter a cost for one unit with the count.",
            values={"product": product.name},
            field="cost",
        )
    return cost


def _there(session: Session, location: int, group: str) -> list[int]:
    wanted = select(Balance.product_id).join(Product).where(Balance.location_id == location, Balance.quantity > 0)
    if group:
        wanted = wanted.where(Product.group == group)
    return list(session.scalars(wanted.order_by(Product.code)))


def _booked(session: Session, count: Count, products: set[int]) -> dict[int, int]:
    balances = moves.lock(session, [(one, count.location_id) for one in products]) if products else {}
    return {product: balance.quantity for (product, _), balance in balances.items()}


_warehouse = location  # the parameter of the verb has the same name

VERBS = (
    ("count.create", create, "erp-inventory", ("warehouse",), "count"),
    ("count.enter", enter, "erp-inventory", ("warehouse",), "count"),
    ("count.find", find, "erp-inventory", ("warehouse",), "count"),
)

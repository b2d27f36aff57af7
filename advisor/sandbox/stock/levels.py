"""How much there is and how much there will be: on hand, reserved, free, incoming, outgoing.

What is expected is known to the packages above (orders, shipments, production); each registers a function that says it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.amounts import price_of
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock.tables import Balance


@dataclass(frozen=True)
class Flow:
    """Goods that are expected at a place on a day: above nought they come, below they go. `number` of the document."""

    product: int
    location: int
    quantity: int
    on: datetime.date
    kind: str
    document: int
    number: str


@dataclass(frozen=True)
class Level:
    """Quantities in parts of the product's unit, `value` in the smallest unit; `location` is None for all places.

    `outgoing` is all that is to leave, what is reserved for it included; `projected` what is there when all that is
    expected has happened.
    """

    product: Product
    location: int | None
    on_hand: int = 0
    reserved: int = 0
    value: int = 0
    incoming: int = 0
    outgoing: int = 0

    @property
    def free(self) -> int:
        return self.on_hand - self.reserved

    @property
    def projected(self) -> int:
        return self.on_hand + self.incoming - self.outgoing

    @property
    def unit_cost(self) -> int:
        """Hundredths of the smallest unit; the product's own cost when there is none in stock."""
        return price_of(self.product, self.on_hand, self.value) if self.on_hand else self.product.cost


Expects = Callable[[Session], Iterable[Flow]]
F = TypeVar("F", bound=Expects)
EXPECTED: list[Expects] = []


def expected(function: F) -> F:
    """The function says what a package expects to come and to go."""
    EXPECTED.append(function)
    return function


def flows(session: Session, products: Collection[int] | None = None) -> list[Flow]:
    """All that is expected, the soonest first."""
    found = [flow for function in EXPECTED for flow in function(session)]
    wanted = [flow for flow in found if products is None or flow.product in products]
    return sorted(wanted, key=lambda flow: (flow.on, flow.kind, flow.document))


def levels(session: Session, products: Sequence[Product] | None = None, *, by_place: bool = False) -> list[Level]:
    """The levels of the products (all active goods when none are named), in the order of their codes; one for each
    place where there is or will be something, or one for all places together."""
    if products is None:
        wanted = select(Product).where(Product.kind == "goods", Product.active).order_by(Product.code)
        products = session.scalars(wanted).all()
    there = _balances(session, {one.id for one in products}, by_place)
    coming: dict[tuple[int, int | None], int] = defaultdict(int)
    going: dict[tuple[int, int | None], int] = defaultdict(int)
    for flow in flows(session, {one.id for one in products}):
        key = (flow.product, flow.location if by_place else None)
        (coming if flow.quantity > 0 else going)[key] += abs(flow.quantity)
    keys = sorted({*there, *coming, *going}, key=lambda key: key[1] or 0)
    places: dict[int, list[int | None]] = defaultdict(list)
    for product_id, place in keys:
        places[product_id].append(place)
    found = []
    for one in products:
        for place in places[one.id] or ([] if by_place else [None]):
            key = (one.id, place)
            on_hand, reserved, value = there.get(key, (0, 0, 0))
            found.append(Level(one, place, on_hand, reserved, value, coming[key], going[key]))
    return found


def _balances(
    session: Session, products: set[int], by_place: bool
) -> dict[tuple[int, int | None], tuple[int, int, int]]:
    sums = (func.sum(Balance.quantity), func.sum(Balance.reserved), func.sum(Balance.value))
    if by_place:
        rows = session.execute(
            select(Balance.product_id, Balance.location_id, *sums)
            .where(Balance.quantity > 0)
            .group_by(Balance.product_id, Balance.location_id)
        )
        return {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows if row[0] in products}
    rows_of_all = session.execute(select(Balance.product_id, *sums).group_by(Balance.product_id))
    return {(row[0], None): (row[1], row[2], row[3]) for row in rows_of_all if row[0] in products}


def unit_costs(session: Session, products: Sequence[Product]) -> dict[int, int]:
    """What one unit costs, over all places, in hundredths of the smallest unit; the product's own cost when none is in
    stock. Products whose cost nobody knows are left out."""
    wanted = [one.id for one in products]
    rows = session.execute(
        select(Balance.product_id, func.sum(Balance.quantity), func.sum(Balance.value))
        .where(Balance.product_id.in_(wanted))
        .group_by(Balance.product_id)
    )
    there = {row[0]: (row[1], row[2]) for row in rows if row[1]}
    found = {one.id: price_of(one, *there[one.id]) if one.id in there else one.cost for one in products}
    return {product: cost for product, cost in found.items() if cost}

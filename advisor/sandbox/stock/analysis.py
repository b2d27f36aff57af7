"""Stock looked at over time: its value on a day, how often it turns over, which products matter, which lie idle."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock.moves import locations
from advisor.sandbox.stock.reordering import used
from advisor.sandbox.stock.tables import Balance, Move

A_SHARE, B_SHARE = 80, 95  # per cent of the value used that A, and A with B, make up


@dataclass(frozen=True)
class Worth:
    """Parts of the product's unit, and the smallest unit of the currency."""

    product: int
    location: int
    quantity: int
    value: int


def worth_on(session: Session, day: datetime.date) -> list[Worth]:
    """What was in our places at the end of a day."""
    inside = {one.id for one in locations(session).values() if one.kind == "warehouse"}
    found: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for place, sign in ((Move.target_id, 1), (Move.source_id, -1)):
        sums = select(Move.product_id, place, func.sum(Move.quantity), func.sum(Move.value)).where(Move.on <= day)
        for product, where, quantity, value in session.execute(sums.group_by(Move.product_id, place)):
            if where in inside:
                found[product, where][0] += sign * quantity
                found[product, where][1] += sign * value
    return [Worth(*key, *sums) for key, sums in sorted(found.items()) if any(sums)]


@dataclass(frozen=True)
class Turn:
    """`out` is the value used, `average` that of the stock, day by day, both in the smallest unit; `turns` of a year in
    hundredths and `days` a unit stays, None where nothing was used or nothing was there."""

    product: int
    out: int
    average: int
    turns: int | None
    days: int | None


def turnover(session: Session, first: datetime.date, last: datetime.date) -> list[Turn]:
    """Stock turnover is the cost of what was used divided by the average stock; a year has 365 days here."""
    average, gone = _averages(session, first, last), used(session, first, last)
    length = (last - first).days + 1
    found = []
    for product in sorted({*average, *gone}):
        out, mean = gone.get(product, (0, 0))[1], average.get(product, 0)
        both = out > 0 and mean > 0
        turns = rounded(out * 365 * 100, mean * length) if both else None
        found.append(Turn(product, out, mean, turns, rounded(mean * length, out) if both else None))
    return found


def _averages(session: Session, first: datetime.date, last: datetime.date) -> dict[int, int]:
    """The mean of the values at the ends of all days, by product."""
    inside = {one.id for one in locations(session).values() if one.kind == "warehouse"}
    length = (last - first).days + 1
    days: dict[int, int] = defaultdict(int)  # value times days
    for one in worth_on(session, first - datetime.timedelta(days=1)):
        days[one.product] += one.value * length
    wanted = select(Move.product_id, Move.on, Move.source_id, Move.target_id, func.sum(Move.value)).where(
        Move.on >= first, Move.on <= last
    )
    for product, on, source, target, value in session.execute(
        wanted.group_by(Move.product_id, Move.on, Move.source_id, Move.target_id)
    ):
        sign = (target in inside) - (source in inside)
        days[product] += sign * value * ((last - on).days + 1)
    return {product: rounded(sum_, length) for product, sum_ in days.items()}


def first_move(session: Session) -> datetime.date:
    """The day on which stock began; today when nothing ever moved."""
    return session.scalar(select(func.min(Move.on))) or clock.today(session)


def classes(out: Mapping[int, int]) -> dict[int, Literal["A", "B", "C"]]:
    """ABC classes by the value used: A are the largest until they make up 80 per cent, B until 95; the one that crosses
    a border still belongs to the class before it. What was not used is C."""
    total = sum(max(value, 0) for value in out.values())
    found: dict[int, Literal["A", "B", "C"]] = {}
    so_far = 0
    for product, value in sorted(out.items(), key=lambda item: (-item[1], item[0])):
        if value <= 0 or so_far * 100 >= B_SHARE * total:
            found[product] = "C"
        else:
            found[product] = "A" if so_far * 100 < A_SHARE * total else "B"
        so_far += max(value, 0)
    return found


def last_used(session: Session) -> dict[int, datetime.date]:
    """The last day on which something of a product went to a customer or into production."""
    outside = [one.id for one in locations(session).values() if one.kind in ("customer", "production")]
    wanted = select(Move.product_id, func.max(Move.on)).where(Move.target_id.in_(outside)).group_by(Move.product_id)
    return {row[0]: row[1] for row in session.execute(wanted)}


@dataclass(frozen=True)
class Idle:
    """Goods of which nothing was used since `last` (None: never)."""

    product: Product
    quantity: int
    value: int
    last: datetime.date | None


def idle(session: Session, days: int = 60) -> list[Idle]:
    """What is in stock and of which nothing went to customers or into production for `days` days; the dearest first."""
    last = last_used(session)
    border = clock.today(session) - datetime.timedelta(days=days)
    rows = session.execute(
        select(Product, func.sum(Balance.quantity), func.sum(Balance.value))
        .join(Balance, Balance.product_id == Product.id)
        .where(Balance.quantity > 0)
        .group_by(Product.id)
    )
    found = [Idle(product, quantity, value, last.get(product.id)) for product, quantity, value in rows]
    lying = [one for one in found if one.last is None or one.last <= border]
    return sorted(lying, key=lambda one: (-one.value, one.product.code))

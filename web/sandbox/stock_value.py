"""What stock is worth on a day, by product and place, and how its value went in the year before."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Product
from advisor.sandbox.stock.analysis import Worth, first_move, worth_on
from advisor.sandbox.stock.rows import warehouses
from web.sandbox.cells import Cell
from web.sandbox.chrome import writer
from web.sandbox.insight_charts import Line, line
from web.sandbox.typed import day as read_day
from web.sandbox.typed import shown_day
from web.sandbox.visit import Visit

MONTHS = 12
GROUPS = 8  # bars before the rest is one
NO_GROUP = mark("Without a group")
OTHERS = mark("All others")


def _day(session: Session, filters: Mapping[str, str]) -> datetime.date:
    """The last day that is asked for, today at the latest."""
    today = clock.today(session)
    return min(read_day(filters.get("on.to", "")) or today, today)


@dataclass(frozen=True)
class Share:
    """A group of products or a place: its value, and how long its bar is of 100."""

    name: str
    value: str
    part: str
    length: float


@dataclass(frozen=True)
class Month:
    end: datetime.date
    value: str


@dataclass(frozen=True)
class ValueData:
    """`day` as the form shows it; `compared` says how the value of the stock went in the last month."""

    on: datetime.date
    typed: str
    total: Cell
    compared: str
    line: Line
    months: tuple[Month, ...]
    groups: tuple[Share, ...]
    places: tuple[Share, ...]
    query: str


MORE = mark("{amount} more than a month before.")
LESS = mark("{amount} less than a month before.")
SAME = mark("As much as a month before.")


def value(visit: Visit) -> ValueData:
    """On the day that the address asks for, today without one."""
    session = visit.session
    on = _day(session, visit.query)
    ends = _ends(on, first_move(session))
    totals = [sum(one.value for one in worth_on(session, end)) for end in ends]
    now = worth_on(session, on)
    write = writer(visit)
    return ValueData(
        on,
        shown_day(on, visit.language),
        Cell(f"{visit.currency} {write.text('money', totals[-1])}", end=True),
        _compared(visit, totals),
        line(totals),
        tuple(Month(end, write.text("money", total)) for end, total in zip(ends, totals, strict=True)),
        _groups(visit, now),
        _places(visit, now),
        f"on.to={on.isoformat()}",
    )


def _ends(on: datetime.date, began: datetime.date) -> list[datetime.date]:
    """The day itself, and the last days of the months before it: one before stock began, at most a year of them."""
    found = [on]
    while len(found) < MONTHS + 1 and (len(found) < 2 or found[-1] >= began):
        found.append(found[-1].replace(day=1) - datetime.timedelta(days=1))
    return found[::-1]


def _compared(visit: Visit, totals: list[int]) -> str:
    change = totals[-1] - totals[-2]
    template = MORE if change > 0 else LESS if change < 0 else SAME
    amount = f"{visit.currency} {writer(visit).text('money', abs(change))}"
    return visit.words(template).format(amount=amount)


def _groups(visit: Visit, now: list[Worth]) -> tuple[Share, ...]:
    groups: dict[int, str] = {row[0]: row[1] for row in visit.session.execute(select(Product.id, Product.group))}
    values: dict[str, int] = defaultdict(int)
    for one in now:
        values[groups[one.product] or visit.words(NO_GROUP)] += one.value
    ordered = sorted(values.items(), key=lambda item: -item[1])
    if len(ordered) > GROUPS:
        rest = sum(amount for _, amount in ordered[GROUPS - 1 :])
        ordered = [*ordered[: GROUPS - 1], (visit.words(OTHERS), rest)]
    return _shares(visit, ordered)


def _places(visit: Visit, now: list[Worth]) -> tuple[Share, ...]:
    values: dict[int, int] = defaultdict(int)
    for one in now:
        values[one.location] += one.value
    return _shares(visit, [(place.name, values[place.id]) for place in warehouses(visit.session)])


def _shares(visit: Visit, values: list[tuple[str, int]]) -> tuple[Share, ...]:
    write = writer(visit)
    total, most = sum(amount for _, amount in values), max((amount for _, amount in values), default=0)
    return tuple(
        Share(
            name,
            write.text("money", amount),
            write.cell("percent", amount / total).text if total else "",
            round(100 * amount / most, 1) if most else 0.0,
        )
        for name, amount in values
    )

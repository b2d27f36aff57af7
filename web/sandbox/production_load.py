"""The load of work centres against their capacity, as bars by week or by day."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.plan.scheduling import Conflict, Load, conflicts, late, load
from advisor.sandbox.plan.tables import WorkCentre
from advisor.sandbox.plan.workdays import week_start
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.visit import Visit

WEEKS, DAYS = 8, 14
HEIGHT = 100.0
SPANS = {"week": (WEEKS, 7), "day": (DAYS, 1)}
FULL = mark("{centre} is full in the week from {day}: {share} of its time is taken.")
OVER = mark("{centre} has more to do than it can in the week from {day}: {share} of its time is taken.")
FULL_DAY = mark("{centre} is full on {day}.")
DAY = mark("{centre} cannot keep up on {day}: {over} minutes too many.")
FINE = mark("Every work centre can keep up with its work.")


@dataclass(frozen=True)
class Bar:
    """A span of time. Heights are from 0 to 100 of the drawing; `line` is where the capacity is."""

    day: datetime.date
    share: str
    full: bool
    over: bool
    work: float
    care: float
    beyond: float
    line: float
    capacity: str
    orders: str
    maintenance: str


@dataclass(frozen=True)
class Strip:
    """A work centre with its bars."""

    name: Cell
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Clash:
    centre: str
    day: datetime.date
    over: str
    orders: tuple[str, ...]


@dataclass(frozen=True)
class LateOrder:
    order: Cell
    due: datetime.date
    until: datetime.date


@dataclass(frozen=True)
class LoadData:
    """`finding` says in a sentence what the bars show; `may` whether the reader may schedule."""

    finding: str
    span: str
    strips: tuple[Strip, ...]
    clashes: tuple[Clash, ...]
    late: tuple[LateOrder, ...]
    may: bool
    key: str


def build(visit: Visit) -> LoadData:
    span = "day" if visit.query.get("span") == "day" else "week"
    count, days = SPANS[span]
    first = first_day(visit.session, visit.today, span)
    rows = load(visit.session, first, count, days)
    write = writer(visit)
    clashes = conflicts(visit.session, visit.today, first + datetime.timedelta(days=count * days - 1))
    return LoadData(
        finding(visit, rows, clashes),
        span,
        strips(visit, rows),
        tuple(_clash(one, write) for one in clashes),
        tuple(
            LateOrder(Cell(order.number or "", href(visit, "work_order", order.id)), order.due, until)
            for order, until in late(visit.session)
        ),
        visit.actor.may(("production",)) and visit.on("erp-capacity"),
        visit.key(),
    )


def first_day(session: Session, today: datetime.date, span: str) -> datetime.date:
    return week_start(session, today) if span == "week" else today


def of_centre(visit: Visit, centre: WorkCentre) -> Strip | None:
    """The coming weeks of one work centre."""
    rows = load(visit.session, week_start(visit.session, visit.today), WEEKS)
    return next(iter(strips(visit, [one for one in rows if one.centre.id == centre.id])), None)


def strips(visit: Visit, rows: Sequence[Load]) -> tuple[Strip, ...]:
    write = writer(visit)
    return tuple(
        _strip(visit, write, centre, list(spans))
        for centre, spans in ((key, list(group)) for key, group in groupby(rows, key=lambda one: one.centre))
    )


def _strip(visit: Visit, write: Writer, centre: WorkCentre, rows: Sequence[Load]) -> Strip:
    top = max(1, *(max(one.capacity, one.taken) for one in rows)) * 1.05
    name = Cell(centre.name, href(visit, "work_centre", centre.id))
    return Strip(name, tuple(_bar(write, one, HEIGHT / top) for one in rows))


def _bar(write: Writer, one: Load, scale: float) -> Bar:
    """What orders need beyond the capacity stands on top of it."""
    over = one.over
    share = one.taken / one.capacity if one.capacity else 0.0
    return Bar(
        one.first,
        write.cell("percent", share).text if share else "",
        share >= 1,
        over > 0,
        round((one.orders - over) * scale, 2),
        round(one.maintenance * scale, 2),
        round(over * scale, 2),
        round(HEIGHT - one.capacity * scale, 2),
        write.text("number", one.capacity),
        write.text("number", one.orders),
        write.text("number", one.maintenance),
    )


def finding(visit: Visit, rows: Sequence[Load], clashes: Sequence[Conflict]) -> str:
    """What the bars say: the first week or day that cannot be kept, else the fullest one that is full."""
    write = writer(visit)
    counted = sorted((one for one in rows if one.capacity), key=lambda one: one.first)
    daily = any(one.first == one.last for one in counted)
    over = None if daily else next((one for one in counted if one.over), None)
    if clashes and over is None:
        first = clashes[0]
        return visit.words(DAY).format(
            centre=first.centre.name, day=write.text("date", first.on), over=write.text("number", first.over)
        )
    full = over or max((one for one in counted if one.taken >= one.capacity), key=lambda one: one.taken, default=None)
    if full is None:
        return visit.words(FINE)
    return visit.words(OVER if over else FULL_DAY if daily else FULL).format(
        centre=full.centre.name,
        share=write.cell("percent", full.taken / full.capacity).text,
        day=write.text("date", full.first),
    )


def _clash(one: Conflict, write: Writer) -> Clash:
    return Clash(one.centre.name, one.on, write.text("number", one.over), one.numbers)

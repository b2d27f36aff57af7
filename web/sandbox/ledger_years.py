"""The months of each year, what keeps them open, and the end of the year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from advisor import language as wording
from advisor.sandbox.ledger.tables import Entry, Period
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.pages import Place
from web.sandbox.tables import offer
from web.sandbox.visit import Visit


@dataclass(frozen=True)
class Month:
    """`now` when today is in it."""

    name: Cell
    state: Cell
    entries: str
    drafts: str
    now: bool


@dataclass(frozen=True)
class Year:
    """`close` and `reopen` when it can be closed or opened again by the role in which one acts."""

    number: int
    name: str
    months: tuple[Month, ...]
    close: bool
    reopen: bool
    result: Cell | None  # the entry that moved its result to equity
    open: bool


@dataclass(frozen=True)
class Years:
    years: tuple[Year, ...]
    add: Place | None
    drafts: str
    doing: str  # where verbs are sent
    key: str


def years(visit: Visit) -> Years:
    """Newest first; the months of the year of today are shown at once."""
    by_year: dict[int, list[Period]] = {}
    for period in visit.session.scalars(select(Period).order_by(Period.first)):
        by_year.setdefault(period.year, []).append(period)
    counts = _counts(visit)
    made = [_year(visit, year, by_year[year], counts) for year in sorted(by_year, reverse=True)]
    return Years(
        tuple(made),
        offer(visit, "period.add_year"),
        f"{visit.base}/l/entries?state=draft",
        f"{visit.base}/do",
        visit.key(),
    )


def _counts(visit: Visit) -> dict[tuple[int, str], int]:
    """How many entries of each state a month has."""
    wanted = select(Entry.period_id, Entry.state, func.count()).group_by(Entry.period_id, Entry.state)
    return {(period, state): count for period, state, count in visit.session.execute(wanted)}


def _year(visit: Visit, year: int, periods: Sequence[Period], counts: dict[tuple[int, str], int]) -> Year:
    closing = _closing(visit, year)
    over = periods[-1].state == "open" and periods[-1].first <= visit.today  # its last month, at least
    return Year(
        year,
        wording.part_of_date(str(year), visit.language),
        tuple(_month(visit, period, counts) for period in periods),
        over and visit.actor.may(("accounting",)),
        closing is not None and visit.actor.may(("manager",)),
        Cell(closing.number or "", href(visit, "entry", closing.id)) if closing else None,
        any(period.first <= visit.today <= period.last for period in periods),
    )


def _closing(visit: Visit, year: int) -> Entry | None:
    """The entry that closed a year and was not reversed."""
    taken = select(Entry.reverses_id).where(Entry.reverses_id.is_not(None))
    wanted = select(Entry).where(Entry.source_kind == "year", Entry.source == year, Entry.reverses_id.is_(None))
    return visit.session.scalars(wanted.where(Entry.id.not_in(taken)).order_by(Entry.id).limit(1)).one_or_none()


def _month(visit: Visit, period: Period, counts: dict[tuple[int, str], int]) -> Month:
    write = writer(visit)
    name = wording.part_of_date(period.first.strftime("%Y-%m"), visit.language)
    posted, drafts = counts.get((period.id, "posted"), 0), counts.get((period.id, "draft"), 0)
    return Month(
        Cell(name, href(visit, "period", period.id)),
        write.cell("state", period.state, document="period"),
        write.text("number", posted) if posted else "",
        write.text("number", drafts) if drafts else "",
        period.first <= visit.today <= period.last,
    )

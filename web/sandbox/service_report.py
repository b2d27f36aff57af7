"""What was answered and solved in time, by priority, channel, member and category."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor import language as wording
from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.crm import service_figures
from advisor.sandbox.crm.service_figures import Kept, Subject
from web.sandbox import labels, service_parts
from web.sandbox.cells import Writer
from web.sandbox.chrome import writer
from web.sandbox.insight_charts import Block, columns
from web.sandbox.pages import Choosable
from web.sandbox.service_parts import PRIORITIES
from web.sandbox.typed import day, shown_day
from web.sandbox.visit import Visit

SUBJECTS: Mapping[str, str] = {
    "priority": mark("By priority"),
    "channel": mark("By channel"),
    "owner": mark("By member"),
    "category": mark("By category"),
}
HEIGHT = 30.0
USUAL = datetime.timedelta(days=90)
NOBODY = mark("Without one")
FINDING = mark("{share} of the tickets were solved in time.")


@dataclass(frozen=True)
class Row:
    """Shares as they are read, and as widths of bars from 0 to 100; none where nothing can be said."""

    name: str
    count: str
    answered: str
    solved: str
    first_answer: str
    solution: str
    answered_width: float | None
    solved_width: float | None


@dataclass(frozen=True)
class MonthBar:
    name: str
    share: str
    count: str
    block: Block


@dataclass(frozen=True)
class ReportData:
    address: str
    by: str
    subjects: tuple[Choosable, ...]
    first: str
    last: str
    finding: str
    total: Row
    rows: tuple[Row, ...]
    months: tuple[MonthBar, ...]


def build(visit: Visit) -> ReportData:
    by = _subject(visit.query.get("by", ""))
    last = day(visit.query.get("on.to", "")) or clock.today(visit.session)
    first = min(day(visit.query.get("on.from", "")) or last - USUAL, last)
    write = writer(visit)
    total = service_figures.kept(visit.session, first, last)[0]
    return ReportData(
        f"{visit.base}/p/service-report",
        by,
        tuple(Choosable(name, visit.words(title), name == by) for name, title in SUBJECTS.items()),
        shown_day(first, visit.language),
        shown_day(last, visit.language),
        _finding(visit, total),
        _row(write, visit.words("Total"), total),
        tuple(_row(write, _name(visit, by, one.name), one) for one in _sorted(visit, by, first, last)),
        _months(write, service_figures.by_month(visit.session, first, last)),
    )


def _sorted(visit: Visit, by: Subject, first: datetime.date, last: datetime.date) -> list[Kept]:
    """Priorities in their order, everything else with most tickets first."""
    found = service_figures.kept(visit.session, first, last, by)
    return sorted(found, key=lambda one: PRIORITIES.index(one.name)) if by == "priority" else found


def _subject(text: str) -> Subject:
    known: dict[str, Subject] = {"priority": "priority", "channel": "channel", "owner": "owner", "category": "category"}
    return known.get(text, "priority")


def _name(visit: Visit, by: str, name: str) -> str:
    if not name:
        return visit.words(NOBODY)
    if by == "channel":
        return service_parts.channel(name, visit.words)
    return labels.choice(name, visit.words) if by == "priority" else name


def _finding(visit: Visit, total: Kept) -> str:
    if total.solve_share is None:
        return ""
    return visit.words(FINDING).format(share=wording.percent(total.solve_share, visit.language))


def _row(write: Writer, name: str, one: Kept) -> Row:
    return Row(
        name,
        write.text("number", one.count),
        service_parts.percent(one.answer_share, write.language),
        service_parts.percent(one.solve_share, write.language),
        "–" if one.first_answer is None else service_parts.span(one.first_answer, write),
        "–" if one.solution is None else service_parts.span(one.solution, write),
        _width(one.answer_share),
        _width(one.solve_share),
    )


def _width(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


def _months(write: Writer, found: Sequence[tuple[datetime.date, Kept]]) -> tuple[MonthBar, ...]:
    """Of each month the share that was solved in time."""
    blocks = columns([one.solve_share or 0 for _, one in found], HEIGHT, 0, 1)
    return tuple(
        MonthBar(
            wording.part_of_date(first.strftime("%Y-%m"), write.language),
            service_parts.percent(one.solve_share, write.language),
            write.text("number", one.count),
            block,
        )
        for (first, one), block in zip(found, blocks, strict=True)
    )

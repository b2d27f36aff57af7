"""What is earned with each product, customer and project, and in each month."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from advisor import language as wording
from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.insight import margins, spans
from advisor.sandbox.insight.margins import Margin, Subject
from advisor.sandbox.insight.spans import Span
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.declared import Column, Filter, Screen
from web.sandbox.insight_charts import Block, columns, stacked
from web.sandbox.insight_words import percent
from web.sandbox.pages import Choosable
from web.sandbox.typed import day, shown_day
from web.sandbox.visit import Visit

SUBJECTS: Mapping[str, str] = {
    "product": mark("By product"),
    "party": mark("By customer"),
    "project": mark("By project"),
}
NOWHERE = mark("Without one")
HEIGHT = 30.0
SHOWN = 60


@dataclass(frozen=True)
class Earned:
    """`bars` are cost and margin, which make up the revenue; or revenue and what is lost beyond it."""

    name: Cell
    revenue: Cell
    cost: Cell
    margin: Cell
    share: str
    bars: tuple[Block, ...]
    loss: bool


@dataclass(frozen=True)
class MonthBar:
    name: str
    margin: Cell
    share: str
    block: Block
    below: bool


@dataclass(frozen=True)
class MarginData:
    address: str
    by: str
    subjects: tuple[Choosable, ...]
    first: str
    last: str
    finding: str
    rows: tuple[Earned, ...]
    left_out: int
    total: Earned
    months: tuple[MonthBar, ...]
    query: str


def build(visit: Visit) -> MarginData:
    by = _subject(visit.query.get("by", ""))
    span = _span(visit.session, visit.query)
    found = margins.margins(visit.session, by, span)
    total = margins.total(visit.session, span)
    most = max((max(one.revenue, one.cost) for one in found), default=0)
    return MarginData(
        f"{visit.base}/p/margins",
        by,
        tuple(Choosable(name, visit.words(title), name == by) for name, title in SUBJECTS.items()),
        shown_day(span.first, visit.language),
        shown_day(span.last, visit.language),
        _finding(visit, found),
        tuple(_earned(visit, by, one, most) for one in found[:SHOWN]),
        max(0, len(found) - SHOWN),
        _earned(visit, by, total, 0),
        _months(visit, margins.by_month(visit.session, span)),
        f"by=by.{by}&on.from={span.first.isoformat()}&on.to={span.last.isoformat()}",
    )


def _subject(text: str) -> Subject:
    known: dict[str, Subject] = {"product": "product", "party": "party", "project": "project"}
    return known.get(text.removeprefix("by."), "product")


def _span(session: Session, filters: Mapping[str, str]) -> Span:
    last = day(filters.get("on.to", "")) or clock.today(session)
    first = day(filters.get("on.from", "")) or spans.later(last.replace(day=1), -5)
    return Span(min(first, last), last)


def _finding(visit: Visit, found: Sequence[Margin]) -> str:
    named = [one for one in found if one.id is not None and one.revenue > 0]
    if not named:
        return ""
    write = writer(visit)
    lost = [one for one in named if one.margin < 0]
    if lost:
        return visit.words("{name} loses money: {amount}.").format(
            name=lost[-1].name, amount=f"{write.text('money', lost[-1].margin)} {visit.currency}"
        )
    return visit.words("{name} earns most: {amount}, {share} of its revenue.").format(
        name=named[0].name,
        amount=f"{write.text('money', named[0].margin)} {visit.currency}",
        share=wording.percent(named[0].share or 0, visit.language),
    )


def _earned(visit: Visit, by: Subject, one: Margin, most: int) -> Earned:
    write = writer(visit)
    name = one.name if one.id is not None else visit.words(NOWHERE)
    bars = (one.cost, one.margin) if one.margin >= 0 else (max(one.revenue, 0), -one.margin)
    return Earned(
        Cell(name, href(visit, by, one.id) if one.id is not None else ""),
        write.cell("money", one.revenue),
        write.cell("money", one.cost),
        write.cell("money", one.margin),
        percent(one.share, visit.language) if one.share is not None else "",
        tuple(stacked(bars, most)),
        one.margin < 0,
    )


def _months(visit: Visit, found: Sequence[tuple[datetime.date, Margin]]) -> tuple[MonthBar, ...]:
    amounts = [one.margin for _, one in found]
    if not any(amounts):
        return ()
    blocks = columns(amounts, HEIGHT, min(0, *amounts), max(0, *amounts))
    write = writer(visit)
    return tuple(
        MonthBar(
            wording.part_of_date(first.strftime("%Y-%m"), visit.language),
            write.cell("money", one.margin),
            percent(one.share, visit.language) if one.share is not None else "",
            block,
            one.margin < 0,
        )
        for (first, one), block in zip(found, blocks, strict=True)
    )


def _margin_rows(session: Session, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    by = _subject(filters.get("by", ""))
    return [
        {
            "id": one.id or 0, "kind": by if one.id else "", "name": one.name, "revenue": one.revenue,
            "cost": one.cost, "margin": one.margin, "share": one.share,
        }
        for one in margins.margins(session, by, _span(session, filters))
    ]  # fmt: skip


MARGINS = Screen(
    id="margin-rows",
    title=mark("Margins"),
    group="insight",
    module="erp-costing",
    hidden=True,
    columns=(
        Column("name", mark("Name"), searched=True),
        Column("revenue", mark("Revenue"), kind="money"),
        Column("cost", mark("Cost"), kind="money"),
        Column("margin", mark("Margin"), kind="money"),
        Column("share", mark("Margin, share"), kind="percent"),
    ),
    rows=_margin_rows,
    sort="-margin",
    filters=(
        Filter("by", mark("Subject"), choices=tuple(f"by.{name}" for name in SUBJECTS)),
        Filter("on", mark("Date"), kind="days"),
    ),
    empty=mark("Nothing was sold in this span. Post an invoice to see what it earns."),
)
FILES = (MARGINS,)

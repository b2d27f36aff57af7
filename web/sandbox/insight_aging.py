"""Receivables and payables by age: who owes for how long, with the documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from advisor import language as wording
from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.insight.aging import BUCKETS, ON_ACCOUNT, Aged, Aging, aging
from advisor.sandbox.insight.dues import Due, Side
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.declared import Column, Filter, Screen
from web.sandbox.insight_charts import Block, stacked
from web.sandbox.typed import day, shown_day
from web.sandbox.visit import Visit

NAMES = (
    mark("Not due"), mark("1–30 days late"), mark("31–60 days late"), mark("61–90 days late"),
    mark("Over 90 days late"), mark("On account"),
)  # fmt: skip
SIDES: tuple[Side, Side] = ("receivable", "payable")


@dataclass(frozen=True)
class Item:
    document: Cell
    due: Cell
    late: str
    amount: Cell


@dataclass(frozen=True)
class PartyRow:
    name: Cell
    cells: tuple[Cell, ...]
    total: Cell
    bars: tuple[Block, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True)
class AgingData:
    """`bars` are those of all together; `heads` the names of the buckets."""

    address: str
    side: str
    on: str
    heads: tuple[str, ...]
    finding: str
    tone: str
    bars: tuple[Block, ...]
    shares: tuple[str, ...]
    totals: tuple[Cell, ...]
    total: Cell
    rows: tuple[PartyRow, ...]
    query: str


def build(visit: Visit) -> AgingData:
    side: Side = "payable" if visit.query.get("side") == "payable" else "receivable"
    on = day(visit.query.get("on.to", "")) or visit.today
    found, write = aging(visit.session, side, on), writer(visit)
    owed = sum(found.buckets[:ON_ACCOUNT])
    most = max((sum(one.buckets[:ON_ACCOUNT]) for one in found.parties), default=0)
    late = sum(found.buckets[1:ON_ACCOUNT])
    return AgingData(
        f"{visit.base}/p/aging",
        side,
        shown_day(on, visit.language),
        tuple(map(visit.words, NAMES)),
        _finding(found, write, owed, late),
        "bad" if late and side == "receivable" else "warn" if late else "good",
        tuple(stacked(found.buckets[:ON_ACCOUNT], owed)),
        tuple(wording.percent(one / owed, visit.language) if owed else "" for one in found.buckets[:ON_ACCOUNT]),
        tuple(write.cell("money", one or None) for one in found.buckets),
        write.cell("money", found.total),
        tuple(_party(visit, write, one, most, found) for one in found.parties),
        f"side=side.{side}&on.to={on.isoformat()}",
    )


def _finding(found: Aging, write: Writer, owed: int, late: int) -> str:
    words = write.words
    if not found.parties:
        return ""
    if not late:
        return words("Nothing is overdue.")
    sentence = (
        mark("{late} of {owed} are overdue; {party} is the furthest behind.")
        if found.side == "receivable"
        else mark("{late} of {owed} should have been paid; {party} waits for most of it.")
    )
    return words(sentence).format(
        late=f"{write.text('money', late)} {write.currency}",
        owed=f"{write.text('money', owed)} {write.currency}",
        party=found.parties[0].name,
    )


def _party(visit: Visit, write: Writer, one: Aged, most: int, found: Aging) -> PartyRow:
    return PartyRow(
        Cell(one.name, href(visit, "party", one.party)),
        tuple(write.cell("money", amount or None) for amount in one.buckets),
        write.cell("money", one.total),
        tuple(stacked(one.buckets[:ON_ACCOUNT], most)),
        tuple(_item(visit, write, item, found) for item in one.items),
    )


def _item(visit: Visit, write: Writer, item: Due, found: Aging) -> Item:
    known = href(visit, item.kind, item.document) if item.kind and item.document else ""
    late = item.late(found.on)
    return Item(
        Cell(item.number, known or href(visit, "entry", item.entry)),
        write.cell("date", item.due),
        write.text("number", late) if late > 0 and item.amount > 0 else "",
        write.cell("money", item.amount),
    )


def _rows(session: Session, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    side: Side = "payable" if filters.get("side") == "side.payable" else "receivable"
    on = day(filters.get("on.to", "")) or clock.today(session)
    return [
        {"id": one.party, "party": one.name, "total": one.total, **dict(zip(BUCKETS, one.buckets, strict=True))}
        for one in aging(session, side, on).parties
    ]


FILES = (
    Screen(
        id="ages", title=mark("Open items by age"), group="insight", module="erp-ar-ap", kind="party", hidden=True,
        columns=(
            Column("party", mark("Business partner"), searched=True),
            *(Column(name, title, kind="money") for name, title in zip(BUCKETS, NAMES, strict=True)),
            Column("total", mark("Total"), kind="money"),
        ),
        rows=_rows, sort="party",
        filters=(
            Filter("side", mark("Side"), choices=tuple(f"side.{name}" for name in SIDES)),
            Filter("on", mark("Date"), kind="days"),
        ),
        empty=mark("Nothing is open. Post an invoice or a bill to see it here."),
    ),
)  # fmt: skip

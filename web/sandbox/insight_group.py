"""The group: the books of all companies beside each other, what is taken out, and what does not agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Company
from advisor.sandbox.insight.companies import noted
from advisor.sandbox.insight.consolidation import GOODWILL, Elimination, Group, Row, consolidate
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import writer
from web.sandbox.declared import Asked, Column, DocumentPage, Field, Filter, FormSpec, Screen
from web.sandbox.pages import Place
from web.sandbox.tables import offer
from web.sandbox.typed import day, shown_day
from web.sandbox.visit import Visit

MODULE = "erp-multi-company"
KINDS: Mapping[str, str] = {
    "asset": mark("Assets"),
    "liability": mark("Liabilities"),
    "equity": mark("Equity"),
    "income": mark("Income"),
    "expense": mark("Expenses"),
}
WHY: Mapping[str, str] = {
    "balances": mark("{first} is owed by {second}"),
    "trade": mark("{first} has sold to {second}"),
    "unrealised": mark("Profit of {first} that still lies in stock"),
    "investment": mark("What was paid for {first} against its capital"),
}


@dataclass(frozen=True)
class GroupRow:
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class GroupPart:
    title: str
    rows: tuple[GroupRow, ...]
    total: tuple[Cell, ...]


@dataclass(frozen=True)
class Taken:
    what: str
    amount: Cell
    difference: Cell


@dataclass(frozen=True)
class GroupData:
    """`heads` are the companies. Assets and expenses are debit less credit, all else is credit less debit."""

    address: str
    on: str
    heads: tuple[str, ...]
    finding: str
    tone: str
    parts: tuple[GroupPart, ...]
    taken: tuple[Taken, ...]
    figures: tuple[tuple[str, Cell], ...]
    create: Place | None
    book: Place | None
    query: str


def build(visit: Visit) -> GroupData:
    on = day(visit.query.get("on.to", "")) or visit.today
    found, write = consolidate(visit.session, on), writer(visit)
    finding, tone = _finding(visit, found, write)
    return GroupData(
        f"{visit.base}/p/group",
        shown_day(on, visit.language),
        tuple(one.name for one in found.companies),
        finding,
        tone,
        _parts(visit, found, write),
        tuple(_taken(visit, one, write) for one in found.eliminations),
        (
            (visit.words("Result of the year"), write.cell("money", found.result)),
            (visit.words("Of it to other owners"), write.cell("money", found.others_result)),
            (visit.words("Equity of other owners"), write.cell("money", found.others)),
        ),
        offer(visit, "company.create"),
        offer(visit, "company.book"),
        f"on.to={on.isoformat()}",
    )


def _finding(visit: Visit, found: Group, write: Writer) -> tuple[str, str]:
    if len(found.companies) < 2:
        return "", ""
    if not found.differences:
        return visit.words("The companies agree on everything they did with each other."), "good"
    one = found.differences[0]
    told = visit.words("{first} and {second} do not agree: {amount}. Find the entry that one of them lacks.").format(
        first=one.first.name,
        second=one.second.name if one.second else "",
        amount=f"{write.text('money', abs(one.difference))} {visit.currency}",
    )
    return told, "bad"


def _parts(visit: Visit, found: Group, write: Writer) -> tuple[GroupPart, ...]:
    parts = []
    for kind, title in KINDS.items():
        rows = [row for row in found.rows if _kind(row) == kind]
        if rows:
            sign = 1 if kind in ("asset", "expense") else -1
            figures = [tuple(sign * one for one in (*row.amounts, row.eliminated, row.group)) for row in rows]
            made = [_row(visit, row, one, write) for row, one in zip(rows, figures, strict=True)]
            sums = tuple(write.cell("money", sum(column)) for column in zip(*figures, strict=True))
            parts.append(GroupPart(visit.words(title), tuple(made), sums))
    return tuple(parts)


def _kind(row: Row) -> str:
    if row.account is not None:
        return row.account.kind
    return "asset" if row.key == GOODWILL else "equity"


def _row(visit: Visit, row: Row, amounts: tuple[int, ...], write: Writer) -> GroupRow:
    return GroupRow(_name(visit, row), tuple(write.cell("money", amount or None) for amount in amounts))


def _name(visit: Visit, row: Row) -> str:
    if row.account is not None:
        return f"{row.account.code} {row.account.name}"
    if row.key == GOODWILL:
        return visit.words("Goodwill")
    return visit.words("Result of earlier years, not closed")


def _taken(visit: Visit, one: Elimination, write: Writer) -> Taken:
    second = one.second.name if one.second else ""
    what = visit.words(WHY[one.why]).format(first=one.first.name, second=second)
    return Taken(what, write.cell("money", one.amount), write.cell("money", one.difference or None))


def _rows(session: Session, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    found = consolidate(session, day(filters.get("on.to", "")) or clock.today(session))
    return [
        {
            "id": place, "code": row.account.code if row.account else "",
            "name": row.account.name if row.account else "Goodwill" if row.key == GOODWILL else "Earlier results",
            "sum": sum(row.amounts), "eliminated": row.eliminated, "group": row.group,
        }
        for place, row in enumerate(found.rows)
    ]  # fmt: skip


FILES = (
    Screen(
        id="group-rows", title=mark("Consolidation"), group="insight", module=MODULE, hidden=True,
        columns=(
            Column("code", mark("Code")),
            Column("name", mark("Name")),
            Column("sum", mark("Added up"), kind="money"),
            Column("eliminated", mark("Taken out"), kind="money"),
            Column("group", mark("Group"), kind="money"),
        ),
        rows=_rows, sort="code", filters=(Filter("on", mark("Date"), kind="days"),),
        empty=mark("Nothing is posted yet."),
    ),
)  # fmt: skip


def _noted(name: str) -> Any:
    def get(session: Session, company: Company) -> int | None:
        return noted(session, company).get(name) or None

    return get


COMPANY = DocumentPage(
    kind="company",
    module=MODULE,
    back="companies",
    fields=(
        Field(mark("Code"), "code"),
        Field(mark("Share of the group, per cent"), "share", "number"),
        Field(mark("Paid for it"), _noted("paid"), "money"),
        Field(mark("Its profit still in stock"), _noted("unrealised"), "money"),
    ),
)
FORMS = (
    FormSpec(
        "company.create", title=mark("New company"),
        about=mark("A sister with books of her own, and the business partner under which you trade with her."),
        entries=(
            Asked("name"), Asked("code"), Asked("share", title=mark("Share of the group, per cent")),
            Asked("paid", title=mark("Paid for it"), more=True),
            Asked("account", title=mark("Account on which that stands"), more=True),
        ),
    ),
    FormSpec(
        "company.adjust", title=mark("For the consolidation"),
        entries=(
            Asked("company"), Asked("unrealised", title=mark("Its profit still in stock")),
            Asked("share", title=mark("Share of the group, per cent")), Asked("paid", title=mark("Paid for it")),
            Asked("account", title=mark("Account on which that stands")),
        ),
    ),
    FormSpec(
        "company.book", title=mark("Entry of a company"), entries=(Asked("company"), Asked("text"), Asked("lines")),
    ),
)  # fmt: skip

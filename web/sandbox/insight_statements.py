"""Profit and loss, and the balance sheet, as they are read; every figure leads to the lines behind it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor import language as wording
from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Company
from advisor.sandbox.insight import spans, sums
from advisor.sandbox.insight.spans import Span
from advisor.sandbox.insight.statements import (
    Column as Held,
)
from advisor.sandbox.insight.statements import (
    Figures,
    Statement,
    balance_sheet,
    comparison,
    profit_and_loss,
)
from advisor.sandbox.ledger.accounts import chart
from advisor.sandbox.ledger.balances import BEGINNING
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import writer
from web.sandbox.declared import Column, Filter, Screen
from web.sandbox.insight_words import percent
from web.sandbox.pages import Choosable
from web.sandbox.typed import day, shown_day
from web.sandbox.visit import Visit

TITLES: Mapping[str, str] = {
    "income": mark("Income"),
    "cost_of_sales": mark("Cost of sales"),
    "gross_profit": mark("Gross profit"),
    "expenses": mark("Operating expenses"),
    "result": mark("Result"),
    "assets": mark("Assets"),
    "liabilities": mark("Liabilities"),
    "equity": mark("Equity"),
    "liabilities_and_equity": mark("Liabilities and equity"),
    "result_before": mark("Result of earlier years, not closed"),
}
HEADS = (mark("This span"), mark("The one before"), mark("A year before"), mark("Budget"))
MOST_LINES = 20_000
SHARED = frozenset({"gross_profit", "result"})  # totals whose share of income is said
Dates = tuple[datetime.date, datetime.date]


@dataclass(frozen=True)
class Head:
    title: str
    more: str


@dataclass(frozen=True)
class Shown:
    """A line of a statement; `share` of income beside the first figure."""

    key: str
    title: str
    total: bool
    cells: tuple[Cell, ...]
    share: str


@dataclass(frozen=True)
class Report:
    """`first` is empty for a balance sheet. `finding` says in a sentence what it comes to."""

    address: str
    first: str
    last: str
    view: str
    companies: tuple[Choosable, ...]
    heads: tuple[Head, ...]
    rows: tuple[Shown, ...]
    finding: str
    tone: str
    exports: str


def income(visit: Visit) -> Report:
    """The year so far beside the span before, the year before and the budget; or month by month."""
    last = day(visit.query.get("on.to", "")) or visit.today
    first = min(day(visit.query.get("on.from", "")) or spans.year_start(visit.session, last), last)
    view, company = visit.query.get("view", ""), company_of(visit)
    span = Span(first, last)
    columns = _months(span) if view == "months" else comparison(visit.session, span)
    found = profit_and_loss(visit.session, columns, company=company)
    heads = _month_heads(visit, columns) if view == "months" else _heads(visit, columns)
    return Report(
        f"{visit.base}/p/profit-and-loss",
        shown_day(first, visit.language),
        shown_day(last, visit.language),
        view if view == "months" else "",
        companies(visit, company),
        heads,
        tuple(_row(visit, found, row, company) for row in found.rows),
        _earned(visit, found, len(columns) - 1 if view == "months" else 0),
        "",
        urlencode({"on.from": first.isoformat(), "on.to": last.isoformat(), "company": company}),
    )


def sheet(visit: Visit) -> Report:
    """The books at the end of a day, of the month before and of the year before."""
    on, company = day(visit.query.get("on.to", "")) or visit.today, company_of(visit)
    days = list(dict.fromkeys([on, on.replace(day=1) - spans.DAY, spans.year_start(visit.session, on) - spans.DAY]))
    found = balance_sheet(visit.session, days, company=company)
    owned, owed = found.total("assets").amounts, found.total("liabilities_and_equity").amounts
    write = writer(visit)
    equal = owned == owed
    finding = mark("Assets of {amount} equal liabilities and equity.") if equal else mark("The two sides differ.")
    return Report(
        f"{visit.base}/p/balance-sheet",
        "",
        shown_day(on, visit.language),
        "",
        companies(visit, company),
        tuple(Head(wording.date(one, visit.language), "") for one in days),
        tuple(_row(visit, found, row, company) for row in found.rows),
        visit.words(finding).format(amount=f"{write.text('money', owned[0])} {visit.currency}"),
        "good" if equal else "bad",
        urlencode({"on.to": on.isoformat(), "company": company}),
    )


def company_of(visit: Visit) -> int:
    """The company that the address names, else the own one."""
    text = visit.query.get("company", "")
    known = visit.session.scalars(select(Company.id)).all()
    return int(text) if text in map(str, known) else 1


def companies(visit: Visit, chosen: int) -> tuple[Choosable, ...]:
    """Nothing to choose where there is one only."""
    rows = visit.session.scalars(select(Company).order_by(Company.id)).all()
    return tuple(Choosable(str(one.id), one.name, one.id == chosen) for one in rows) if len(rows) > 1 else ()


def _months(span: Span) -> list[Held]:
    """The months of a span, twelve at most, and all of them together."""
    count = (span.last.year - span.first.year) * 12 + span.last.month - span.first.month + 1
    whole = spans.months(span.last, min(count, 12))
    cut = [Span(max(one.first, span.first), min(one.last, span.last)) for one in whole]
    return [*map(Held, cut), Held(Span(cut[0].first, span.last))]


def _month_heads(visit: Visit, columns: Sequence[Held]) -> tuple[Head, ...]:
    names = [wording.part_of_date(one.span.first.strftime("%Y-%m"), visit.language) for one in columns[:-1]]
    return (*(Head(name, "") for name in names), Head(visit.words("Total"), ""))


def _heads(visit: Visit, columns: Sequence[Held]) -> tuple[Head, ...]:
    return tuple(
        Head(visit.words(title), f"{wording.date(one.span.first, visit.language)} – "
             f"{wording.date(one.span.last, visit.language)}")
        for title, one in zip(HEADS, columns, strict=True)
    )  # fmt: skip


def _row(visit: Visit, found: Statement, row: Figures, company: int) -> Shown:
    write = writer(visit)
    title = visit.words(TITLES[row.key]) if row.key in TITLES else f"{row.key} {row.name}"
    cells = tuple(
        _cell(visit, write, row, amount, column, company)
        for amount, column in zip(row.amounts, found.columns, strict=True)
    )
    share = ""
    if row.key in SHARED and row.total:
        earned = found.total("income").amounts
        place = next((i for i in (0, len(earned) - 1) if earned[i] > 0), None)
        share = "" if place is None else percent(row.amounts[place] / earned[place], visit.language)
    return Shown(row.key, title, row.total, cells, share)


def _cell(visit: Visit, write: Writer, row: Figures, amount: int, column: Held, company: int) -> Cell:
    """A figure with its way to what is behind it: lines of the ledger, or budgets."""
    made = write.cell("money", amount)
    if not amount:
        return made if row.total else Cell()
    if column.basis == "budget":
        href = f"{visit.base}/p/budgets" if visit.on("erp-budgeting") else ""
    else:
        query = {
            "part": f"total.{row.key}" if row.key in TITLES else row.key,
            "on.to": column.span.last.isoformat(),
            "company": company,
        }
        if column.span.first != BEGINNING:
            query["on.from"] = column.span.first.isoformat()
        href = f"{visit.base}/l/behind?{urlencode(query)}"
    return Cell(made.text, href, end=True, below=made.below)


def _earned(visit: Visit, found: Statement, place: int) -> str:
    write = writer(visit)
    sales, result = found.total("income").amounts[place], found.total("result").amounts[place]
    if sales <= 0:
        return visit.words("Nothing was earned in this span.") if not result else ""
    sentence = (
        mark("Of {income} earned, {result} are left: {share}.")
        if result >= 0
        else mark("{income} were earned and {result} lost: {share}.")
    )
    return visit.words(sentence).format(
        income=f"{write.text('money', sales)} {visit.currency}",
        result=f"{write.text('money', abs(result))} {visit.currency}",
        share=wording.percent(abs(result) / sales, visit.language),
    )


def _span(session: Session, filters: Mapping[str, str], *, open_start: bool = False) -> Span:
    last = day(filters.get("on.to", "")) or clock.today(session)
    start = BEGINNING if open_start else spans.year_start(session, last)
    return Span(min(day(filters.get("on.from", "")) or start, last), last)


def _company(filters: Mapping[str, str]) -> int:
    text = filters.get("company", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 1


def _rows(found: Statement) -> list[dict[str, Any]]:
    names = ("now", "before", "year_before", "budget")
    rows = []
    for place, row in enumerate(found.rows):
        cells: dict[str, Any] = {"id": place, "code": "" if row.total else row.key, "name": row.name or TITLES[row.key]}
        rows.append(cells | dict(zip(names, row.amounts, strict=False)))
    return rows


def _income_rows(session: Session, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    columns = comparison(session, _span(session, filters))
    return _rows(profit_and_loss(session, columns, company=_company(filters)))


def _sheet_rows(session: Session, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    on = _span(session, filters).last
    return _rows(balance_sheet(session, [on], company=_company(filters)))


def _behind(session: Session, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    """The lines behind a row of a statement: an account by its code, or a total by its name."""
    part, company = filters.get("part", "").removeprefix("total."), _company(filters)
    span = _span(session, filters, open_start=not filters.get("on.from", ""))
    statement = balance_sheet(session, [span.last], company=company)
    known = [*profit_and_loss(session, [Held(span)], company=company).rows, *statement.rows]
    found = next((row for row in known if row.key == part), None)
    if found is None:
        return []
    names = {one.id: f"{one.code} {one.name}" for one in chart(session).by_id.values()}
    sign = _side(session, found)
    lines = sums.behind(session, found.accounts, span, company=company, closing=span.first == BEGINNING)
    return [
        {
            "id": line.entry, "number": line.number, "on": line.on, "account": names[line.account],
            "document": line.document_number, "party": line.party, "text": line.text, "amount": sign * line.amount,
        }
        for line in lines[:MOST_LINES]
    ]  # fmt: skip


def _side(session: Session, row: Figures) -> int:
    """1 where debits add to a row, -1 where credits do."""
    if row.total or len(row.accounts) != 1:
        return 1 if row.key in ("cost_of_sales", "expenses", "assets") else -1
    return 1 if chart(session).by_id[row.accounts[0]].kind in ("asset", "expense") else -1


_MONEY = (("now", mark("This span")), ("before", HEADS[1]), ("year_before", HEADS[2]), ("budget", HEADS[3]))
_NAMED = (Column("code", mark("Code")), Column("name", mark("Name")))
_WHEN = (Filter("on", mark("Date"), kind="days"), Filter("company", mark("Company"), kind="row", reference="company"))
_EMPTY = mark("Nothing is posted yet.")
FILES = (
    Screen(
        id="income-statement", title=mark("Profit and loss"), group="insight", module="erp-gl", hidden=True,
        columns=(*_NAMED, *(Column(name, title, kind="money") for name, title in _MONEY)),
        rows=_income_rows, filters=_WHEN, empty=_EMPTY,
    ),
    Screen(
        id="balance-sheets", title=mark("Balance sheet"), group="insight", module="erp-gl", hidden=True,
        columns=(*_NAMED, Column("now", mark("Balance"), kind="money")),
        rows=_sheet_rows, filters=_WHEN, empty=_EMPTY,
    ),
    Screen(
        id="behind", title=mark("What is behind a figure"), group="insight", module="erp-gl", hidden=True, kind="entry",
        columns=(
            Column("number", mark("Entry"), searched=True),
            Column("on", mark("Date"), kind="date"),
            Column("account", mark("Ledger account"), searched=True),
            Column("document", mark("Document"), searched=True),
            Column("party", mark("Business partner"), searched=True),
            Column("text", mark("Text"), searched=True),
            Column("amount", mark("Amount"), kind="money"),
        ),
        rows=_behind, sort="on",
        filters=(Filter("part", mark("Figure"), choices=tuple(f"total.{name}" for name in TITLES)), *_WHEN),
        about=mark("The posted lines that a figure of a statement adds up."),
        empty=mark("Open a statement and choose a figure to see its lines."),
    ),
)  # fmt: skip

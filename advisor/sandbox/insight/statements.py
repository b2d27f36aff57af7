"""Profit and loss, and balance sheet. Every figure says which accounts it adds up, so that it leads to its entries."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.insight import spans, sums
from advisor.sandbox.insight.spans import Span
from advisor.sandbox.ledger.accounts import chart
from advisor.sandbox.ledger.balances import BEGINNING
from advisor.sandbox.ledger.tables import Account, BudgetLine, Period

Basis = Literal["actual", "budget"]
Amounts = tuple[int, ...]


@dataclass(frozen=True)
class Column:
    """What a column of a statement holds: lines posted over a span, or the budget for it (its `version`)."""

    span: Span
    basis: Basis = "actual"
    version: str = ""


@dataclass(frozen=True)
class Figures:
    """A line of a statement. `key` is the code of an account or the name of a total; `amounts`, one for each column,
    are in the smallest unit, income and assets above nought; `accounts` are those it adds up."""

    key: str
    name: str
    level: int
    amounts: Amounts
    accounts: tuple[int, ...]
    total: bool = False


@dataclass(frozen=True)
class Statement:
    columns: tuple[Column, ...]
    rows: tuple[Figures, ...]

    def total(self, key: str) -> Figures:
        return next(row for row in self.rows if row.key == key and row.total)


def profit_and_loss(session: Session, columns: Sequence[Column], *, company: int = 1) -> Statement:
    """Income, cost of sales, gross profit, expenses and result; costs are shown as they are, above nought."""
    found = [_moved(session, column, company) for column in columns]
    income = _section(session, "income", -1, found)
    goods = cost_of_sales(session)
    costs = [row for row in _section(session, "expense", 1, found) if set(row.accounts) <= goods]
    others = [row for row in _section(session, "expense", 1, found) if not set(row.accounts) <= goods]
    sales, spent, running = (_total(key, rows, len(columns)) for key, rows in
                             (("income", income), ("cost_of_sales", costs), ("expenses", others)))  # fmt: skip
    gross = _less("gross_profit", sales, spent)
    rows = [*income, sales, *costs, spent, gross, *others, running, _less("result", gross, running)]
    return Statement(tuple(columns), tuple(rows))


def balance_sheet(session: Session, days: Sequence[datetime.date], *, company: int = 1) -> Statement:
    """Assets, liabilities and equity at the end of days. The result of the year, and of earlier ones that were not
    closed, stands under equity, so both sides are equal."""
    found = [sums.standing(session, day, company=company) for day in days]
    assets, debts = _section(session, "asset", 1, found), _section(session, "liability", -1, found)
    equity = [*_section(session, "equity", -1, found), *_results(session, days, found, company)]
    owned, owed, own = (_total(key, rows, len(days)) for key, rows in
                        (("assets", assets), ("liabilities", debts), ("equity", equity)))  # fmt: skip
    funds = _plus("liabilities_and_equity", owed, own)
    columns = tuple(Column(Span(BEGINNING, day)) for day in days)
    return Statement(columns, (*assets, owned, *debts, owed, *equity, own, funds))


def comparison(session: Session, span: Span, version: str = "budget") -> list[Column]:
    """A span beside the one before, the same a year before, and the budget."""
    return [
        Column(span),
        Column(spans.before(span)),
        Column(spans.year_before(span)),
        Column(span, "budget", version),
    ]


def _moved(session: Session, column: Column, company: int) -> dict[int, int]:
    if column.basis == "budget":
        return budgeted(session, column.span, column.version)
    return sums.by_account(session, column.span, company=company)


def budgeted(session: Session, span: Span, version: str) -> dict[int, int]:
    """The budget of each account over a span, with the sign of postings; of a month that is not within as a whole the
    part that its days are."""
    wanted = (
        select(BudgetLine.account_id, Account.kind, Period.first, Period.last, func.sum(BudgetLine.amount))
        .join(Period, BudgetLine.period_id == Period.id)
        .join(Account, BudgetLine.account_id == Account.id)
        .where(BudgetLine.version == version, Period.first <= span.last, Period.last >= span.first)
        .group_by(BudgetLine.account_id, Account.kind, Period.first, Period.last)
    )
    found: dict[int, int] = {}
    for account, kind, first, last, total in session.execute(wanted):
        part = Span(max(first, span.first), min(last, span.last)).days
        amount = rounded(int(total) * part, Span(first, last).days)
        found[account] = found.get(account, 0) + (-amount if kind == "income" else amount)
    return found


def _section(session: Session, kind: str, sign: int, found: Sequence[dict[int, int]]) -> list[Figures]:
    """The accounts of a kind on which something stands in any column, in the order of the chart."""
    rows = []
    for account in leaves(session, kind):
        amounts = tuple(sign * column.get(account.id, 0) for column in found)
        if any(amounts):
            rows.append(Figures(account.code, account.name, 1, amounts, (account.id,)))
    return rows


def leaves(session: Session, kind: str) -> list[Account]:
    """The accounts of a kind that can be booked on, in the order of the chart."""
    accounts = chart(session)
    return [one for one in accounts.by_id.values() if one.kind == kind and one.code not in accounts.groups]


def cost_of_sales(session: Session) -> set[int]:
    """The ids of the account for the cost of goods sold and of those beside it in its group of the chart."""
    accounts = chart(session)
    sold = accounts.use("cost_of_sales")
    same = {one.id for one in accounts.by_id.values() if one.parent == sold.parent and sold.parent}
    return same | {sold.id}


def _results(
    session: Session, days: Sequence[datetime.date], found: Sequence[dict[int, int]], company: int
) -> list[Figures]:
    """What income and expenses came to and no closing has moved to equity: of the year, and of those before it."""
    ids = tuple(one.id for kind in sums.RESULT_KINDS for one in leaves(session, kind))
    all_of_it = [-sum(column.get(one, 0) for one in ids) for column in found]
    this_year = []
    for day in days:
        moved = sums.by_account(session, spans.year_to(session, day), company=company, closing=True)
        this_year.append(-sum(moved.get(one, 0) for one in ids))
    earlier = tuple(all_ - year for all_, year in zip(all_of_it, this_year, strict=True))
    rows = [Figures("result_before", "", 1, earlier, ids), Figures("result", "", 1, tuple(this_year), ids)]
    return [row for row in rows if any(row.amounts) or row.key == "result"]


def _total(key: str, rows: Iterable[Figures], columns: int) -> Figures:
    """The sum of rows."""
    kept = list(rows)
    amounts = tuple(sum(row.amounts[i] for row in kept) for i in range(columns))
    accounts = tuple(dict.fromkeys(one for row in kept for one in row.accounts))
    return Figures(key, "", 0, amounts, accounts, total=True)


def _less(key: str, first: Figures, second: Figures) -> Figures:
    return _joined(key, first, second, lambda a, b: a - b)


def _plus(key: str, first: Figures, second: Figures) -> Figures:
    return _joined(key, first, second, lambda a, b: a + b)


def _joined(key: str, first: Figures, second: Figures, join: Callable[[int, int], int]) -> Figures:
    amounts = tuple(join(a, b) for a, b in zip(first.amounts, second.amounts, strict=True))
    return Figures(key, "", 0, amounts, tuple(dict.fromkeys(first.accounts + second.accounts)), total=True)

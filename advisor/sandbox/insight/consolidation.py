"""The books of all companies of the group as those of one: added up, and what they did with each other taken out.

Receivables against payables, revenue against cost, and profit that still lies in stock of the buyer (IFRS 10, B86 c);
what was paid for a company against its capital, the rest being goodwill (IFRS 10, B86 b; IFRS 3, 32).
What does not agree between two companies stays in and is named.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.amounts import rounded, shares
from advisor.sandbox.core.tables import Company, Party
from advisor.sandbox.insight import spans, sums
from advisor.sandbox.insight.companies import OWN, noted
from advisor.sandbox.insight.spans import Span
from advisor.sandbox.ledger.accounts import Chart, chart
from advisor.sandbox.ledger.balances import BEGINNING, CLOSING
from advisor.sandbox.ledger.tables import Account, Entry, Line

Why = Literal["balances", "trade", "unrealised", "investment"]
GOODWILL, RESULT_BEFORE = 0, -1  # rows that are no account
DUE, DONE = ("sister_receivable", "sister_payable"), ("sister_revenue", "sister_cost")


@dataclass(frozen=True)
class Elimination:
    """What is taken out, by row (id of an account, or GOODWILL), debit above nought; together nought. `difference` is
    what the first company shows more than the other. `second` is None where only one is concerned."""

    why: Why
    first: Company
    second: Company | None
    lines: dict[int, int]
    difference: int = 0

    @property
    def amount(self) -> int:
        return sum(amount for amount in self.lines.values() if amount > 0)


@dataclass(frozen=True)
class Row:
    """An account in all companies, debit above nought; `account` is None for goodwill and for results of earlier years
    that were not closed (`key`)."""

    key: int
    account: Account | None
    amounts: tuple[int, ...]
    eliminated: int

    @property
    def group(self) -> int:
        return sum(self.amounts) + self.eliminated


@dataclass(frozen=True)
class Group:
    """All rows together are nought. `others` is the part of equity, and `others_result` that of the result of the year,
    which belongs to other owners; credit above nought, as is `result`."""

    companies: tuple[Company, ...]
    rows: tuple[Row, ...]
    eliminations: tuple[Elimination, ...]
    others: int
    others_result: int

    @property
    def differences(self) -> tuple[Elimination, ...]:
        return tuple(one for one in self.eliminations if one.difference)

    @property
    def result(self) -> int:
        """Of the group for the year so far."""
        return -sum(row.group for row in self.rows if row.account and row.account.kind in sums.RESULT_KINDS)


@dataclass
class _Books:
    """What all companies have booked, by company."""

    companies: list[Company]
    chart: Chart
    rows: dict[int, dict[int, int]] = field(default_factory=dict)
    between: dict[tuple[str, int, int], int] = field(default_factory=dict)


def consolidate(session: Session, on: datetime.date) -> Group:
    """The group at the end of a day; income and expenses since the beginning of the year."""
    companies = list(session.scalars(select(Company).order_by(Company.id)))
    year = spans.year_to(session, on)
    books = _Books(companies, chart(session))
    for company in companies:
        books.rows[company.id] = _rows(session, year, company.id)
    books.between = _between(session, year)
    taken = [*_agreed(books, "balances", DUE), *_agreed(books, "trade", DONE)]
    taken += [*_unrealised(session, books), *_investments(session, books)]
    unrealised = {one.first.id: one.amount for one in taken if one.why == "unrealised"}
    others = [_others(books, company, unrealised.get(company.id, 0)) for company in companies]
    rows = tuple(_row(books, key, taken) for key in _keys(books, taken))
    return Group(
        tuple(companies), rows, tuple(taken), sum(equity for equity, _ in others), sum(result for _, result in others)
    )


def _rows(session: Session, year: Span, company: int) -> dict[int, int]:
    """Balances, and of income and expenses what moved in the year; what earlier years left unclosed apart."""
    standing = sums.standing(session, year.last, company=company)
    moved = sums.by_account(session, year, company=company)
    closed = sums.by_account(session, year, company=company, closing=True)
    accounts = chart(session).by_id
    found = {}
    before = 0
    for account, amount in standing.items():
        closing = closed.get(account, 0) - moved.get(account, 0)  # the year's own closing is taken back
        if accounts[account].kind in sums.RESULT_KINDS:
            found[account] = moved.get(account, 0)
            before += amount - closing - moved.get(account, 0)
        else:
            found[account] = amount - closing
    found[RESULT_BEFORE] = before
    return {key: amount for key, amount in found.items() if amount}


def _between(session: Session, year: Span) -> dict[tuple[str, int, int], int]:
    """What companies have booked with each other, by use of the account, company and the other one. Lines in the books
    of a sister name the contact that stands for her; the other side is the own company then."""
    found: dict[tuple[str, int, int], int] = defaultdict(int)
    for uses, first in ((DUE, BEGINNING), (DONE, year.first)):
        wanted = (
            select(Account.use, Entry.company_id, Party.sister_id, func.sum(Line.amount))
            .select_from(Line)
            .join(Entry, Line.entry_id == Entry.id)
            .join(Account, Line.account_id == Account.id)
            .join(Party, Line.party_id == Party.id)
            .where(Account.use.in_(uses), Party.sister_id.is_not(None), Entry.state == "posted")
            .where(Entry.on >= first, Entry.on <= year.last, Entry.journal != CLOSING)
            .group_by(Account.use, Entry.company_id, Party.sister_id)
        )
        for use, company, sister, amount in session.execute(wanted):
            found[use, company, sister if sister and sister != company else OWN] += int(amount)
    return found


def _agreed(books: _Books, why: Why, uses: tuple[str, str]) -> Iterator[Elimination]:
    """What one company shows on the first account and the other on the second, as far as both do."""
    debit, credit = (books.chart.use(use).id for use in uses)
    sign = 1 if why == "balances" else -1  # a receivable is a debit, revenue a credit
    for first in books.companies:
        for second in books.companies:
            mine = sign * books.between.get((uses[0], first.id, second.id), 0)
            theirs = -sign * books.between.get((uses[1], second.id, first.id), 0)
            if first.id != second.id and (mine or theirs):
                both = max(0, min(mine, theirs))
                yield Elimination(why, first, second, {debit: -sign * both, credit: sign * both}, mine - theirs)


def _unrealised(session: Session, books: _Books) -> Iterator[Elimination]:
    """Profit of a seller on goods that another company of the group still holds."""
    stock, cost = books.chart.use("stock").id, books.chart.use("cost_of_sales").id
    for company in books.companies:
        amount = int(noted(session, company).get("unrealised", 0))
        if amount:
            yield Elimination("unrealised", company, None, {cost: amount, stock: -amount})


def _investments(session: Session, books: _Books) -> Iterator[Elimination]:
    """What was paid for a company against the group's part of its capital; profit it made since is the group's."""
    for company in books.companies:
        known = noted(session, company)
        account = known.get("account")
        if company.id == OWN or not known.get("paid") or account is None:
            continue
        capital = {key: -amount for key, amount in books.rows[company.id].items() if _is_capital(books, key)}
        total = sum(capital.values())
        part = rounded(max(total, 0) * company.share, 100)
        lines = {int(account): -int(known["paid"]), GOODWILL: int(known["paid"]) - part}
        if part:
            keys = [key for key, amount in capital.items() if amount > 0]
            lines |= dict(zip(keys, shares(part, [capital[key] for key in keys]), strict=True))
        yield Elimination("investment", company, None, lines)


def _is_capital(books: _Books, key: int) -> bool:
    account = books.chart.by_id.get(key)
    return account is not None and account.kind == "equity" and account.use != "profit"


def _others(books: _Books, company: Company, unrealised: int) -> tuple[int, int]:
    """The part of other owners in equity (the result of the year in it) and in that result."""
    rows, accounts = books.rows[company.id], books.chart.by_id
    result = -sum(amount for key, amount in rows.items() if key in accounts and _is_result(accounts[key])) - unrealised
    equity = -sum(amount for key, amount in rows.items() if key not in accounts or accounts[key].kind == "equity")
    part = 100 - company.share
    return rounded((equity + result) * part, 100), rounded(result * part, 100)


def _is_result(account: Account) -> bool:
    return account.kind in sums.RESULT_KINDS


def _keys(books: _Books, taken: list[Elimination]) -> list[int]:
    """The rows with anything in them, in the order of the chart, those that are no account last."""
    known = {key for rows in books.rows.values() for key in rows}
    known |= {key for one in taken for key, amount in one.lines.items() if amount}
    order = {account: place for place, account in enumerate(books.chart.by_id)}
    return sorted(known, key=lambda key: (order.get(key, len(order)), -key))


def _row(books: _Books, key: int, taken: list[Elimination]) -> Row:
    amounts = tuple(books.rows[company.id].get(key, 0) for company in books.companies)
    return Row(key, books.chart.by_id.get(key), amounts, sum(one.lines.get(key, 0) for one in taken))

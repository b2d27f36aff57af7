"""What stands on accounts: from the totals by month, and from the lines where a span begins or ends within one."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from advisor.sandbox.ledger.accounts import chart
from advisor.sandbox.ledger.tables import Account, Entry, Line, Period, Total

BEGINNING = datetime.date.min
CLOSING = "CLO"
Sums = dict[int, tuple[int, int]]  # debit and credit by account


@dataclass(frozen=True)
class Balance:
    """An account over a span; all in smallest units, `opening` and `closing` debit above nought."""

    account: Account
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        return self.opening + self.debit - self.credit


@dataclass(frozen=True)
class TrialBalance:
    """All accounts that have a balance or moved. Debits equal credits."""

    rows: tuple[Balance, ...]

    @property
    def debit(self) -> int:
        return sum(row.debit for row in self.rows)

    @property
    def credit(self) -> int:
        return sum(row.credit for row in self.rows)

    @property
    def balanced(self) -> bool:
        return self.debit == self.credit and not sum(row.opening for row in self.rows)


def trial_balance(
    session: Session, first: datetime.date, last: datetime.date, company: int = 1, *, closing: bool = True
) -> TrialBalance:
    """Opening balance at the beginning of `first`, debits and credits until the end of `last`; without the entries
    that close a year unless `closing`."""
    before = account_sums(session, BEGINNING, first - datetime.timedelta(days=1), company, closing=True)
    within = account_sums(session, first, last, company, closing=closing)
    rows = []
    for account in chart(session).by_id.values():
        opening = before.get(account.id, (0, 0))
        debit, credit = within.get(account.id, (0, 0))
        if opening[0] != opening[1] or debit or credit:
            rows.append(Balance(account, opening[0] - opening[1], debit, credit))
    return TrialBalance(tuple(rows))


def account_balances(
    session: Session,
    first: datetime.date,
    last: datetime.date,
    company: int = 1,
    *,
    closing: bool = True,
    cost_centre: int | None = None,
) -> dict[int, int]:
    """Debit less credit of each account over a span, both days within; of one cost centre or of all."""
    sums = account_sums(session, first, last, company, closing=closing, cost_centre=cost_centre)
    return {account: debit - credit for account, (debit, credit) in sums.items()}


def account_sums(
    session: Session,
    first: datetime.date,
    last: datetime.date,
    company: int = 1,
    *,
    closing: bool = True,
    cost_centre: int | None = None,
) -> Sums:
    """Debits and credits of each account over a span. Whole months come from the totals, the rest from the lines."""
    wanted = select(Period.id, Period.first, Period.last).where(Period.last >= first, Period.first <= last)
    periods = session.execute(wanted).all()
    whole = [row.id for row in periods if first <= row.first and row.last <= last]
    parts = [row.id for row in periods if row.id not in set(whole)]
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for source in (
        _from_totals(session, whole, company, closing, cost_centre),
        _from_lines(session, parts, (Entry.on >= first, Entry.on <= last), company, closing, cost_centre),
    ):
        for account, debit, credit in source:
            found[account][0] += debit
            found[account][1] += credit
    return {account: (debit, credit) for account, (debit, credit) in found.items()}


Row = tuple[int, int, int]


def _from_totals(
    session: Session, periods: Collection[int], company: int, closing: bool, cost_centre: int | None
) -> Iterable[Row]:
    if not periods:
        return
    wanted = select(Total.account_id, func.sum(Total.debit), func.sum(Total.credit)).where(
        Total.period_id.in_(periods), Total.company_id == company
    )
    if not closing:
        wanted = wanted.where(Total.closing == 0)
    if cost_centre is not None:
        wanted = wanted.where(Total.cost_centre_id == cost_centre)
    for account, debit, credit in session.execute(wanted.group_by(Total.account_id)):
        yield account, int(debit), int(credit)


def _from_lines(
    session: Session,
    periods: Collection[int],
    span: tuple[ColumnElement[bool], ...],
    company: int,
    closing: bool,
    cost_centre: int | None,
) -> Iterable[Row]:
    if not periods:
        return
    wanted = (
        select(Line.account_id, _side(1), _side(-1))
        .join(Entry)
        .where(Entry.period_id.in_(periods), Entry.state == "posted", Entry.company_id == company, *span)
    )
    if not closing:
        wanted = wanted.where(Entry.journal != CLOSING)
    if cost_centre is not None:
        wanted = wanted.where(Line.cost_centre_id == cost_centre)
    for account, debit, credit in session.execute(wanted.group_by(Line.account_id)):
        yield account, int(debit), int(credit)


def _side(sign: int) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((Line.amount * sign > 0, Line.amount * sign), else_=0)), 0)

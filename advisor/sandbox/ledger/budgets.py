"""Budgets by account, cost centre and month; what was booked against them; and the check before money is committed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import rounded, shares
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.ledger.accounts import chart
from advisor.sandbox.ledger.shown import plain
from advisor.sandbox.ledger.tables import Account, BudgetLine, CostCentre, Period, Total

MODELS |= {"budget": BudgetLine}
BUDGET = "budget"  # the version that is checked and reported; others are scenarios
Policy = Literal["ignore", "warn", "stop"]


@dataclass(frozen=True)
class Use:
    """A budget and what was booked against it, in smallest units; income and expenses are both above nought."""

    account: Account
    cost_centre: CostCentre | None
    budget: int
    actual: int

    @property
    def rest(self) -> int:
        return self.budget - self.actual

    @property
    def percent(self) -> int | None:
        """Of the budget that is used; none without a budget."""
        return rounded(100 * self.actual, self.budget) if self.budget > 0 else None


@dataclass(frozen=True)
class Overrun:
    """An amount that does not fit into a budget any more: what it was, what is booked and committed, how much over."""

    account: str
    budget: int
    used: int
    amount: int

    @property
    def over(self) -> int:
        return self.used + self.amount - self.budget


def check(
    session: Session, account: int, cost_centre: int | None, on: datetime.date, amount: int, committed: int = 0
) -> Overrun | None:
    """Whether `amount` of an expense still fits: into the budget of its cost centre, or into that of the account as a
    whole where the cost centre has none. Counted from the beginning of the year to the month of `on`; `committed` is
    what is ordered and not billed yet.

    Gives what is over when the trial's policy is to warn. Raises Refusal when it is to stop.
    """
    rule = policy(session)
    if rule == "ignore":
        return None
    budget, centre = _available(session, account, cost_centre, on)
    if budget is None:
        return None
    found = chart(session).by_id[account]
    used = _actual(session, account, centre, *_year_so_far(session, on)) + committed
    if used + amount <= budget:
        return None
    over = Overrun(found.name, budget, used, amount)
    if rule == "stop":
        currency = clock.trial(session).currency
        raise Refusal(
            "This would exceed the budget of {account} by {over} {currency}: {used} of {budget} are used. Reduce it, "
            "or have the budget raised.",
            values={
                "account": found.name,
                "over": plain(over.over, currency),
                "currency": currency,
                "used": plain(used, currency),
                "budget": plain(budget, currency),
            },
        )
    return over


def policy(session: Session) -> Policy:
    """What happens when a budget does not suffice: the trial's setting `budget_policy`, else a warning."""
    found = clock.trial(session).settings.get("budget_policy", "warn")
    return found if found in ("ignore", "warn", "stop") else "warn"


def uses(session: Session, first: datetime.date, last: datetime.date, version: str = BUDGET) -> list[Use]:
    """Budgets of the months between two days with what was booked, in the order of accounts."""
    span = (Period.first >= first.replace(day=1), Period.last <= _month_end(session, last))
    wanted = (
        select(Account.id, CostCentre, func.sum(BudgetLine.amount))
        .join(Account, Account.id == BudgetLine.account_id)
        .outerjoin(CostCentre, CostCentre.id == BudgetLine.cost_centre_id)
        .join(Period, Period.id == BudgetLine.period_id)
        .where(BudgetLine.version == version, *span)
        .group_by(Account.id, Account.code, *CostCentre.__table__.columns)
        .order_by(Account.code, CostCentre.code)
    )
    booked = _booked(session, first, last)
    found = []
    for key, centre, amount in session.execute(wanted):
        account = chart(session).by_id[key]
        rows = ((of, total) for (where, of), total in booked.items() if where == key)
        actual = sum(total for of, total in rows if centre is None or of == centre.id)
        found.append(Use(account, centre, int(amount), -actual if account.kind == "income" else actual))
    return found


def _booked(session: Session, first: datetime.date, last: datetime.date) -> dict[tuple[int, int], int]:
    wanted = (
        select(Total.account_id, Total.cost_centre_id, func.sum(Total.debit - Total.credit))
        .join(Period, Period.id == Total.period_id)
        .where(Total.company_id == 1, Total.closing == 0)
        .where(Period.first >= first.replace(day=1), Period.last <= _month_end(session, last))
        .group_by(Total.account_id, Total.cost_centre_id)
    )
    return {(account, centre): int(total) for account, centre, total in session.execute(wanted)}


def _month_end(session: Session, day: datetime.date) -> datetime.date:
    return session.scalar(select(Period.last).where(Period.first <= day, Period.last >= day)) or day


def _available(
    session: Session, account: int, cost_centre: int | None, on: datetime.date
) -> tuple[int | None, int | None]:
    """The budget of the year so far, and the cost centre that it is for; nothing where there is none."""
    first, last = _year_so_far(session, on)
    wanted = (
        select(BudgetLine.cost_centre_id, func.sum(BudgetLine.amount))
        .join(Period, Period.id == BudgetLine.period_id)
        .where(BudgetLine.account_id == account, BudgetLine.version == BUDGET)
        .where(Period.first >= first, Period.last <= last)
        .group_by(BudgetLine.cost_centre_id)
    )
    found = {centre: int(amount) for centre, amount in session.execute(wanted)}
    centre = cost_centre if cost_centre in found else None
    return found.get(centre), centre


def _actual(session: Session, account: int, centre: int | None, first: datetime.date, last: datetime.date) -> int:
    wanted = (
        select(func.coalesce(func.sum(Total.debit - Total.credit), 0))
        .join(Period, Period.id == Total.period_id)
        .where(Total.account_id == account, Total.company_id == 1, Total.closing == 0)
        .where(Period.first >= first, Period.last <= last)
    )
    if centre is not None:
        wanted = wanted.where(Total.cost_centre_id == centre)
    return int(session.scalar(wanted) or 0)


def _year_so_far(session: Session, on: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The first day of the financial year of a day, and the last one of its month."""
    year = select(Period.year).where(Period.first <= on, Period.last >= on).scalar_subquery()
    first, last = session.execute(
        select(func.min(Period.first), func.max(Period.last)).where(Period.year == year, Period.first <= on)
    ).one()
    return first or on, last or on


def set_budget(
    session: Session,
    by: Actor,
    *,
    account: int,
    year: int,
    amount: Decimal,
    month: int | None = None,
    cost_centre: int | None = None,
    version: str = BUDGET,
) -> BudgetLine:
    """The budget of a month, or of a year spread evenly over its months. Raises Refusal or NotFound."""
    found = chart(session).by_id.get(account)
    if found is None or (cost_centre is not None and session.get(CostCentre, cost_centre) is None):
        raise NotFound("There is no such account or cost centre. Choose one from the list.", field="account")
    if found.kind not in ("income", "expense", "asset") or found.code in chart(session).groups:
        raise Refusal("A budget is for an account of income, expenses or assets that is no group.", field="account")
    whole = minor(amount, clock.trial(session).currency)
    if whole < 0 or not version.strip():
        raise Refusal("A budget is nought or more. Correct the amount.", field="amount")
    periods = list(_months(session, year, month))
    parts = shares(whole, [1] * len(periods))
    key = (account, cost_centre, version.strip())
    lines = [_put(session, key, period.id, part) for period, part in zip(periods, parts, strict=True)]
    session.flush()
    events.record(
        session, by, "account", account, "budget", {"year": year, "amount": f"{amount:f}", "version": version}
    )
    return lines[0]


def _months(session: Session, year: int, month: int | None) -> Iterator[Period]:
    """Raises NotFound where the books have no such month."""
    rows = session.scalars(select(Period).where(Period.year == year).order_by(Period.first)).all()
    chosen = [row for row in rows if month in (None, row.first.month)]
    if not chosen:
        raise NotFound("The books have no such month. Choose another.", field="year")
    yield from chosen


def _put(session: Session, key: tuple[int, int | None, str], period: int, amount: int) -> BudgetLine:
    """The line of (account, cost centre, version) for a month, with another amount if it is there already."""
    account, centre, version = key
    wanted = select(BudgetLine).where(
        BudgetLine.account_id == account,
        BudgetLine.cost_centre_id.is_(None) if centre is None else BudgetLine.cost_centre_id == centre,
        BudgetLine.period_id == period,
        BudgetLine.version == version,
    )
    line = session.scalars(wanted).one_or_none()
    if line is None:
        line = BudgetLine(account_id=account, cost_centre_id=centre, period_id=period, version=version)
        session.add(line)
    line.amount = amount
    return line


def set_policy(session: Session, by: Actor, *, policy: Policy) -> None:
    """Whether orders beyond a budget pass, pass with a warning, or are refused."""
    trial = clock.trial(session)
    trial.settings = {**trial.settings, "budget_policy": policy}
    events.record(session, by, "trial", trial.id, "budget_policy", {"policy": policy})


VERBS = (
    ("budget.set", set_budget, "erp-budgeting", ("accounting",), "budget"),
    ("budget.policy", set_policy, "erp-budgeting", ("manager",), ""),
)

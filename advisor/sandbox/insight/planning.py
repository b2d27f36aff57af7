"""Plans of a year: versions of the budget made from what was, by a few drivers, and compared with what is."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.insight import spans, sums
from advisor.sandbox.insight.spans import Span
from advisor.sandbox.insight.statements import Column, Statement, cost_of_sales, leaves, profit_and_loss
from advisor.sandbox.ledger.budgets import BUDGET
from advisor.sandbox.ledger.tables import BudgetLine, Period

ACTUAL = "actual"  # the base that is what was booked in the year before
LONGEST = 20  # characters of the name of a version
WHOLE = 10_000  # a factor of one, in ten-thousandths
Months = dict[tuple[int, int], int]  # by account and month of the year (1 to 12), above nought as in budgets


class DriverIn(BaseModel):
    """An account that develops otherwise: by so many per cent."""

    model_config = ConfigDict(extra="forbid")
    account: int
    percent: Decimal


@dataclass(frozen=True)
class Outlook:
    """A plan beside the books. The columns of `statement` are what was booked in the months that are over, the plan for
    them, the plan of the year, and the plan of the months to come."""

    version: str
    year: Span
    done: datetime.date
    statement: Statement

    def expected(self, place: int) -> int:
        """What a row of the year comes to when the months to come go as planned."""
        row = self.statement.rows[place]
        return row.amounts[0] + row.amounts[3]


def create(
    session: Session,
    by: Actor,
    *,
    name: str,
    year: int,
    base: str = ACTUAL,
    income: Decimal = Decimal(0),
    cost_of_sales: Decimal = Decimal(0),
    expenses: Decimal = Decimal(0),
    drivers: list[DriverIn] | None = None,
) -> None:
    """A plan of a year from what was booked in the year before (months without books as the average of the others), or
    from another version; income, cost of sales and other expenses change by so many per cent.

    A version of the same name is replaced. Raises Refusal for a name that cannot be or a base without figures.
    """
    version = _named(name)
    periods = _periods(session, year)
    found = _actual(session, year) if base == ACTUAL else _version(session, base, year)
    if not found:
        raise Refusal("There are no figures to start from. Choose another base.", field="base")
    factors = _factors(session, (income, cost_of_sales, expenses), drivers or [])
    _write(session, version, periods, {key: rounded(one * factors(key[0]), WHOLE) for key, one in found.items()})
    _record(session, by, "plan", {"version": version, "year": year, "base": base})


def adopt(session: Session, by: Actor, *, name: str, year: int) -> None:
    """Make a plan the budget that is checked. Raises Refusal when it has no figures for the year."""
    found = _version(session, name, year)
    if not found:
        raise Refusal("There is no plan {name} for {year}. Choose one from the list.",
                      values={"name": name, "year": year}, field="name")  # fmt: skip
    _write(session, BUDGET, _periods(session, year), found)
    _record(session, by, "adopt", {"version": name, "year": year})


def remove(session: Session, by: Actor, *, name: str, year: int) -> None:
    """Drop a plan of a year."""
    _drop(session, _named(name), _periods(session, year))
    _record(session, by, "drop_plan", {"version": name, "year": year})


def year_of(session: Session, day: datetime.date) -> int:
    """The financial year of a day, as the periods name it; the calendar year where there is none."""
    found = session.scalar(select(Period.year).where(Period.first <= day, Period.last >= day))
    return day.year if found is None else found


def versions(session: Session, year: int) -> list[str]:
    """The budget and the plans that have figures for a year, the budget first."""
    wanted = select(BudgetLine.version).join(Period, BudgetLine.period_id == Period.id).where(Period.year == year)
    return sorted(session.scalars(wanted.distinct()), key=lambda name: (name != BUDGET, name))


def outlook(session: Session, version: str, day: datetime.date) -> Outlook:
    """A plan of the year of a day beside what was booked until the last month that is over."""
    first = spans.year_start(session, day)
    year = Span(first, spans.later(first, 12) - spans.DAY)
    done = day if day == spans.month_end(day) else day.replace(day=1) - spans.DAY
    past, rest = Span(first, done), Span(done + spans.DAY, year.last)
    columns = [
        Column(past),
        Column(past, "budget", version),
        Column(year, "budget", version),
        Column(rest, "budget", version),
    ]
    return Outlook(version, year, done, profit_and_loss(session, columns))


def results(session: Session, day: datetime.date, names: Sequence[str]) -> dict[str, list[int]]:
    """The result since the beginning of the year at the end of each month: of each plan for all months, and of the
    books (under ACTUAL) for those that are over."""
    first = spans.year_start(session, day)
    months = spans.months(spans.later(first, 11), 12)
    found = {name: _running(session, [Column(span, "budget", name) for span in months]) for name in names}
    over = [Column(span) for span in months if span.last <= day]
    return {ACTUAL: _running(session, over) if over else [], **found}


def _running(session: Session, columns: Sequence[Column]) -> list[int]:
    sums_, total = [], 0
    for amount in profit_and_loss(session, columns).total("result").amounts:
        total += amount
        sums_.append(total)
    return sums_


def _named(name: str) -> str:
    version = name.strip()
    if not version or len(version) > LONGEST or version in (BUDGET, ACTUAL):
        raise Refusal(
            "A plan needs a name of its own, of {most} letters at most.", values={"most": LONGEST}, field="name"
        )
    return version


def _periods(session: Session, year: int) -> dict[int, int]:
    """Ids of the periods of a financial year by its months, the first of it 1. Raises NotFound."""
    wanted = select(Period.id).where(Period.year == year).order_by(Period.first)
    found = dict(enumerate(session.scalars(wanted), 1))
    if not found:
        raise NotFound("The books have no such year. Choose another.", field="year")
    return found


def _actual(session: Session, year: int) -> Months:
    """What was booked in each month of the year before; months in which nothing was booked get the average of the
    others."""
    first = session.scalar(select(func.min(Period.first)).where(Period.year == year))
    assert first is not None, year
    months = spans.months(first - spans.DAY, 12)
    moved = sums.by_month(session, Span(months[0].first, months[-1].last))
    signs = {one.id: -1 for one in leaves(session, "income")} | {one.id: 1 for one in leaves(session, "expense")}
    booked = [span.first for span in months if any(day == span.first for account, day in moved if account in signs)]
    found: Months = {}
    for account, sign in signs.items():
        total = sum(moved.get((account, day), 0) for day in booked)
        for place, span in enumerate(months, 1):
            amount = moved.get((account, span.first), 0) if span.first in booked else rounded(total, len(booked) or 1)
            if total and sign * amount > 0:
                found[account, place] = sign * amount
    return found


def _version(session: Session, version: str, year: int) -> Months:
    places = {period: place for place, period in _periods(session, year).items()}
    wanted = (
        select(BudgetLine.account_id, BudgetLine.period_id, func.sum(BudgetLine.amount))
        .where(BudgetLine.version == version, BudgetLine.period_id.in_(places))
        .group_by(BudgetLine.account_id, BudgetLine.period_id)
    )
    return {(account, places[period]): int(amount) for account, period, amount in session.execute(wanted)}


def _factors(
    session: Session, rates: tuple[Decimal, Decimal, Decimal], drivers: Sequence[DriverIn]
) -> Callable[[int], int]:
    """The factor of an account in ten-thousandths. Raises Refusal for one below nought."""
    income, goods = {one.id for one in leaves(session, "income")}, cost_of_sales(session)
    own: Mapping[int, Decimal] = {one.account: one.percent for one in drivers}
    for percent in (*rates, *own.values()):
        if not -100 <= percent <= 1000:
            raise Refusal("Growth is between -100 and 1,000 per cent. Correct it.", field="drivers")

    def factor(account: int) -> int:
        group = 0 if account in income else 1 if account in goods else 2
        return int(WHOLE + own.get(account, rates[group]) * 100)

    return factor


def _write(session: Session, version: str, periods: Mapping[int, int], found: Months) -> None:
    _drop(session, version, periods)
    session.add_all(
        BudgetLine(account_id=account, period_id=periods[place], amount=amount, version=version)
        for (account, place), amount in found.items()
        if amount and place in periods
    )
    session.flush()


def _drop(session: Session, version: str, periods: Mapping[int, int]) -> None:
    session.execute(delete(BudgetLine).where(BudgetLine.version == version, BudgetLine.period_id.in_(periods.values())))


def _record(session: Session, by: Actor, what: str, values: dict[str, str | int]) -> None:
    events.record(session, by, "trial", clock.trial(session).id, what, dict(values))


PLANNERS = ("accounting",)
VERBS = (
    ("scenario.create", create, "erp-planning", PLANNERS, ""),
    ("scenario.adopt", adopt, "erp-planning", ("manager",), ""),
    ("scenario.remove", remove, "erp-planning", PLANNERS, ""),
)

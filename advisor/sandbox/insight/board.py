"""The board: a dozen figures that say how the company does, each with what it was before and how it developed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.clock import today, trial
from advisor.sandbox.insight import load, margins, spans, sums, valuation
from advisor.sandbox.insight.cash import CASH
from advisor.sandbox.insight.dues import dues, overdue
from advisor.sandbox.insight.spans import Span
from advisor.sandbox.insight.statements import budgeted, leaves
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.balances import BEGINNING
from advisor.sandbox.ledger.currencies import company_amount
from advisor.sandbox.plan.tables import WorkOrder
from advisor.sandbox.trade.tables import Order, Shipment

MONTHS = 12  # of a development
Measure = Literal["money", "share", "count", "days"]
WAITS = ("waiting", "reserved", "packed")


@dataclass(frozen=True)
class Figure:
    """One figure of the board. Money in the smallest unit of the company's currency, a share from 0 on. `value` is None
    when there is nothing to measure; `trend` goes up to now, or begins now where the name says ahead. `better` says
    whether more is better (1), less is (-1), or neither (0). `count` is how many documents are behind it."""

    id: str
    module: str
    measure: Measure
    value: float | None
    before: float | None = None
    trend: tuple[float, ...] = ()
    better: int = 0
    count: int | None = None


class Facts:
    """What several figures need, read once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.day = today(session)
        self.months = spans.months(self.day, MONTHS)
        self.ends = [min(span.last, self.day) for span in self.months]

    @cached_property
    def moved(self) -> dict[tuple[int, datetime.date], int]:
        """Each account and month since the books began."""
        return sums.by_month(self.session, Span(BEGINNING, self.day))

    def standing(self, uses: Sequence[str]) -> tuple[float, ...]:
        """What stood on accounts at the ends of the months."""
        ids = {account(self.session, use).id for use in uses}
        return tuple(
            sum(amount for (one, first), amount in self.moved.items() if one in ids and first <= end)
            for end in self.ends
        )

    @cached_property
    def earned(self) -> list[margins.Margin]:
        """Income and cost of sales of each month."""
        span = Span(self.months[0].first, self.day)
        return [one for _, one in margins.by_month(self.session, span)]


Measured = Callable[[Facts], Iterator[Figure]]


def board(session: Session) -> list[Figure]:
    """The figures of the modules that are on."""
    switched_on = trial(session).modules
    facts = Facts(session)
    return [
        figure
        for modules, measure in FIGURES
        if not switched_on or set(modules) & set(switched_on)
        for figure in measure(facts)
        if not switched_on or figure.module in switched_on
    ]


def _orders(facts: Facts) -> Iterator[Figure]:
    """Confirmed sales by the day of their confirmation, without taxes."""
    now, before = spans.month_to(facts.day), spans.month_before(facts.day)
    wanted = select(Order.confirmed, Order.currency, func.sum(Order.net), func.count()).where(
        Order.kind == "sale", Order.state == "confirmed", Order.confirmed >= min(facts.months[0].first, before.first)
    )
    rows = facts.session.execute(wanted.group_by(Order.confirmed, Order.currency)).all()
    ours = [(on, company_amount(facts.session, int(net), currency, on), n) for on, currency, net, n in rows if on]

    def within(span: Span) -> int:
        return sum(amount for on, amount, _ in ours if span.first <= on <= span.last)

    trend = tuple(within(span) for span in facts.months)
    count = sum(n for on, _, n in ours if on >= now.first)
    yield Figure("orders", "erp-sales-orders", "money", within(now), within(before), trend, 1, count)


def _earned(facts: Facts) -> Iterator[Figure]:
    now = facts.earned[-1]
    before = margins.total(facts.session, spans.month_before(facts.day))
    revenue = tuple(one.revenue for one in facts.earned)
    yield Figure("revenue", "erp-gl", "money", now.revenue, before.revenue, revenue, 1)
    shares = tuple(one.share or 0.0 for one in facts.earned)
    yield Figure("margin", "erp-gl", "share", now.share, before.share, shares, 1)


def _cash(facts: Facts) -> Iterator[Figure]:
    there = facts.standing(CASH)
    yield Figure("cash", "erp-gl", "money", there[-1], there[-2], there, 1)


def _overdue(facts: Facts) -> Iterator[Figure]:
    ends = facts.ends[-6:]
    found = [overdue(dues(facts.session, "receivable", day), day) for day in ends]
    trend = tuple(float(sum(one.amount for one in rows)) for rows in found)
    yield Figure("overdue", "erp-ar-ap", "money", trend[-1], trend[-2], trend, -1, len(found[-1]))


def _stock(facts: Facts) -> Iterator[Figure]:
    worth = facts.standing(("stock",))
    yield Figure("stock", "erp-inventory", "money", worth[-1], worth[-2], worth)
    lasts = [valuation.days_of_stock(facts.session, day) for day in facts.ends[-2:]]
    yield Figure("stock_days", "erp-inventory", "days", lasts[-1], lasts[-2], better=-1)


def _deliveries(facts: Facts) -> Iterator[Figure]:
    """Shipments that should have left before the day."""

    def late(day: datetime.date) -> ColumnElement[bool]:
        still = or_(Shipment.state.in_(WAITS), Shipment.done >= day)
        return and_(Shipment.kind == "shipment", ~Shipment.back, Shipment.planned < day, still)

    found = _counts(facts, [late(day) for day in facts.ends[-6:]])
    yield Figure("late", "erp-warehouse", "count", found[-1], found[-2], found, -1, int(found[-1]))


def _work(facts: Facts) -> Iterator[Figure]:
    """Work orders that were begun, or should have been, and are not done."""

    def in_work(day: datetime.date) -> ColumnElement[bool]:
        still = or_(WorkOrder.state.in_(("planned", "released", "running")), WorkOrder.finished > day)
        return and_(WorkOrder.start <= day, WorkOrder.state != "cancelled", still)

    found = _counts(facts, [in_work(day) for day in facts.ends[-6:]])
    yield Figure("work", "erp-work-orders", "count", found[-1], found[-2], found, 0, int(found[-1]))
    weeks = load.by_week(load.ahead(facts.session, facts.day))
    shares = tuple(share for _, share in weeks)
    if any(shares):
        yield Figure("capacity", "erp-capacity", "share", max(shares), None, shares, -1)


def _counts(facts: Facts, conditions: Sequence[ColumnElement[bool]]) -> tuple[float, ...]:
    wanted = select(*[func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in conditions])
    return tuple(float(count) for count in facts.session.execute(wanted).one())


def _budget(facts: Facts) -> Iterator[Figure]:
    """The part of the budget of the year for expenses that is used, beside what would be even use."""
    year = spans.year_to(facts.session, facts.day)
    whole = Span(year.first, spans.later(year.first, 12) - spans.DAY)
    planned = budgeted(facts.session, whole, "budget")
    ids = {one.id for one in leaves(facts.session, "expense")} & set(planned)
    total = sum(planned[one] for one in ids)
    if total <= 0:
        return
    used, trend = 0, []
    for span in facts.months:
        if span.first >= year.first:
            used += sum(amount for (one, first), amount in facts.moved.items() if one in ids and first == span.first)
            trend.append(used / total)
    even = sum(amount for one, amount in budgeted(facts.session, year, "budget").items() if one in ids)
    yield Figure("budget", "erp-budgeting", "share", used / total, even / total, tuple(trend), -1)


FIGURES: tuple[tuple[tuple[str, ...], Measured], ...] = (
    (("erp-sales-orders",), _orders),
    (("erp-gl",), _earned),
    (("erp-gl",), _cash),
    (("erp-ar-ap",), _overdue),
    (("erp-inventory",), _stock),
    (("erp-warehouse",), _deliveries),
    (("erp-work-orders", "erp-capacity"), _work),
    (("erp-budgeting",), _budget),
)

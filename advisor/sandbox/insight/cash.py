"""Cash ahead, week by week: what is there, what is due, what orders will bring, wages, and what recurs each month."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.clock import today, trial
from advisor.sandbox.core.master import minor
from advisor.sandbox.insight import backlog, spans, sums
from advisor.sandbox.insight.dues import Side, dues
from advisor.sandbox.insight.spans import DAY, Span
from advisor.sandbox.people.tables import Employee, Payroll

CASH = ("bank", "cash")
WEEKS = 13  # a quarter: the usual length of a short-term cash forecast
Source = Literal["receivable", "payable", "sale", "purchase", "wages", "recurring"]


@dataclass(frozen=True)
class Scenario:
    """What if customers pay `late` days after the due day, and open orders bring `sales` per cent more or less?"""

    late: int = 0
    sales: int = 0


@dataclass(frozen=True)
class Flow:
    """Money expected on a day, above nought when it comes in; `kind` and `document` say where it follows from."""

    on: datetime.date
    amount: int
    source: Source
    text: str = ""
    kind: str = ""
    document: int | None = None


@dataclass(frozen=True)
class Week:
    """A week with what flows in it; `closing` is what is there at its end."""

    span: Span
    opening: int
    flows: tuple[Flow, ...]

    @property
    def inflow(self) -> int:
        return sum(one.amount for one in self.flows if one.amount > 0)

    @property
    def outflow(self) -> int:
        """Below nought."""
        return sum(one.amount for one in self.flows if one.amount < 0)

    @property
    def closing(self) -> int:
        return self.opening + self.inflow + self.outflow


@dataclass(frozen=True)
class Forecast:
    opening: int
    weeks: tuple[Week, ...]
    scenario: Scenario

    @property
    def lowest(self) -> Week:
        """The first of the weeks that end with least."""
        return min(self.weeks, key=lambda week: week.closing)


def forecast(session: Session, scenario: Scenario | None = None, weeks: int = WEEKS) -> Forecast:
    """From today on. Taxes due and orders not placed yet are not in it."""
    day = today(session)
    ahead = spans.weeks(day, weeks)
    opening = sums.of_uses(session, CASH, day)
    return laid_out(opening, expected(session, day, ahead[-1].last), ahead, scenario or Scenario())


def laid_out(opening: int, flows: Iterable[Flow], ahead: Sequence[Span], scenario: Scenario) -> Forecast:
    """Flows put into weeks as they are in a scenario; what is expected later is left out."""
    moved = [supposed(flow, scenario) for flow in flows]
    weeks: list[Week] = []
    for span in ahead:
        within = sorted((one for one in moved if span.first <= one.on <= span.last), key=lambda one: one.on)
        weeks.append(Week(span, weeks[-1].closing if weeks else opening, tuple(within)))
    return Forecast(opening, tuple(weeks), scenario)


def supposed(flow: Flow, scenario: Scenario) -> Flow:
    """What a scenario makes of a flow: only what comes from customers changes."""
    if flow.source == "sale":
        flow = replace(flow, amount=rounded(flow.amount * (100 + scenario.sales), 100))
    late = flow.source == "sale" or (flow.source == "receivable" and flow.amount > 0)
    return replace(flow, on=flow.on + scenario.late * DAY) if late else flow


def expected(session: Session, day: datetime.date, last: datetime.date) -> list[Flow]:
    """All flows from a day on to another; what is overdue is expected at once."""
    return [
        *_trade(session, "receivable", day),
        *_trade(session, "payable", day),
        *_wages(session, day, last),
        *_recurring(session, day, last),
    ]


def _trade(session: Session, side: Side, day: datetime.date) -> list[Flow]:
    """What customers owe and will owe, or what suppliers will get, by party: first of all what was paid ahead or
    credited is taken off."""
    ahead: dict[int, int] = {}
    found: list[tuple[int, Flow]] = []
    for one in dues(session, side, day):
        if one.amount < 0:
            ahead[one.party] = ahead.get(one.party, 0) - one.amount
        else:
            text = f"{one.number} {one.name}"
            found.append((one.party, Flow(max(day, one.due), one.amount, side, text, one.kind, one.document)))
    found += _orders(session, "sale" if side == "receivable" else "purchase", day)
    sign = 1 if side == "receivable" else -1
    kept = set_off(sorted(found, key=lambda row: row[1].on), ahead)
    return [replace(flow, amount=sign * flow.amount) for flow in kept]


def set_off(flows: Iterable[tuple[int, Flow]], ahead: dict[int, int]) -> list[Flow]:
    """Flows less what each party has paid ahead, the first ones first; what is paid in full is left out."""
    rests, found = dict(ahead), []
    for party, flow in flows:
        taken = min(rests.get(party, 0), flow.amount)
        rests[party] = rests.get(party, 0) - taken
        if flow.amount > taken:
            found.append(replace(flow, amount=flow.amount - taken))
    return found


def _orders(session: Session, kind: backlog.Kind, day: datetime.date) -> Iterable[tuple[int, Flow]]:
    """What confirmed orders and drafts of invoices without an order will bring or cost, by party."""
    known = backlog.terms(session)
    for order in (*backlog.open_orders(session, kind, day), *backlog.drafts(session, kind, day)):
        for due, amount in backlog.instalments(known, order.term, order.to_invoice, order.day):
            yield order.party, Flow(due, amount, kind, f"{order.number} {order.name}".strip(), order.kind, order.id)


def _wages(session: Session, day: datetime.date, last: datetime.date) -> Iterable[Flow]:
    """What is owed already, and the wages of those employed at the end of each month that has no payroll yet."""
    owed = sums.of_uses(session, ("wages_payable", "deductions"), day)
    if owed:
        yield Flow(day, owed, "wages")
    monthly = session.scalar(select(func.sum(Employee.wage)).where(Employee.state == "employed")) or 0
    paid = set(session.scalars(select(Payroll.first).where(Payroll.state == "posted")))
    end = spans.month_end(day)
    while monthly and end <= last:
        if end.replace(day=1) not in paid:
            yield Flow(end, -int(monthly), "wages")
        end = spans.month_end(end + DAY)


def _recurring(session: Session, day: datetime.date, last: datetime.date) -> Iterable[Flow]:
    """Items of `settings["recurring"]`: {name, amount (below nought: out), day of the month, first, last}, such as the
    rate of a loan or a rent that no bill is written for."""
    found = trial(session)
    for item in found.settings.get("recurring", ()):
        amount = minor(Decimal(str(item["amount"])), found.currency)
        month = day.replace(day=1)
        while month <= last:
            on = min(month + (int(item.get("day", 1)) - 1) * DAY, spans.month_end(month))
            if day <= on <= last and _runs(item, on):
                yield Flow(on, amount, "recurring", str(item["name"]))
            month = spans.later(month, 1)


def _runs(item: dict[str, Any], on: datetime.date) -> bool:
    return str(item.get("first", "")) <= on.isoformat() <= str(item.get("last", "9999"))

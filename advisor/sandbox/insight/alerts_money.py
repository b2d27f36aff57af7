"""Alerts about money and decisions: what is overspent, overdue, beyond a limit, or waits for somebody."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.tables import Approval, Party
from advisor.sandbox.insight import spans
from advisor.sandbox.insight.alert import Alert, Rule
from advisor.sandbox.insight.dues import Due, dues, overdue
from advisor.sandbox.ledger import budgets
from advisor.sandbox.trade.credit import standing
from advisor.sandbox.trade.progress import sale_state
from advisor.sandbox.trade.tables import Order


def budget(session: Session, day: datetime.date) -> Iterator[Alert]:
    """Expenses beyond the budget of the year so far, its months whole."""
    for use in budgets.uses(session, spans.year_start(session, day), day):
        if use.account.kind == "expense" and use.actual > use.budget:
            centre = use.cost_centre
            values: dict[str, str | int] = {
                "account": use.account.name,
                "centre": centre.name if centre else "",
                "amount": use.budget,
                "used": use.actual,
                "over": -use.rest,
            }
            about = centre.id if centre else 0
            yield Alert("budget", "accounting", 2, "account", use.account.id, on=day, values=values, about=about)


def overdue_customer(session: Session, day: datetime.date) -> Iterator[Alert]:
    """Customers who have not paid what is due and wait for more goods."""
    late: dict[int, list[Due]] = {}
    for one in overdue(dues(session, "receivable", day), day):
        late.setdefault(one.party, []).append(one)
    wanted = select(Order.party_id, Order.id, Order.number).where(Order.kind == "sale", Order.party_id.in_(late))
    waiting: dict[int, list[tuple[int, str]]] = {}
    for party, order, number in session.execute(wanted.where(sale_state() == "confirmed").order_by(Order.id)):
        waiting.setdefault(party, []).append((order, number or ""))
    for party, orders in waiting.items():
        found = late[party]
        values: dict[str, str | int] = {
            "party": found[0].name,
            "amount": sum(one.amount for one in found),
            "days": max(one.late(day) for one in found),
            "since": min(one.due for one in found).isoformat(),
            "number": orders[0][1],
            "orders": len(orders),
        }
        yield Alert("overdue", "accounting", 2, "party", party, party, day, values, "aging")


def credit_limit(session: Session, day: datetime.date) -> Iterator[Alert]:
    """Customers who owe and have ordered more than was agreed."""
    for party in session.scalars(select(Party).where(Party.credit_limit > 0, Party.customer).order_by(Party.id)):
        found = standing(session, party)
        if found.left < 0:
            values: dict[str, str | int] = {
                "party": party.name,
                "limit": found.limit,
                "owed": found.owed,
                "ordered": found.ordered,
                "over": -found.left,
            }
            yield Alert("credit", "sales", 2, "party", party.id, party.id, day, values)


def approval(session: Session, day: datetime.date) -> Iterator[Alert]:
    """Documents that wait for a decision."""
    for one in session.scalars(select(Approval).where(Approval.state == "pending").order_by(Approval.asked)):
        values: dict[str, str | int] = {
            "kind": one.kind,
            "number": _number(session, one),
            "asked_by": one.asked_by,
            "days": (day - one.asked).days,
            "since": one.asked.isoformat(),
            "amount": one.amount,
        }
        weight = 2 if (day - one.asked).days > 3 else 1
        yield Alert("approval", one.role, weight, one.kind, one.document, on=one.asked, values=values)


def _number(session: Session, one: Approval) -> str:
    """The number of the document that waits; some get theirs later."""
    document = session.get(MODELS[one.kind], one.document)
    return getattr(document, "number", None) or ""


RULES = (
    Rule("budget", ("erp-budgeting",), budget),
    Rule("overdue", ("erp-ar-ap", "erp-sales-orders"), overdue_customer),
    Rule("credit", ("erp-ar-ap", "erp-sales-orders"), credit_limit),
    Rule("approval", ("erp-workflow",), approval),
)

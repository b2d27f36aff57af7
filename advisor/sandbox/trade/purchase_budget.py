"""Whether what is ordered fits into the budget: costs count, goods that go into stock are no costs yet."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.states import guard
from advisor.sandbox.core.tables import Notice
from advisor.sandbox.ledger.accounts import chart
from advisor.sandbox.ledger.budgets import Overrun, check, policy
from advisor.sandbox.ledger.currencies import company_amount
from advisor.sandbox.trade.goods_received import stocked
from advisor.sandbox.trade.tables import Order, OrderLine


@guard("within_budget", "purchase")
def within_budget(session: Session, order: Order) -> None:
    """Raises Refusal when the policy of the trial is to stop what exceeds a budget."""
    if policy(session) == "stop":
        overruns(session, order)


def warn(session: Session, order: Order, by: Actor) -> None:
    """Where the policy is to warn, keep in the history and tell the manager what is over."""
    for one in overruns(session, order) if policy(session) == "warn" else ():
        values = {"account": one.account, "over": one.over, "budget": one.budget}
        events.record(session, by, "purchase", order.id, "over_budget", values, party=order.party_id)
        session.add(
            Notice(
                on=clock.today(session),
                kind="over_budget",
                role="manager",
                document_kind="purchase",
                document=order.id,
                party_id=order.party_id,
                values=values | {"number": order.number},
            )
        )


def overruns(session: Session, order: Order) -> list[Overrun]:
    """The budgets that the order would exceed, by account; what is ordered and not billed yet counts as used."""
    found = []
    for account, amount in sorted(costs(session, order).items()):
        held = committed(session, order, account)
        over = check(session, account, order.cost_centre_id, clock.today(session), amount, held)
        found += [over] if over else []
    return found


def costs(session: Session, order: Order) -> dict[int, int]:
    """What the order will cost by account, in the smallest unit of the company's currency."""
    today = clock.today(session)
    found: dict[int, int] = defaultdict(int)
    for line in order.lines:
        if not stocked(session, order, line.product):
            found[_account(session, order)] += company_amount(session, line.net, order.currency, today)
    return dict(found)


def committed(session: Session, order: Order, account: int) -> int:
    """What other orders of the same year and cost centre still bring onto an account."""
    wanted = (
        select(OrderLine, Order)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.kind == "purchase", Order.state == "ordered", Order.id != order.id)
        .where(Order.cost_centre_id == order.cost_centre_id, OrderLine.invoiced < OrderLine.quantity)
        .where(Order.confirmed >= clock.today(session).replace(month=1, day=1))
    )
    total = 0
    for line, other in session.execute(wanted):
        if _account(session, other) == account and not stocked(session, other, line.product):
            left = max(line.quantity - line.dropped - line.invoiced, 0)
            total += rounded(line.value * left, line.quantity)
    return total


def _account(session: Session, order: Order) -> int:
    return order.account_id or chart(session).use("purchases").id

"""Whether what is ordered fits into the budget."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core import events
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Notice
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import CostCentre
from advisor.sandbox.trade.purchase_budget import committed, costs, overruns
from advisor.sandbox.trade.tables import Order
from tests.sandbox.buying import billed, bolt, drafted, ordered, posted, smith
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BUYER, do, product, units


def budget(session: Session, amount: float, policy: str, use: str = "purchases", centre: int | None = None) -> int:
    """A budget of March alone; the account it is on."""
    chosen = account(session, use).id
    do(session, "budget.set", account=chosen, year=DAY.year, month=DAY.month, amount=units(amount), cost_centre=centre)
    do(session, "budget.policy", policy=policy)
    return chosen


def help_of(session: Session, amount: float | str, code: str = "help") -> Order:
    return drafted(session, smith(session, code=f"s{code}"), (product(session, code, kind="service"), 1, amount))


def test_beyond_the_budget_is_refused(books: Database) -> None:
    with books.session() as session:
        budget(session, 100, "stop")
        fits, over = help_of(session, 100), help_of(session, "100.01", "more")
    with books.session() as session, pytest.raises(Refusal, match=r"exceed the budget of Purchased services by 0\.01"):
        do(session, "purchase.order", BUYER, document=over.id)
    with books.session() as session:
        assert do(session, "purchase.order", BUYER, document=fits.id).state == "ordered"


def test_what_is_ordered_counts_before_it_is_billed(session: Session) -> None:
    chosen = budget(session, 100, "stop")
    first, second = help_of(session, 60), help_of(session, 50, "more")
    do(session, "purchase.order", BUYER, document=first.id)
    assert committed(session, second, chosen) == 6_000
    with pytest.raises(Refusal, match=r"by 10\.00"):
        do(session, "purchase.order", BUYER, document=second.id)
    posted(session, billed(session, first))  # booked now, and no longer committed
    assert committed(session, second, chosen) == 0
    with pytest.raises(Refusal, match=r"by 10\.00"):
        do(session, "purchase.order", BUYER, document=second.id)


def test_a_warning_is_told_and_passes(books: Database) -> None:
    with books.session() as session:
        budget(session, 100, "warn")
        order = help_of(session, 130)
        do(session, "purchase.order", BUYER, document=order.id)
        assert order.state == "ordered"
        told = next(one for one in events.history(session, "purchase", order.id) if one.what == "over_budget")
        assert told.values == {"account": "Purchased services", "over": 3_000, "budget": 10_000}
        notice = session.scalars(select(Notice)).one()
        assert (notice.role, notice.document, notice.values["number"]) == ("manager", order.id, "PO-0001")


@pytest.mark.parametrize("policy", ["ignore", "warn", "stop"])
def test_within_the_budget_nothing_is_told(session: Session, policy: str) -> None:
    budget(session, 100, policy)
    do(session, "purchase.order", BUYER, document=help_of(session, 100).id)
    assert session.scalars(select(Notice)).all() == []


def test_ignored_budgets_stop_nothing(session: Session) -> None:
    budget(session, 1, "ignore")
    assert do(session, "purchase.order", BUYER, document=help_of(session, 100).id).state == "ordered"
    assert session.scalars(select(Notice)).all() == []


def test_goods_for_stock_are_no_costs(session: Session) -> None:
    budget(session, 1, "stop")
    order = ordered(session, smith(session), (bolt(session), 10, 100))
    assert (order.state, costs(session, order)) == ("ordered", {})


def test_the_account_of_the_order_and_its_cost_centre(session: Session) -> None:
    centre = session.scalars(select(CostCentre.id)).first()
    chosen = budget(session, 100, "stop", "expense", centre)
    more = {"account": chosen, "cost_centre": centre}
    order = drafted(session, smith(session), (bolt(session), 3, 20), (bolt(session, code="nut"), 1, 41), **more)
    assert costs(session, order) == {chosen: 10_100}
    with pytest.raises(Refusal, match=r"by 1\.00"):
        do(session, "purchase.order", BUYER, document=order.id)


def test_other_currencies_are_counted_in_ours(session: Session) -> None:
    do(session, "rate.set", currency="USD", rate="1.25")
    chosen = budget(session, 100, "warn")
    order = drafted(session, smith(session, currency="USD"), (product(session, "help", kind="service"), 1, "125.50"))
    assert costs(session, order) == {chosen: 10_040}
    assert [one.over for one in overruns(session, order)] == [40]

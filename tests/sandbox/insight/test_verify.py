"""Reports agree with each other; a check of that finds when they do not."""

from __future__ import annotations

import datetime
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.findings import found
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.insight import spans, verify
from advisor.sandbox.insight.verify import CHECKS
from advisor.sandbox.trade.tables import Invoice, Order
from tests.sandbox import buying, selling
from tests.sandbox.insight.company import at
from tests.sandbox.insight.posting import DAY, pair
from tests.sandbox.making import do, supplier


def test_reports_of_a_company_agree(company: Session) -> None:
    assert list(map(str, found(company, CHECKS))) == []


def test_empty_books_agree(session: Session) -> None:
    assert found(session, CHECKS) == []


@pytest.mark.parametrize(
    ("statement", "checks"),
    [
        ("UPDATE total SET debit = debit + 5 WHERE account_id = (SELECT id FROM account WHERE use = 'receivable')",
         {"balance_sheet", "aging", "consolidation"}),
        ("UPDATE total SET debit = debit + 5 WHERE account_id = (SELECT id FROM account WHERE use = 'cost_of_sales')",
         {"margins", "balance_sheet", "consolidation"}),
    ],
)  # fmt: skip
def test_totals_that_are_not_those_of_the_lines(session: Session, statement: str, checks: set[str]) -> None:
    bolt = selling.goods(session, "bolt")
    order = selling.confirmed(session, selling.buyer(session), (bolt, 2))
    selling.shipped(session, order)
    selling.posted(session, order)
    session.execute(text("UPDATE trial SET today = '2026-03-31'"))  # whole months come from the totals
    session.expire_all()
    assert found(session, CHECKS) == []
    session.execute(text(statement))
    assert {one.check for one in found(session, CHECKS)} <= checks | {"valuation"}
    assert {one.check for one in found(session, CHECKS)} & checks


def test_stock_booked_past_the_moves(session: Session) -> None:
    pair(session, DAY, "stock", "bank", 5)
    (one,) = verify.stock(session)
    assert (one.check, one.values["have"], one.values["expected"]) == ("valuation", 0, 5)


def test_every_check_says_what_holds() -> None:
    assert len({one.name for one in CHECKS}) == len(CHECKS)
    assert all(one.what.endswith(".") for one in CHECKS)


STEPS = ("sell", "buy", "invoice", "pay", "credit", "spend", "day", "month")


class Company:
    """Does things in any order; what cannot be done in its state is passed over."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.acme = selling.buyer(session, "acme", term="HALF")
        self.mill = supplier(session, "mill", term="NET30")
        self.goods = [
            selling.goods(session, "bolt", stock=5, tax="VAT"),
            selling.goods(session, "wire", stock=5, places=2, valuation="fifo"),
            selling.goods(session, "nut", stock=5, valuation="standard"),
        ]
        self.orders: list[Order] = []
        self.posted: list[Invoice] = []

    def sell(self, number: int) -> None:
        order = selling.confirmed(self.session, self.acme, (self.goods[number % 3], 1 + number % 4))
        self.orders.append(order)
        selling.shipped(self.session, order)

    def buy(self, number: int) -> None:
        one = self.goods[number % 3]
        buying.whole(self.session, self.mill, (one, 1 + number, 3.33 + number))

    def invoice(self, number: int) -> None:
        if self.orders:
            self.posted.append(selling.posted(self.session, self.orders.pop()))

    def pay(self, number: int) -> None:
        if self.posted:
            selling.paid(self.session, self.posted[-1], None if number % 2 else 1.5)

    def credit(self, number: int) -> None:
        if self.posted:
            do(self.session, "invoice.reverse", document=self.posted.pop().id)

    def spend(self, number: int) -> None:
        pair(self.session, clock.today(self.session), "expense", "bank", 100 + number)

    def day(self, number: int) -> None:
        at(self.session, clock.today(self.session) + datetime.timedelta(days=1 + number))

    def month(self, number: int) -> None:
        at(self.session, spans.month_end(clock.today(self.session)))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), max_size=14))
def test_reports_agree_whatever_was_done(session: Session, steps: list[tuple[str, int]]) -> None:
    with session.begin_nested() as kept:
        company = Company(session)
        for name, number in steps:
            with suppress(Refusal), session.begin_nested():
                getattr(company, name)(number)
        assert list(map(str, found(session, CHECKS))) == []
        kept.rollback()
    session.expunge_all()
    session.info.clear()

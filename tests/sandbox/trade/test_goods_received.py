"""The account of goods received and not billed ends at nought, whatever the pieces and their order."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.findings import found
from advisor.sandbox.core.store import open_books
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.trade import goods_received
from advisor.sandbox.trade.goods_received import billed, locked, received, stocked, tolerance, value_at
from advisor.sandbox.trade.purchase_checks import CHECKS
from advisor.sandbox.trade.tables import Order, OrderLine
from tests.sandbox import buying
from tests.sandbox.buying import bolt, drafted, ordered, smith
from tests.sandbox.making import BOSS, STOREKEEPER, do, product, units


def test_the_value_is_shared_out_exactly() -> None:
    line = OrderLine(quantity=3, value=100)
    assert [value_at(line, quantity) for quantity in range(4)] == [0, 33, 67, 100]
    assert value_at(line, 4) == 133  # beyond the order at the same price


@given(
    value=st.integers(0, 10**6),
    pieces=st.lists(st.tuples(st.booleans(), st.integers(1, 50)), min_size=1, max_size=20),
)
def test_any_order_of_receipts_and_bills_clears(value: int, pieces: list[tuple[bool, int]]) -> None:
    """Receipts and bills of the same units in any pieces, and what is left of either at the end."""
    whole = sum(quantity for _, quantity in pieces)
    line = OrderLine(quantity=whole, value=value, moved=0, invoiced=0, moved_value=0, invoiced_value=0)
    account_ = 0
    for is_receipt, quantity in pieces:
        account_ += -received(line, quantity) if is_receipt else billed(line, quantity)
    account_ -= received(line, whole - line.moved)
    account_ += billed(line, whole - line.invoiced)
    assert account_ == 0
    assert line.moved_value == line.invoiced_value == value


@given(value=st.integers(0, 10**6), steps=st.lists(st.integers(-5, 9), max_size=20))
def test_goods_back_take_their_value_back(value: int, steps: list[int]) -> None:
    line = OrderLine(quantity=37, value=value, moved=0, moved_value=0)
    total = 0
    for step in steps:
        total += received(line, max(step, -line.moved))
        assert line.moved_value == total == value_at(line, line.moved)
    assert total - (total + received(line, -line.moved)) == total


def test_the_order_is_held_with_its_lines(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 3, 1))
    held = locked(session, order.id)
    assert (held.order.id, [held.product(line).id for line in held.lines.values()]) == (order.id, [goods.id])
    with pytest.raises(NotFound):
        locked(session, 99)


def test_what_goes_into_stock(session: Session) -> None:
    goods, help_ = bolt(session), product(session, "help", kind="service")
    plain = drafted(session, smith(session), (goods, 1, 1))
    cost = Order(account_id=account(session, "expense").id)
    assert (stocked(session, plain, goods), stocked(session, plain, help_), stocked(session, cost, goods)) == (
        True, False, False,
    )  # fmt: skip
    trial(session).modules = ["erp-procurement"]
    assert not stocked(session, plain, goods)


def test_a_tolerance_is_a_setting(session: Session) -> None:
    assert tolerance(session, "matching", "price", "2") == "2"
    buying.settings(session, matching={"price": 5})
    assert tolerance(session, "matching", "price", "2") == "5"
    assert goods_received.tolerance(session, "receiving", "over", "0") == "0"


steps = st.lists(
    st.tuples(st.sampled_from(["receive", "bill", "return", "credit", "reverse"]), st.integers(1, 6)),
    min_size=1,
    max_size=7,
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(price=st.integers(1, 9_999), plan=steps)
def test_any_sequence_of_verbs_clears_the_account(
    blank_file: Path, tmp_path: Path, price: int, plan: list[tuple[str, int]]
) -> None:
    """Receipts, bills, returns, credit notes and reversals in any sequence; then the rest is received and billed."""
    books = open_books(f"sqlite:///{shutil.copy(blank_file, tmp_path / f'{uuid.uuid4().hex}.db')}")
    with books.session() as session:
        buying.settings(session, matching={"price": "100"}, approvals={"bill": [], "purchase": []})
        walk = _Walk(session, price)
        for step, quantity in plan:
            getattr(walk, step)(quantity)
            assert found(session, CHECKS) == []
        walk.finish()
        assert buying.balance(session, "received") == 0
        assert found(session, CHECKS) == []
    books.close()


class _Walk:
    """An order of 20 pieces, its receipts and bills, and steps that do as much of what is asked as can be."""

    def __init__(self, session: Session, price: int) -> None:
        self.session = session
        self.goods = bolt(session)
        self.order = ordered(session, smith(session), (self.goods, 20, units(price) / 1000))
        self.line = self.order.lines[0]
        self.receipts: list[int] = []
        self.bills: list[int] = []

    def receive(self, quantity: int) -> None:
        most = min(quantity, 20 - self.line.moved - self.line.dropped)
        if most > 0:
            self.receipts.append(buying.arrived(self.session, self.order, (self.goods, most)).id)

    def bill(self, quantity: int) -> None:
        most = min(quantity, 20 - self.line.invoiced - self.line.dropped)
        if most > 0:
            lines = [{"product": self.goods.id, "quantity": most}]
            bill = do(self.session, "bill.create", BOSS, purchase=self.order.id, lines=lines)
            do(self.session, "bill.post", BOSS, document=bill.id)
            self.bills.append(bill.id)

    def return_(self, quantity: int) -> None:
        if self.receipts:
            do(self.session, "receipt.return", STOREKEEPER, receipt=self.receipts.pop(), replace=quantity % 2 == 0)

    def credit(self, quantity: int) -> None:
        if self.bills:
            note = do(self.session, "bill.credit", BOSS, bill=self.bills.pop())
            do(self.session, "bill.post", BOSS, document=note.id)

    def reverse(self, quantity: int) -> None:
        if self.bills:
            do(self.session, "bill.reverse", BOSS, document=self.bills.pop())

    def finish(self) -> None:
        self.receive(20)
        if self.line.invoiced > self.line.moved:
            over = self.line.invoiced - self.line.moved
            while over > 0:
                bill = self.bills.pop()
                do(self.session, "bill.reverse", BOSS, document=bill)
                over = self.line.invoiced - self.line.moved
        self.session.flush()
        left = self.line.moved - self.line.invoiced
        if left > 0:
            lines = [{"product": self.goods.id, "quantity": left}]
            bill = do(self.session, "bill.create", BOSS, purchase=self.order.id, lines=lines)
            do(self.session, "bill.post", BOSS, document=bill.id)


setattr(_Walk, "return", _Walk.return_)  # the step is called as people call it

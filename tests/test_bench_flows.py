"""The flows of the benchmark end with everything shipped, billed and paid, and the books whole."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from advisor.bench_flows import order_to_cash, procure_to_pay
from advisor.db import Database
from advisor.sandbox.core.clock import trial
from advisor.sandbox.insight.compliance import findings
from advisor.sandbox.trade.progress import open_of_invoice
from advisor.sandbox.trade.tables import Invoice, Order
from tests.sandbox.conftest import blank_file, sqlite_books
from tests.sandbox.making import customer, do, product, supplier

__all__ = ["blank_file", "sqlite_books"]


def settled(books: Database, order: int, invoice: int) -> None:
    with books.session(write=False) as session:
        found = session.get_one(Order, order)
        assert all(line.moved == line.invoiced == line.quantity for line in found.lines)
        assert session.scalar(select(open_of_invoice()).where(Invoice.id == invoice)) == 0
        assert findings(session) == []


def test_from_the_order_to_the_money(sqlite_books: Database) -> None:
    with sqlite_books.session() as session:
        party = customer(session, term="NET30").id
        goods = [product(session, code, price=10, cost=4, tax="VAT").id for code in "abc"]
        for one in goods:
            do(session, "stock.opening", product=one, location=1, quantity=50, cost=4)
    order, invoice, _ = order_to_cash(sqlite_books, party, [(one, Decimal(3)) for one in goods])
    settled(sqlite_books, order, invoice)


def test_from_the_request_to_the_payment(sqlite_books: Database) -> None:
    with sqlite_books.session() as session:
        trial(session).settings = {"approvals": {"requisition": [["manager", "100"]]}}
        party = supplier(session, term="NET30").id
        goods = [product(session, code, cost=4, supplier=party).id for code in "abc"]
    order, bill, _ = procure_to_pay(sqlite_books, party, [(one, Decimal(60)) for one in goods])
    settled(sqlite_books, order, bill)

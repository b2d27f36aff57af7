"""How well suppliers deliver."""

from __future__ import annotations

import datetime

from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox import days
from advisor.sandbox.trade.performance import Performance, performance
from tests.sandbox.buying import arrived, billed, bolt, ordered, posted, settings, smith
from tests.sandbox.conftest import DAY
from tests.sandbox.making import STOREKEEPER, do

LAST = DAY + datetime.timedelta(days=365)


def only(session: Session) -> Performance:
    found = performance(session, DAY, LAST)
    assert len(found) == 1
    return found[0]


def test_nobody_delivered(session: Session) -> None:
    ordered(session, smith(session), (bolt(session), 1, 1))
    assert performance(session, DAY, LAST) == []


def test_on_time_and_late(books: Database) -> None:
    with books.session() as session:
        seller, goods = smith(session, lead_days=2), bolt(session)
        first, second = (ordered(session, seller, (goods, 1, 1)) for _ in range(2))
        days.reach(session, DAY + datetime.timedelta(days=1))
        arrived(session, first)  # a day early
        days.reach(session, DAY + datetime.timedelta(days=6))
        arrived(session, second)  # four days late
        found = only(session)
        assert (found.supplier.id, found.receipts, found.on_time, found.days) == (seller.id, 2, 5_000, 1.5)
        assert (found.rejected, found.price) == (0, None)


def test_rejected_and_returned_by_value(books: Database) -> None:
    with books.session() as session:
        bolts, nuts = bolt(session), bolt(session, code="nut")
        order = ordered(session, smith(session), (bolts, 10, 9), (nuts, 100, "0.10"))
        lines = [
            {"product": bolts.id, "quantity": 9, "rejected": 1},
            {"product": nuts.id, "quantity": 100},
        ]
        receipt = do(session, "purchase.receive", STOREKEEPER, purchase=order.id, lines=lines)
        assert only(session).rejected == 900  # 9.00 of 100.00
        do(session, "receipt.return", STOREKEEPER, receipt=receipt.id, lines=[{"product": nuts.id, "quantity": 10}])
        found = only(session)
        assert (found.rejected, found.receipts) == (1_000, 1)  # a return is no delivery


def test_prices_against_the_order(books: Database) -> None:
    with books.session() as session:
        settings(session, approvals={"bill": []})
        seller, goods = smith(session), bolt(session)
        order = ordered(session, seller, (goods, 10, 4))
        arrived(session, order)
        posted(session, billed(session, order, (goods, 5, "5.00")))
        posted(session, billed(session, order, (goods, 5, "4.00")))
        assert only(session).price == 1_250  # 45 for what was ordered at 40


def test_drafts_and_other_days_do_not_count(session: Session) -> None:
    order = ordered(session, smith(session), (bolt(session), 10, 4))
    arrived(session, order)
    billed(session, order)
    assert only(session).price is None
    before = DAY - datetime.timedelta(days=1)
    assert performance(session, before, before) == []


def test_suppliers_are_named_in_order(session: Session) -> None:
    for name in ("zoe", "ann"):
        arrived(session, ordered(session, smith(session, code=name), (bolt(session, code=f"b{name}"), 1, 1)))
    assert [one.supplier.name for one in performance(session, DAY, LAST)] == ["Ann", "Zoe"]

"""The checks find nothing in sound books, and every damage that is done behind the verbs' back."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.findings import found
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.trade import purchase_checks
from advisor.sandbox.trade.purchase_checks import CHECKS
from advisor.sandbox.trade.tables import Invoice, OrderLine, ShipmentLine
from tests.sandbox.buying import arrived, bolt, ordered, smith, whole
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOOKKEEPER, STOREKEEPER, do


def furnish(session: Session) -> None:
    """A bill, a part delivery, goods that went back, a bill that was taken back."""
    seller, goods = smith(session), bolt(session)
    whole(session, seller, (goods, 10, 4))
    part = ordered(session, seller, (goods, 10, 4))
    receipt = arrived(session, part, (goods, 6))
    do(session, "receipt.return", STOREKEEPER, receipt=receipt.id, lines=[{"product": goods.id, "quantity": 1}])
    do(session, "bill.reverse", BOOKKEEPER, document=whole(session, seller, (goods, 3, 4)).id)
    session.flush()


def told(session: Session) -> list[str]:
    return [str(one) for one in found(session, CHECKS)]


def test_sound_books_have_no_findings(books: Database) -> None:
    with books.session() as session:
        assert told(session) == []
        furnish(session)
        assert told(session) == []


def test_an_entry_that_no_order_explains(session: Session) -> None:
    furnish(session)
    post(session, Posting("STK", DAY, [Item("received", 5), Item("variance", -5)], "receipt", 1))
    assert told(session) == [
        "trade.goods_received: Goods received and not billed are -3195 in the ledger and -3200 by the orders."
    ]


@pytest.mark.parametrize("column", ["moved_value", "invoiced_value"])
def test_a_value_that_no_entry_explains(session: Session, column: str) -> None:
    furnish(session)
    session.execute(update(OrderLine).where(OrderLine.id == 1).values({column: 1}))
    assert [one.split(":")[0] for one in told(session)] == ["trade.goods_received"]


@pytest.mark.parametrize(
    ("column", "check", "sentence"),
    [
        ("moved", "trade.purchase_moved", "PO-0001: 7 received by the order, 10 by its receipts."),
        ("invoiced", "trade.purchase_invoiced", "PO-0001: 7 billed by the order, 10 by its bills."),
    ],
)
def test_a_count_that_no_document_explains(session: Session, column: str, check: str, sentence: str) -> None:
    furnish(session)
    session.execute(update(OrderLine).where(OrderLine.id == 1).values({column: 7}))
    assert told(session) == [f"{check}: {sentence}"]


def test_a_receipt_that_was_changed(session: Session) -> None:
    furnish(session)
    session.execute(update(ShipmentLine).where(ShipmentLine.id == 1).values(quantity=9))
    assert [one.check for one in found(session, CHECKS)] == ["trade.purchase_moved"]


def test_a_number_that_is_missing_or_out_of_order(session: Session) -> None:
    furnish(session)
    session.execute(update(Invoice).where(Invoice.number == "BILL-0002").values(number="BILL-0009"))
    assert [one.values for one in purchase_checks.numbers(session)] == [
        {"number": 3, "place": 2}, {"number": 9, "place": 3},
    ]  # fmt: skip


def test_a_number_before_its_day(session: Session) -> None:
    furnish(session)
    session.execute(update(Invoice).where(Invoice.number == "BILL-0001").values(on=DAY.replace(day=9)))
    assert [one.values for one in purchase_checks.numbers(session)] == [{"number": 2, "place": 2}]


def test_every_check_says_what_holds() -> None:
    assert len({one.name for one in CHECKS}) == len(CHECKS)
    assert all(one.what.endswith(".") for one in CHECKS)

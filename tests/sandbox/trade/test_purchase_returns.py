"""Goods that go back to a supplier: their value, what is credited, and whether others come for them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core import events
from advisor.sandbox.core.findings import found
from advisor.sandbox.core.refusals import Refusal, Short, WrongRole
from advisor.sandbox.stock.tables import Balance
from advisor.sandbox.trade.purchase_checks import CHECKS
from advisor.sandbox.trade.tables import Invoice, Shipment
from tests.sandbox.buying import arrived, balance, billed, bolt, ordered, posted, smith
from tests.sandbox.making import BOOKKEEPER, SELLER, STOREKEEPER, customer, do


def returned(session: Session, receipt: Shipment, **more: Any) -> Shipment:
    made = do(session, "receipt.return", STOREKEEPER, receipt=receipt.id, **more)
    assert isinstance(made, Shipment)
    return made


def notes(session: Session) -> list[Invoice]:
    return list(session.scalars(select(Invoice).where(Invoice.credit).order_by(Invoice.id)))


def test_all_goes_back_before_it_is_billed(books: Database) -> None:
    with books.session() as session:
        order = ordered(session, smith(session), (bolt(session), 10, 4))
        receipt = arrived(session, order)
        back = returned(session, receipt, reason=" rusty ")
        assert (back.state, back.back, back.number, back.origin_id) == ("done", True, "RC-0002", receipt.id)
        line = order.lines[0]
        assert (line.moved, line.moved_value, line.dropped) == (0, 0, 10)
        assert [balance(session, use) for use in ("stock", "received")] == [0, 0]
        assert notes(session) == []
        told = next(one for one in events.history(session, "receipt", back.id) if one.what == "return")
        assert told.values == {"receipt": "RC-0001", "reason": "rusty"}


def test_they_leave_at_what_they_were_worth(books: Database) -> None:
    """The average cost is another by then; the difference is no matter of the supplier."""
    with books.session() as session:
        goods, seller = bolt(session), smith(session)
        first = arrived(session, ordered(session, seller, (goods, 10, 4)))
        arrived(session, ordered(session, seller, (goods, 10, 8)))
        returned(session, first)
        stock = session.scalars(select(Balance)).one()
        assert (stock.quantity, balance(session, "received")) == (10, -8_000)
        assert stock.value == balance(session, "stock") == 8_000 - balance(session, "variance")
        assert found(session, CHECKS) == []


def test_what_was_billed_gets_a_credit_note(books: Database) -> None:
    with books.session() as session:
        goods = bolt(session, purchase_tax="VAT")
        order = ordered(session, smith(session), (goods, 10, 4))
        receipt = arrived(session, order)
        bill = posted(session, billed(session, order))
        returned(session, receipt, lines=[{"product": goods.id, "quantity": 3}])
        note = notes(session)[0]
        assert (note.state, note.reverses_id, note.net, note.tax) == ("draft", bill.id, 1_200, 240)
        assert balance(session, "received") == 1_200
        posted(session, note)
        assert [balance(session, use) for use in ("received", "payable")] == [0, -3_360]
        assert found(session, CHECKS) == []


def test_credited_at_the_price_that_was_billed(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    receipt = arrived(session, order)
    bill = posted(session, billed(session, order, (goods, 10, 6)))
    do(session, "bill.release", document=bill.id)
    returned(session, receipt, lines=[{"product": goods.id, "quantity": 2}])
    assert notes(session)[0].net == 1_200


def test_only_what_was_billed_is_credited(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    receipt = arrived(session, order)
    posted(session, billed(session, order, (goods, 6, 4)))
    returned(session, receipt, lines=[{"product": goods.id, "quantity": 7}])
    assert [[line.quantity for line in note.lines] for note in notes(session)] == [[3]]


def test_credit_notes_go_to_the_newest_bills(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    receipt = arrived(session, order)
    bills = [posted(session, billed(session, order, (goods, 5, 4))) for _ in range(2)]
    returned(session, receipt, lines=[{"product": goods.id, "quantity": 7}])
    credited = [(note.reverses_id, [line.quantity for line in note.lines]) for note in notes(session)]
    assert credited == [(bills[1].id, [5]), (bills[0].id, [2])]


def test_others_come_for_them(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    receipt = arrived(session, order)
    posted(session, billed(session, order))
    returned(session, receipt, lines=[{"product": goods.id, "quantity": 4}], replace=True)
    assert (notes(session), order.lines[0].dropped) == ([], 0)
    again = arrived(session, order)
    assert ([line.quantity for line in again.lines], balance(session, "received")) == ([4], 0)


def test_no_more_goes_back_than_came(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    receipt = arrived(session, order, (goods, 6))
    returned(session, receipt, lines=[{"product": goods.id, "quantity": 4}])
    with pytest.raises(Refusal, match="Only 2 of Bolt came with RC-0001 and are not back yet"):
        returned(session, receipt, lines=[{"product": goods.id, "quantity": 3}])
    returned(session, receipt)
    with pytest.raises(Refusal, match="Nothing of this receipt is left"):
        returned(session, receipt)


def test_a_product_on_two_lines_is_taken_from_both(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 2, 4), (goods, 3, 5))
    receipt = arrived(session, order)
    returned(session, receipt, lines=[{"product": goods.id, "quantity": 4}])
    assert [line.moved for line in order.lines] == [0, 1]
    assert balance(session, "received") == -500


def test_what_was_sold_cannot_go_back(session: Session) -> None:
    goods, seller = bolt(session), smith(session)
    receipt = arrived(session, ordered(session, seller, (goods, 10, 4)))
    sale = do(session, "sale.create", SELLER, party=customer(session).id,
              lines=[{"product": goods.id, "quantity": 8, "price": 9}])  # fmt: skip
    do(session, "sale.confirm", SELLER, document=sale.id)
    shipment = session.scalars(select(Shipment).where(Shipment.order_id == sale.id)).one()
    do(session, "shipment.reserve", STOREKEEPER, document=shipment.id)
    with pytest.raises(Short, match="Only 2 of 10"):
        returned(session, receipt)


def test_only_receipts_that_are_done(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 4))
    waiting = session.scalars(select(Shipment)).one()
    with pytest.raises(Refusal, match="Only goods that were received"):
        returned(session, waiting)
    back = returned(session, arrived(session, order))
    with pytest.raises(Refusal, match="Only goods that were received"):
        returned(session, back)


def test_a_product_that_did_not_come(session: Session) -> None:
    receipt = arrived(session, ordered(session, smith(session), (bolt(session), 10, 4)))
    with pytest.raises(Refusal, match="did not come with this receipt"):
        returned(session, receipt, lines=[{"product": bolt(session, code="nut").id, "quantity": 1}])


def test_the_bookkeeper_does_not_send_goods(session: Session) -> None:
    receipt = arrived(session, ordered(session, smith(session), (bolt(session), 10, 4)))
    with pytest.raises(WrongRole):
        do(session, "receipt.return", BOOKKEEPER, receipt=receipt.id)

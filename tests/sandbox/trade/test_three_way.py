"""Ordered, received, billed: what matches, and the reasons when something does not."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.trade.goods_received import locked
from advisor.sandbox.trade.tables import Invoice, Order
from advisor.sandbox.trade.three_way import differences, expected_net, rows
from tests.sandbox.buying import arrived, billed, bolt, ordered, posted, settings, smith
from tests.sandbox.making import BOOKKEEPER, do, product


def reasons(session: Session, order: Order, bill: Invoice) -> list[str]:
    return [one.reason.format(**one.values) for one in differences(session, bill, locked(session, order.id))]


def test_as_ordered_and_received_it_matches(session: Session) -> None:
    order = ordered(session, smith(session), (bolt(session), 10, "1.23"))
    arrived(session, order)
    assert reasons(session, order, billed(session, order)) == []


def test_more_than_was_received(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 1))
    arrived(session, order, (goods, 4))
    assert reasons(session, order, billed(session, order, (goods, 5, 1))) == ["Bolt: 5 billed, but 4 received."]


def test_what_was_billed_before_counts(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 1))
    arrived(session, order, (goods, 6))
    posted(session, billed(session, order, (goods, 4, 1)))
    assert reasons(session, order, billed(session, order, (goods, 3, 1))) == ["Bolt: 7 billed, but 6 received."]


def test_two_lines_of_one_bill_count_together(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, 1))
    arrived(session, order, (goods, 6))
    bill = billed(session, order, (goods, 4, 1), (goods, 4, 1))
    assert reasons(session, order, bill) == ["Bolt: 8 billed, but 6 received."]


@pytest.mark.parametrize("price", ["6.00", "2.00"])
def test_another_price_whichever_way(session: Session, price: str) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, "4.00"))
    arrived(session, order)
    found = reasons(session, order, billed(session, order, (goods, 10, price)))
    assert found == [f"Bolt: billed at {price} EUR, but ordered at 4.00 EUR."]


def test_prices_finer_than_a_cent_are_shown_whole(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10_000, "0.1025"))
    arrived(session, order)
    found = reasons(session, order, billed(session, order, (goods, 10_000, "0.12")))
    assert found == ["Bolt: billed at 0.12 EUR, but ordered at 0.1025 EUR."]


@pytest.mark.parametrize(("price", "count"), [("102.00", 0), ("102.01", 1), ("98.00", 0), ("97.99", 1)])
def test_the_price_has_a_tolerance_of_two_per_cent(session: Session, price: str, count: int) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 100, 100))
    arrived(session, order)
    assert len(reasons(session, order, billed(session, order, (goods, 100, price)))) == count


def test_tolerances_are_data(session: Session) -> None:
    settings(session, matching={"price": "0", "quantity": "10"})
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 100, 1))
    arrived(session, order)
    assert reasons(session, order, billed(session, order, (goods, 110, 1))) == []
    assert reasons(session, order, billed(session, order, (goods, 111, "1.01"))) == [
        "Bolt: 111 billed, but 100 received.",
        "Bolt: billed at 1.01 EUR, but ordered at 1.00 EUR.",
    ]


def test_a_cent_of_rounding_is_no_difference(session: Session) -> None:
    settings(session, matching={"price": "0"})
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 3, "0.3350"))  # 1.005, so 1.01
    arrived(session, order)
    assert reasons(session, order, billed(session, order, (goods, 1, "0.34"))) == []


def test_services_are_matched_with_the_order(session: Session) -> None:
    help_ = product(session, "help", kind="service")
    order = ordered(session, smith(session), (help_, 2, 50))
    assert reasons(session, order, billed(session, order)) == []
    assert reasons(session, order, billed(session, order, (help_, 3, 50))) == ["Help: 3 billed, but 2 ordered."]


def test_what_was_not_ordered(session: Session) -> None:
    order = ordered(session, smith(session), (bolt(session), 1, 1))
    arrived(session, order)
    lines = [{"product": order.lines[0].product_id}, {"text": "Freight", "price": 9}]
    bill = do(session, "bill.create", BOOKKEEPER, purchase=order.id, lines=lines)
    assert reasons(session, order, bill) == ["Freight is billed, but was not ordered."]


def test_the_three_columns_of_an_order(session: Session) -> None:
    goods, help_ = bolt(session), product(session, "help", kind="service")
    order = ordered(session, smith(session), (goods, 10, "4.00"), (help_, 1, 50))
    arrived(session, order, (goods, 6))
    settings(session, matching={"price": "100"})
    posted(session, billed(session, order, (goods, 2, "5.00")))
    billed(session, order, (goods, 1, "4.00"))
    first, second = rows(session, order)
    assert (first.line.quantity, first.received, first.billed, first.drafted, first.to_bill) == (10, 6, 2, 1, 3)
    assert (first.paid_price, first.stocked, second.stocked) == (50_000, True, False)
    assert (second.received, second.billed, second.to_bill) == (0, 0, 1)


def test_a_credit_note_lowers_what_was_billed(session: Session) -> None:
    goods = bolt(session)
    order = ordered(session, smith(session), (goods, 10, "4.00"))
    arrived(session, order)
    bill = posted(session, billed(session, order))
    note = do(session, "bill.credit", BOOKKEEPER, bill=bill.id, lines=[{"product": goods.id, "quantity": 4}])
    assert reasons(session, order, note) == []
    posted(session, note)
    row = rows(session, order)[0]
    assert (row.billed, row.to_bill, row.paid_price) == (6, 4, 40_000)


def test_goods_for_a_cost_account_are_not_received(session: Session) -> None:
    order = ordered(session, smith(session), (bolt(session), 5, 1), account=account(session, "expense").id)
    row = rows(session, order)[0]
    assert (row.stocked, row.to_bill) == (False, 5)


def test_what_was_ordered_for_a_part(session: Session) -> None:
    line = ordered(session, smith(session), (bolt(session), 3, "0.3350")).lines[0]
    assert [expected_net(line, quantity) for quantity in (0, 1, 2, 3)] == [0, 34, 67, 101]

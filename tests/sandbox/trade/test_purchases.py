"""Purchase orders: prices the supplier asks, totals, dates, what is awaited, and taking an order back."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.sandbox.core import states
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.stock.moves import locations
from advisor.sandbox.trade.tables import Order, Shipment
from tests.sandbox.buying import arrived, billed, bolt, drafted, ordered, posted, smith
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BUYER, SELLER, STOREKEEPER, do, product, units

WEEK = datetime.timedelta(days=7)


def test_a_draft_has_totals(books: Database) -> None:
    with books.session() as session:
        seller = smith(session, term="NET30")
        order = drafted(session, seller, (bolt(session, purchase_tax="VAT"), 3, "10.00"), reference=" Q-7 ")
        assert (order.state, order.number, order.currency, order.term, order.reference) == (
            "draft", None, "EUR", "NET30", "Q-7",
        )  # fmt: skip
        assert (order.net, order.tax, order.gross) == (3_000, 600, 3_600)


def lines_of(session: Session, goods: int, **more: Any) -> list[dict[str, Any]]:
    return [{"product": goods, "quantity": units(10)} | more]


def test_without_a_price_the_supplier_s(session: Session) -> None:
    seller, goods = smith(session), bolt(session)
    do(session, "supplier_price.set", BUYER, party=seller.id, product=goods.id, price="3.50", minimum=10)
    order = do(session, "purchase.create", BUYER, party=seller.id, lines=lines_of(session, goods.id))
    assert [line.price for line in order.lines] == [35_000]
    other = do(session, "purchase.create", BUYER, party=smith(session, code="jones").id,
               lines=lines_of(session, goods.id))  # fmt: skip
    assert [line.price for line in other.lines] == [40_000]  # no price is known: its cost


def test_discounts_and_taxes_are_entered(session: Session) -> None:
    lines = lines_of(session, bolt(session).id, price="10", discount="12.5", tax="REDUCED", text=" as agreed ")
    order = do(session, "purchase.create", BUYER, party=smith(session).id, lines=lines)
    assert (order.net, order.tax, order.lines[0].text) == (8_750, 875, "as agreed")


@pytest.mark.parametrize(
    ("more", "error", "message"),
    [
        ({"party": 99}, NotFound, "no such supplier"),
        ({"location": 99}, NotFound, "no such warehouse"),
        ({"cost_centre": 99}, NotFound, "no such cost centre"),
        ({"account": 99}, NotFound, "no such account"),
    ],
)
def test_wrong_ids_are_told(session: Session, more: dict[str, Any], error: type[Exception], message: str) -> None:
    entered = {"party": smith(session).id, "lines": lines_of(session, bolt(session).id)} | more
    with pytest.raises(error, match=message):
        do(session, "purchase.create", BUYER, **entered)


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        ({"product": 99}, NotFound, "no such product"),
        ({"quantity": "0"}, Refusal, "cannot be booked"),
        ({"discount": "101"}, Refusal, "between 0 and 100"),
        ({"price": "-1"}, Refusal, "nought or more"),
        ({"tax": "SALT"}, Refusal, "no tax SALT"),
        ({"colour": "red"}, BadInput, "colour"),
    ],
)
def test_wrong_lines_are_told(session: Session, line: dict[str, Any], error: type[Exception], message: str) -> None:
    lines = lines_of(session, bolt(session).id, **line)
    with pytest.raises(error, match=message):
        do(session, "purchase.create", BUYER, party=smith(session).id, lines=lines)


def test_a_seller_does_not_buy(session: Session) -> None:
    with pytest.raises(WrongRole):
        do(session, "purchase.create", SELLER, party=smith(session).id, lines=[])


def test_an_empty_order_is_not_ordered(session: Session) -> None:
    order = do(session, "purchase.create", BUYER, party=smith(session).id, lines=[])
    with pytest.raises(Refusal, match="no lines"):
        do(session, "purchase.order", BUYER, document=order.id)


def test_a_draft_is_changed(books: Database) -> None:
    with books.session() as session:
        goods, nuts = bolt(session), bolt(session, code="nut")
        order = drafted(session, smith(session), (goods, 1, 1), (nuts, 1, 1))
        lines = [{"product": nuts.id, "quantity": units(7), "price": units(2)}]
        do(session, "purchase.change", BUYER, purchase=order.id, lines=lines, wanted=DAY + WEEK)
    with books.session() as session:
        kept = session.scalars(select(Order)).one()
        assert ([(line.product_id, line.quantity) for line in kept.lines], kept.net) == ([(2, 7)], 1_400)
        assert kept.wanted == DAY + WEEK
        do(session, "purchase.change", BUYER, purchase=kept.id, reference="R1")
        assert (kept.reference, len(kept.lines)) == ("R1", 1)


def test_what_is_ordered_is_not_changed(session: Session) -> None:
    order = ordered(session, smith(session), (bolt(session), 1, 1))
    with pytest.raises(Refusal, match="Only a draft can be changed"):
        do(session, "purchase.change", BUYER, purchase=order.id, reference="R1")


def test_ordering_awaits_the_goods(books: Database) -> None:
    with books.session() as session:
        seller, goods, help_ = smith(session), bolt(session), product(session, "help", kind="service")
        do(session, "supplier_price.set", BUYER, party=seller.id, product=goods.id, price="4", lead_days=5)
        order = ordered(session, seller, (goods, 3, 4), (help_, 1, 100))
        assert (order.number, order.state, order.confirmed) == ("PO-0001", "ordered", DAY)
        assert [line.value for line in order.lines] == [1_200, 10_000]
        receipt = session.scalars(select(Shipment)).one()
        assert (receipt.number, receipt.kind, receipt.state, receipt.back) == ("RC-0001", "receipt", "waiting", False)
        assert (receipt.planned, order.promised) == (DAY + datetime.timedelta(days=5),) * 2
        assert [(line.product_id, line.quantity) for line in receipt.lines] == [(goods.id, 3)]


def test_it_comes_when_it_is_wanted_or_when_it_can(session: Session) -> None:
    seller, goods = smith(session, lead_days=7), bolt(session)
    later = ordered(session, seller, (goods, 1, 1), wanted=DAY + 3 * WEEK)
    sooner = ordered(session, seller, (goods, 1, 1), wanted=DAY)
    assert (later.promised, sooner.promised) == (DAY + 3 * WEEK, DAY + WEEK)


def test_services_and_costs_await_nothing(session: Session) -> None:
    seller, help_ = smith(session), product(session, "help", kind="service")
    ordered(session, seller, (help_, 1, 100))
    ordered(session, seller, (bolt(session), 1, 100), account=account(session, "expense").id)
    assert session.scalars(select(Shipment)).all() == []


def test_the_warehouse_is_chosen(session: Session) -> None:
    second = locations(session)["WH2"].id
    order = ordered(session, smith(session), (bolt(session), 1, 1), location=second)
    assert (order.location_id, session.scalars(select(Shipment)).one().location_id) == (second, second)


def test_another_currency_is_frozen_in_ours(session: Session) -> None:
    do(session, "rate.set", currency="USD", rate="1.25")
    order = ordered(session, smith(session, currency="USD"), (bolt(session), 3, "10"))
    assert (order.currency, order.net, [line.value for line in order.lines]) == ("USD", 3_000, [2_400])


def test_cancelled_before_anything_came(books: Database) -> None:
    with books.session() as session:
        order = ordered(session, smith(session), (bolt(session), 1, 1))
        do(session, "purchase.cancel", BUYER, document=order.id)
        assert (order.state, session.scalars(select(Shipment)).one().state) == ("cancelled", "cancelled")


def test_not_cancelled_when_something_came_or_was_billed(session: Session) -> None:
    goods, seller = bolt(session), smith(session)
    came = ordered(session, seller, (goods, 2, 1))
    arrived(session, came, (goods, 1))
    paid = ordered(session, seller, (product(session, "help", kind="service"), 1, 5))
    posted(session, billed(session, paid))
    for order in (came, paid):
        with pytest.raises(Refusal, match=f"Something of {order.number} was received or billed"):
            do(session, "purchase.cancel", BUYER, document=order.id)


def test_not_cancelled_while_goods_come(postgres_books: Database) -> None:
    """Who receives holds the receipt and waits for the order; who cancels holds the order and must not wait for him."""
    with postgres_books.session() as session:
        order = ordered(session, smith(session), (bolt(session), 1, 1)).id
        receipt = session.scalars(select(Shipment.id)).one()
    with postgres_books.session() as receiving:
        states.load(receiving, "receipt", receipt, lock=True)
        with postgres_books.session() as session, pytest.raises(Refusal, match="being received just now"):
            do(session, "purchase.cancel", BUYER, document=order)
    with postgres_books.session() as session:
        assert do(session, "purchase.cancel", BUYER, document=order).state == "cancelled"


def test_another_kind_of_order_is_not_found(session: Session) -> None:
    order = drafted(session, smith(session), (bolt(session), 1, 1))
    order.kind = "sale"
    session.flush()
    with pytest.raises(NotFound):
        do(session, "purchase.order", BUYER, document=order.id)


def test_the_storekeeper_does_not_order(session: Session) -> None:
    order = drafted(session, smith(session), (bolt(session), 1, 1))
    with pytest.raises(WrongRole):
        do(session, "purchase.order", STOREKEEPER, document=order.id)

"""Sales orders: totals, promises, credit limits, and how they are given up."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.core.tables import Event, Product
from advisor.sandbox.stock.tables import Reservation
from advisor.sandbox.trade.progress import sale_state
from advisor.sandbox.trade.tables import Invoice, Order, Shipment
from tests.sandbox.conftest import DAY
from tests.sandbox.making import SELLER, STOREKEEPER, do, product, units
from tests.sandbox.selling import (
    balance,
    billed,
    buyer,
    confirmed,
    drafted,
    goods,
    invoices,
    posted,
    shipments,
    shipped,
    sound,
)


def shown(session: Session, order: Order) -> str:
    found = session.scalar(select(sale_state()).where(Order.id == order.id))
    assert found is not None
    return found


def test_s42_totals_one_shipment_one_invoice(books: Database) -> None:
    """2 + 3 at 10 with 10 % tax: 50.00 + 5.00 = 55.00, one shipment that waits, one invoice that is due after it.

    Tryton 8.2, sale/tests/scenario_sale.rst.
    """
    with books.session() as session:
        one, two = goods(session, "a", tax="REDUCED"), goods(session, "b", tax="REDUCED")
        order = confirmed(session, buyer(session), (one, 2), (two, 3))
        assert (order.net, order.tax, order.gross) == (5000, 500, 5500)
        assert [shipment.state for shipment in shipments(session, order)] == ["waiting"]
        with pytest.raises(Refusal, match="when they were shipped"):
            do(session, "sale.invoice", document=order.id)
        shipped(session, order)
        invoice = posted(session, order)
        assert len(invoices(session, order)) == 1
        assert (invoice.net, invoice.tax, invoice.gross) == (5000, 500, 5500)
        assert [(line.order_line_id, line.quantity) for line in invoice.lines] == [
            (line.id, line.quantity) for line in order.lines
        ]
        assert sound(session)


def test_prices_discounts_and_taxes(session: Session) -> None:
    """The list price unless another is given; 3 x 19.99 less 10 % is 53.973, which rounds to 53.97."""
    one = goods(session, price=units("19.99"), tax="VAT")
    lines = [
        {"product": one.id, "quantity": units(1)},
        {"product": one.id, "quantity": units(3), "discount": units(10)},
        {"product": one.id, "quantity": units(2), "price": units("0.105"), "tax": ""},
    ]
    order = do(session, "sale.create", party=buyer(session).id, lines=lines)
    assert [line.net for line in order.lines] == [1999, 5397, 21]
    assert (order.net, order.tax, order.gross) == (7417, 400 + 1079, 7417 + 1479)


def test_a_quotation_keeps_its_prices(session: Session) -> None:
    """What the catalogue says later does not change what was quoted."""
    one = goods(session)
    order = drafted(session, buyer(session), (one, 2))
    do(session, "sale.quote", document=order.id)
    one.price = 999_900
    session.flush()
    do(session, "sale.confirm", document=order.id)
    assert (order.state, order.gross) == ("confirmed", 2000)


def test_a_draft_can_be_changed_and_nothing_else(session: Session) -> None:
    one, two = goods(session, "a"), goods(session, "b")
    order = drafted(session, buyer(session), (one, 2))
    do(session, "sale.change", document=order.id, lines=[{"product": two.id, "quantity": units(5)}], reference=" PO 7 ")
    assert ([line.product_id for line in order.lines], order.net, order.reference) == ([two.id], 5000, "PO 7")
    do(session, "sale.quote", document=order.id)
    with pytest.raises(Refusal, match="Only a draft can be changed"):
        do(session, "sale.change", document=order.id, reference="x")
    do(session, "sale.revise", document=order.id)
    do(session, "sale.change", document=order.id, wanted=DAY + datetime.timedelta(days=9))
    assert order.wanted == DAY + datetime.timedelta(days=9)


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ({"quantity": units(0)}, "cannot be booked"),
        ({"quantity": units(-1)}, "cannot be booked"),
        ({"quantity": units("0.5")}, "0 decimals at most"),
        ({"quantity": units(1), "price": units(-1)}, "nought or more"),
        ({"quantity": units(1), "discount": units(101)}, "between 0 and 100"),
        ({"quantity": units(1), "tax": "NONE"}, "no tax NONE"),
    ],
)
def test_lines_that_cannot_be(session: Session, line: dict[str, object], error: str) -> None:
    one = goods(session)
    with pytest.raises(Refusal, match=error):
        do(session, "sale.create", party=buyer(session).id, lines=[{"product": one.id} | line])


def test_rows_that_are_not_there(session: Session) -> None:
    one, party = goods(session), buyer(session)
    lines = [{"product": one.id, "quantity": units(1)}]
    with pytest.raises(NotFound, match="no such customer"):
        do(session, "sale.create", party=99, lines=lines)
    with pytest.raises(NotFound, match="no such product"):
        do(session, "sale.create", party=party.id, lines=[{"product": 99, "quantity": units(1)}])
    with pytest.raises(NotFound, match="no such warehouse"):
        do(session, "sale.create", party=party.id, lines=lines, location=99)
    with pytest.raises(NotFound, match="no such cost centre"):
        do(session, "sale.create", party=party.id, lines=lines, cost_centre=99)
    party.customer = False
    with pytest.raises(Refusal, match="is no customer"):
        do(session, "sale.create", party=party.id, lines=lines)


def test_an_order_without_lines_goes_nowhere(session: Session) -> None:
    order = drafted(session, buyer(session))
    for verb in ("sale.quote", "sale.confirm"):
        with pytest.raises(Refusal, match="has no lines"):
            do(session, verb, document=order.id)


def test_promises_follow_stock_and_lead_time(session: Session) -> None:
    """8 of 10 are free today; the next 4 are short and take the lead time of 6 days."""
    one = goods(session, lead_days=6)
    first = confirmed(session, buyer(session), (one, 8))
    second = confirmed(session, buyer(session, "c2"), (one, 4))
    later = confirmed(session, buyer(session, "c3"), (product(session, "s", kind="service"), 1), wanted=DAY + week)
    assert (first.promised, second.promised) == (DAY, DAY + datetime.timedelta(days=6))
    assert later.promised == DAY + week
    assert shipments(session, second)[0].planned == second.promised


week = datetime.timedelta(days=7)


def test_services_need_no_shipment(session: Session) -> None:
    service = product(session, "s", kind="service", price=units(80))
    order = confirmed(session, buyer(session), (service, 3))
    assert shipments(session, order) == []
    assert shown(session, order) == "fulfilled"
    assert posted(session, order).gross == 24000
    assert shown(session, order) == "closed"
    assert balance(session, "service_revenue") == -24000
    assert sound(session)


def test_states_that_follow_from_lines(session: Session) -> None:
    order = confirmed(session, buyer(session), (goods(session), 5))
    seen = [shown(session, order)]
    shipped(session, order, 2)
    seen.append(shown(session, order))
    shipped(session, order)
    seen.append(shown(session, order))
    posted(session, order)
    seen.append(shown(session, order))
    assert seen == ["confirmed", "confirmed", "fulfilled", "closed"]
    assert order.state == "confirmed"


def test_the_credit_limit(books: Database) -> None:
    """Limit 100: 30 are owed, 40 are ordered; 31 more are too much, 30 are not."""
    with books.session() as session:
        one = goods(session, price=units(1), stock=500)
        party = buyer(session, credit_limit=units(100))
        billed(session, party, 30)
        confirmed(session, party, (one, 40))
        over = drafted(session, party, (one, 31))
        with pytest.raises(Refusal, match=r"limit of C1 is 100\.00 EUR; 30\.00 are owed, 40\.00 are ordered"):
            do(session, "sale.confirm", SELLER, document=over.id)
        with pytest.raises(Refusal, match="credit limit"):
            do(session, "sale.confirm", SELLER, document=over.id, override=True)
        assert confirmed(session, party, (one, 30)).state == "confirmed"
        do(session, "sale.confirm", document=over.id, override=True)
        assert over.state == "confirmed"


def test_cancelling_takes_shipments_and_drafts_along(books: Database) -> None:
    with books.session() as session:
        one, service = goods(session), product(session, "s", kind="service", price=units(5))
        order = confirmed(session, buyer(session), (one, 5), (service, 1))
        do(session, "shipment.reserve", document=shipments(session, order)[0].id)
        do(session, "sale.invoice", document=order.id)
        do(session, "sale.cancel", document=order.id)
        assert order.state == "cancelled"
        assert [one.state for one in shipments(session, order)] == ["cancelled"]
        assert [one.state for one in invoices(session, order)] == ["cancelled"]
        assert session.scalar(select(func.count()).select_from(Reservation)) == 0
        assert sound(session)


def test_what_is_delivered_cannot_be_cancelled_but_shortened(books: Database) -> None:
    with books.session() as session:
        one = goods(session)
        order = confirmed(session, buyer(session), (one, 5))
        with pytest.raises(Refusal, match="Cancel the order instead"), session.begin_nested():
            do(session, "sale.shorten", document=order.id)
        shipped(session, order, 2)
        with pytest.raises(Refusal, match=r"SH-0001 of SO-0001 is done already"):
            do(session, "sale.cancel", document=order.id)
        do(session, "sale.shorten", document=order.id)
        assert [shipment.state for shipment in shipments(session, order)] == ["done", "cancelled"]
        assert shown(session, order) == "fulfilled"
        posted(session, order)
        assert shown(session, order) == "closed"
        with pytest.raises(Refusal, match="is planned for all"):
            do(session, "shipment.create", order=order.id)
        assert sound(session)


def test_without_stock_modules_goods_are_invoiced_as_ordered(session: Session) -> None:
    one = goods(session)
    trial(session).modules = ["erp-sales-orders", "erp-invoicing", "erp-ar-ap", "erp-master-data"]
    order = confirmed(session, buyer(session), (one, 5))
    assert shipments(session, order) == []
    assert posted(session, order).gross == 5000
    assert shown(session, order) == "closed"
    assert balance(session, "cost_of_sales") == 0
    assert sound(session)


def test_only_sales_sells(session: Session) -> None:
    one, party = goods(session), buyer(session)
    with pytest.raises(WrongRole):
        do(session, "sale.create", STOREKEEPER, party=party.id, lines=[{"product": one.id, "quantity": units(1)}])


def test_the_history_tells_who_did_what(session: Session) -> None:
    order = drafted(session, buyer(session), (goods(session), 1))
    do(session, "sale.quote", SELLER, document=order.id)
    do(session, "sale.confirm", SELLER, document=order.id)
    rows = session.execute(select(Event.what, Event.actor).where(Event.kind == "sale").order_by(Event.id)).all()
    assert rows == [("create", "Robin"), ("quote", "Sam"), ("confirm", "Sam")]


def test_an_order_in_another_currency_takes_the_list_price_at_the_rate(session: Session) -> None:
    """10.00 EUR at 1.25 USD for one EUR is 12.50 USD."""
    do(session, "rate.set", currency="USD", rate=units("1.25"))
    party = buyer(session, currency="USD")
    order = drafted(session, party, (goods(session), 2))
    assert (order.currency, order.lines[0].price, order.gross) == ("USD", 125_000, 2500)


def test_kinds_do_not_mix(session: Session) -> None:
    order = drafted(session, buyer(session), (goods(session), 1))
    with pytest.raises(NotFound):
        do(session, "purchase.order", document=order.id)
    assert session.scalar(select(func.count()).select_from(Invoice)) == 0
    assert session.scalar(select(func.count()).select_from(Shipment)) == 0
    assert session.scalar(select(func.count()).select_from(Product)) == 1

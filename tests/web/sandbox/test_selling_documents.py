"""Pages of orders, deliveries, invoices and payments: what they tell, and what leads on."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.core.tables import Party
from advisor.sandbox.trade.tables import Invoice, Order, Shipment
from tests.sandbox.making import do, units
from tests.web.sandbox.storefront import furnish
from tests.web.sandbox.trying import Trier


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, furnish)


def text(there: Trier, path: str) -> str:
    return re.sub(r"\s+", " ", there.page(path).text)


def test_an_order_shows_lines_totals_and_what_belongs_to_it(there: Trier) -> None:
    page = there.page("/d/sale/4")
    for shown in ("SO-0004", "Hotel Astoria", "PO 7731", "Kettle", "Frying Pan", "EUR 706.00", "EUR 847.20"):
        assert shown in page.text
    for kind, number in (("shipment", 2), ("shipment", 3), ("invoice", 2)):
        assert f"{there.base}/d/{kind}/{number}" in page.links


def test_an_order_shows_what_is_free_for_its_lines(there: Trier) -> None:
    """Of 12 lamps 8 are reserved for another order; one of three knives is free."""
    with there.books.session(write=False) as session:
        from web.sandbox.selling_documents import _free

        lines = session.get_one(Order, 6).lines
        assert list(_free(session, [line.id for line in lines]).values()) == [4, 1]
        closed = session.get_one(Order, 3).lines
        assert _free(session, [line.id for line in closed]) == {}


def test_an_order_tells_what_is_late(there: Trier) -> None:
    assert "Delivery SH-0003 should have left already." in text(there, "/d/sale/4")
    assert "should have left" not in text(there, "/d/sale/3")


def test_an_order_tells_of_the_credit_limit(trier: Trier) -> None:
    with trier.books.session() as session:
        furnish(session)
        party = session.get_one(Order, 2).party_id
        session.get_one(Party, party).credit_limit = 1_000_00
    assert "credit limit leaves 0.00 EUR" in text(trier, "/d/sale/2")
    assert "credit limit leaves" not in text(trier, "/d/sale/4")


def test_the_next_steps_of_an_order(there: Trier) -> None:
    draft, confirmed = there.page("/d/sale/1").links, there.page("/d/sale/4").links
    assert any("/new/sale.change?document=1" in link for link in draft)
    assert any("/new/shipment.create?order=4" in link for link in confirmed)
    assert any("/new/payment.create?order=4" in link for link in confirmed)
    assert not any("/new/sale.change" in link for link in confirmed)


def test_a_delivery_that_is_late_says_so(there: Trier) -> None:
    assert "It should have left already." in text(there, "/d/shipment/4")
    assert "RR 480 512 AT" in text(there, "/d/shipment/1")


def test_a_return_leads_to_what_it_came_back_from(there: Trier) -> None:
    with there.books.session(write=False) as session:
        back = session.scalars(select(Shipment).where(Shipment.back)).one()
    page = there.page(f"/d/shipment/{back.id}")
    assert "These goods came back from the customer." in page.text
    assert f"{there.base}/d/shipment/{back.origin_id}" in page.links
    assert f"{there.base}/d/shipment/{back.id}" in there.page(f"/d/shipment/{back.origin_id}").links


def test_an_invoice_shows_instalments_and_its_entry(there: Trier) -> None:
    with there.books.session(write=False) as session:
        invoice = session.scalars(select(Invoice).where(Invoice.number == "INV-0007")).one()
    page = text(there, f"/d/invoice/{invoice.id}")
    for shown in ("Repair of the stage lights", "2 March 2026", "1 April 2026", "81.00", "Trade receivables"):
        assert shown in page
    assert "Something of it should have been paid already." in page
    assert "Reminder sent" in page


def test_a_credit_note_says_what_it_is(there: Trier) -> None:
    with there.books.session(write=False) as session:
        credit = session.scalars(select(Invoice).where(Invoice.number == "INV-0006")).one()
    page = there.page(f"/d/invoice/{credit.id}")
    assert "This is a credit note" in page.text
    assert f"{there.base}/d/invoice/{credit.reverses_id}" in page.links


def test_a_payment_tells_what_is_to_be_done(there: Trier) -> None:
    assert "Nothing is booked yet." in text(there, "/d/payment/2")
    page = there.page("/d/payment/1")
    assert "INV-0001" in page.text
    assert "Nothing is booked yet." not in page.text


def test_an_advance_says_what_is_not_matched(there: Trier) -> None:
    page = there.page("/d/payment/4")
    assert "Part of it belongs to no invoice yet." in page.text
    assert f"{there.base}/d/sale/10" in page.links


def test_another_currency_is_written_with_its_code(trier: Trier) -> None:
    with trier.books.session() as session:
        do(session, "rate.set", currency="USD", rate=units("1.1"))
        made = do(session, "party.create", name="Boston", customer=True, currency="USD")
        lines = [{"text": "Advice", "price": units("99.5")}]
        invoice = do(session, "invoice.create", party=made.id, lines=lines)
    assert re.search(r"(US)?\$\s?99\.50|USD\s?99\.50", text(trier, f"/d/invoice/{invoice.id}"))


def test_pages_in_persian(app: FastAPI) -> None:
    there = Trier(app, furnish, "fa")
    for path in ("/d/sale/4", "/d/shipment/4", "/d/invoice/1", "/d/payment/1"):
        assert "۱۴۰۴" in there.page(path).text, path

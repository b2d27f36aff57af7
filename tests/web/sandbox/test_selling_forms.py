"""Selling through its forms, from the first order to the last payment, as somebody types it."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.trade.tables import Invoice, Order, Payment, Shipment
from tests.sandbox.making import do, units
from tests.sandbox.selling import balance, buyer, goods, sound
from tests.web.sandbox.storefront import furnish
from tests.web.sandbox.trying import Trier


def stall(session: Session) -> None:
    """One customer and two products."""
    buyer(session, "north")
    goods(session, "kettle", price=units("49.9"), tax="VAT")
    goods(session, "cable", price=units("1.8"), places=2)


@pytest.fixture
def selling(app: FastAPI) -> Trier:
    return Trier(app, stall)


def ordered(there: Trier) -> None:
    there.do(
        "sale.create",
        party="1",
        **{"lines.0.product": "1", "lines.0.quantity": "3", "lines.1.product": "2", "lines.1.quantity": "2.5"},
    )


def test_from_the_order_to_the_payment(selling: Trier) -> None:
    """Every step leads to the page of a document; at the end the books are sound."""
    ordered(selling)
    for verb, document in (
        ("sale.quote", 1),
        ("sale.confirm", 1),
        ("shipment.reserve", 1),
        ("shipment.ship", 1),
        ("sale.invoice", 1),
        ("invoice.post", 1),
    ):
        response = selling.do(verb, document=str(document))
        assert response.status_code == 303, (verb, response.text[:500])
    assert selling.do("payment.create", invoice="1").headers["location"].endswith("/d/payment/1?done=payment.create")
    assert selling.do("payment.clear", document="1").status_code == 303
    with selling.books.session() as session:
        assert balance(session, "bank") == 17964 + 450
        assert sound(session)


def test_a_part_is_shipped_by_the_form(selling: Trier) -> None:
    """The form of a delivery offers each line with what may leave."""
    ordered(selling)
    selling.do("sale.confirm", document="1")
    selling.do("shipment.reserve", document="1")
    page = selling.page("/d/shipment/1").text
    assert "What you do not ship now waits in a new delivery." in page
    assert 'value="2.5"' in page
    selling.do(
        "shipment.ship",
        document="1",
        carrier="Post",
        **{"lines.0.line": "1", "lines.0.quantity": "1", "lines.1.line": "2", "lines.1.quantity": "0"},
    )
    with selling.books.session(write=False) as session:
        shipments = session.scalars(select(Shipment).order_by(Shipment.id)).all()
        assert [(one.state, one.carrier) for one in shipments] == [("done", "Post"), ("waiting", "")]
        assert [line.quantity for line in shipments[1].lines] == [2, 250]


def test_a_return_by_its_form(app: FastAPI) -> None:
    there = Trier(app, furnish)
    page = there.page("/new/shipment.return?document=1").text
    assert "Kettle" in page
    response = there.do(
        "shipment.return",
        document="1",
        reason="Wrong colour",
        **{"lines.0.line": "1", "lines.0.quantity": "2", "lines.1.line": "2", "lines.1.quantity": ""},
    )
    assert response.status_code == 303, response.text[:800]
    with there.books.session() as session:
        back = session.scalars(select(Shipment).where(Shipment.origin_id == 1)).one()
        assert [line.quantity for line in back.lines] == [2]
        assert sound(session)


def test_a_draft_is_changed_with_its_lines_filled_in(selling: Trier) -> None:
    ordered(selling)
    page = selling.page("/new/sale.change?document=1").text
    assert "Change the order" in page
    assert 'value="49.9' in page
    response = selling.do("sale.change", document="1", **{"lines.0.product": "1", "lines.0.quantity": "7"})
    assert response.status_code == 303
    with selling.books.session(write=False) as session:
        assert [line.quantity for line in session.get_one(Order, 1).lines] == [7]


def test_a_refusal_keeps_what_was_typed(selling: Trier) -> None:
    response = selling.do("sale.create", party="1", **{"lines.0.product": "1", "lines.0.quantity": "0.5"})
    assert response.status_code == 409
    assert "is counted with 0 decimals at most" in response.text
    assert 'value="0.5"' in response.text


def test_what_is_short_is_said_on_the_page_of_the_delivery(selling: Trier) -> None:
    selling.do("sale.create", party="1", **{"lines.0.product": "1", "lines.0.quantity": "11"})
    selling.do("sale.confirm", document="1")
    response = selling.do("shipment.reserve", document="1")
    assert response.status_code == 409
    assert "Only 10 of 11 of Kettle are in stock." in response.text


def test_an_invoice_by_hand_and_its_change(selling: Trier) -> None:
    response = selling.do(
        "invoice.create",
        party="1",
        **{"lines.0.text": "Advice", "lines.0.quantity": "1.5", "lines.0.price": "80", "lines.0.tax": "VAT"},
    )
    assert response.status_code == 303, response.text[:800]
    page = selling.page("/new/invoice.change?document=1").text
    assert "Advice" in page
    assert 'value="1.50"' in page or 'value="1.5"' in page
    selling.do(
        "invoice.change", document="1", **{"lines.0.text": "Advice", "lines.0.quantity": "2", "lines.0.price": "80"}
    )
    with selling.books.session(write=False) as session:
        assert session.get_one(Invoice, 1).net == 16000


def test_a_payment_is_written_off_by_a_tick(selling: Trier) -> None:
    selling.do("invoice.create", party="1", **{"lines.0.text": "Advice", "lines.0.price": "100"})
    selling.do("invoice.post", document="1")
    selling.do("payment.create", invoice="1", amount="99", method="cash")
    selling.do("payment.clear", document="1", write_off="1")
    with selling.books.session() as session:
        assert session.get_one(Payment, 1).method == "cash"
        assert (balance(session, "write_off"), balance(session, "receivable")) == (100, 0)


def test_an_order_is_closed_only_when_asked_twice(selling: Trier) -> None:
    """What cannot be taken back says so on its button."""
    ordered(selling)
    selling.do("sale.confirm", document="1")
    asked = "The rest of the order will not be delivered. Close it?"
    assert asked not in selling.page("/d/sale/1").text, "nothing of it was delivered yet: it can be cancelled"
    with selling.books.session() as session:
        shipment = session.scalars(select(Shipment)).one()
        do(session, "shipment.reserve", document=shipment.id)
        part = {"line": shipment.lines[0].id, "quantity": 1}
        do(session, "shipment.ship", document=shipment.id, lines=[part])
    assert asked in selling.page("/d/sale/1").text


def test_reminders_are_sent_by_their_form(app: FastAPI) -> None:
    there = Trier(app, furnish)
    assert "Send payment reminders" in there.page("/l/invoices").text
    assert there.do("reminder.send").status_code == 303


def test_persian_digits_are_read(app: FastAPI) -> None:
    there = Trier(app, stall, "fa")
    there.do("sale.create", party="1", **{"lines.0.product": "2", "lines.0.quantity": "۲٫۵", "lines.0.price": "۱٫۲"})
    with there.books.session(write=False) as session:
        line = session.get_one(Order, 1).lines[0]
        assert (line.quantity, line.price, line.net) == (250, 12_000, 300)

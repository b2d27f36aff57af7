"""Forms of purchasing: from the request to the credit note as people send them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.trade.tables import Invoice, Order, Requisition, Shipment, SupplierPrice
from tests.sandbox.buying import arrived, billed, bolt, ordered, posted, smith
from tests.sandbox.making import do, units
from tests.web.sandbox.trying import Trier
from web.sandbox.buying_forms import FORMS


def fill(session: Session) -> None:
    """A supplier with a price, a product, and an order whose goods are awaited."""
    seller, goods = smith(session), bolt(session, purchase_tax="VAT")
    do(session, "supplier_price.set", party=seller.id, product=goods.id, price=units("3.5"))
    ordered(session, seller, (goods, 10, 4))


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return Trier(app, fill)


def test_every_form_is_that_of_a_verb(there: Trier) -> None:
    for spec in FORMS:
        if "." in spec.verb and spec.title:
            assert there.page(f"/new/{spec.verb}").text


def test_a_request_is_made_and_ordered(there: Trier) -> None:
    sent = there.do("requisition.create", product="1", quantity="12", reason="Stock is low")
    assert sent.status_code == 303
    assert there.do("requisition.order_all").status_code == 303
    with there.books.session(write=False) as session:
        asked = session.scalars(select(Requisition)).one()
        made = session.get_one(Order, asked.order_id)
        assert (asked.state, made.state, made.net) == ("ordered", "draft", 4_200)


def test_an_order_is_entered_and_changed(there: Trier) -> None:
    lines = {"lines.0.product": "1", "lines.0.quantity": "5", "lines.1.product": "1", "lines.1.quantity": "2",
             "lines.1.price": "3", "lines.1.discount": "12.5"}  # fmt: skip
    assert there.do("purchase.create", party="1", wanted="2026-04-01", **lines).status_code == 303
    form = there.page("/new/purchase.change?purchase=2")
    assert form.fields["lines.0.quantity"] == ["5"]
    assert form.fields["lines.1.discount"] == ["12.5"]
    assert form.fields["purchase"] == ["2"]
    assert form.fields["wanted"] == ["2026-04-01"]
    kept = {name: value[0] for name, value in form.fields.items() if name.startswith(("lines.0", "wanted"))}
    assert there.do("purchase.change", purchase="2", **kept).status_code == 303
    with there.books.session(write=False) as session:
        order = session.get_one(Order, 2)
        assert [(line.quantity, line.price) for line in order.lines] == [(5, 35_000)]


def test_goods_are_counted_on_the_receipt(there: Trier) -> None:
    page = there.page("/d/receipt/1")
    assert page.fields["lines.0.quantity"] == ["10"]
    line = page.fields["lines.0.line"][0]
    fields = {"lines.0.line": line, "lines.0.quantity": "7", "lines.0.rejected": "1"}
    assert there.do("receipt.receive", document="1", **fields).status_code == 303
    with there.books.session(write=False) as session:
        found = [(one.state, [(line.quantity, line.rejected) for line in one.lines])
                 for one in session.scalars(select(Shipment).order_by(Shipment.id))]  # fmt: skip
        assert found == [("done", [(7, 1)]), ("waiting", [(3, 0)])]


def test_goods_are_counted_on_the_order(there: Trier) -> None:
    form = there.page("/new/purchase.receive?purchase=1")
    assert (form.fields["lines.0.product"], form.fields["lines.0.quantity"]) == (["1"], ["10"])
    too_many = there.do("purchase.receive", purchase="1", **{"lines.0.product": "1", "lines.0.quantity": "11"})
    assert too_many.status_code == 409
    assert "11 of Bolt were entered, but only 10 are still to come" in too_many.text
    sent = there.do("purchase.receive", purchase="1", close="1", **{"lines.0.product": "1", "lines.0.quantity": "9"})
    assert sent.status_code == 303
    with there.books.session(write=False) as session:
        line = session.get_one(Order, 1).lines[0]
        assert (line.moved, line.dropped) == (9, 1)


def test_goods_go_back(there: Trier) -> None:
    with there.books.session() as session:
        arrived(session, session.get_one(Order, 1))
    form = there.page("/new/receipt.return?receipt=1")
    assert form.fields["lines.0.product"] == ["1"]
    assert form.fields["receipt"] == ["1"]
    fields = {"lines.0.product": "1", "lines.0.quantity": "4"}
    assert there.do("receipt.return", receipt="1", reason="Rusty", **fields).status_code == 303
    with there.books.session(write=False) as session:
        assert session.get_one(Order, 1).lines[0].moved == 6


def test_a_bill_is_entered_for_an_order(there: Trier) -> None:
    with there.books.session() as session:
        arrived(session, session.get_one(Order, 1))
    assert there.do("bill.create", purchase="1", reference="R-1").status_code == 303
    form = there.page("/new/bill.change?bill=1")
    assert (form.fields["lines.0.order_line"], form.fields["lines.0.price"]) == (["1"], ["4"])
    fields = {name: form.fields[name][0] for name in form.fields if name.startswith("lines.0") and name[-4:] != "code"}
    changed = fields | {"lines.0.price": "5"}
    assert there.do("bill.change", bill="1", reference="R-1", **changed).status_code == 303
    assert there.do("bill.post", document="1").status_code == 303
    page = there.page("/d/bill/1").text
    assert "Bolt: billed at 5.00 EUR, but ordered at 4.00 EUR." in page
    assert there.do("bill.release", document="1", reason="Agreed by telephone").status_code == 303
    assert "Agreed by telephone" in there.page("/d/bill/1").text


def test_a_bill_for_costs_is_entered(there: Trier) -> None:
    lines = {"lines.0.text": "Rent", "lines.0.price": "900", "lines.0.quantity": "1"}
    assert there.do("bill.create", party="1", reference="R-2", **lines).status_code == 303
    again = there.do("bill.create", party="1", reference="R-2", **lines)
    assert again.status_code == 409
    assert "R-2 is entered already" in again.text
    with there.books.session(write=False) as session:
        assert session.scalars(select(Invoice.net)).all() == [90_000]


def test_a_credit_note_begins_with_all_of_the_bill(there: Trier) -> None:
    with there.books.session() as session:
        order = session.get_one(Order, 1)
        arrived(session, order)
        posted(session, billed(session, order))
    form = there.page("/new/bill.credit?bill=1")
    assert (form.fields["lines.0.quantity"], form.fields["lines.0.order_line"]) == (["10"], ["1"])
    fields = {"lines.0.order_line": "1", "lines.0.quantity": "4", "lines.0.price": "4", "lines.0.product": "1"}
    assert there.do("bill.credit", bill="1", reference="CN-1", **fields).status_code == 303
    with there.books.session(write=False) as session:
        note = session.scalars(select(Invoice).where(Invoice.credit)).one()
        assert (note.net, note.reverses_id, note.reference) == (1_600, 1, "CN-1")


def test_a_price_is_changed_where_it_stands(there: Trier) -> None:
    link = next(link for link in there.page("/d/supplier_price/1").links if "/new/supplier_price.set?" in link)
    form = there.page(link.removeprefix(there.base))
    assert (form.fields["party"], form.fields["product"]) == (["1"], ["1"])
    assert (form.fields["price"], form.fields["minimum"]) == (["3.50"], ["1"])
    assert there.do("supplier_price.set", party="1", product="1", price="3.25", minimum="1").status_code == 303
    with there.books.session(write=False) as session:
        assert session.scalars(select(SupplierPrice.price)).all() == [32_500]
    assert there.do("supplier_price.remove", supplier_price="1").status_code == 303
    with there.books.session(write=False) as session:
        assert session.scalars(select(SupplierPrice)).all() == []


def test_numbers_as_they_are_typed_in_persian(app: FastAPI) -> None:
    trier = Trier(app, fill, language="fa")
    fields = {"lines.0.product": "1", "lines.0.quantity": "۵", "lines.0.price": "۳٫۷۵"}
    assert trier.do("purchase.create", party="1", **fields).status_code == 303
    with trier.books.session(write=False) as session:
        assert Decimal(session.get_one(Order, 2).net) == 1_875

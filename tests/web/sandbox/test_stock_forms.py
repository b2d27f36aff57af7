"""Forms of stock, through the pages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from fastapi import FastAPI

from advisor.sandbox.stock.tables import Count, CountLine, Location, Shelved
from advisor.sandbox.stock.verify import check_stock
from tests.web.sandbox.stockroom import furnish, seen
from tests.web.sandbox.trying import Trier
from web.sandbox.stock_forms import FORMS


@pytest.fixture
def own(app: FastAPI) -> Trier:
    return Trier(app, furnish)


@pytest.mark.parametrize("verb", [form.verb for form in FORMS if not form.verb.endswith((".finish", ".move"))])
def test_a_form_opens(app: FastAPI, verb: str) -> None:
    seen(app).page(f"/new/{verb}")


def test_the_sheet_of_a_count_offers_its_lines(app: FastAPI) -> None:
    text = seen(app).get("/new/count.enter?document=1").text
    assert text.index("Hex bolt (piece)") < text.index("Ball valve (piece)")  # what is counted stands below
    assert 'name="lines.4.counted" value="38"' in text
    assert text.count("lines.0.product") == 2  # its number and its name


def test_what_was_counted_is_entered_and_finished(own: Trier) -> None:
    sent = own.do(
        "count.enter", count="1", **{"lines.0.product": "2", "lines.0.counted": "54", "lines.1.product": "3",
                                     "lines.1.counted": ""}
    )  # fmt: skip
    assert sent.status_code == 303
    with own.books.session(write=False) as session:
        counted = {line.product_id: line.counted for line in session.query(CountLine).filter_by(count_id=1)}
    assert counted == {1: 38, 2: 54, 3: None, 4: None, 5: None}
    refused = own.do("count.finish", document="1")
    assert refused.status_code == 409
    assert "Not counted yet: Copper pipe, Gasket, Pump" in refused.text
    assert own.do("count.finish", document="1", skip_uncounted="1").status_code == 303
    with own.books.session(write=False) as session:
        assert session.get_one(Count, 1).state == "done"
        assert check_stock(session) == []


def test_something_that_was_found_is_added(own: Trier) -> None:
    own.do("product.create", name="Cork", kind="goods")
    assert own.do("count.find", count="1", product="6", counted="2", cost="0.5").status_code == 303
    with own.books.session(write=False) as session:
        line = session.query(CountLine).filter_by(count_id=1, product_id=6).one()
        assert (line.counted, line.booked, line.cost) == (2, 0, 5000)


def test_scrap_asks_for_a_reason(own: Trier) -> None:
    refused = own.do("stock.scrap", product="5", location="1", quantity="1", reason=" ")
    assert refused.status_code in (409, 422)
    assert own.do("stock.scrap", product="5", location="1", quantity="1", reason="broken").status_code == 303


def test_a_refusal_loses_nothing(own: Trier) -> None:
    refused = own.do("stock.scrap", product="4", location="1", quantity="80", reason="rust")
    assert refused.status_code == 409
    assert "Only 15 of 80 of Gasket are free; 70 are reserved for SO-0001" in refused.text
    assert 'value="rust"' in refused.text


def test_shelves_are_added_and_filled(own: Trier) -> None:
    assert own.do("location.create", code="C-01", name="Rack C", warehouse="1", capacity="5").status_code == 303
    with own.books.session(write=False) as session:
        shelf = session.query(Location).filter_by(code="C-01").one()
    refused = own.do("shelf.put", product="5", shelf=str(shelf.id), quantity="6")
    assert "C-01 holds 5 units, and 0 are on it" in refused.text
    assert own.do("shelf.put", product="5", shelf=str(shelf.id), quantity="5").status_code == 303
    with own.books.session(write=False) as session:
        assert session.get_one(Shelved, (5, shelf.id)).quantity == 5


def test_a_transfer_is_entered(own: Trier) -> None:
    lines = {"lines.0.product": "3", "lines.0.quantity": "2.5"}
    assert own.do("transfer.create", source="1", target="2", **lines).status_code == 303
    assert own.do("transfer.move", document="2").status_code == 303
    with own.books.session(write=False) as session:
        assert check_stock(session) == []
        assert Decimal(session.query(CountLine).count()) == 6

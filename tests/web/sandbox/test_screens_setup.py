"""Master data as a visitor sees it: lists, pages and forms of contacts and products."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.stock.tables import Location
from tests.sandbox.making import customer, do, product, supplier, units
from tests.web.sandbox.trying import Trier
from web.sandbox.screens_setup import AREA


def fill(session: Session) -> None:
    """Two contacts and two products."""
    customer(session, "acme", city="Lviv", email="desk@acme.example")
    supplier(session, "graz", city="Graz", credit_limit=units(0))
    product(session, "valve", price=units("12.5"), supplier=2, group="Fittings", safety=units(5))
    product(session, "advice", kind="service", unit="hour", price=units(90))


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, fill)


def test_the_menu_leads_to_master_data(there: Trier) -> None:
    links = there.page("/").links
    for screen in AREA.screens:
        assert f"{there.base}/l/{screen.id}" in links


def test_contacts_are_found_by_a_part_of_their_name_city_or_address(there: Trier) -> None:
    for text in ("ACM", "lviv", "desk@"):
        page = there.get(f"/l/parties?q={text}").text
        assert "Acme" in page
        assert "Graz" not in page
    assert "Nothing fits" in there.get("/l/parties?q=zzz").text


def test_only_suppliers_are_shown(there: Trier) -> None:
    page = there.get("/l/parties?supplier=1").text
    assert "Graz" in page
    assert "Acme" not in page


def test_a_product_names_its_supplier_and_price(there: Trier) -> None:
    page = there.page("/l/products")
    assert {f"{there.base}/d/product/1", f"{there.base}/d/party/2"} <= set(page.links)
    assert "Price (EUR)" in page.text
    assert "12.50" in page.text


def test_the_page_of_a_product_shows_what_is_known_and_nothing_empty(there: Trier) -> None:
    page = there.page("/d/product/1").text
    for shown in ("Valve", "Fittings", "EUR 12.50", "Moving average", "Safety stock", "Graz", "Created"):
        assert shown in page
    assert "Receipts are inspected" not in page


def test_a_product_shows_what_is_in_stock(there: Trier) -> None:
    with there.books.session() as session:
        main = session.scalars(select(Location.id).where(Location.code == "WH")).one()
        do(session, "stock.opening", product=1, location=main, quantity="8", cost="3.5")
        rope = product(session, "rope", places=2)
        do(session, "stock.opening", product=rope.id, location=main, quantity="52.25", cost="1")
    assert "Main warehouse" in there.page("/d/product/1").text
    assert "52.25" in there.page(f"/d/product/{rope.id}").text
    page = there.get("/api/l/products?q=valve").json()
    assert page["rows"][0]["stock"] == "8"


def test_a_contact_has_a_timeline(there: Trier) -> None:
    page = there.page("/d/party/1").text
    assert "What happened" in page
    assert "Robin (Management)" in page


def test_a_contact_is_made_by_its_form(trier: Trier) -> None:
    form = trier.page("/new/party.create")
    assert form.fields["key"][0]
    sent = trier.do(
        "party.create", name="  Nowak  ", customer="1", city="Kraków", country="PL", key=form.fields["key"][0]
    )
    assert sent.status_code == 303
    assert "Saved." in trier.client.get(sent.headers["location"]).text
    again = trier.do("party.create", name="  Nowak  ", key=form.fields["key"][0])
    assert again.headers["location"] == sent.headers["location"]
    with trier.books.session(write=False) as session:
        made = session.scalars(select(Party)).one()
        assert (made.name, made.customer, made.supplier, made.country) == ("Nowak", True, False, "PL")


@pytest.mark.parametrize(("language", "typed"), [("en", "1,012.50"), ("uk", "1 012,50"), ("fa", "۱٬۰۱۲٫۵")])
def test_a_product_is_made_in_the_numbers_of_the_reader(app: FastAPI, language: str, typed: str) -> None:
    trier = Trier(app, language=language)
    assert trier.do("product.create", name="Valve", price=typed, places="2", kind="goods").status_code == 303
    with trier.books.session(write=False) as session:
        made = session.scalars(select(Product)).one()
        assert (made.price, made.places, made.unit) == (10125000, 2, "piece")


def test_a_contact_is_changed_by_its_form(app: FastAPI) -> None:
    trier = Trier(app, fill)
    assert f"{trier.base}/new/party.change?party=1" in trier.page("/d/party/1").links
    form = trier.page("/new/party.change?party=1")
    assert form.fields["email"] == ["desk@acme.example"]
    assert form.fields["party"] == ["1"]
    ticked = {"customer": "1", "active": "1"}
    sent = trier.do("party.change", party="1", name="Acme and Sons", email="", city="Lviv", **ticked)
    assert sent.headers["location"].endswith("/d/party/1?done=party.change")
    with trier.books.session(write=False) as session:
        made = session.get_one(Party, 1)
        assert (made.name, made.email, made.customer, made.active) == ("Acme and Sons", "", True, True)


def test_a_product_is_changed_in_the_numbers_of_the_reader(app: FastAPI) -> None:
    trier = Trier(app, fill, "uk")
    form = trier.page("/new/product.change?product=1")
    assert form.fields["price"] == ["12,5"]
    assert form.fields["safety"] == ["5"]
    assert form.fields["supplier"] == ["2"]
    assert trier.do("product.change", product="1", name="Valve", price="13,75", active="1").status_code == 303
    with trier.books.session(write=False) as session:
        assert session.get_one(Product, 1).price == 137500


def test_what_is_owed_is_said_on_the_page_of_a_contact(app: FastAPI) -> None:
    def sold(session: Session) -> None:
        fill(session)
        lines = [{"product": 2, "quantity": "2", "price": "90"}]
        made = do(session, "invoice.create", party=1, lines=lines)
        do(session, "invoice.post", document=made.id)

    trier = Trier(app, sold)
    page = trier.page("/d/party/1")
    assert "They owe" in page.text
    assert "EUR 180.00" in page.text
    assert f"{trier.base}/l/sales?party=1" in page.links
    assert f"{trier.base}/l/bills?party=1" not in page.links
    assert "We owe" not in page.text


def test_a_code_that_is_taken_is_told_at_its_field_and_nothing_is_lost(there: Trier) -> None:
    response = there.do("product.create", name="Another", code="valve", price="7.25")
    assert response.status_code == 409
    assert "The code valve is taken. Choose another." in response.text
    assert 'aria-describedby="product-create-code-error"' in response.text
    assert 'value="Another"' in response.text
    assert 'value="7.25"' in response.text

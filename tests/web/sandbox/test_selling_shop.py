"""The till: products to touch, a basket in the address, two ways to pay, and what came in."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.trade.tables import Order, Payment
from tests.sandbox.selling import balance, sound
from tests.web.sandbox.storefront import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.selling_shop import ShopData, _full, read, shop, written
from web.sandbox.visit import Visit


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, furnish)


def seen(there: Trier, role: str = "sales", **query: str) -> ShopData:
    with there.books.session(write=False) as session:
        return shop(Visit(session, there.secret, "en", role, query))


@pytest.mark.parametrize(
    ("text", "basket"),
    [
        ("", {}),
        ("4.2-17.1", {4: 2, 17: 1}),
        ("4.0-17.1", {17: 1}),
        ("x-4.2-4-.3-9.", {4: 2}),
        ("٤.٢", {}),
    ],
)
def test_a_basket_is_read_from_the_address(text: str, basket: dict[int, int]) -> None:
    assert read(text) == basket
    assert read(written(basket)) == basket


def test_products_with_what_is_left(there: Trier) -> None:
    tiles = {tile.name: tile for tile in seen(there).tiles}
    assert (tiles["Kettle"].price, tiles["Kettle"].left) == ("49.90", "23")
    assert (tiles["Repair"].left, bool(tiles["Repair"].href)) == ("", True)
    assert tiles["Candle"].href == ""


def test_touching_a_product_puts_one_into_the_basket(there: Trier) -> None:
    tiles = {tile.name: tile.href for tile in seen(there, cart="1.2").tiles}
    assert tiles["Kettle"].endswith("/p/shop?cart=1.3")
    assert tiles["Cable"].endswith("/p/shop?cart=1.2-5.100")


def test_no_more_than_there_is(there: Trier) -> None:
    """One bread knife is free: with it in the basket there is none to touch."""
    tiles = {tile.name: tile for tile in seen(there, cart="3.1").tiles}
    assert (tiles["Bread Knife"].left, tiles["Bread Knife"].href, tiles["Bread Knife"].chosen) == ("0", "", "1")


def test_the_basket_is_priced_with_taxes(there: Trier) -> None:
    """2 x 49.90 and 2.5 m at 1.80, with 20 % of the kettles."""
    data = seen(there, cart="1.2-5.250")
    assert [(line.name, line.quantity, line.typed, line.amount) for line in data.lines] == [
        ("Kettle", "2", "2", "99.80"),
        ("Cable", "2.5", "2.50", "4.50"),
    ]
    assert (data.tax, data.total) == ("19.96", "124.26")
    assert data.lines[0].fewer.endswith("cart=1.1-5.250")
    assert data.lines[1].fewer.endswith("cart=1.2-5.150")


def test_the_last_one_is_taken_out(there: Trier) -> None:
    assert seen(there, cart="1.1-5.100").lines[0].fewer.endswith("cart=5.100")
    assert seen(there, cart="999.1").lines == ()


def test_groups_and_search(there: Trier) -> None:
    data = seen(there, group="Light", cart="1.1")
    assert {tile.name for tile in data.tiles} == {"Cable", "Candle", "Desk Lamp"}
    assert [(title, here) for title, _, here in data.groups] == [("All", False), ("Kitchen", False), ("Light", True)]
    assert [tile.name for tile in seen(there, q="KNIFE").tiles] == ["Bread Knife"]
    assert all("cart=1.1" in href for _, href, _ in data.groups)


def test_a_full_basket_takes_no_other_product(there: Trier) -> None:
    """The address holds what it can; of what is in the basket there may still be more."""
    assert not seen(there, cart="1.2").full
    assert _full(dict.fromkeys(range(1, 20), 10**8))
    assert not _full({1: 2})


def test_money_of_the_day_and_the_last_sale(there: Trier) -> None:
    data = seen(there)
    assert data.takings == (("Web shop", "Card", "1", "82.80"), ("Shop counter", "Cash", "1", "59.88"))
    assert data.last is not None
    assert (data.last.number.text, data.last.total, data.last.change) == ("SO-0009", "59.88", "40.12")


def test_who_may_not_sell_only_looks(there: Trier) -> None:
    assert seen(there, "warehouse", cart="1.1").may is False
    assert seen(there, "manager").may is True


def test_selling_leads_back_to_an_empty_basket(app: FastAPI) -> None:
    there = Trier(app, furnish)
    form = {"lines.0.product": "1", "lines.0.quantity": "2", "lines.1.product": "5", "lines.1.quantity": "2.50"}
    response = there.do("shop.sell", method="cash", given="150", here="p/shop", key="g1.k1", **form)
    assert response.headers["location"].endswith("/p/shop?done=shop.sell")
    there.do("shop.sell", method="cash", given="150", here="p/shop", key="g1.k1", **form)
    page = there.page("/p/shop").text
    assert "Last sale: 124.26, change 25.74" in page
    with there.books.session() as session:
        order = session.scalars(select(Order).order_by(Order.id.desc())).first()
        assert order is not None
        assert (order.number, order.channel, order.gross) == ("SO-0011", "shop", 12426)
        assert session.scalars(select(Payment.method).order_by(Payment.id.desc())).first() == "cash"
        assert balance(session, "cash") == 5988 + 12426
        assert sound(session)


def test_too_little_cash_is_told_and_nothing_is_lost(app: FastAPI) -> None:
    there = Trier(app, furnish)
    response = there.do(
        "shop.sell", method="cash", given="20", here="p/shop", **{"lines.0.product": "1", "lines.0.quantity": "2"}
    )
    assert response.status_code == 409
    assert "less than the 119.76 EUR it costs" in response.text
    assert 'value="20"' in response.text


def test_the_page_works_without_a_product(app: FastAPI) -> None:
    page = Trier(app).page("/p/shop").text
    assert "Products with a price stand here." in page
    assert "Nothing was sold in the shop or on the web today." in page


def test_the_page_with_a_basket_is_well_formed_in_both_directions(app: FastAPI) -> None:
    for language in ("en", "fa"):
        page = Trier(app, furnish, language).page("/p/shop?cart=1.2-5.250&group=Kitchen&q=e")
        assert 'name="lines.1.quantity" value="2.50"' in page.text
        assert page.text.count('class="till-name"') == 2

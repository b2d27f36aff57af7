"""The counter of the shop: products to touch, a basket that is kept in the address, and two ways to pay."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, select

from advisor.sandbox.core.tables import Event, Product
from advisor.sandbox.stock.rows import warehouse
from advisor.sandbox.stock.tables import Balance
from advisor.sandbox.trade import pricing
from advisor.sandbox.trade.shop import takings
from advisor.sandbox.trade.tables import Order, OrderLine
from web.sandbox import labels
from web.sandbox.cells import Cell, Writer
from web.sandbox.chrome import href, writer
from web.sandbox.visit import MOST_TYPED, Visit

MOST = 48  # products shown at once
_ITEM = re.compile(r"(\d{1,9})\.(\d{1,9})", re.ASCII)
Basket = Mapping[int, int]  # quantities in parts by product


@dataclass(frozen=True)
class Tile:
    """A product to touch; `left` is what is free of a good, empty for a service; `href` adds one of it, empty when
    none is left or the basket is full."""

    name: str
    price: str
    left: str
    chosen: str
    href: str


@dataclass(frozen=True)
class BasketLine:
    product: int
    name: str
    quantity: str
    typed: str
    amount: str
    more: str
    fewer: str


@dataclass(frozen=True)
class Sold:
    """The last sale of the day."""

    number: Cell
    total: str
    change: str


@dataclass(frozen=True)
class ShopData:
    """`place` is the address of this page with the basket, after that of the trial; `groups` are name, address and
    whether it is chosen; `takings` are channel, method, sales and amount."""

    tiles: tuple[Tile, ...]
    more: int
    groups: tuple[tuple[str, str, bool], ...]
    text: str
    group: str
    cart: str
    lines: tuple[BasketLine, ...]
    tax: str
    total: str
    empty: str
    last: Sold | None
    takings: tuple[tuple[str, str, str, str], ...]
    key: str
    may: bool
    full: bool


def shop(visit: Visit) -> ShopData:
    basket = read(visit.query.get("cart", ""))
    write = writer(visit)
    products = _products(visit)
    known = {one.id: one for one in products}
    basket = {product: quantity for product, quantity in basket.items() if product in known}
    free = _free(visit)
    group, text = visit.query.get("group", ""), visit.query.get("q", "").strip()
    shown = [
        one for one in products if group in ("", one.group) and text.casefold() in f"{one.name} {one.code}".casefold()
    ]
    order = _priced(visit, basket)
    return ShopData(
        tuple(_tile(visit, write, one, basket, free) for one in shown[:MOST]),
        max(len(shown) - MOST, 0),
        _groups(visit, products, group, basket),
        text,
        group,
        written(basket),
        tuple(_line(visit, write, known[line.product_id], line, basket) for line in order.lines),
        write.text("money", order.tax) if order.tax else "",
        write.text("money", order.gross),
        _here(visit, {}),
        _last(visit, write),
        tuple(
            (
                labels.choice(one.channel, visit.words),
                labels.choice(one.method, visit.words),
                write.text("number", one.sales),
                write.text("money", one.amount, one.currency),
            )
            for one in takings(visit.session, visit.today)
        ),
        visit.key(),
        visit.actor.may(("sales",)),
        _full(basket),
    )


def _fits(product: Product, text: str) -> bool:
    return text.casefold() in f"{product.name} {product.code}".casefold()


def read(text: str) -> dict[int, int]:
    """The basket of an address, such as 4.2-17.1; what cannot be read is left out."""
    found = (_ITEM.fullmatch(part) for part in text.split("-"))
    return {int(one[1]): int(one[2]) for one in found if one and int(one[2])}


def written(basket: Basket) -> str:
    return "-".join(f"{product}.{quantity}" for product, quantity in basket.items() if quantity > 0)


def _full(basket: Basket) -> bool:
    """Whether the address would be cut when another product came into it."""
    return len(written(basket)) > MOST_TYPED - 20


def _here(visit: Visit, basket: Basket, **other: str) -> str:
    """The address of this page with another basket, and what is looked for as it is."""
    kept = {name: visit.query.get(name, "") for name in ("q", "group")} | other
    query = urlencode({name: value for name, value in {**kept, "cart": written(basket)}.items() if value})
    return f"{visit.base}/p/shop{'?' + query if query else ''}"


def _products(visit: Visit) -> Sequence[Product]:
    wanted = select(Product).where(Product.active, Product.price > 0).order_by(Product.name, Product.id)
    return visit.session.scalars(wanted).all()


def _free(visit: Visit) -> dict[int, int]:
    """What is free in the shop's place, by product."""
    place = warehouse(visit.session).id
    rows = visit.session.execute(
        select(Balance.product_id, func.sum(Balance.quantity - Balance.reserved))
        .where(Balance.location_id == place)
        .group_by(Balance.product_id)
    )
    return {product: int(quantity) for product, quantity in rows}


def _priced(visit: Visit, basket: Basket) -> Order:
    """An order that is not kept, with its amounts worked out."""
    session = visit.session
    order = Order(kind="sale", currency=visit.currency)
    lines = []
    for number, quantity in basket.items():
        product = session.get_one(Product, number)
        lines.append(OrderLine(product_id=number, quantity=quantity, price=product.price, discount=0, tax=product.tax))
    order.lines = lines
    pricing.freeze(session, order)
    return order


def _tile(visit: Visit, write: Writer, product: Product, basket: Basket, free: Mapping[int, int]) -> Tile:
    one, chosen = 10**product.places, basket.get(product.id, 0)
    left = free.get(product.id, 0) - chosen
    can = (product.kind != "goods" or left >= one) and (chosen > 0 or not _full(basket))
    return Tile(
        product.name,
        write.text("price", product.price),
        write.text("quantity", max(left, 0), product.places) if product.kind == "goods" else "",
        write.text("quantity", chosen, product.places) if chosen else "",
        _here(visit, {**basket, product.id: chosen + one}) if can else "",
    )


def _line(visit: Visit, write: Writer, product: Product, line: OrderLine, basket: Basket) -> BasketLine:
    one = 10**product.places
    typed: Any = write.text("quantity", line.quantity, product.places)
    return BasketLine(
        product.id,
        product.name,
        typed,
        f"{line.quantity / one:.{product.places}f}",
        write.text("money", line.net),
        _here(visit, {**basket, product.id: line.quantity + one}),
        _here(visit, {**basket, product.id: max(line.quantity - one, 0)}),
    )


def _groups(
    visit: Visit, products: Sequence[Product], chosen: str, basket: Basket
) -> tuple[tuple[str, str, bool], ...]:
    names = sorted({one.group for one in products if one.group})
    rows = [(visit.words("All"), "", chosen == ""), *((name, name, name == chosen) for name in names)]
    return tuple((title, _here(visit, basket, group=name, q=""), here) for title, name, here in rows)


def _last(visit: Visit, write: Writer) -> Sold | None:
    wanted = (
        select(Event, Order)
        .join(Order, Order.id == Event.document)
        .where(Event.kind == "sale", Event.what == "sell", Event.on == visit.today, Order.channel == "shop")
        .order_by(Event.id.desc())
        .limit(1)
    )
    row = visit.session.execute(wanted).first()
    if row is None:
        return None
    done, order = row
    change = int(done.values.get("change", 0))
    return Sold(
        Cell(order.number or "", href(visit, "sale", order.id)),
        write.text("money", order.gross, order.currency),
        write.text("money", change, order.currency) if change else "",
    )

"""The three-way match: what was ordered, what was received and what is billed, line by line.

Tolerances are data of the trial in per cent: `settings["matching"] = {"quantity": "0", "price": "2"}`. A price is also
right when the line differs by no more than one smallest unit of the currency, which is rounding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core.amounts import PRICE_PLACES, price_of, rounded
from advisor.sandbox.core.quantities import shown
from advisor.sandbox.core.tables import Product
from advisor.sandbox.trade.goods_received import Ordered, stocked, tolerance
from advisor.sandbox.trade.tables import Invoice, InvoiceLine, Order, OrderLine

TOO_MUCH = mark("{product}: {billed} billed, but {received} received.")
NOT_ORDERED = mark("{product}: {billed} billed, but {ordered} ordered.")
OTHER_PRICE = mark("{product}: billed at {price}, but ordered at {expected}.")
UNKNOWN = mark("{product} is billed, but was not ordered.")


@dataclass(frozen=True)
class Difference:
    """Why a line of a bill does not match: a sentence with its values."""

    line: int
    reason: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """An order line as three parties see it, in parts of its unit; prices in hundredths of the smallest unit. `billed`
    is posted, `drafted` is on bills that are not posted yet; `paid_price` is the mean of what was billed."""

    line: OrderLine
    product: Product
    received: int
    billed: int
    drafted: int
    paid_price: int
    stocked: bool

    @property
    def to_bill(self) -> int:
        """What may be billed now: of goods what was received, of the rest what was ordered."""
        reached = self.received if self.stocked else self.line.quantity - self.line.dropped
        return max(reached - self.billed - self.drafted, 0)


def rows(session: Session, order: Order) -> list[Row]:
    """The lines of an order in three ways."""
    wanted = (
        select(InvoiceLine, Invoice.state, Invoice.credit)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Invoice.order_id == order.id, Invoice.kind == "bill", Invoice.state.in_(("draft", "blocked", "posted")))
    )
    drafted: dict[int, int] = defaultdict(int)
    net: dict[int, int] = defaultdict(int)
    for line, state, credit in session.execute(wanted):
        if line.order_line_id is None:
            continue
        side = -1 if credit else 1
        if state == "posted":
            net[line.order_line_id] += side * line.net
        elif not credit:
            drafted[line.order_line_id] += line.quantity
    return [_row(session, order, line, drafted[line.id], net[line.id]) for line in order.lines]


def _row(session: Session, order: Order, line: OrderLine, drafted: int, net: int) -> Row:
    product, billed = line.product, line.invoiced
    goods = stocked(session, order, product)
    return Row(line, product, line.moved, billed, drafted, price_of(product, billed, net), goods)


def differences(session: Session, bill: Invoice, ordered: Ordered) -> list[Difference]:
    """Why a bill for an order does not match it; empty when it does. Totals of the bill are frozen before."""
    if bill.credit:
        return []
    found: list[Difference] = []
    together: dict[int, int] = defaultdict(int)
    for line in bill.lines:
        if line.order_line_id is None:
            found.append(Difference(line.id, UNKNOWN, {"product": line.product.name if line.product else line.text}))
            continue
        of = ordered.lines[line.order_line_id]
        together[of.id] += line.quantity
        found += _quantity(session, ordered, of, line, together[of.id])
        found += _price(session, ordered, of, line)
    return found


def _quantity(
    session: Session, ordered: Ordered, of: OrderLine, line: InvoiceLine, together: int
) -> Iterator[Difference]:
    product = ordered.product(of)
    goods = stocked(session, ordered.order, product)
    reached = of.moved if goods else of.quantity - of.dropped
    allowed = reached + int(reached * Decimal(tolerance(session, "matching", "quantity", "0")) / 100)
    billed = of.invoiced + together
    if billed > allowed:
        values = {"product": product.name, "billed": shown(product, billed)}
        if goods:
            yield Difference(line.id, TOO_MUCH, values | {"received": shown(product, of.moved)})
        else:
            yield Difference(line.id, NOT_ORDERED, values | {"ordered": shown(product, reached)})


def _price(session: Session, ordered: Ordered, of: OrderLine, line: InvoiceLine) -> Iterator[Difference]:
    expected = expected_net(of, line.quantity)
    share = Decimal(tolerance(session, "matching", "price", "2"))
    if abs(line.net - expected) <= max(1, int(expected * share / 100)):
        return
    product = ordered.product(of)
    values = {
        "product": product.name,
        "price": priced(price_of(product, line.quantity, line.net), ordered.order.currency),
        "expected": priced(price_of(product, of.quantity, of.net), ordered.order.currency),
    }
    yield Difference(line.id, OTHER_PRICE, values)


def expected_net(of: OrderLine, quantity: int) -> int:
    """What `quantity` of an order line comes to as it was ordered, in the smallest unit of the order's currency."""
    return rounded(of.net * quantity, of.quantity)


def priced(price: int, currency: str) -> str:
    """A price in whole units with as many decimals as its currency has, or more where it needs them."""
    places = get_currency_precision(currency)
    found = Decimal(price).scaleb(-PRICE_PLACES - places)
    short = round(found, places)
    return f"{short if short == found else found:f} {currency}"

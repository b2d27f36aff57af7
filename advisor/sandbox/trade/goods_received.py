"""What links an order with what arrived and what was billed: one value per line that receipts and bills share out.

The value of an order line in the company's currency is frozen when it is ordered. The first n units of it are worth the
same whoever asks, so receipts and bills of the same units book the same amounts on the account of goods received and
not billed, in whatever pieces and order they come, and the account ends at nought.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session, joinedload, selectinload

from advisor.sandbox.core import clock
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.states import LOADS, load
from advisor.sandbox.core.tables import Product
from advisor.sandbox.trade.progress import keeps_stock
from advisor.sandbox.trade.tables import Order, OrderLine

LOADS |= {"purchase": (joinedload(Order.party), selectinload(Order.lines).joinedload(OrderLine.product))}


@dataclass(frozen=True)
class Ordered:
    """A purchase order with its lines and their products by id, locked until the transaction ends."""

    order: Order
    lines: dict[int, OrderLine]
    products: dict[int, Product]

    def product(self, line: OrderLine) -> Product:
        return self.products[line.product_id]


def locked(session: Session, order: int) -> Ordered:
    """The order as it is now; receipts and bills of it wait for each other. Raises NotFound."""
    session.flush()  # what is read anew must not lose what was changed before
    return seen(load(session, "purchase", order, lock=True))


def seen(order: Order) -> Ordered:
    """The same of an order that is only looked at."""
    lines = {one.id: one for one in order.lines}
    return Ordered(order, lines, {one.product_id: one.product for one in order.lines})


def value_at(line: OrderLine, quantity: int) -> int:
    """What the first `quantity` parts of an order line are worth, in the smallest unit of the company's currency."""
    return rounded(line.value * quantity, line.quantity)


def received(line: OrderLine, quantity: int) -> int:
    """Keep that `quantity` more was received (less below nought), and say what the account of goods received gets."""
    line.moved += quantity
    change = value_at(line, line.moved) - line.moved_value
    line.moved_value += change
    return change


def billed(line: OrderLine, quantity: int) -> int:
    """Keep that `quantity` more was billed (less below nought), and say what leaves the account of goods received."""
    line.invoiced += quantity
    change = value_at(line, line.invoiced) - line.invoiced_value
    line.invoiced_value += change
    return change


def stocked(session: Session, order: Order, product: Product) -> bool:
    """Whether a line goes into stock, so that a receipt is awaited: goods, unless the order names an account or the
    trial keeps no stock."""
    return keeps_stock(session) and product.kind == "goods" and order.account_id is None


def tolerance(session: Session, of: str, name: str, default: str) -> str:
    """A tolerance in per cent from the settings of the trial, such as settings["matching"]["price"]."""
    return str(clock.trial(session).settings.get(of, {}).get(name, default))

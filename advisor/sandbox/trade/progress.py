"""How far orders and invoices have come, worked out from their lines: as SQL for lists, and on rows that are locked."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ScalarSelect, and_, case, cast, exists, func, literal, select
from sqlalchemy.orm import Session, joinedload

from advisor.sandbox.core import clock
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.tables import Product, Trial
from advisor.sandbox.ledger.open_items import open_amount
from advisor.sandbox.ledger.tables import Account, Line
from advisor.sandbox.trade.tables import Invoice, Order, OrderLine, Payment, Shipment

OWED = ("receivable", "payable", "sister_receivable", "sister_payable")
STOCK_MODULES = ("erp-inventory", "erp-warehouse")


def open_quantity() -> ColumnElement[int]:
    """What is still to be delivered of `OrderLine`, as SQL."""
    left = OrderLine.quantity - OrderLine.moved - OrderLine.dropped
    return case((left > 0, left), else_=literal(0))


def to_deliver(line: OrderLine) -> int:
    """The same of a row."""
    return max(line.quantity - line.moved - line.dropped, 0)


def delivered() -> ColumnElement[bool]:
    """Whether nothing of `Order` is to be delivered any more."""
    goods = exists().where(
        OrderLine.order_id == Order.id,
        Product.id == OrderLine.product_id,
        Product.kind == "goods",
        open_quantity() > 0,
    )
    return ~goods.correlate(Order)


def billed() -> ColumnElement[bool]:
    """Whether everything that will be delivered of `Order` was invoiced."""
    wanted = OrderLine.quantity - OrderLine.dropped
    return ~exists().where(OrderLine.order_id == Order.id, OrderLine.invoiced < wanted).correlate(Order)


def sale_state() -> ColumnElement[str]:
    """The state of a sale as it is shown: confirmed goes on to fulfilled and closed."""
    return case(
        (Order.state != "confirmed", Order.state),
        (and_(delivered(), billed()), "closed"),
        (delivered(), "fulfilled"),
        else_="confirmed",
    )


def open_of_invoice() -> ColumnElement[int]:
    """What is open of `Invoice` in the currency of the books: above nought when the party owes it, 0 for a draft."""
    return _open_of_entry(Invoice)


def open_of_payment() -> ColumnElement[int]:
    """What no invoice was found for of `Payment`; below nought when it is the customer's."""
    return _open_of_entry(Payment)


def _open_of_entry(table: type[Invoice] | type[Payment]) -> ColumnElement[int]:
    accounts = select(Account.id).where(Account.use.in_(OWED)).scalar_subquery()
    still = select(func.coalesce(func.sum(open_amount()), 0)).where(
        Line.entry_id == table.entry_id, Line.account_id.in_(accounts)
    )
    return cast(func.coalesce(still.correlate(table).scalar_subquery(), 0), BigInteger)


def invoice_state() -> ColumnElement[str]:
    """The state of an invoice as it is shown: posted becomes paid when nothing is open."""
    return case((and_(Invoice.state == "posted", open_of_invoice() == 0), "paid"), else_=Invoice.state)


def overdue() -> ColumnElement[bool]:
    """Whether something of `Invoice` should have been paid before the day of the trial: any instalment counts."""
    accounts = select(Account.id).where(Account.use.in_(OWED)).scalar_subquery()
    missed = select(Line.id).where(
        Line.entry_id == Invoice.entry_id, Line.account_id.in_(accounts), Line.due < _today(), open_amount() > 0
    )
    return and_(Invoice.state == "posted", missed.correlate(Invoice).exists())


def late() -> ColumnElement[bool]:
    """Whether `Shipment` should have left before the day of the trial."""
    waits = Shipment.state.in_(("waiting", "reserved", "packed"))
    return and_(waits, Shipment.planned < _today())


def _today() -> ScalarSelect[datetime.date]:
    return select(Trial.today).scalar_subquery()


def lines(session: Session, ids: Collection[int]) -> dict[int, OrderLine]:
    """Order lines with their products, locked in the order of their ids until the transaction ends."""
    return lines_and(session, ids, literal(0))[0]


def lines_and(session: Session, ids: Collection[int], question: ColumnElement[Any]) -> tuple[dict[int, OrderLine], Any]:
    """The same, and the answer to a question about the first of them, None when there is none; in one statement."""
    wanted = (
        select(OrderLine, question)
        .where(OrderLine.id.in_(ids))
        .order_by(OrderLine.id)
        .options(joinedload(OrderLine.product, innerjoin=True))
        .with_for_update(of=OrderLine)
        .execution_options(populate_existing=True)
    )
    rows = session.execute(wanted).all() if ids else []
    return {row[0].id: row[0] for row in rows}, rows[0][1] if rows else None


def keeps_stock(session: Session) -> bool:
    """Whether goods are shipped and received here; without the modules they are delivered elsewhere."""
    modules = clock.trial(session).modules
    return not modules or all(one in modules for one in STOCK_MODULES)


def cost_of(line: OrderLine, quantity: int) -> int:
    """Stock value that goes with invoicing `quantity` more (above nought) or crediting it (below nought).

    The value of what was shipped and not invoiced, or of what came back and was not credited, in proportion: whatever
    the pieces, nothing is left when both quantities agree.
    """
    gap, value = line.moved - line.invoiced, line.moved_value - line.invoiced_value
    if not gap or (gap > 0) != (quantity > 0):
        return 0
    return value if quantity == gap else rounded(value * abs(quantity), abs(gap))


def advance(line: OrderLine, quantity: int, cost: int) -> None:
    """Note that `quantity` more was invoiced, which took `cost` out of the interim account."""
    line.invoiced += quantity
    line.invoiced_value += cost


def goods(found: Iterable[OrderLine]) -> list[OrderLine]:
    """The lines of goods among those whose products were read along."""
    return [line for line in found if line.product.kind == "goods"]

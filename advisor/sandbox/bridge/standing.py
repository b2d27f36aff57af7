"""Where operations stand with an order and a customer, in one query each: what the customer side is told."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Product, Trial
from advisor.sandbox.ledger.open_items import open_amount
from advisor.sandbox.ledger.tables import Account, Entry, Line
from advisor.sandbox.plan.tables import WorkOrder
from advisor.sandbox.trade.progress import open_of_invoice, sale_state
from advisor.sandbox.trade.tables import Invoice, Order, OrderLine, Payment


@dataclass(frozen=True)
class Standing:
    """State, what was promised, delivered (per cent), invoiced and paid (smallest units) of an order."""

    number: str
    state: str
    promised: datetime.date | None
    currency: str
    gross: int
    delivered: int
    invoice_state: str
    paid: int

    @property
    def plain(self) -> dict[str, Any]:
        """As values of a message."""
        return asdict(self) | {"promised": self.promised.isoformat() if self.promised else None}


def of_order(session: Session, sale: int) -> Standing:
    """Raises an error of the database when there is no such order."""
    row = session.execute(_one_order(), {"sale": sale}).one()
    number, state, promised, currency, gross, delivered, making, invoices, still, paid = row
    share = int(delivered) if delivered is not None else 100 * (state == "closed")
    shown = {
        "fulfilled": "shipped" if delivered is not None else "confirmed",  # services are not shipped
        "confirmed": "in_production" if making and not share else "confirmed",
    }
    billed = "" if not invoices else "paid" if not still else "posted"
    return Standing(
        number, shown.get(state, state), promised, currency, gross, share, billed or _reversed(session, sale), paid
    )


@cache
def _one_order() -> Select[Any]:
    """Made once: it is asked for each message about an order."""
    return select(
        Order.number, sale_state(), Order.promised, Order.currency, Order.gross,
        _delivered(), _making(), _invoices(), _open(), _paid(),
    ).where(Order.id == bindparam("sale", type_=Integer))  # fmt: skip


def _delivered() -> Any:
    """Per cent of the goods, rounded down, so that only all of it is 100."""
    wanted = cast(func.sum(OrderLine.quantity - OrderLine.dropped), BigInteger)
    moved = cast(func.sum(OrderLine.moved), BigInteger)
    return (
        select(case((wanted > 0, moved * 100 // wanted)))
        .select_from(OrderLine)
        .join(Product, Product.id == OrderLine.product_id)
        .where(OrderLine.order_id == Order.id, Product.kind == "goods")
        .correlate(Order)
        .scalar_subquery()
    )


def _making() -> Any:
    """Whether something that the order waits for is being made."""
    return (
        select(literal(1))
        .select_from(WorkOrder)
        .join(OrderLine, OrderLine.product_id == WorkOrder.product_id)
        .where(OrderLine.order_id == Order.id, OrderLine.moved < OrderLine.quantity, WorkOrder.state == "running")
        .correlate(Order)
        .limit(1)
        .scalar_subquery()
    )


def _posted() -> ColumnElement[bool]:
    return and_(Invoice.order_id == Order.id, Invoice.state == "posted", Invoice.credit.is_(False))


def _invoices() -> Any:
    return select(func.count(Invoice.id)).where(_posted()).correlate(Order).scalar_subquery()


def _open() -> Any:
    wanted = select(func.coalesce(func.sum(func.abs(open_of_invoice())), 0))
    return wanted.where(_posted()).correlate(Order).scalar_subquery()


def _reversed(session: Session, sale: int) -> str:
    found = session.scalars(select(Invoice.id).where(Invoice.order_id == sale, Invoice.state == "reversed")).first()
    return "reversed" if found is not None else ""


def _paid() -> Any:
    """Payments of the order or of its invoices that cleared, less what was paid back."""
    own = select(Invoice.id).where(Invoice.order_id == Order.id).correlate(Order)
    sign = case((Payment.direction == "in", 1), else_=-1)
    return (
        select(func.coalesce(func.sum(sign * Payment.amount), 0))
        .where(Payment.state == "cleared", or_(Payment.order_id == Order.id, Payment.invoice_id.in_(own)))
        .correlate(Order)
        .scalar_subquery()
    )


def balances() -> Any:
    """A subquery of what each customer owes and what of it is overdue, by party, in the currency of the books. Money
    that came in advance is no negative debt that is overdue."""
    today = select(Trial.today).scalar_subquery()
    still = open_amount()
    late = func.sum(case((Line.due < today, still), else_=0))
    return (
        select(
            Line.party_id.label("party"),
            func.sum(still).label("balance"),
            case((late > 0, late), else_=0).label("overdue"),
        )
        .join(Entry, Entry.id == Line.entry_id)
        .join(Account, Account.id == Line.account_id)
        .where(Account.use == "receivable", Entry.state == "posted", Entry.company_id == 1)
        .group_by(Line.party_id)
        .subquery()
    )

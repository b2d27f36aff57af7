"""Credit limits: what a customer owes and has ordered, against what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.actors import SYSTEM_ROLE, Actor
from advisor.sandbox.core.amounts import rounded
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Party
from advisor.sandbox.ledger.currencies import company_amount
from advisor.sandbox.ledger.open_items import open_amount
from advisor.sandbox.ledger.tables import Account, Entry, Line
from advisor.sandbox.trade.tables import Order, OrderLine


@dataclass(frozen=True)
class Standing:
    """In the smallest unit of the currency of the books: what is owed on invoices, what is ordered and not invoiced
    yet (taxes included), and the limit, 0 for none."""

    owed: int
    ordered: int
    limit: int

    @property
    def left(self) -> int:
        return self.limit - self.owed - self.ordered


def standing(session: Session, party: Party) -> Standing:
    """How far the credit of a customer is used."""
    currency = party.currency or clock.trial(session).currency
    limit = company_amount(session, party.credit_limit, currency, clock.today(session)) if party.credit_limit else 0
    return Standing(_owed(session, party), _ordered(session, party), limit)


def check(session: Session, order: Order, by: Actor, override: bool) -> None:
    """Raises Refusal when an order that is to be confirmed goes beyond the limit, unless a manager takes it on."""
    if not order.party.credit_limit:
        return
    found = standing(session, order.party)
    more = company_amount(session, order.gross, order.currency, clock.today(session))
    if more <= found.left or (override and by.role in ("manager", SYSTEM_ROLE)):
        return
    currency = clock.trial(session).currency
    raise Refusal(
        "The credit limit of {party} is {limit} {currency}; {owed} are owed, {ordered} are ordered, and this order is "
        "over {gross}. Have an invoice paid first, or let a manager confirm it beyond the limit.",
        values={
            "party": order.party.name,
            "limit": plain(found.limit, currency),
            "owed": plain(found.owed, currency),
            "ordered": plain(found.ordered, currency),
            "gross": plain(more, currency),
            "currency": currency,
        },
        field="override",
    )


def plain(amount: int, currency: str) -> str:
    """An amount as a plain decimal number for a sentence."""
    return f"{Decimal(amount).scaleb(-get_currency_precision(currency)):f}"


def _owed(session: Session, party: Party) -> int:
    owed = session.scalar(
        select(func.coalesce(func.sum(open_amount()), 0))
        .select_from(Line)
        .join(Entry, Entry.id == Line.entry_id)
        .join(Account, Account.id == Line.account_id)
        .where(
            Line.party_id == party.id,
            Account.use.in_(("receivable", "sister_receivable")),
            Entry.state == "posted",
            Entry.company_id == 1,
        )
    )
    return int(owed or 0)


def _ordered(session: Session, party: Party) -> int:
    """The part of the lines of confirmed orders that is not invoiced, with its share of the taxes."""
    rows = session.execute(
        select(Order.net, Order.gross, Order.currency, OrderLine)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.party_id == party.id, Order.kind == "sale", Order.state == "confirmed", Order.net > 0)
    )
    today, total = clock.today(session), 0
    for net, gross, currency, line in rows:
        left = max(line.quantity - line.dropped - line.invoiced, 0)
        total += company_amount(session, rounded(line.net * left * gross, line.quantity * net), currency, today)
    return total

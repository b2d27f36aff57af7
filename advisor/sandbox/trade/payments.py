"""Payments: from customers and to suppliers, for an invoice, in advance for an order, or on account.

Money is booked when it clears; then it settles the invoice, instalments due first. What it is over stays with the
party; a difference can be written off. A payment that fails opens the invoice again.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events, master, numbers, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect
from advisor.sandbox.core.tables import Party
from advisor.sandbox.ledger.accounts import chart
from advisor.sandbox.ledger.currencies import company_amount
from advisor.sandbox.ledger.matching import may_write_off, settle, unmatch
from advisor.sandbox.ledger.open_items import open_amount, open_foreign
from advisor.sandbox.ledger.posting import Item, Posting
from advisor.sandbox.ledger.posting import post as post_entry
from advisor.sandbox.ledger.posting import reverse as reverse_entry
from advisor.sandbox.ledger.tables import Account, Entry, Line
from advisor.sandbox.trade import invoicing, sisters
from advisor.sandbox.trade.progress import OWED
from advisor.sandbox.trade.tables import Invoice, Order, Payment

states.MODELS |= {"payment": Payment}
states.LOADS |= {"payment": (joinedload(Payment.party),)}

Method = Literal["bank", "cash", "card"]
MONEY = {"bank": "bank", "card": "bank", "cash": "cash"}


def create(
    session: Session,
    by: Actor,
    *,
    invoice: int | None = None,
    order: int | None = None,
    party: int | None = None,
    amount: Decimal | None = None,
    method: Method = "bank",
    direction: Literal["in", "out"] | None = None,
    on: datetime.date | None = None,
) -> Payment:
    """A draft of a payment of an invoice or bill (without an amount: of what is open), in advance for an order, or of
    a party on account. `direction` is asked for only in the last case.

    Raises NotFound, or Refusal when nothing is open or the amount cannot be.
    """
    paid = session.get(Invoice, invoice) if invoice is not None else None
    payment = _of_invoice(paid) if invoice is not None else _for(session, order, party, direction)
    payment.on = on or clock.today(session)
    payment.method = method
    payment.amount = _open(session, payment, paid) if amount is None else master.minor(amount, payment.currency)
    if payment.amount <= 0:
        raise Refusal("A payment is over an amount above nought. Enter one.", field="amount")
    payment.number = numbers.text("PAY", numbers.draw(session, "payment", clock.today(session)))
    session.add(payment)
    session.flush()
    events.record(session, by, "payment", payment.id, "create", {"number": payment.number}, party=payment.party_id)
    return payment


def _for(session: Session, order: int | None, party: int | None, direction: str | None) -> Payment:
    """A payment for an order, or of a party on account."""
    if order is not None:
        found = session.get(Order, order)
        if found is None or found.state not in ("confirmed", "ordered"):
            raise Refusal("Only a confirmed order is paid in advance. Confirm it first.", field="order")
        way = "in" if found.kind == "sale" else "out"
        return Payment(direction=way, party_id=found.party_id, order_id=found.id, currency=found.currency)
    buyer = session.get(Party, party) if party is not None else None
    if buyer is None:
        raise NotFound("Choose the invoice, the order or the party that the payment is for.", field="invoice")
    way = direction or ("out" if buyer.supplier and not buyer.customer else "in")
    return Payment(direction=way, party_id=buyer.id, currency=buyer.currency or clock.trial(session).currency)


def _of_invoice(found: Invoice | None) -> Payment:
    if found is None:
        raise NotFound("There is no such invoice here. Choose one from the list.", field="invoice")
    if found.state != "posted":
        raise Refusal("Only a posted invoice is paid. Post it first.", field="invoice")
    way = "in" if (found.kind == "invoice") != found.credit else "out"
    return Payment(direction=way, party_id=found.party_id, invoice_id=found.id, currency=found.currency)


def _open(session: Session, payment: Payment, invoice: Invoice | None) -> int:
    """What is open of the invoice or order of a payment, in its currency. Raises Refusal when nothing is."""
    if payment.order_id is not None:
        return session.get_one(Order, payment.order_id).gross
    if invoice is None:
        raise Refusal("Enter the amount that is paid.", field="amount")
    own = func.coalesce(open_foreign(), open_amount())
    wanted = select(func.coalesce(func.sum(own), 0)).select_from(Line).join(Account, Account.id == Line.account_id)
    found = abs(int(session.scalar(wanted.where(Line.entry_id == invoice.entry_id, Account.use.in_(OWED))) or 0))
    if not found:
        raise Refusal("Nothing of this invoice is open. Enter an amount if it is paid on account.", field="amount")
    return found


@effect("payment.send")
def send(session: Session, payment: Payment, by: Actor) -> None:
    """It is on its way; nothing is booked before it clears."""


@effect("payment.clear")
def clear(
    session: Session, payment: Payment, by: Actor, *, on: datetime.date | None = None, write_off: bool = False
) -> None:
    """The money is there, or gone: book it and settle the invoice. With `write_off` the difference between both is
    written off, whichever way it goes; otherwise it stays open."""
    day = on or clock.today(session)
    invoice = None
    if payment.invoice_id is not None:  # locked, so that what is open of it stays as it is read
        invoice = session.get_one(Invoice, payment.invoice_id, with_for_update=True)
    lost = 0
    if write_off and invoice is not None:
        lost = _open(session, payment, invoice) - payment.amount
        may_write_off(session, by, abs(company_amount(session, lost, payment.currency, day)))
    posting = _posting(session, payment, _account(payment, invoice), day, lost)
    entry = post_entry(session, posting)
    sisters.mirror(session, payment, posting)
    others = _settles(session, payment, invoice)
    if others:
        settle(session, by, [entry.id, *others], day)
    payment.entry_id, payment.on = entry.id, day


def _posting(session: Session, payment: Payment, account: str, day: datetime.date, lost: int) -> Posting:
    """The money against the party, `lost` (in the currency of the payment) with it when that is written off."""
    sign = 1 if payment.direction == "in" else -1
    own = [sign * payment.amount, sign * lost]
    ours = [company_amount(session, amount, payment.currency, day) for amount in own]
    number = payment.number or ""
    rows = [
        (MONEY[payment.method], ours[0], own[0], None),
        ("write_off", ours[1], own[1], None),
        (account, -sum(ours), -sum(own), day),
    ]
    abroad = payment.currency if payment.currency != clock.trial(session).currency else None
    items = [
        Item(use, amount, abroad, foreign if abroad else None, payment.party_id, due=due, text=number)
        for use, amount, foreign, due in rows
    ]
    return Posting("BNK", day, items, "payment", payment.id, number)


def _account(payment: Payment, invoice: Invoice | None) -> str:
    """The account of the party: that of the invoice, else by the way the money goes."""
    kind = ("invoice" if payment.direction == "in" else "bill") if invoice is None else invoice.kind
    return (invoicing.PARTY if payment.party.sister_id is None else invoicing.SISTER)[kind]


def _settles(session: Session, payment: Payment, invoice: Invoice | None) -> list[int]:
    """Entries that the payment is for: of its invoice, or of what was invoiced of its order before."""
    if invoice is not None:
        return [] if invoice.entry_id is None else [invoice.entry_id]
    if payment.order_id is None:
        return []
    wanted = select(Invoice.entry_id).where(
        Invoice.order_id == payment.order_id, Invoice.state == "posted", Invoice.credit.is_(False)
    )
    return [entry for entry in session.scalars(wanted.order_by(Invoice.id)) if entry is not None]


@effect("payment.fail")
def fail(session: Session, payment: Payment, by: Actor, *, on: datetime.date | None = None, reason: str = "") -> None:
    """The money did not come or came back: what it settled is open again."""
    if payment.entry_id is None:
        return
    day = on or clock.today(session)
    entry = session.get_one(Entry, payment.entry_id)
    line = next(one for one in entry.lines if chart(session).by_id[one.account_id].use in OWED)
    if _matched(session, line):
        unmatch(session, by, lines=[line.id], on=day)
    back = reverse_entry(session, entry, day, f"{payment.number} {reason}".strip()[:200])
    settle(session, by, [entry.id, back.id], day)


def _matched(session: Session, line: Line) -> bool:
    still = session.scalar(select(open_amount()).select_from(Line).where(Line.id == line.id))
    return still != line.amount


VERBS = (("payment.create", create, "erp-ar-ap", ("accounting",), "payment"),)

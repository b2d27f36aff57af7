"""Posting bills: matched with order and receipts first, blocked with the reasons when they differ, then booked.

A line of goods clears the account of goods received. Where its amount is not what the goods were booked at, the whole
line goes through the account of price differences (or of exchange differences, when only the rate is another), so that
both sides can be read there.
"""

from __future__ import annotations

import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import approving, clock, events, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.quantities import shown
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect
from advisor.sandbox.ledger.currencies import company_amount, company_amounts
from advisor.sandbox.ledger.matching import settle
from advisor.sandbox.ledger.posting import Item
from advisor.sandbox.ledger.taxes import Taxes
from advisor.sandbox.trade import bills, invoicing
from advisor.sandbox.trade.bills import BillLine
from advisor.sandbox.trade.goods_received import Ordered, billed, locked, stocked
from advisor.sandbox.trade.pricing import freeze
from advisor.sandbox.trade.tables import Invoice, InvoiceLine
from advisor.sandbox.trade.three_way import Difference, differences, expected_net

approving.NAMES[("bill", "approve")] = "release"


@effect("bill.post")
def post(session: Session, bill: Invoice, by: Actor, *, on: datetime.date | None = None) -> str:
    """Book a bill that matches its order; block one that does not, until somebody agrees or it is corrected."""
    ordered = _ordered(session, bill)
    taxes = freeze(session, bill)
    found = differences(session, bill, ordered) if ordered else []
    if found:
        today = clock.today(session)
        amount = company_amount(session, bill.gross, bill.currency, today)
        _tell(session, bill, by, found)
        if approving.ask(session, "bill", bill, amount, by, always=True):
            return "blocked"
    _book(session, bill, by, ordered, taxes, on)
    return "posted"


@effect("bill.release")
def release(session: Session, bill: Invoice, by: Actor, *, reason: str = "", on: datetime.date | None = None) -> None:
    """Somebody who may agrees to the differences: it is booked."""
    ordered = _ordered(session, bill)
    approving.decide(session, "bill", bill, by, approved=True, reason=reason)
    _book(session, bill, by, ordered, freeze(session, bill), on)


@effect("bill.reject")
def reject(session: Session, bill: Invoice, by: Actor, *, reason: str = "") -> None:
    approving.decide(session, "bill", bill, by, approved=False, reason=reason)


def _ordered(session: Session, bill: Invoice) -> Ordered | None:
    """The order of a bill, locked; the bill that a credit note takes back is locked before it."""
    if bill.reverses_id is not None:
        states.load(session, "bill", bill.reverses_id, lock=True)
    return None if bill.order_id is None else locked(session, bill.order_id)


def _tell(session: Session, bill: Invoice, by: Actor, found: list[Difference]) -> None:
    """The reasons go into the history: the sentences with their values."""
    reasons = [{"reason": one.reason, "values": dict(one.values)} for one in found]
    events.record(session, by, "bill", bill.id, "differs", {"differences": reasons}, party=bill.party_id)


def _book(
    session: Session, bill: Invoice, by: Actor, ordered: Ordered | None, taxes: Taxes, on: datetime.date | None
) -> None:
    day = on or clock.today(session)
    if bill.credit:
        _within_credited(session, bill)
    booking = invoicing.PLAIN if ordered is None else _clearing(session, bill, ordered, taxes, day)
    entry = invoicing.post(session, bill, by, day, booking)
    if bill.credit and bill.reverses_id is not None:
        original = session.get_one(Invoice, bill.reverses_id)
        assert original.entry_id is not None
        settle(session, by, [original.entry_id, entry.id], day)


def _clearing(session: Session, bill: Invoice, ordered: Ordered, taxes: Taxes, day: datetime.date) -> invoicing.Booking:
    """Where the lines of ordered goods are booked, and what leaves the account of goods received besides."""
    nets = [*(line.net for line in bill.lines), *(one.amount for one in taxes.sums)]
    amounts = company_amounts(session, nets, bill.currency, day)
    accounts: dict[int, str | int] = {}
    extra: list[Item] = []
    for place, line in enumerate(bill.lines):
        cleared = _cleared(session, bill, ordered, line)
        if cleared is None:
            continue
        line.cost = abs(cleared)
        if amounts[place] == line.cost:
            accounts[place] = "received"
            continue
        accounts[place] = through = _difference_account(bill, ordered, line)
        extra += [
            Item("received", cleared, product=line.product_id),
            Item(through, -cleared, product=line.product_id),
        ]
    return invoicing.Booking(accounts, extra)


def _cleared(session: Session, bill: Invoice, ordered: Ordered, line: InvoiceLine) -> int | None:
    """Keep on the order line what is billed, and say what leaves the account of goods received; None for costs.

    Raises Refusal when more is credited than was billed.
    """
    if line.order_line_id is None:
        return None
    of = ordered.lines[line.order_line_id]
    product = ordered.product(of)
    quantity = -line.quantity if bill.credit else line.quantity
    if of.invoiced + quantity < 0:
        raise Refusal(
            "Only {billed} of {product} were billed; {quantity} cannot be credited. Enter less.",
            values={
                "billed": shown(product, of.invoiced),
                "product": product.name,
                "quantity": shown(product, line.quantity),
            },
            field="lines",
        )
    if stocked(session, ordered.order, product):
        return billed(of, quantity)
    of.invoiced += quantity
    return None


def _difference_account(bill: Invoice, ordered: Ordered, line: InvoiceLine) -> str:
    """Only the rate is another when the line comes to what was ordered in the currency of the bill."""
    assert line.order_line_id is not None
    same = line.net == expected_net(ordered.lines[line.order_line_id], line.quantity)
    return "exchange" if same else "variance"


def credit(
    session: Session, by: Actor, *, bill: int, lines: list[BillLine] | None = None, reference: str = ""
) -> Invoice:
    """A draft of a supplier's credit note for a posted bill: all of it, or what `lines` say."""
    original: Invoice = states.load(session, "bill", bill, lock=True)
    if original.state != "posted" or original.credit:
        raise Refusal("Only a posted bill can be credited. Change or cancel a draft instead.")
    ordered = _ordered(session, original)
    copies = [bills.copied(line, line.quantity) for line in original.lines]
    return bills.keep(session, by, bills.credit_of(original), ordered, copies if lines is None else lines, reference)


def _within_credited(session: Session, note: Invoice) -> None:
    """Raises Refusal when credit notes together come to more than their bill."""
    if note.reverses_id is None:
        return
    original = session.get_one(Invoice, note.reverses_id)
    wanted = select(func.coalesce(func.sum(Invoice.gross), 0)).where(
        Invoice.reverses_id == original.id, Invoice.state == "posted"
    )
    left = original.gross - int(session.scalar(wanted) or 0) if original.state == "posted" else 0
    if note.gross > left:
        raise Refusal(
            "{number} was credited already, as far as it goes. Enter less, or take back the other credit note first.",
            values={"number": original.number or ""},
            field="lines",
        )


@effect("bill.reverse")
def reverse(session: Session, bill: Invoice, by: Actor, *, on: datetime.date | None = None) -> None:
    """Take back a posted bill whole: a credit note of the same amounts, matched with it as far as it is open."""
    day = on or clock.today(session)
    ordered = _ordered(session, bill)
    if session.scalars(select(Invoice.id).where(Invoice.reverses_id == bill.id, Invoice.state == "posted")).first():
        raise Refusal("A part of this bill was credited already. Credit the rest instead of taking it all back.")
    note = invoicing.reverse(session, bill, by, day)
    for line in bill.lines if ordered else ():
        if ordered and line.order_line_id is not None:
            of = ordered.lines[line.order_line_id]
            of.invoiced -= line.quantity
            of.invoiced_value -= line.cost
    assert bill.entry_id is not None and note.entry_id is not None
    settle(session, by, [bill.entry_id, note.entry_id], day)
    events.record(session, by, "bill", note.id, "create", {"reverses": bill.number}, party=bill.party_id)


VERBS = (("bill.credit", credit, "erp-invoicing", ("accounting", "purchasing"), "bill"),)

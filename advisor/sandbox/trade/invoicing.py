"""What invoices and bills have in common: the entry that one books, and the credit note that takes one back.

An invoice debits the customer by the instalments of its payment term and credits what its lines and taxes come to; a
bill does the opposite; a credit note turns the signs round. In another currency every line carries both amounts, and
those in the currency of the books add up to the total at the rate of the day.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, numbers
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import shares
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import machines
from advisor.sandbox.ledger.currencies import company_amounts
from advisor.sandbox.ledger.posting import Item, Posting
from advisor.sandbox.ledger.posting import post as post_entry
from advisor.sandbox.ledger.tables import Entry
from advisor.sandbox.ledger.taxes import Taxes
from advisor.sandbox.ledger.terms import instalments
from advisor.sandbox.trade import sisters
from advisor.sandbox.trade.pricing import freeze
from advisor.sandbox.trade.tables import Invoice, InvoiceLine

JOURNAL = {"invoice": "SAL", "bill": "PUR"}
PARTY = {"invoice": "receivable", "bill": "payable"}
SISTER = {"invoice": "sister_receivable", "bill": "sister_payable"}
TAX = {"invoice": "tax_sale", "bill": "tax_purchase"}


@dataclass(frozen=True)
class Booking:
    """What a document books besides party and taxes. `accounts` of lines by their place (a use or the id of an
    account), where it is not the one that follows from the line; `extra` items, which balance among themselves in the
    currency of the books, such as cost of sales."""

    accounts: Mapping[int, str | int] = field(default_factory=dict)
    extra: Sequence[Item] = ()


PLAIN = Booking()


def post(session: Session, invoice: Invoice, by: Actor, on: datetime.date, booking: Booking = PLAIN) -> Entry:
    """Give a draft its number and book it on that day; number, days, totals and entry are set, the state is not.

    Raises Refusal for a day before that of the last number, PeriodClosed, or Refusal when there is nothing to book.
    """
    taxes = freeze(session, invoice)
    number = _drawn(session, invoice.kind, on)
    text = f"{number} {invoice.reference}".strip()
    items = [replace(item, text=item.text or text) for item in _items(session, invoice, taxes, on, booking)]
    items += booking.extra
    if not any(item.amount for item in items):
        raise Refusal("This comes to nothing. Give a line a price, or cancel the draft.", field="lines")
    entry = _booked(session, invoice, Posting(JOURNAL[invoice.kind], on, items, invoice.kind, invoice.id, text))
    invoice.number, invoice.on, invoice.entry_id = number, on, entry.id
    invoice.due = max((item.due for item in items if item.due), default=on)
    return entry


def reverse(session: Session, invoice: Invoice, by: Actor, on: datetime.date) -> Invoice:
    """The credit note that takes back a posted invoice or bill to the cent, booked with a number of its own.

    What is open on both is not matched here. Raises Refusal like `post`, or for a credit note.
    """
    if invoice.credit:
        raise Refusal("A credit note is not taken back. Post a new invoice instead.")
    assert invoice.entry_id is not None, "it is posted"
    entry = session.get_one(Entry, invoice.entry_id)
    credit = _copied(invoice)
    credit.number, credit.on, credit.due = _drawn(session, invoice.kind, on), on, on
    session.add(credit)
    session.flush()
    opposite = [replace(one, due=on if one.due else None) for one in map(_opposite, _lines(entry))]
    text = f"{credit.number} {credit.reference}".strip()
    posting = Posting(entry.journal, on, opposite, credit.kind, credit.id, text, entry.company_id, entry.id)
    credit.entry_id = _booked(session, credit, posting).id
    return credit


def party_account(invoice: Invoice) -> str:
    """The use of the account on which the party of an invoice or bill owes or is owed."""
    return (PARTY if invoice.party.sister_id is None else SISTER)[invoice.kind]


def sign(invoice: Invoice) -> int:
    """1 when the party's account is debited, -1 when it is credited."""
    return 1 if (invoice.kind == "invoice") != invoice.credit else -1


def _drawn(session: Session, kind: str, on: datetime.date) -> str:
    return numbers.text(machines()[kind].prefix, numbers.draw(session, kind, on))


def _booked(session: Session, invoice: Invoice, posting: Posting) -> Entry:
    entry = post_entry(session, posting)
    sisters.mirror(session, invoice, posting)
    return entry


def _items(session: Session, invoice: Invoice, taxes: Taxes, on: datetime.date, booking: Booking) -> Iterator[Item]:
    """Lines of the party, of the invoice's lines and of the taxes, in this order."""
    ours = clock.trial(session).currency
    abroad = invoice.currency if invoice.currency != ours else None
    amounts = [*(line.net for line in invoice.lines), *(one.amount for one in taxes.sums)]
    booked = company_amounts(session, amounts, invoice.currency, on) if abroad else amounts
    side = sign(invoice)
    parts = instalments(session, invoice.term, taxes.gross, on)
    owed = shares(sum(booked), [amount for _, amount in parts]) if taxes.gross else [0] * len(parts)
    for (due, foreign), amount in zip(parts, owed, strict=True):
        one = Item(party_account(invoice), side * amount, party=invoice.party_id, due=due)
        yield _abroad(one, abroad, side * foreign)
    for place, (line, amount) in enumerate(zip(invoice.lines, booked, strict=False)):
        account = booking.accounts.get(place) or _account(session, invoice, line)
        yield _abroad(_of_line(invoice, line, account, -side * amount), abroad, -side * line.net)
    for tax, amount in zip(taxes.sums, booked[len(invoice.lines) :], strict=True):
        one = Item(TAX[invoice.kind], -side * amount, party=invoice.party_id, tax=tax.code)
        yield _abroad(one, abroad, -side * tax.amount)


def _abroad(item: Item, currency: str | None, foreign: int) -> Item:
    return item if currency is None else replace(item, currency=currency, foreign=foreign)


def _of_line(invoice: Invoice, line: InvoiceLine, account: str | int, amount: int) -> Item:
    return Item(
        account,
        amount,
        party=invoice.party_id,
        product=line.product_id,
        cost_centre=line.cost_centre_id,
        project=line.project_id or invoice.project_id,
        tax=line.tax,
        text=line.text,
    )


def _account(session: Session, invoice: Invoice, line: InvoiceLine) -> str | int:
    """Where a line goes of which nothing else is said."""
    if line.account_id is not None:
        return line.account_id
    if invoice.kind == "bill":
        return "purchases"
    if invoice.party.sister_id is not None:
        return "sister_revenue"
    return "revenue" if line.product is not None and line.product.kind == "goods" else "service_revenue"


def _copied(invoice: Invoice) -> Invoice:
    """The credit note for all of an invoice; its cost is taken back too."""
    return Invoice(
        kind=invoice.kind,
        state="posted",
        credit=True,
        party_id=invoice.party_id,
        order_id=invoice.order_id,
        project_id=invoice.project_id,
        currency=invoice.currency,
        reference=invoice.number or "",
        net=invoice.net,
        tax=invoice.tax,
        gross=invoice.gross,
        reverses_id=invoice.id,
        party=invoice.party,
        lines=[
            InvoiceLine(
                order_line_id=line.order_line_id,
                product_id=line.product_id,
                account_id=line.account_id,
                cost_centre_id=line.cost_centre_id,
                project_id=line.project_id,
                text=line.text,
                quantity=line.quantity,
                price=line.price,
                discount=line.discount,
                tax=line.tax,
                net=line.net,
                cost=line.cost,
            )
            for line in invoice.lines
        ],
    )


def _lines(entry: Entry) -> list[Item]:
    return [
        Item(
            line.account_id, line.amount, line.currency, line.foreign, line.party_id, line.product_id,
            line.cost_centre_id, line.project_id, line.tax, line.due, line.text,
        )
        for line in entry.lines
    ]  # fmt: skip


def _opposite(item: Item) -> Item:
    return replace(item, amount=-item.amount, foreign=None if item.foreign is None else -item.foreign)

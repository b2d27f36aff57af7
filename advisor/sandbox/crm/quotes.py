"""Quotes: versions with frozen totals, sent, accepted or declined."""

from __future__ import annotations

import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, joinedload

from advisor.sandbox.core import approving, clock, events, numbers, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.amounts import rounded, scaled
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect, guard
from advisor.sandbox.crm import crm_invoices, deals, workflow
from advisor.sandbox.crm.deal_lines import OfferedLine, copied, made
from advisor.sandbox.crm.known import known
from advisor.sandbox.crm.pipeline_tables import Quote, QuoteLine
from advisor.sandbox.crm.tables import Deal, Interaction

MOST_TAX = 10_000  # hundredths of a per cent

states.LOADS |= {"quote": (joinedload(Quote.contact),)}


def create(
    session: Session,
    by: Actor,
    *,
    deal: int,
    until: datetime.date | None = None,
    tax: Decimal = Decimal(0),
    text: str = "",
) -> Quote:
    """A draft with the lines of an open deal as they are now; it holds until a day, else so long as is usual. `tax` in
    per cent, on everything."""
    found: Deal = states.load(session, "deal", deal)
    if found.state not in deals.OPEN:
        raise Refusal("This deal is decided. Open it again before you quote.", field="deal")
    number = numbers.text("QU", numbers.draw(session, "quote", clock.today(session)))
    quote = _draft(session, found, number, until, text)
    quote.tax_rate, quote.lines = _rate(tax), copied(QuoteLine, found.lines)
    return _kept(session, by, quote)


def _draft(session: Session, deal: Deal, number: str, until: datetime.date | None, text: str) -> Quote:
    today = clock.today(session)
    return Quote(
        number=number,
        state="draft",
        version=1,
        deal_id=deal.id,
        deal=deal,
        contact_id=deal.contact_id,
        owner=deal.owner,
        on=today,
        until=_day(session, until),
        currency=deal.currency,
        text=text.strip(),
    )


def _kept(session: Session, by: Actor, quote: Quote) -> Quote:
    freeze(quote)
    session.add(quote)
    session.flush()
    states.made(session, "quote", quote)
    events.record(session, by, "quote", quote.id, "create", {"version": quote.version}, contact=quote.contact_id)
    return quote


def _day(session: Session, until: datetime.date | None) -> datetime.date:
    """Raises Refusal for a day that is over."""
    today = clock.today(session)
    if until is not None and until < today:
        raise Refusal("This day is over. Choose today or a later one.", field="until")
    return until or today + datetime.timedelta(days=known(session, "quote_days"))


def _rate(tax: Decimal) -> int:
    found = scaled(tax, 2)
    if found is None or not 0 <= found <= MOST_TAX:
        raise Refusal("A tax is between 0 and 100 per cent, with two decimals at most.", field="tax")
    return found


def freeze(quote: Quote) -> None:
    """Net, tax and total follow from the lines."""
    quote.net = deals.total(quote.lines)
    quote.tax = rounded(quote.net * quote.tax_rate, 10_000)
    quote.gross = quote.net + quote.tax


def change(
    session: Session,
    by: Actor,
    *,
    document: int,
    lines: list[OfferedLine] | None = None,
    until: datetime.date | None = None,
    tax: Decimal | None = None,
    text: str | None = None,
) -> Quote:
    """What is not given stays. Raises Refusal for what is no draft: an offer that was made does not change."""
    quote: Quote = states.load(session, "quote", document, lock=True)
    if quote.state != "draft":
        raise Refusal("Only a draft can be changed. Revise the quote instead.")
    if lines is not None:
        quote.lines = made(session, QuoteLine, lines)
    quote.until = quote.until if until is None else _day(session, until)
    quote.tax_rate = quote.tax_rate if tax is None else _rate(tax)
    quote.text = quote.text if text is None else text.strip()
    freeze(quote)
    events.record(session, by, "quote", quote.id, "change", contact=quote.contact_id)
    return quote


@guard("has_lines", "quote")
def has_lines(session: Session, quote: Quote) -> None:
    if not quote.lines:
        raise Refusal("The quote has no lines. Add what is offered.", field="lines")


def discount(quote: Quote) -> int:
    """The largest discount of a line, in hundredths of a per cent."""
    return max((line.discount for line in quote.lines), default=0)


@effect("quote.send")
def send(session: Session, quote: Quote, by: Actor, *, text: str = "") -> str:
    """By mail, with `text`; first the manager looks at it where a rule of the house says so."""
    if quote.until < clock.today(session):
        raise Refusal("The day until which it holds is over. Change it first.", field="until")
    quote.text = text.strip() or quote.text
    if workflow.asks_approval(session, quote) and approving.ask(session, "quote", quote, quote.net, by):
        return "waiting"
    _sent(session, quote)
    return "sent"


def _sent(session: Session, quote: Quote) -> None:
    quote.sent = clock.today(session)
    said = f"{quote.number}\n{quote.text}".strip()
    session.add(
        Interaction(at=clock.now(session), channel="email", way="out", text=said[:2000], contact_id=quote.contact_id)
    )


@effect("quote.approve")
def approve(session: Session, quote: Quote, by: Actor, *, reason: str = "") -> None:
    approving.decide(session, "quote", quote, by, approved=True, reason=reason)
    _sent(session, quote)


@effect("quote.reject")
def reject(session: Session, quote: Quote, by: Actor, *, reason: str = "") -> None:
    """It is a draft again."""
    approving.decide(session, "quote", quote, by, approved=False, reason=reason)


@effect("quote.accept")
def accept(session: Session, quote: Quote, by: Actor, *, win: bool = True) -> None:
    """The deal comes to what was offered, and is won unless it is to stay open."""
    if quote.until < clock.today(session):
        raise Refusal(
            "The quote held until {day}. Revise it, so that they accept a new one.",
            values={"day": quote.until.isoformat()},
        )
    deal: Deal = states.load(session, "deal", quote.deal_id, lock=True)
    if deal.state not in deals.OPEN:
        return
    deals.take(session, deal, quote.lines)
    if win:
        states.fire(session, "deal", deal.id, "win", by)


@effect("quote.decline")
def decline(session: Session, quote: Quote, by: Actor, *, reason: str) -> None:
    quote.reason = deals.said(reason)


@effect("quote.revise")
def revise(session: Session, quote: Quote, by: Actor) -> None:
    """The next version is a draft with the same lines; this one is kept as it was."""
    first = (quote.number or "").removesuffix(f"-{quote.version}") if quote.version > 1 else quote.number
    version = quote.version + 1
    following = _draft(session, quote.deal, f"{first}-{version}", None, quote.text)
    following.version, following.previous_id, following.tax_rate = version, quote.id, quote.tax_rate
    following.lines = copied(QuoteLine, quote.lines)
    _kept(session, by, following)


@effect("quote.invoice")
def invoice(session: Session, quote: Quote, by: Actor, *, due: datetime.date | None = None) -> None:
    crm_invoices.of_quote(session, by, quote, due)


def expired(today: datetime.date) -> ColumnElement[bool]:
    """Whether a quote was sent and holds no more, for a query."""
    return and_(Quote.state == "sent", Quote.until < today)


def shown_state(session: Session, quote: Quote) -> str:
    """The state as it is shown: with the one that time brings."""
    return "expired" if quote.state == "sent" and quote.until < clock.today(session) else quote.state


def of_deal(session: Session, deal: int) -> list[Quote]:
    """All versions, newest first."""
    return list(session.scalars(select(Quote).where(Quote.deal_id == deal).order_by(Quote.id.desc())))


VERBS = (
    ("quote.create", create, "crm-quotes-invoicing", ("sales",), "quote"),
    ("quote.change", change, "crm-quotes-invoicing", ("sales",), "quote"),
)

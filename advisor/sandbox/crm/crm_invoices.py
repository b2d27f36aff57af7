"""Simple invoices of the customer side, where no ERP writes them."""

from __future__ import annotations

import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, joinedload

from advisor.sandbox.core import clock, events, numbers, states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.refusals import ModuleOff, Refusal
from advisor.sandbox.core.states import effect, guard
from advisor.sandbox.crm.known import known
from advisor.sandbox.crm.pipeline_tables import CrmInvoice, Quote

ELSEWHERE = "erp-invoicing"  # the module that writes invoices where it is on

states.LOADS |= {"crm_invoice": (joinedload(CrmInvoice.contact),)}


def of_quote(session: Session, by: Actor, quote: Quote, due: datetime.date | None) -> CrmInvoice:
    """A draft of an invoice over an accepted quote. Raises Refusal where the ERP writes invoices, and for a quote that
    has one."""
    if written_elsewhere(session):
        raise Refusal("The ERP writes the invoices here. Win the deal: its order is invoiced there.")
    wanted = select(CrmInvoice.id).where(CrmInvoice.quote_id == quote.id, CrmInvoice.state != "cancelled")
    if session.scalar(wanted) is not None:
        raise Refusal("This quote has an invoice already. Cancel it before you write another one.")
    today = clock.today(session)
    invoice = CrmInvoice(
        state="draft",
        quote_id=quote.id,
        quote=quote,
        contact_id=quote.contact_id,
        on=today,
        due=due or today + datetime.timedelta(days=known(session, "invoice_days")),
        currency=quote.currency,
        net=quote.net,
        tax=quote.tax,
        gross=quote.gross,
    )
    session.add(invoice)
    session.flush()
    states.made(session, "crm_invoice", invoice)
    events.record(session, by, "crm_invoice", invoice.id, "create", contact=invoice.contact_id)
    return invoice


def written_elsewhere(session: Session) -> bool:
    """Whether an ERP writes the invoices of this trial."""
    try:
        states.need_module(session, ELSEWHERE)
    except ModuleOff:
        return False
    return True


@effect("crm_invoice.send")
def send(session: Session, invoice: CrmInvoice, by: Actor) -> None:
    """It gets its number and its date now, so that numbers follow the days and none is left out."""
    today = clock.today(session)
    invoice.number = numbers.text("CI", numbers.draw(session, "crm_invoice", today))
    invoice.due, invoice.on = max(invoice.due, today), today


@effect("crm_invoice.pay")
def pay(session: Session, invoice: CrmInvoice, by: Actor, *, amount: Decimal | None = None) -> str:
    """All that is open, or a part of it in the currency of the invoice."""
    paid = invoice.gross - invoice.paid if amount is None else minor(amount, invoice.currency)
    if not 0 <= paid <= invoice.gross - invoice.paid or (paid == 0 and invoice.gross > invoice.paid):
        raise Refusal("Enter an amount above nought, and no more than is open.", field="amount")
    invoice.paid += paid
    events.record(session, by, "crm_invoice", invoice.id, "paid", {"amount": paid}, contact=invoice.contact_id)
    return "paid" if invoice.paid == invoice.gross else "sent"


@guard("nothing_paid", "crm_invoice")
def nothing_paid(session: Session, invoice: CrmInvoice) -> None:
    if invoice.paid:
        raise Refusal("Part of it was paid already. It cannot be cancelled any more.")


def overdue(today: datetime.date) -> ColumnElement[bool]:
    """Whether an invoice was sent and should have been paid by now, for a query."""
    return and_(CrmInvoice.state == "sent", CrmInvoice.due < today)


def shown_state(session: Session, invoice: CrmInvoice) -> str:
    """The state as it is shown: with the one that time brings."""
    return "overdue" if invoice.state == "sent" and invoice.due < clock.today(session) else invoice.state

"""Simple invoices where no ERP writes them."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import crm_invoices
from advisor.sandbox.crm.pipeline_tables import CrmInvoice, Quote
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOOKKEEPER, SELLER, do, units
from tests.sandbox.pipeline import CRM_ONLY, contact, deal, item, line, modules, quoted


@pytest.fixture
def accepted(session: Session) -> Quote:
    quote = quoted(session, deal(session, contact(session), lines=[line(item(session), 3)]), tax=units(20))
    for do_it in ("send", "accept"):
        do(session, f"quote.{do_it}", SELLER, document=quote.id)
    return quote


def invoices(session: Session) -> list[CrmInvoice]:
    return list(session.scalars(select(CrmInvoice).order_by(CrmInvoice.id)))


def test_the_erp_writes_them_where_it_is(session: Session, accepted: Quote) -> None:
    with pytest.raises(Refusal, match="The ERP writes the invoices"):
        do(session, "quote.invoice", SELLER, document=accepted.id)
    assert crm_invoices.written_elsewhere(session)


def test_numbered_when_sent_and_paid_in_parts(session: Session, accepted: Quote) -> None:
    modules(session, *CRM_ONLY)
    do(session, "quote.invoice", SELLER, document=accepted.id)
    (first,) = invoices(session)
    assert (first.number, first.state, first.net, first.gross) == (None, "draft", 30_000, 36_000)
    with pytest.raises(Refusal, match="has an invoice already"):
        do(session, "quote.invoice", SELLER, document=accepted.id)
    do(session, "crm_invoice.cancel", SELLER, document=first.id)
    do(session, "quote.invoice", SELLER, document=accepted.id, due=DAY)
    second = invoices(session)[1]
    do(session, "crm_invoice.send", BOOKKEEPER, document=second.id)
    assert (second.number, second.due, second.state) == ("CI-0001", DAY, "sent")
    for wrong in (0, -1, "360.01"):
        with pytest.raises(Refusal, match="no more than is open"):
            do(session, "crm_invoice.pay", BOOKKEEPER, document=second.id, amount=units(wrong))
    do(session, "crm_invoice.pay", BOOKKEEPER, document=second.id, amount=units(100))
    assert (second.state, second.paid) == ("sent", 10_000)
    with pytest.raises(Refusal, match="paid already"):
        do(session, "crm_invoice.cancel", SELLER, document=second.id)
    do(session, "clock.advance", to="day")
    assert crm_invoices.shown_state(session, second) == "overdue"
    late = select(CrmInvoice.id).where(crm_invoices.overdue(DAY + datetime.timedelta(days=1)))
    assert session.scalars(late).all() == [second.id]
    do(session, "crm_invoice.pay", BOOKKEEPER, document=second.id)
    assert (second.state, second.paid, crm_invoices.shown_state(session, second)) == ("paid", 36_000, "paid")

"""Sister companies: the same business in both books, on accounts that a consolidation takes out."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Company, Party
from advisor.sandbox.ledger.tables import Entry
from tests.sandbox.making import do, supplier, units
from tests.sandbox.selling import balance, billed, buyer, confirmed, goods, paid, posted, shipped, sound


def sister(session: Session, code: str = "north") -> Party:
    company = Company(code=code, name=code.title())
    session.add(company)
    session.flush()
    party = buyer(session, code)
    party.sister_id = company.id
    session.flush()
    return party


def test_an_invoice_is_booked_on_both_sides(books: Database) -> None:
    """50.00 and 10.00 of tax: revenue with sisters here, cost of sisters there; cost of sales only here."""
    with books.session() as session:
        party = sister(session)
        order = confirmed(session, party, (goods(session, tax="VAT"), 5))
        shipped(session, order)
        posted(session, order)
        here = {"sister_receivable": 6000, "sister_revenue": -5000, "tax_sale": -1000, "cost_of_sales": 2000}
        there = {"sister_payable": -6000, "sister_cost": 5000, "tax_purchase": 1000, "cost_of_sales": 0, "stock": 0}
        assert {use: balance(session, use) for use in here} == here
        assert {use: balance(session, use, party.sister_id or 0) for use in there} == there
        assert balance(session, "receivable") == 0
        assert sound(session)


def test_a_payment_is_booked_on_both_sides(books: Database) -> None:
    with books.session() as session:
        party = sister(session)
        paid(session, billed(session, party, 50))
        assert (balance(session, "bank"), balance(session, "sister_receivable")) == (5000, 0)
        other = party.sister_id or 0
        assert (balance(session, "bank", other), balance(session, "sister_payable", other)) == (-5000, 0)
        assert sound(session)


def test_a_reversal_is_booked_on_both_sides(session: Session) -> None:
    party = sister(session)
    do(session, "invoice.reverse", document=billed(session, party, 50).id)
    for use in ("sister_payable", "sister_cost"):
        assert balance(session, use, party.sister_id or 0) == 0
    assert balance(session, "sister_revenue") == 0
    assert sound(session)


def test_in_another_currency(session: Session) -> None:
    do(session, "rate.set", currency="USD", rate=units("1.25"))
    party = sister(session)
    billed(session, party, 100, currency="USD")
    assert balance(session, "sister_receivable") == 8000
    mirrored = session.scalars(select(Entry).where(Entry.company_id == party.sister_id)).one()
    assert [(line.amount, line.foreign, line.currency) for line in mirrored.lines] == [
        (-8000, -10000, "USD"),
        (8000, 10000, "USD"),
    ]


def test_a_bill_of_a_sister_is_her_revenue(session: Session) -> None:
    party = sister(session)
    party.supplier = True
    session.flush()
    lines = [{"text": "Rent", "price": units(30), "account": None}]
    bill = do(session, "bill.create", party=party.id, lines=lines)
    do(session, "bill.post", document=bill.id)
    other = party.sister_id or 0
    assert (balance(session, "sister_payable"), balance(session, "sister_receivable", other)) == (-3000, 3000)
    assert balance(session, "sister_revenue", other) == -3000


def test_others_are_booked_here_only(session: Session) -> None:
    billed(session, buyer(session), 50)
    assert {entry.company_id for entry in session.scalars(select(Entry))} == {1}
    assert not supplier(session).sister_id


def test_no_company_is_its_own_sister(session: Session) -> None:
    party = buyer(session)
    party.sister_id = 1
    session.flush()
    with pytest.raises(Refusal, match="no business with itself"):
        billed(session, party, 50)

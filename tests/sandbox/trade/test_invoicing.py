"""The entries of invoices, bills and credit notes, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.ledger.accounts import account, chart
from advisor.sandbox.ledger.posting import Item
from advisor.sandbox.ledger.tables import Entry
from advisor.sandbox.trade import invoicing
from advisor.sandbox.trade.tables import Invoice
from tests.sandbox.conftest import DAY
from tests.sandbox.making import BOSS, do, product, supplier, units
from tests.sandbox.selling import buyer, sound

Row = tuple[str, int, int | None]


def draft(session: Session, *lines: dict[str, Any], **columns: Any) -> Invoice:
    made = do(session, "invoice.create", party=buyer(session, **columns).id, lines=list(lines))
    assert isinstance(made, Invoice)
    return made


def rows(session: Session, entry: Entry) -> list[Row]:
    uses = chart(session).by_id
    return [(uses[line.account_id].use, line.amount, line.foreign) for line in entry.lines]


def total(rows: Sequence[Row], use: str) -> int:
    return sum(amount for name, amount, _ in rows if name == use)


def test_an_invoice_line_by_line(books: Database) -> None:
    with books.session() as session:
        invoice = draft(
            session,
            {"text": "Advice", "price": units(100), "tax": "VAT"},
            {"text": "Travel", "price": units(50), "tax": "REDUCED"},
            term="HALF",
        )
        entry = invoicing.post(session, invoice, BOSS, DAY)
        assert rows(session, entry) == [
            ("receivable", 8750, None),
            ("receivable", 8750, None),
            ("service_revenue", -10000, None),
            ("service_revenue", -5000, None),
            ("tax_sale", -2000, None),
            ("tax_sale", -500, None),
        ]
        assert [line.tax for line in entry.lines] == ["", "", "VAT", "REDUCED", "VAT", "REDUCED"]
        assert (entry.journal, entry.source_kind, entry.source, entry.text) == (
            "SAL",
            "invoice",
            invoice.id,
            "INV-0001",
        )
        assert (invoice.number, invoice.on, invoice.entry_id) == ("INV-0001", DAY, entry.id)
        assert (invoice.due, invoice.state) == (entry.lines[1].due, "draft")


def test_in_another_currency_both_amounts_add_up(session: Session) -> None:
    """Three lines of 0.33 USD at 1.10: 0.30 EUR each are 0.90, and so is their sum of 0.99 USD."""
    do(session, "rate.set", currency="USD", rate=units("1.1"))
    lines = [{"text": "x", "price": units("0.33"), "tax": ""} for _ in range(3)]
    entry = invoicing.post(session, draft(session, *lines, currency="USD", term="HALF"), BOSS, DAY)
    found = rows(session, entry)
    assert found[:2] == [("receivable", 45, 50), ("receivable", 45, 49)]
    assert sum(foreign or 0 for _, _, foreign in found) == 0
    assert total(found, "service_revenue") == -90


def test_a_bill_is_the_other_way_round(session: Session) -> None:
    seller = supplier(session)
    bill = do(session, "bill.create", party=seller.id, lines=[{"text": "Rent", "price": units(100), "tax": "VAT"}])
    entry = invoicing.post(session, bill, BOSS, DAY)
    assert rows(session, entry) == [("payable", -12000, None), ("purchases", 10000, None), ("tax_purchase", 2000, None)]
    assert (entry.journal, bill.number) == ("PUR", "BILL-0001")


def test_accounts_and_further_items_are_the_callers(session: Session) -> None:
    """A line may go elsewhere, and items that balance among themselves come along."""
    invoice = draft(session, {"text": "x", "price": units(100)}, {"text": "y", "price": units(20)})
    other = account(session, "disposal").id
    extra = [Item("cost_of_sales", 700), Item("shipped", -700)]
    entry = invoicing.post(session, invoice, BOSS, DAY, invoicing.Booking({0: other, 1: "revenue"}, extra))
    assert rows(session, entry)[1:] == [
        ("disposal", -10000, None),
        ("revenue", -2000, None),
        ("cost_of_sales", 700, None),
        ("shipped", -700, None),
    ]


def test_goods_and_services_have_their_own_revenue(session: Session) -> None:
    invoice = draft(session, {"product": product(session, "s", kind="service", price=units(5)).id})
    assert rows(session, invoicing.post(session, invoice, BOSS, DAY))[1][0] == "service_revenue"


def test_a_reversal_negates_every_line(session: Session) -> None:
    do(session, "rate.set", currency="USD", rate=units("1.1"))
    lines = [{"text": "x", "price": units("33.33"), "tax": "VAT"}]
    invoice = draft(session, *lines, currency="USD", term="HALF")
    entry = invoicing.post(session, invoice, BOSS, DAY)
    do(session, "rate.set", currency="USD", rate=units("1.5"))
    credit = invoicing.reverse(session, invoice, BOSS, DAY)
    opposite = session.get_one(Entry, credit.entry_id)
    assert rows(session, opposite) == [(use, -amount, -(own or 0)) for use, amount, own in rows(session, entry)]
    assert (opposite.reverses_id, opposite.source, credit.number) == (entry.id, credit.id, "INV-0002")
    assert {line.due for line in opposite.lines} == {None, DAY}
    assert sound(session)


def test_a_zero_invoice_is_refused_and_draws_no_number(books: Database) -> None:
    with books.session() as session:
        invoice = draft(session, {"text": "x", "price": units(0)})
    with pytest.raises(Refusal, match="comes to nothing"), books.session() as session:
        invoicing.post(session, session.get_one(Invoice, invoice.id), BOSS, DAY)
    with books.session() as session:
        lines = [{"text": "x", "price": units(1)}]
        other = do(session, "invoice.create", party=invoice.party_id, lines=lines)
        assert do(session, "invoice.post", document=other.id).number == "INV-0001"


def test_signs() -> None:
    made = [Invoice(kind=kind, credit=credit) for kind in ("invoice", "bill") for credit in (False, True)]
    assert [invoicing.sign(one) for one in made] == [1, -1, -1, 1]

"""The checks of the selling side find what was broken behind their back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from advisor.sandbox.core.findings import Finding
from advisor.sandbox.ledger.posting import Item, Posting, post
from advisor.sandbox.trade import sales_checks
from tests.sandbox.conftest import DAY
from tests.sandbox.making import do, units
from tests.sandbox.selling import billed, buyer, confirmed, goods, paid, posted, shipped, sound


@pytest.fixture
def busy(session: Session) -> Session:
    """Books with an order that was partly shipped, invoiced and paid, a return, and a reversed invoice."""
    party = buyer(session)
    order = confirmed(session, party, (goods(session), 5))
    shipment = shipped(session, order, 3)
    paid(session, posted(session, order), 20)
    do(session, "shipment.return", document=shipment.id, lines=[{"line": shipment.lines[0].id, "quantity": units(1)}])
    do(session, "invoice.reverse", document=billed(session, party, 50).id)
    assert sound(session)
    return session


Find = Callable[[Session], Iterable[Finding]]


@pytest.mark.parametrize(
    ("statement", "find", "told"),
    [
        ("UPDATE invoice SET number = 'INV-0007' WHERE id = 1", sales_checks.numbers, "Invoice 2 is out of order"),
        (
            "UPDATE invoice SET on_day = '2027-01-01' WHERE number = 'INV-0001'",
            sales_checks.numbers,
            "Invoice 2 is out",
        ),
        ("UPDATE invoice SET entry_id = NULL WHERE number = 'INV-0001'", sales_checks.receivables, "by the ledger and"),
        ("UPDATE order_line SET moved_value = 1", sales_checks.interim, "-400 in the ledger and -1199 by the orders"),
        ("UPDATE order_line SET moved = 9", sales_checks.limits, "SO-0001: more of a was shipped"),
        ("UPDATE order_line SET invoiced = 9", sales_checks.limits, "SO-0001: more of a"),
        ("UPDATE order_line SET moved = 3", sales_checks.moved, "SO-0001: 3 shipped by the order, 2 by its shipments"),
        ("UPDATE order_line SET invoiced = 1", sales_checks.invoiced, "1 invoiced by the order, 3 by its invoices"),
    ],
)
def test_what_is_broken_is_found(busy: Session, statement: str, find: Find, told: str) -> None:
    assert list(find(busy)) == []
    busy.execute(text(statement))
    found = [str(one) for one in find(busy)]
    assert told in found[0]


def test_entries_by_hand_are_no_flaw(session: Session) -> None:
    """An opening balance of a customer is owed without an invoice, and may be paid."""
    party = buyer(session)
    items = [Item("receivable", 5000, party=party.id, due=DAY), Item("opening", -5000)]
    post(session, Posting("GEN", DAY, items))
    draft = do(session, "payment.create", party=party.id, amount=units(20))
    do(session, "payment.clear", document=draft.id, on=DAY + datetime.timedelta(days=1))
    assert sound(session)


def test_every_check_says_what_holds() -> None:
    names = [check.name for check in sales_checks.CHECKS]
    assert len(names) == len(set(names)) == 6
    assert all(check.what.endswith(".") for check in sales_checks.CHECKS)

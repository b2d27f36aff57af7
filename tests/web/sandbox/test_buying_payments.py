"""The payment proposal: what is due, what it takes out of the bank, and making the payments."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.trade.tables import Payment
from tests.sandbox.buying import bolt, smith, whole
from tests.web.sandbox.trying import Trier
from web.sandbox.buying_payments import Proposal, proposal
from web.sandbox.visit import Visit


def fill(session: Session) -> None:
    """Two bills due at once, one in a month."""
    goods = bolt(session)
    for code, term, price in (("now", "NET0", 4), ("too", "NET0", 5), ("later", "NET30", 9)):
        whole(session, smith(session, code=code, term=term), (goods, 10, price))


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return Trier(app, fill)


def built(there: Trier, role: str = "manager", language: str = "en", **query: str) -> Proposal:
    with there.books.session(write=False) as session:
        return proposal(Visit(session, "secret", language, role, query))


def test_what_is_due_in_a_week(there: Trier) -> None:
    found = built(there)
    assert [(one.number.text, one.supplier.text, one.amount.text, one.late) for one in found.rows] == [
        ("BILL-0001", "Now", "40.00", ""),
        ("BILL-0002", "Too", "50.00", ""),
    ]
    assert (found.until, found.total, found.bank, found.left.text) == (
        "2026-03-09", "EUR 90.00", "EUR 0.00", "EUR −90.00",
    )  # fmt: skip
    assert found.left.below


def test_until_another_day(there: Trier) -> None:
    assert len(built(there, until="2026-04-30").rows) == 3
    assert len(built(there, until="no day").rows) == 2
    assert "Later" in there.page("/p/payment_proposal?until=2026-04-30").text


def test_only_the_ticked_bills_are_paid(there: Trier) -> None:
    page = there.page("/p/payment_proposal")
    assert page.fields["bills"] == ["1", "2"]
    sent = there.do("payment.propose", bills="2", until="2026-03-09", credits_first="1", here="p/payment_proposal")
    assert sent.headers["location"].startswith(f"{there.base}/p/payment_proposal")
    with there.books.session(write=False) as session:
        assert [(one.invoice_id, one.amount) for one in session.scalars(select(Payment))] == [(2, 5_000)]
    found = built(there)
    assert [one.number.text for one in found.rows] == ["BILL-0001"]
    assert [(one.supplier.text, one.amount.text, one.state.text) for one in found.drafts] == [("Too", "50.00", "Draft")]
    assert "Payments on their way" in there.page("/p/payment_proposal").text


def test_late_bills_say_how_late(there: Trier) -> None:
    there.post("/clock", to="week", here="p/payment_proposal")
    assert [one.late for one in built(there).rows] == ["7", "7"]
    assert "7 days late" in there.page("/p/payment_proposal").text


def test_who_does_not_pay_only_looks(there: Trier) -> None:
    assert not built(there, role="purchasing").may
    assert built(there, role="accounting").may
    there.post("/role", role="purchasing", here="p/payment_proposal")
    assert "Make the payments" not in there.page("/p/payment_proposal").text


def test_nothing_is_due(trier: Trier) -> None:
    assert "Nothing is due until this day" in trier.page("/p/payment_proposal").text


def test_persian_days_and_numbers(there: Trier) -> None:
    found = built(there, language="fa")
    assert (found.until, found.rows[0].amount.text) == ("۱۴۰۴/۱۲/۱۸", "۴۰٫۰۰")
    assert len(built(there, language="fa", until="۱۴۰۵/۰۲/۱۰").rows) == 3

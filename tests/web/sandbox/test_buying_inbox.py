"""What waits for a decision, and deciding it."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.core.tables import Approval
from advisor.sandbox.trade.tables import Invoice, Order, Requisition
from tests.sandbox.buying import settings
from tests.web.sandbox.bought import fill
from tests.web.sandbox.trying import Trier
from web.sandbox.buying_inbox import Inbox, inbox
from web.sandbox.visit import Visit


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return Trier(app, fill)


def built(session: Session, language: str = "en", role: str = "manager") -> Inbox:
    return inbox(Visit(session, "secret", language, role))


def test_what_waits_says_why(there: Trier) -> None:
    with there.books.session(write=False) as session:
        found = built(session)
    assert [(one.kind, one.amount, one.why, one.days) for one in found.waiting] == [
        ("Supplier bill", "EUR 1,075.20", ("Rod: 80 billed, but 60 received.",
         "Rod: billed at 11.20 EUR, but ordered at 9.80 EUR."), "2"),
        ("Purchase order", "EUR 6,336.00", ("320 × Valve",), "2"),
        ("Purchase request", "EUR 1,980.00", ("120 × Valve", "Spring campaign"), ""),
    ]  # fmt: skip
    assert [one.document.text for one in found.waiting] == ["Supplier bill 4", "PO-0006", "PR-0001"]
    assert (found.others, found.decided) == (0, ())


def test_other_roles_are_told_that_there_is_more(there: Trier) -> None:
    with there.books.session(write=False) as session:
        found = built(session, role="purchasing")
    assert (found.waiting, found.others) == ((), 3)


def test_the_role_of_the_rules_sees_its_own(trier: Trier) -> None:
    with trier.books.session() as session:
        settings(session, approvals={"purchase": [["accounting", "100"]], "requisition": [], "bill": []})
        fill(session)
        found = built(session, role="accounting")
    assert [one.document.text for one in found.waiting] == ["PO-0006"]


def test_decided_on_the_page_and_kept(there: Trier) -> None:
    page = there.page("/p/approvals")
    assert page.text.count('name="decision" value="approve"') == 3
    with there.books.session(write=False) as session:
        ids = {one.kind: one.id for one in session.scalars(select(Approval).where(Approval.state == "pending"))}
    sent = there.do(
        "approval.decide", approval=str(ids["purchase"]), decision="approve", reason="Agreed", here="p/approvals"
    )
    assert sent.headers["location"].startswith(f"{there.base}/p/approvals")
    there.do("approval.decide", approval=str(ids["bill"]), decision="reject", here="p/approvals")
    there.do("approval.decide", approval=str(ids["requisition"]), decision="approve", here="p/approvals")
    page = there.page("/p/approvals")
    assert "Nothing waits for a decision of yours." in page.text
    assert "Agreed" in page.text
    with there.books.session(write=False) as session:
        order = session.scalars(select(Order).where(Order.number == "PO-0006")).one()
        states = (order.state, session.get_one(Invoice, 4).state, session.get_one(Requisition, 1).state)
        assert states == ("ordered", "draft", "approved")
        assert [(one.document.text, one.state.text, one.reason) for one in built(session).decided] == [
            ("PR-0001", "Approved", ""),
            ("PO-0006", "Approved", "Agreed"),
            ("Supplier bill 4", "Rejected", ""),
        ]


def test_a_decision_that_came_too_late_is_told(there: Trier) -> None:
    with there.books.session(write=False) as session:
        number = session.scalars(select(Approval.id).where(Approval.kind == "purchase")).one()
    there.do("approval.decide", approval=str(number), decision="approve")
    late = there.do("approval.decide", approval=str(number), decision="reject")
    assert late.status_code == 409
    assert "Somebody may have gone on with it" in late.text


def test_nothing_waits_yet(trier: Trier) -> None:
    page = trier.page("/p/approvals").text
    assert "Nothing waits for a decision of yours." in page
    assert "Decided before" not in page


def test_numbers_in_persian(there: Trier) -> None:
    with there.books.session(write=False) as session:
        found = built(session, "fa").waiting
    assert "۸۰" in found[0].why[0]
    assert found[1].why == ("۳۲۰ × Valve",)

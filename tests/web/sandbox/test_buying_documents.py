"""Pages of the documents of purchasing: what they say, and what came of them."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.trade.tables import Invoice, Order, Requisition, Shipment
from tests.web.sandbox.bought import fill
from tests.web.sandbox.trying import Trier
from tests.web.walking import Page


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A trial that has bought for three weeks and is only looked at."""
    return Trier(app, fill)


def actions(page: Page) -> set[str]:
    """Where the forms of a page are sent."""
    return set(re.findall(r'action="([^"]+)"', page.text))


def path(there: Trier, number: str) -> str:
    """The page of the document of that number."""
    tables = (("purchase", Order), ("receipt", Shipment), ("bill", Invoice), ("requisition", Requisition))
    with there.books.session(write=False) as session:
        for kind, table in tables:
            found = session.scalars(select(table.id).where(table.number == number)).first()
            if found is not None:
                return f"/d/{kind}/{found}"
    raise AssertionError(number)


def test_an_order_leads_to_all_that_came_of_it(there: Trier) -> None:
    page = there.page(path(there, "PO-0003"))
    for number in ("RC-0004", "RC-0005", "BILL-0003"):
        assert there.base + path(there, number) in page.links
    for shown in ("EUR 970.00", "EUR 1,164.00", "Late: the goods should have come 3 days ago.", "Main warehouse"):
        assert shown in page.text


def test_an_order_that_waits_says_so_and_can_be_decided(there: Trier) -> None:
    page = there.page(path(there, "PO-0006"))
    assert "It waits for a decision." in page.text
    assert {f"{there.base}/do/purchase.approve", f"{there.base}/do/purchase.reject"} <= actions(page)
    assert "Ordered, received, billed" not in page.text


def test_a_closed_order_offers_nothing_to_receive(there: Trier) -> None:
    page = there.page(path(there, "PO-0001"))
    assert "still to come" not in page.text
    assert "Matches" in page.text
    assert f"{there.base}/do/purchase.bill" not in actions(page)


def test_what_makes_no_sense_is_not_offered(there: Trier) -> None:
    came, untouched = there.page(path(there, "PO-0004")), there.page(path(there, "PO-0007"))
    assert f"{there.base}/do/purchase.bill" not in actions(came)  # all that came is on a bill that is blocked
    assert f"{there.base}/do/purchase.cancel" not in actions(came)
    assert f"{there.base}/do/purchase.cancel" in actions(untouched)
    assert f"{there.base}/do/purchase.bill" not in actions(untouched)


def test_a_receipt_tells_what_was_sent_back(there: Trier) -> None:
    page = there.page(path(there, "RC-0002")).text
    assert "4 of Rod were sent back at the door." in page
    assert "Return to the supplier" in page


def test_a_return_leads_to_what_it_was_received_with(there: Trier) -> None:
    page = there.page(path(there, "RC-0009"))
    assert there.base + path(there, "RC-0008") in page.links
    assert "Cracked" in page.text


def test_a_blocked_bill_says_why(there: Trier) -> None:
    page = there.page("/d/bill/4")
    for shown in ("Rod: 80 billed, but 60 received.", "Rod: billed at 11.20 EUR, but ordered at 9.80 EUR.", "88/44"):
        assert shown in page.text
    assert {f"{there.base}/do/bill.release", f"{there.base}/do/bill.reject"} <= actions(page)


def test_a_posted_bill_shows_what_is_open_and_what_was_booked(there: Trier) -> None:
    page = there.page(path(there, "BILL-0003")).text
    for shown in ("EUR 840.00", "2100 Goods received, not billed", "2000 Trade payables", "20 April 2026"):
        assert shown in page
    assert "Paid" in there.page(path(there, "BILL-0001")).text


def test_a_bill_for_costs_names_account_and_cost_centre(there: Trier) -> None:
    page = there.page(path(there, "BILL-0005")).text
    for shown in ("Rent", "6200 Other expenses", "Sales"):
        assert shown in page


def test_a_request_says_where_it_is_bought_best(there: Trier) -> None:
    page = there.page(path(there, "PR-0002")).text
    for shown in ("Best bought from Steel, at 9.80 EUR for one.", "EUR 294.00", "Kim"):
        assert shown in page
    assert "It waits for a decision." in there.page(path(there, "PR-0001")).text


def test_a_price_is_changed_and_removed_from_its_page(there: Trier) -> None:
    page = there.page("/d/supplier_price/1")
    assert any(link.startswith(f"{there.base}/new/supplier_price.set?party=1&product=1") for link in page.links)
    assert f"{there.base}/new/supplier_price.remove?supplier_price=1" in page.links
    assert "EUR 18.00" in page.text


def test_other_roles_look_and_do_not_decide(app: FastAPI) -> None:
    trier = Trier(app, fill)
    for role, may in (("sales", False), ("warehouse", False), ("manager", True)):
        trier.post("/role", role=role, here="l/purchases")
        assert (f"{trier.base}/do/bill.release" in actions(trier.page("/d/bill/4"))) is may

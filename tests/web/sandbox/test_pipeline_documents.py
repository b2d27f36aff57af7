"""Pages of the pipeline: what they say, warn of and offer."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.sandbox.crm import deals
from advisor.sandbox.crm.tables import Deal
from tests.sandbox.conftest import DAY
from tests.web.sandbox.pipelined import furnish
from tests.web.sandbox.trying import Trier


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, furnish)


def test_a_deal_says_what_is_missing_and_where_it_stood(there: Trier) -> None:
    text = there.page("/d/deal/1").text
    for said in ("It stands in this stage for 25 days.", "Not enough of Pump is available now.", "Stages so far"):
        assert said in text
    assert "should be decided is over" in there.page("/d/deal/2").text
    page = there.page("/d/deal/6")
    assert "Won" in page.text
    assert f"{there.base}/d/quote/3" in page.links


def test_a_deal_shows_what_was_heard_of_its_order(there: Trier) -> None:
    with there.books.session() as session:
        deal = session.get_one(Deal, 6)
        deals.mirror(
            session, deal, order_number="SO-0007", order_state="confirmed", promised=DAY, delivered=50,
            invoice_state="posted", paid=12_345,
        )  # fmt: skip
    text = there.page("/d/deal/6").text
    for said in ("SO-0007", "Confirmed", "50%", "Posted", "123.45", "Heard from the other side"):
        assert said in text


def test_a_lead_says_why_it_has_points_and_who_it_may_be(there: Trier) -> None:
    text = there.page("/d/lead/1").text
    for said in ("Nobody answered yet.", "Employees", "20,000.00"):
        assert said in text
    assert "Acme has the same telephone." in there.page("/d/lead/2").text
    page = there.page("/d/lead/4")
    assert f"{there.base}/d/deal/9" in page.links


def test_a_quote_leads_to_its_file_and_says_what_it_waits_for(there: Trier) -> None:
    page = there.page("/d/quote/1")
    assert f"{there.base}/quote/1.pdf" in page.links
    assert "Dear Ms North" in page.text
    assert "for the manager to approve" in there.page("/d/quote/2").text
    assert f"{there.base}/d/crm_invoice/1" in there.page("/d/quote/3").links
    assert "Overdue" in there.page("/d/crm_invoice/1").text


def test_an_item_and_every_language(there: Trier) -> None:
    assert "24" in there.page("/d/item/1").text
    persian = Trier.__new__(Trier)
    persian.__dict__.update(there.__dict__, language="fa")
    for path in ("/d/deal/1", "/d/lead/2", "/d/quote/1", "/p/pipeline", "/p/forecast", "/p/performance", "/p/rules"):
        persian.page(path)

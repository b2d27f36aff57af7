"""The piece that shows the other side on pages of contacts, deals, tickets, customers and orders."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from tests.sandbox.bridge.joint import contact
from tests.sandbox.making import do
from tests.web.sandbox.joined import apart, furnish, parked
from tests.web.sandbox.trying import Trier


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, furnish)


@pytest.mark.parametrize(
    ("path", "link"),
    [("contact/1", "party/1"), ("party/1", "contact/1"), ("deal/1", "sale/1"), ("sale/1", "deal/1")],
)
def test_each_side_leads_to_the_other(there: Trier, path: str, link: str) -> None:
    page = there.page(f"/d/{path}")
    assert "On the other side" in page.text
    assert any(one.endswith(f"/d/{link}") for one in page.links)


def test_orders_without_a_deal_and_messages_that_are_stuck(there: Trier) -> None:
    assert "Orders without a deal" in there.page("/d/contact/1").text
    assert any(one.endswith("/d/sale/2") for one in there.page("/d/contact/1").links)
    assert "It is not linked to anything there." in there.page("/d/sale/2").text
    assert any(one.endswith(f"/d/message/{parked(there)}") for one in there.page("/d/deal/2").links)


def test_a_contact_is_told_to_the_other_side(app: FastAPI) -> None:
    def lead(session: Session) -> None:
        made = contact(session, "Lead", customer=False)
        do(session, "ticket.open", contact=made.id, subject="Where is it?", channel="phone")

    there = Trier(app, lead)
    assert "It is not linked to anything there." in there.page("/d/ticket/1").text
    assert "Tell the other side" in there.page("/d/contact/1").text
    assert there.do("link.tell", contact="1", here="d/contact/1").status_code == 303
    for path in ("contact/1", "ticket/1"):
        assert any("/d/party/" in one for one in there.page(f"/d/{path}").links), path


def test_without_the_bridge_the_order_is_typed(app: FastAPI) -> None:
    there = Trier(app, apart)
    assert "Type the order" in there.page("/d/deal/3").text
    there.do("retype.order", deal="3", here="d/deal/3")
    assert any(one.endswith("/d/sale/3") for one in there.page("/d/deal/3").links)


def test_with_one_side_only_nothing_is_shown(app: FastAPI) -> None:
    def alone(session: Session) -> None:
        contact(session)
        clock.trial(session).modules = ["crm-contacts", "crm-activities"]

    assert "On the other side" not in Trier(app, alone).page("/d/contact/1").text

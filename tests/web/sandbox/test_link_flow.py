"""The link as a picture: the way of deals, what waits, what is stuck, and an outage that is played."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.core.tables import Party
from tests.sandbox.making import SELLER
from tests.web.sandbox.joined import furnish, parked
from tests.web.sandbox.trying import Trier
from web.sandbox.link_flow import build, value
from web.sandbox.visit import Visit


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, furnish)


def test_the_way_of_deals_and_what_is_stuck(there: Trier) -> None:
    page = there.page("/p/link")
    for said in ("1 without an order", "1 confirmed", "Advice (adv) is no product of operations.", "Nothing waits"):
        assert said in page.text, said
    assert any(link.endswith(f"/d/message/{parked(there)}") for link in page.links)


def test_the_figures_are_those_of_the_books(there: Trier) -> None:
    with there.books.session(write=False) as session:
        flow = build(Visit(session, there.secret, "en"))
        assert [(one.side, one.title, one.count) for one in flow.stations] == [
            ("crm", "Deals won", 2), ("erp", "Sales orders", 1), ("erp", "Work orders", 0),
            ("erp", "Purchase orders", 0), ("erp", "Deliveries", 1), ("erp", "Invoices", 0), ("erp", "Payments", 0),
        ]  # fmt: skip
        assert (flow.down, flow.waiting, flow.stuck_count, flow.boss) == ("", 0, 1, True)
        [conflict] = flow.conflicts
        assert (conflict.name.text, conflict.field, conflict.crm, conflict.erp) == ("Acme", "Telephone", "3", "2")
        assert conflict.kept == "crm"
        assert not build(Visit(session, there.secret, "en", SELLER.role)).boss
        assert value(Visit(session, there.secret, "en"), "price", "125000") == "12.50"


def test_an_outage_is_played_on_the_page(app: FastAPI) -> None:
    there = Trier(app, furnish)
    there.do("link.outage", side="erp", here="p/link")
    there.do("contact.create", name="Later", customer="1", email="l@x.example")
    page = there.page("/p/link")
    assert "Operations are down" in page.text
    assert "Messages that wait: 1" in page.text
    there.post("/clock", to="hour", key="")
    assert there.do("link.outage", side="", here="p/link").headers["location"].startswith(f"{there.base}/p/link")
    assert "Nothing waits" in there.page("/p/link").text
    with there.books.session(write=False) as session:
        assert "Later" in set(session.scalars(select(Party.name)))
    there.do("link.outage", side="crm", here="p/link")
    assert "The customer side is down" in there.page("/p/link").text

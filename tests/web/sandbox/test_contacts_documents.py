"""Pages of customers: the contact with all that has to do with it, and what can be done from there."""

from __future__ import annotations

import re

from fastapi import FastAPI

from advisor.sandbox.crm.tables import Contact
from tests.sandbox.crm.meeting import ANN
from tests.sandbox.making import do
from tests.web.sandbox.clients import clients
from tests.web.sandbox.trying import Trier


def test_everything_about_a_contact_is_on_its_page(customers: Trier) -> None:
    page = customers.page("/d/contact/1")
    for said in ("desk@acme.example", "Two machines", "Ask about the price", "Ann Lee", "Perhaps the same as ACME",
                 "5,000.00", "Send the offer"):  # fmt: skip
        assert said in page.text, said
    assert page.text.index("Ask about the price") < page.text.index("Show the machine")  # overdue first
    for verb in (
        "deal.create?contact=1",
        "activity.create?contact=1",
        "contact.merge?keep=1",
        "contact.change?contact=1",
    ):
        assert f"{customers.base}/new/{verb}" in page.links, verb


def test_a_partner_and_a_registered_deal(customers: Trier) -> None:
    partner = customers.page("/d/contact/4")
    assert "Deals through this partner" in partner.text
    assert "5%" in partner.text
    assert f"{customers.base}/new/partner.register_deal?partner=4" in partner.links
    conflict = customers.page("/d/deal_registration/2")
    assert "North registered this customer first" in conflict.text
    assert f"{customers.base}/d/deal_registration/1" in conflict.links


def test_activities_and_members(customers: Trier) -> None:
    late = customers.page("/d/activity/2")
    assert "Overdue" in late.text and "Ask about the price" in late.text
    assert f"{customers.base}/d/deal/1" in customers.page("/d/activity/1").links  # what it is about
    assert "Sales" in customers.page("/d/member/1").text


def test_merged_found_again_and_taken_back(app: FastAPI) -> None:
    there = Trier(app, clients)
    sent = there.do("contact.merge", keep="1", other="3")
    assert sent.headers["location"].startswith(f"{there.base}/d/contact/1?")
    with there.books.session() as session:
        do(session, "contact.unsubscribe", ANN, contact=1)
        session.get_one(Contact, 1).overdue = 700
    kept, gone = there.page("/d/contact/1"), there.page("/d/contact/3")
    assert "Merged" in kept.text and f"{there.base}/d/contact/3" in kept.links
    assert "They get no mailings." in kept.text and "should have been paid" in kept.text
    assert "was merged into Acme Ltd (C0001)" in gone.text
    assert not re.search(r"/new/deal\.create", " ".join(gone.links))
    form = there.page("/new/contact.unmerge?contact=3")
    assert "Take the merge back" in form.text
    there.do("contact.unmerge", contact="3")
    assert "was merged into" not in there.page("/d/contact/3").text

"""Forms of customers: every one opens, what was typed is kept, and a duplicate is told beside its field."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from advisor.sandbox.crm.tables import Contact
from tests.web.sandbox.clients import clients
from tests.web.sandbox.trying import DAY, Trier, sound
from web.sandbox import choosing
from web.sandbox.contacts_forms import FORMS

STARTED = {
    "contact.change": "contact=1", "contact.merge": "keep=1", "activity.change": "activity=1",
    "member.change": "member=1", "partner.terms": "partner=4", "partner.serve": "partner=4",
    "partner.register_deal": "partner=4", "activity.create": "contact=1", "contact.consent": "contact=1",
}  # fmt: skip


@pytest.mark.parametrize("spec", FORMS, ids=lambda spec: spec.verb)
def test_every_form_opens(customers: Trier, spec: object) -> None:
    verb = spec.verb  # type: ignore[attr-defined]
    customers.page(f"/new/{verb}?{STARTED.get(verb, '')}")


def test_forms_begin_with_what_is_there(customers: Trier) -> None:
    assert 'value="desk@acme.example"' in customers.get("/new/contact.change?contact=1").text
    assert 'value="5"' in customers.get("/new/partner.terms?partner=4").text
    assert 'value="Send the offer"' in customers.get("/new/activity.change?activity=1").text


def test_a_duplicate_is_told_and_entered_anyway(app: FastAPI) -> None:
    there = Trier(app, clients)
    form = {"name": "Acme Werke", "kind": "organisation", "email": "DESK@acme.example", "key": "k"}
    refused = there.do("contact.create", **form)
    assert refused.status_code == 409
    assert "Acme Ltd (C0001) has the same e-mail" in sound(refused).text
    assert 'value="Acme Werke"' in refused.text
    assert there.do("contact.create", **form, anyway="1").status_code == 303
    there.do("contact.change", contact="1", name="Acme Group", customer="1", email="", active="1")
    with there.books.session(write=False) as session:
        first = session.get_one(Contact, 1)
        assert (first.name, first.email, first.customer, first.active) == ("Acme Group", "", True, True)
        assert (
            session.scalars(select(Contact.email_key).where(Contact.name == "Acme Werke")).one() == "desk@acme.example"
        )


def test_an_activity_about_a_deal_is_planned_from_its_page(app: FastAPI) -> None:
    there = Trier(app, clients)
    asked = {"about_kind": "deal", "about": "1", "contact": "1"}
    form = there.get(f"/new/activity.create?{urlencode(asked)}").text
    assert '<input type="hidden" name="about_kind" value="deal">' in form
    sent = there.do("activity.create", **asked, kind="call", subject="Ask again", key="k")
    page = there.page(sent.headers["location"].removeprefix(there.base))
    assert f"{there.base}/d/deal/1" in page.links


def test_a_contact_that_is_given_is_shown_by_name_among_many(app: FastAPI) -> None:
    def many(session: Session) -> None:
        clients(session)
        rows = [{"name": f"Firm {n}", "code": f"F{n}", "since": DAY} for n in range(choosing.MOST)]
        session.execute(insert(Contact), rows)

    form = Trier(app, many).get("/new/deal.create?contact=1").text
    assert '<span class="fixed">Acme Ltd</span><input type="hidden" name="contact" value="1">' in form

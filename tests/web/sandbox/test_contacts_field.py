"""The day in the field: stops with their links, and one form that is sent again without harm."""

from __future__ import annotations

import re

from fastapi import FastAPI
from sqlalchemy import func, select

from advisor.sandbox.crm.tables import Activity, Deal, Lead
from tests.web.sandbox.clients import clients
from tests.web.sandbox.trying import Trier


def test_a_stop_is_entered_and_sent_again_when_the_connection_drops(app: FastAPI) -> None:
    there = Trier(app, clients)
    page = there.page("/p/field")
    assert "Ring at the gate" in page.text
    assert {"tel:+49301234567", "geo:0,0?q=Main%20road%201%2C%20Ulm"} <= set(page.links)
    text = there.get("/p/field").text
    form_of = text.index('name="activity" value="3"')
    key = re.findall(r'name="key" value="([^"]+)"', text[:form_of])[-1]
    form = {
        "key": key, "here": "p/field", "activity": "3", "outcome": "They want it", "follow_up": "Send papers",
        "follow_up_kind": "mail", "deal": "1", "stage": "proposal", "lead_person": "Zoe",
    }  # fmt: skip
    first, again = (there.do("visit.log", **form) for _ in range(2))
    assert first.status_code == again.status_code == 303
    with there.books.session(write=False) as session:
        assert session.get_one(Deal, 1).state == "proposal"
        assert session.get_one(Activity, 3).outcome == "They want it"
        for model, where in ((Activity, Activity.subject == "Send papers"), (Lead, Lead.person == "Zoe")):
            assert session.scalar(select(func.count()).select_from(model).where(where)) == 1
    assert "Done today" in there.page("/p/field").text


def test_what_is_missing_is_said_and_nothing_typed_is_lost(customers: Trier) -> None:
    refused = customers.do("visit.log", activity="3", outcome=" ", follow_up="Send papers", key="")
    assert refused.status_code in (409, 422)
    assert 'value="Send papers"' in refused.text
    assert "No visit or call is planned for today." in customers.page("/p/field?owner=2").text
    assert "Ask about the price" in customers.page("/p/field?owner=1").text

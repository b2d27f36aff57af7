"""What happened with a contact in one line of time, and what was just done, entered with one button."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.core.clock import trial
from advisor.sandbox.crm.tables import Activity
from tests.web.sandbox.clients import clients
from tests.web.sandbox.trying import Trier


def test_a_call_with_a_few_words_and_one_button(app: FastAPI) -> None:
    there = Trier(app, clients)
    assert 'name="kind" value="call"' in there.get("/d/contact/1").text
    sent = there.do(
        "activity.log", contact="1", subject="They asked for a discount", kind="call", here="d/contact/1", key="k"
    )
    assert sent.headers["location"] == f"{there.base}/d/contact/1?done=activity.log"
    with there.books.session(write=False) as session:
        made = session.scalars(select(Activity).where(Activity.subject == "They asked for a discount")).one()
        assert (made.state, made.kind, made.contact_id) == ("done", "call", 1)
    page = there.page("/d/contact/1")
    assert page.text.count("They asked for a discount") == 3  # in the table, and planned and done in the history
    there.do("contact.merge", keep="3", other="1")
    kept = there.page("/d/contact/3")
    assert "They asked for a discount" in kept.text[kept.text.index("What happened") :]  # events follow merged contacts
    assert 'name="kind" value="call"' not in there.get("/d/contact/1").text


def test_without_activities_there_is_nothing_to_enter(app: FastAPI) -> None:
    def few(session: object) -> None:
        clients(session)  # type: ignore[arg-type]
        trial(session).modules = ["crm-contacts"]  # type: ignore[arg-type]

    assert 'name="kind" value="call"' not in Trier(app, few).get("/d/contact/1").text

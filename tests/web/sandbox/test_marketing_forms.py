"""Forms of marketing, filled in as a visitor does."""

from __future__ import annotations

from fastapi import FastAPI

from tests.sandbox.crm.promoting import person
from tests.web.sandbox.marketed import texts
from tests.web.sandbox.trying import Trier


def test_from_segment_to_mails(app: FastAPI) -> None:
    """A segment, a campaign for it, and a mailing of two mails."""
    there = Trier(app, lambda session: [person(session, name) for name in ("Ann", "Bob")])
    form = there.page("/new/segment.create")
    assert "Conditions, all of which hold" in form.text
    conditions = {"conditions.0.field": "city", "conditions.0.test": "is", "conditions.0.value": "Bern"}
    made = there.do("segment.create", name="Bern", **conditions)
    assert made.headers["location"].endswith("/d/segment/1?done=segment.create")
    wrong = there.do("segment.create", name="x", **{**conditions, "conditions.0.test": "at_least"})
    assert "is not tested with" in wrong.text
    change = there.page("/new/segment.change?document=1")
    assert 'value="Bern"' in change.text
    there.do("segment.change", document="1", name="All of Bern", **conditions)
    assert "All of Bern" in there.page("/d/segment/1").text
    there.do("campaign.create", name="Spring", channel="email", segment="1", budget="100")
    there.do("campaign.start", document="1")
    mails = {
        f"steps.{place}.{name}": value
        for place, days in enumerate(("0", "5"))
        for name, value in (("days", days), ("subject", f"Hello {days}"), ("text", "Dear {name}"))
    }
    there.do("mailing.create", name="News", campaign="1", **mails)
    assert there.do("mailing.start", document="1").status_code == 303
    assert len(there.get("/api/l/mails").json()["rows"]) == 2
    spent = there.do("campaign.spend", document="1", amount="120", clicks="3")
    assert "More was spent" in there.page(spent.headers["location"].removeprefix(there.base)).text
    answer = there.page("/new/campaign.respond?campaign=1")
    assert "It becomes a lead" in answer.text
    there.do("campaign.respond", campaign="1", person="Zoe", email="zoe@example.org")
    assert "Answered 1" in texts(there.page("/d/campaign/1").text)


def test_members_at_the_desk(app: FastAPI) -> None:
    there = Trier(app, lambda session: person(session, "Ann"))
    there.do("item.create", name="Monthly pass", price="45")
    made = there.do("subscription.create", contact="1", item="1", interval="month")
    assert "/d/subscription/1" in made.headers["location"]
    assert '<option value="1"' in there.page("/new/subscription.visit").text
    assert there.do("subscription.visit", contact="1").status_code == 303
    there.do("subscription.freeze", document="1")
    assert "frozen or not paid" in there.do("subscription.visit", contact="1").text
    assert "Frozen since" in there.page("/d/subscription/1").text

"""My work: overdue, today and soon; done or put off with one button."""

from __future__ import annotations

from fastapi import FastAPI

from tests.web.sandbox.clients import clients
from tests.web.sandbox.trying import Trier


def parts(there: Trier, address: str = "/p/my-work") -> list[str]:
    """The text of each part: overdue, today, next days."""
    return there.get(address).text.split('aria-labelledby="part-')[1:]


def test_what_is_due_when_and_whose(app: FastAPI) -> None:
    there = Trier(app, clients)
    late, today, soon = parts(there)
    assert "Ask about the price" in late and "3 d late" in late and 'href="tel:+49301234567"' in late
    assert "Send the offer" in today and "Show the machine" in today and "/d/deal/1" in today
    assert "Plan next quarter" in soon and "activity.postpone" not in soon
    late, today, soon = parts(there, "/p/my-work?owner=2")
    assert "Nothing is overdue." in late and "Nothing is due today." in today and "Plan next quarter" in soon

    sent = there.do("activity.finish", document="1", here="p/my-work?owner=1", key="a")
    assert sent.headers["location"] == f"{there.base}/p/my-work?owner=1&done=activity.finish"
    there.do("activity.postpone", document="2", here="p/my-work", key="b")
    late, today, soon = parts(there, "/p/my-work?owner=1")
    assert "Nothing is overdue." in late and "Send the offer" not in today and "Ask about the price" in soon
    there.page("/p/my-work?owner=x")

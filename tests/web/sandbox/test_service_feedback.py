"""The page of feedback: figures, months, what is still asked, and complaints."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from tests.sandbox.crm.serving import AGENT, at, contact, do
from tests.web.sandbox.serviced import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.service_feedback import FeedbackData, build
from web.sandbox.visit import Visit


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, furnish)


def seen(there: Trier, role: str = "manager") -> FeedbackData:
    with there.books.session(write=False) as session:
        return build(Visit(session, there.secret, "en", role))


def test_figures_of_twelve_months(there: Trier) -> None:
    found = seen(there)
    assert (found.nps, found.recommended, found.csat, found.rated) == ("+100", "1", "2.0", "1")
    assert "Answers in twelve months: 1" in there.page("/p/feedback").text


def test_what_is_asked_and_who_complained(there: Trier) -> None:
    (asked,) = seen(there).open
    assert (asked.customer, asked.name.href) == ("Hotel Astoria", f"{there.base}/d/survey/3")
    (bad,) = seen(there).complaints
    assert (bad.score, bad.comment, bad.ticket.href) == ("2", "Still noisy", f"{there.base}/d/ticket/7")
    page = there.page("/p/feedback")
    assert f"{there.base}/d/survey/3" in page.links
    assert f"{there.base}/d/ticket/7" in page.links


def test_who_may_ask(there: Trier) -> None:
    assert seen(there).ask is not None
    assert seen(there, "warehouse").ask is None


def asked_twice(session: Session) -> None:
    """A detractor in March, a promoter in April."""
    acme = contact(session, "Acme")
    for moment, score in (("2026-03-02 09:00", 3), ("2026-04-01 09:00", 9)):
        at(session, moment)
        asked = do(session, "feedback.ask", AGENT, contact=acme.id)
        do(session, "feedback.answer", AGENT, survey=asked.id, score=score)


def test_months_above_and_below_nought(app: FastAPI) -> None:
    there = Trier(app, asked_twice)
    march, april = seen(there).months
    assert (march.name, march.nps, march.below, march.csat, march.count) == ("March 2026", "−100", True, "–", "1")
    assert (april.nps, april.below) == ("+100", False)
    assert (march.block.y, april.block.y) == (15.0, 0.0)
    assert seen(there).nps == "0"
    assert "Recommendation by month" in there.page("/p/feedback").text


def test_nothing_was_asked_yet(trier: Trier) -> None:
    found = seen(trier)
    assert (found.nps, found.csat, found.months, found.open) == ("–", "–", (), ())
    assert "Close a solved ticket: its customer is asked." in trier.page("/p/feedback").text

"""The service report: shares by subject, times in words, and the months."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from tests.sandbox.crm.serving import at, step, ticket
from tests.web.sandbox.serviced import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.service_report import ReportData, build
from web.sandbox.visit import Visit


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, furnish)


def seen(there: Trier, **query: str) -> ReportData:
    with there.books.session(write=False) as session:
        return build(Visit(session, there.secret, "en", "manager", query))


def test_shares_by_priority_in_their_order(there: Trier) -> None:
    found = seen(there)
    assert [(one.name, one.count, one.answered, one.solved) for one in found.rows] == [
        ("Urgent", "1", "0%", "0%"),
        ("High", "1", "0%", "0%"),
        ("Normal", "4", "75%", "100%"),
        ("Low", "1", "–", "–"),
    ]
    assert (found.total.name, found.total.count, found.total.solved) == ("Total", "7", "50%")
    assert [one.solved_width for one in found.rows] == [0.0, 0.0, 100.0, None]
    assert found.finding == "50% of the tickets were solved in time."


def test_other_subjects(there: Trier) -> None:
    assert [one.name for one in seen(there, by="channel").rows][:2] == ["Telephone", "Website"]
    assert {one.name for one in seen(there, by="owner").rows} == {"Nia", "Omar", "Petra", "Without one"}
    assert "hoses" in {one.name for one in seen(there, by="category").rows}
    assert seen(there, by="shoe size").by == "priority"
    for by in ("priority", "channel", "owner", "category"):
        assert "50% of the tickets" in there.page(f"/p/service-report?by={by}").text


def two_months(session: Session) -> None:
    """One is answered after 1 h 30 min and solved in time, one a month later is not."""
    at(session, "2026-03-02 09:00")
    made = ticket(session)
    ticket(session, priority="urgent")
    at(session, "2026-03-02 10:30")
    step(session, made, "solve", solution="So.")
    at(session, "2026-04-01 09:00")
    step(session, ticket(session), "solve", solution="So.")


def test_months_and_spans(app: FastAPI) -> None:
    there = Trier(app, two_months)
    found = seen(there)
    assert [(one.name, one.share, one.count) for one in found.months] == [
        ("March 2026", "50%", "2"),
        ("April 2026", "100%", "1"),
    ]
    assert found.months[0].block.height == found.months[1].block.height / 2
    later = seen(there, **{"on.from": "2026-03-15", "on.to": "2026-04-30"})
    assert (later.first, later.last, later.total.count) == ("2026-03-15", "2026-04-30", "1")
    normal = next(one for one in seen(there, **{"on.to": "2026-03-31"}).rows if one.name == "Normal")
    assert normal.first_answer == "1 h 30 min"
    assert "March 2026" in there.page("/p/service-report").text


def test_nothing_was_opened(trier: Trier) -> None:
    assert "No ticket was opened in this span." in trier.page("/p/service-report").text
    assert seen(trier).finding == ""

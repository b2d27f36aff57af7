"""Lists of service: what they show, how they are narrowed, and that late is worked out."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from tests.web.sandbox.serviced import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.service_lists import LISTS, TICKET_STATES


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, furnish)


def rows(there: Trier, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = there.get(f"/api/l/{address}").json()["rows"]
    return found


def numbers(there: Trier, address: str) -> list[str]:
    return sorted(row["number"] for row in rows(there, address))


def test_tickets_with_the_state_that_follows_from_their_moments(there: Trier) -> None:
    shown = {row["number"]: row["state"] for row in rows(there, "tickets")}
    assert shown == {
        "TI-0001": "late",
        "TI-0002": "late",
        "TI-0003": "waiting",
        "TI-0004": "solved",
        "TI-0005": "closed",
        "TI-0006": "in_progress",
        "TI-0007": "late",
    }
    for state in TICKET_STATES:
        assert {row["state"] for row in rows(there, f"tickets?state={state}")} <= {state}


def test_tickets_are_narrowed_and_found(there: Trier) -> None:
    assert numbers(there, "tickets?late=1") == ["TI-0001", "TI-0002", "TI-0007"]
    assert numbers(there, "tickets?priority=low") == ["TI-0006"]
    assert numbers(there, "tickets?channel=channel.web") == ["TI-0005", "TI-0007"]
    assert numbers(there, "tickets?contact=3") == ["TI-0003", "TI-0004"]
    assert numbers(there, "tickets?q=cellar") == ["TI-0001"]
    assert numbers(there, "tickets?q=petra") == ["TI-0006"]
    assert numbers(there, "tickets?opened.from=2026-03-03") == []
    assert len(numbers(there, "tickets?opened.from=2026-03-02&opened.to=2026-03-02")) == 7
    first = rows(there, "tickets?sort=due")[0]
    assert (first["opened"], first["due"], first["state"]) == ("2026-03-02", "2026-03-02", "late")


def test_articles_by_how_often_they_helped(there: Trier) -> None:
    found = [(row["title"], row["helped"], row["state"]) for row in rows(there, "articles")]
    assert found[0] == ("A pump leaks", 1, "published")
    assert {row["title"] for row in rows(there, "articles?state=draft")} == {"Spare parts"}


def test_answers_of_customers(there: Trier) -> None:
    assert [row["score"] for row in rows(there, "surveys?bad=1")] == [2]
    assert [row["contact"] for row in rows(there, "surveys?open=1")] == ["Hotel Astoria"]
    assert len(rows(there, "surveys?kind=nps")) == 2
    assert "Satisfied with the solution?" in there.page("/l/surveys").text


def test_claims_and_claims_by_item(there: Trier) -> None:
    shown = {row["number"]: (row["wanted"], row["item"], row["ends"]) for row in rows(there, "claims")}
    assert shown["WC-0001"] == ("warranty", "Garden pump", "2027-11-22")
    assert shown["WC-0003"] == ("return", "Hose", "2026-03-16")
    assert numbers(there, "claims?kind=return") == ["WC-0003"]
    assert numbers(there, "claims?item=1") == ["WC-0001", "WC-0002"]
    counted = [(row["item"], row["total"], row["warranty"], row["back"]) for row in rows(there, "claims-by-item")]
    assert counted == [("Garden pump", 2, 2, 0), ("Hose", 1, 0, 1)]
    assert rows(there, "claims-by-item?on.from=2026-03-03") == []
    assert [row["item"] for row in rows(there, "claims-by-item?q=hose")] == ["Hose"]


@pytest.mark.parametrize("screen", [one for one in LISTS if one.kind], ids=lambda one: one.id)
def test_a_row_leads_to_its_document(there: Trier, screen: Any) -> None:
    page = there.page(f"/l/{screen.id}")
    leads = [link for link in page.links if f"/d/{screen.kind}/" in link]
    assert leads
    there.page(leads[0].removeprefix(there.base))

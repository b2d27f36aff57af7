"""Lists of the pipeline: what they show, and how they are narrowed."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from tests.web.sandbox.pipelined import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.pipeline_lists import LISTS


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, furnish)


def rows(there: Trier, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = there.get(f"/api/l/{address}").json()["rows"]
    return found


def column(there: Trier, address: str, name: str) -> list[Any]:
    return [row[name] for row in rows(there, address)]


def test_leads_with_their_age_and_whether_somebody_answered(there: Trier) -> None:
    assert column(there, "leads?sort=number", "name") == ["Harbour Ltd", "Bob", "Gone", "Mill"]
    assert column(there, "leads?sort=number", "age") == [25, 25, None, None]
    assert column(there, "leads?waiting=1", "name") == ["Harbour Ltd"]
    assert column(there, "leads?q=bob", "state") == ["working"]


def test_deals_with_what_they_are_worth(there: Trier) -> None:
    first = rows(there, "deals?sort=number")[0]
    assert (first["name"], first["contact"], first["amount"], first["weighted"]) == (
        "Pumps for the plant", "Acme", "6216.00", "621.60",
    )  # fmt: skip
    assert (first["probability"], first["standing"], first["state"]) == (0.1, 25, "prospecting")
    assert column(there, "deals?overdue=1", "name") == ["Hotel Astoria"]
    assert column(there, "deals?state=won", "standing") == [None]
    assert column(there, "deals?owner=2&sort=number", "name") == ["Hoses", "Spare parts"]
    assert len(rows(there, "deals?open=1")) == 7
    assert len(rows(there, "deals?closed.from=2026-03-02&closed.to=2026-03-02")) == 2


def test_quotes_and_invoices_with_computed_states(there: Trier) -> None:
    assert column(there, "quotes?sort=number", "state") == ["sent", "waiting", "accepted", "draft"]
    assert column(there, "quotes?state=expired", "number") == []
    assert column(there, "quotes?deal=3", "gross") == ["1373.70"]
    assert column(there, "crm-invoices?state=overdue", "number") == ["CI-0001"]


def test_items_and_what_rules_did(there: Trier) -> None:
    assert column(there, "items?q=pump", "available") == ["2"]
    assert set(column(there, "rule-runs?kind=quote", "quote")) == {"QU-0001", "QU-0003"}
    assert len(rows(there, "rule-runs?q=lead-call")) == 4


def test_each_list_has_rows_that_lead_on(there: Trier) -> None:
    for screen in LISTS:
        page = there.page(f"/l/{screen.id}")
        assert any("/d/" in link for link in page.links), screen.id

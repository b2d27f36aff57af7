"""Lists of the ledger through HTTP: what they show, how they are narrowed, and as files."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.web.sandbox.furnishing import fill, of_use
from tests.web.sandbox.trying import Trier


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, fill)


def test_the_chart_shows_what_stands_on_each_account(there: Trier) -> None:
    page = there.get("/l/accounts?kind_of=expense").text
    assert "Other expenses" in page and "315.00" in page
    assert "Trade receivables" not in page


def test_entries_are_found_by_their_state_and_text(there: Trier) -> None:
    drafts = there.get("/l/entries?state=draft").text
    assert "Repair" in drafts and "Rent" not in drafts
    assert "GEN/2026-03/0001" in there.get("/l/entries?q=rent").text


def test_the_journal_has_both_sides_of_an_entry(there: Trier) -> None:
    page = there.page("/l/journal?q=Rent")
    assert page.text.count("GEN/2026-03/0001") == 2
    assert {f"{there.base}/d/account/{of_use(there, name)}" for name in ("bank", "expense")} <= set(page.links)
    assert "SALES" in page.text


def test_the_ledger_of_an_account_runs_on(there: Trier) -> None:
    page = there.page(f"/l/ledger?account={of_use(there, 'bank')}")
    for shown in ("100.00", "130.00", "215.00", "−100.00", "Transfer"):
        assert shown in page.text
    later = there.get(f"/l/ledger?account={of_use(there, 'receivable')}&on.from=2026-03-01").text
    assert "Opening balance" in later and "390.00" in later
    assert "Choose an account" in there.get("/l/ledger").text
    assert "Nothing fits" in there.get("/l/ledger?account=x").text


def test_open_items_tell_how_late_they_are(there: Trier) -> None:
    page = there.get("/l/open-items?sort=-open").text
    assert page.index("250.00") < page.index("100.00") < page.index("40.00")
    assert "INV-0002" in page and ">16<" in page
    assert "SAL/2026-03/0001" not in page  # the dollars are settled


def test_the_trial_balance_is_a_file_too(there: Trier) -> None:
    lines = there.get("/l/account-balances.csv?on.from=2026-03-01&on.to=2026-03-31").text.splitlines()
    assert any(line.startswith("1100,Trade receivables,390") for line in lines)


def test_matches_are_found_by_contact(there: Trier) -> None:
    assert "BNK/2026-03/0003" in there.get("/l/matches?party=1").text
    assert "Nothing fits" in there.get("/l/matches?party=2").text


def test_months_count_their_entries(there: Trier) -> None:
    rows = there.get("/api/l/periods?size=1000").json()["rows"]
    assert {row["first"]: row["entries"] for row in rows if row["entries"]} == {"2026-01-01": 3, "2026-03-01": 6}


def test_the_journal_is_narrowed_by_cost_centre_and_day(there: Trier) -> None:
    page = there.get("/l/journal?centre=1&on.from=2026-03-01").text
    assert page.count("GEN/2026-03/0001") == 1
    assert "SAL/2026-01/0001" not in page

"""Pages of entries, matches, months and accounts."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.ledger.tables import Account, Entry, Period
from tests.web.sandbox.furnishing import fill
from tests.web.sandbox.trying import Trier


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, fill)


@pytest.fixture
def mine(app: FastAPI) -> Trier:
    """A furnished trial of one's own."""
    return Trier(app, fill)


def test_a_match_shows_both_sides_and_what_it_booked(there: Trier) -> None:
    assert "BNK/2026-03/0003" in there.get("/l/matches").text
    page = there.page("/d/match/1")
    for shown in ("SAL/2026-03/0001 · BNK/2026-03/0003", "Exchange differences", "Undo the match", "5.00"):
        assert shown in page.text
    assert any("/p/matching?" in link for link in page.links)


def test_a_month_says_why_it_cannot_be_closed(there: Trier) -> None:
    with there.books.session(write=False) as session:
        [month] = session.scalars(select(Period.id).where(Period.first == "2026-03-01")).all()
    page = there.page(f"/d/period/{month}").text
    assert "Entries of 2026-03 are still drafts: 1." in page
    assert "Repair" in page
    refused = there.do("period.close", document=str(month))
    assert refused.status_code == 409 and "still drafts" in refused.text


def test_a_draft_is_removed(mine: Trier) -> None:
    with mine.books.session(write=False) as session:
        [draft] = session.scalars(select(Entry.id).where(Entry.state == "draft")).all()
    page = mine.page(f"/d/entry/{draft}")
    assert any(f"/new/entry.remove?document={draft}" in link for link in page.links)
    assert mine.do("entry.remove", document=str(draft)).status_code == 303
    assert mine.get(f"/d/entry/{draft}").status_code == 404


def test_an_account_is_renamed(mine: Trier) -> None:
    with mine.books.session(write=False) as session:
        [rent] = session.scalars(select(Account.id).where(Account.code == "6210")).all()
    form = mine.page(f"/new/account.change?account={rent}&name=Rent")
    assert form.fields["name"] == ["Rent"]
    assert mine.do("account.change", account=str(rent), name="Rent of rooms", active="1").status_code == 303
    assert "Rent of rooms" in mine.get(f"/d/account/{rent}").text


def test_an_entry_in_another_currency_shows_both(there: Trier) -> None:
    with there.books.session(write=False) as session:
        [export] = session.scalars(select(Entry.id).where(Entry.number == "SAL/2026-03/0001")).all()
    page = there.page(f"/d/entry/{export}").text
    assert "80.00" in page and "USD" in page


def test_the_page_of_a_term_says_what_is_due_when(there: Trier) -> None:
    page = there.page("/d/term/3").text
    assert "What is due when" in page and "Days later" in page


def test_a_difference_of_rates_leads_back_to_its_match(there: Trier) -> None:
    with there.books.session(write=False) as session:
        [made] = session.scalars(select(Entry.id).where(Entry.source_kind == "match")).all()
    assert f"{there.base}/d/match/1" in there.page(f"/d/entry/{made}").links

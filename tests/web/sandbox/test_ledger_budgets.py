"""Budgets as bars: what is used, what is left, what is over."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.sandbox.ledger.budgets import policy
from tests.web.sandbox.furnishing import fill
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.visiting import visit
from web.sandbox.ledger_budgets import MOST, board


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, fill)


def test_the_year_so_far(there: Trier) -> None:
    """1,200.00 a year are 300.00 until March; 315.00 are booked, and 470.00 were earned."""
    with visit(there) as here:
        found = board(here)
    [rent], [sales] = found.costs, found.income
    assert (rent.budget.text, rent.actual.text, rent.rest.text) == ("300.00", "315.00", "−15.00")
    assert (rent.percent, rent.width, rent.tone, rent.centre) == ("105%", 105.0, "bad", "Sales")
    assert (sales.percent, sales.width, sales.tone) == ("157%", MOST, "good")
    assert (found.over, found.span) == (1, "1 January 2026 – 31 March 2026")


def test_the_whole_year(there: Trier) -> None:
    with visit(there, whole="1") as here:
        found = board(here)
    assert (found.costs[0].percent, found.costs[0].tone, found.over) == ("26%", "good", 0)
    assert found.span == "1 January 2026 – 31 December 2026"


def test_the_page_says_what_is_over(there: Trier) -> None:
    page = there.page("/p/budgets")
    assert "1 budget is exceeded." in page.text
    assert "Pass with a warning" in page.text
    assert f"{there.base}/new/budget.set" in page.links


def test_years_without_a_budget(there: Trier) -> None:
    assert "No budget is entered for this year." in there.get("/p/budgets?year=2027").text
    assert there.get("/p/budgets?year=never").status_code == 200


def test_scenarios_are_versions(app: FastAPI) -> None:
    trier = Trier(app, fill)
    with visit(trier) as here:
        where = board(here).costs[0].name.href.rpartition("/")[2]
    assert trier.do("budget.set", account=where, year="2026", amount="240", version="cautious").status_code == 303
    with visit(trier, version="cautious") as here:
        found = board(here)
    assert [one.value for one in found.versions] == ["budget", "cautious"]
    assert found.costs[0].budget.text == "60.00"


def test_the_rule_is_changed_by_a_manager(app: FastAPI) -> None:
    trier = Trier(app, fill)
    assert trier.do("budget.policy", policy="stop").status_code == 303
    assert "Are refused" in trier.get("/p/budgets").text
    with trier.books.session(write=False) as session:
        assert policy(session) == "stop"
    with visit(trier, "sales") as here:
        assert board(here).change is None
        assert board(here).create is None


def test_bars_begin_at_the_right_in_persian(app: FastAPI) -> None:
    page = Trier(app, fill, language="fa").page("/p/budgets").text
    assert 'dir="rtl"' in page and 'class="turning"' in page

"""The trial balance: sums by kind, links to the lines, any span."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.web.sandbox.furnishing import fill
from tests.web.sandbox.trying import Trier
from web.sandbox.ledger_trial import report


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, fill)


def test_it_balances_and_leads_to_the_lines(there: Trier) -> None:
    page = there.page("/p/trial-balance")
    assert "Debit equals credit" in page.text
    assert "1100" in page.text and "Trade receivables" in page.text
    ledger = next(link for link in page.links if "/l/ledger?account=" in link and "on.to=2026-03-02" in link)
    assert there.client.get(ledger).status_code == 200
    assert any("/l/account-balances.xlsx?on.from=2026-01-01" in link for link in page.links)


def test_a_span_of_ones_own(there: Trier) -> None:
    page = there.page("/p/trial-balance?on.from=2026-03-01&on.to=2026-03-31")
    assert 'value="2026-03-01"' in page.text and 'value="2026-03-31"' in page.text
    assert "390.00" in page.text  # opening balance of receivables


def test_days_the_wrong_way_round_are_one_day(there: Trier) -> None:
    page = there.get("/p/trial-balance?on.from=2026-05-01&on.to=2026-03-31").text
    assert page.count('value="2026-03-31"') == 2


def test_an_empty_company_is_told(app: FastAPI) -> None:
    empty = Trier(app)
    assert "Nothing is posted yet." in empty.get("/p/trial-balance").text


def test_noughts_of_accounts_are_left_out_and_sums_are_complete(there: Trier) -> None:
    from tests.web.sandbox.visiting import visit

    with visit(there) as here:
        found = report(here)
    assets = found.parts[0]
    assert [row.code for row in assets.rows] == ["1000", "1100"]
    assert assets.rows[0].figures[0].text == ""
    assert assets.figures[0].text == "0.00"
    assert found.balanced and found.figures[3].text == "0.00"


def test_persian_days_and_digits(app: FastAPI) -> None:
    page = Trier(app, fill, language="fa").page("/p/trial-balance").text
    assert "۱۴۰۴/۱۲/۱۱" in page and "۳۱۵٫۰۰" in page

"""The forecast as a page: every figure leads to its deals."""

from __future__ import annotations

import datetime

import pytest
from fastapi import FastAPI

from advisor.sandbox.crm.forecast import Sums
from tests.web.sandbox.pipelined import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.pipeline_forecast import build, month_name
from web.sandbox.visit import Visit


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, furnish)


def test_figures_lead_to_the_deals_they_are_made_of(there: Trier) -> None:
    with there.books.session(write=False) as session:
        found = build(Visit(session, there.secret, "en"))
    assert found.finding == "Until 31 August 2026 55,513.98 EUR are likely: 2,500.00 won, 53,013.98 from 6 open deals."
    assert (found.whole.amount.text, found.months[1].deals.text) == ("73,560.75", "6")
    assert found.overdue is not None
    figures = [*found.months, found.whole, *found.sellers, found.overdue]
    for one in figures:
        for cell in (one.deals, one.won):
            if cell.href:
                rows = there.get(cell.href.replace(f"{there.base}/l/", "/api/l/")).json()
                amount = sum(float(row["amount"]) for row in rows["rows"])
                shown = str(rows["count"]) if cell is one.deals else f"{amount:,.2f}"
                assert cell.text == shown, (one.name, cell)
    assert [one.name for one in found.sellers] == ["Lee", "Sam"]
    assert [block.height > 0 for block in found.bars.won] == [True] + [False] * 5


def test_of_one_seller_and_an_empty_company(there: Trier, trier: Trier) -> None:
    page = there.page("/p/forecast?owner=2")
    assert "Hoses" not in page.text
    assert "3,072.38" in page.text
    assert there.get("/p/forecast?owner=x").status_code == 200
    assert "0.00" in trier.page("/p/forecast").text


def test_names_of_months() -> None:
    march = Sums(datetime.date(2026, 3, 1), datetime.date(2026, 3, 31))
    assert [month_name(march, one) for one in ("en", "zh", "fa")] == ["March 2026", "2026年3月", "۱۴۰۴/۱۲/۱۰ – ۰۱/۱۱"]

"""The months of an account as bars."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.sandbox.ledger.accounts import account
from tests.web.sandbox.furnishing import fill
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.visiting import visit
from web.sandbox.ledger_accounts import HEIGHT, Months, months


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, fill)


def bars(trier: Trier, use: str) -> Months:
    with visit(trier) as here:
        return months(here, account(here.session, use))


def test_twelve_months_up_to_today(there: Trier) -> None:
    found = bars(there, "receivable")
    assert len(found.bars) == 12
    assert (found.bars[-1].month, found.bars[0].month) == ("March 2026", "April 2025")
    assert [bar.amount.text for bar in found.bars[-3:]] == ["390.00", "390.00", "260.00"]
    assert "/l/ledger?account=" in found.ledger


def test_bars_stand_on_either_side_of_nought(there: Trier) -> None:
    january, february, march = bars(there, "revenue").bars[-3:]
    assert (january.top, january.height, january.below) == (HEIGHT, HEIGHT, True)
    assert february.height == 0
    assert march.height == pytest.approx(HEIGHT * 80 / 390)
    assert bars(there, "receivable").bars[-1].top == pytest.approx(HEIGHT / 3)


def test_income_shows_what_each_month_moved(there: Trier) -> None:
    found = bars(there, "revenue")
    assert [bar.amount.text for bar in found.bars[-3:]] == ["−390.00", "0.00", "−80.00"]
    assert found.label == "What this account moved in each month"


def test_an_account_that_never_moved_has_no_bars(there: Trier) -> None:
    found = bars(there, "asset")
    assert found.bars == ()
    assert "As a table" not in there.page("/d/account/11").text


def test_the_page_has_the_figures_as_a_table_too(there: Trier) -> None:
    with visit(there) as here:
        number = account(here.session, "bank").id
    page = there.page(f"/d/account/{number}").text
    assert "What stood on this account at the end of each month" in page
    assert "As a table" in page and "March 2026" in page

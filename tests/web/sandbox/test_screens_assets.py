"""Fixed assets as a visitor sees them."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from tests.web.sandbox.staffed import fill, looked_at
from tests.web.sandbox.trying import Trier
from web.sandbox.screens_assets import ASSETS


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return looked_at(app)


def rows(there: Trier, path: str) -> dict[str, dict[str, Any]]:
    """Assets by name, as a program reads them."""
    return {row["name"]: row for row in there.get(f"/api/l/{path}").json()["rows"]}


def test_assets_show_what_they_are_worth(there: Trier) -> None:
    found = rows(there, "assets")
    assert float(found["Press"]["value"]) == 21224.52
    assert float(found["Press"]["used"]) == pytest.approx(2775.48 / 21600)
    assert float(found["Van"]["value"]) == 30000
    assert set(rows(there, "assets?state=draft")) == {"Saw"}
    assert set(rows(there, "assets?method=declining_linear")) == {"Van"}


def test_the_page_shows_the_schedule_with_its_entries(there: Trier) -> None:
    page = there.page("/d/asset/1")
    for shown in ("Press", "It is worth EUR 21,224.52 in the books", "255.48", "AST/2026-02/0001", "Straight line"):
        assert shown in page.text
    assert any("/d/entry/" in link for link in page.links)


def test_a_draft_says_what_comes_next(there: Trier) -> None:
    page = there.page("/d/asset/3").text
    assert "It is written off once it is in use." in page
    assert "Put into use" in page


def test_what_is_due_is_told_and_booked(app: FastAPI) -> None:
    trier = Trier(app, fill)
    trier.do("asset.create", name="Crane", cost="1200", months="12", start="2026-01-01")
    trier.do("asset.start", document="4", paid="bank")
    assert "Depreciation that is due and not booked: 2. Book it." in trier.page("/d/asset/4").text
    made = trier.do("asset.depreciate")
    assert made.headers["location"].startswith(f"{trier.base}/l/assets")
    assert "not booked" not in trier.page("/d/asset/4").text


def test_a_new_value_begins_with_the_old_one(there: Trier) -> None:
    fields = there.page("/d/asset/1").fields
    assert "21224.52" in fields["value"]
    assert "60" in fields["months"]


def test_an_asset_is_sold_and_gone(app: FastAPI) -> None:
    trier = Trier(app, fill)
    assert trier.do("asset.revalue", document="1", value="22000").status_code == 303
    assert "775.48" in trier.page("/d/asset/1").text
    assert trier.do("asset.dispose", document="1", proceeds="20000").status_code == 303
    page = trier.page("/d/asset/1").text
    assert "Gone on" in page
    assert "Book value" not in page.split("Changes of value")[0].split("<dl")[1]
    assert float(rows(trier, "assets")["Press"]["value"]) == 0


def test_an_asset_that_cannot_be_is_told_at_its_field(app: FastAPI) -> None:
    refused = Trier(app, fill).do("asset.create", name="Odd", cost="100", residual="200", months="12")
    assert refused.status_code == 409
    assert "The cost is above nought and not below the residual value." in refused.text
    assert 'value="Odd"' in refused.text


def test_a_new_sandbox_says_what_to_do_first(trier: Trier) -> None:
    assert ASSETS.empty in trier.get("/l/assets").text

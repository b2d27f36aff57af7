"""What campaigns cost, by channel, by campaign and by day."""

from __future__ import annotations

from fastapi import FastAPI

from tests.web.sandbox.marketed import shop, texts
from tests.web.sandbox.trying import Trier


def test_costs_per_click_lead_and_deal(app: FastAPI) -> None:
    there = shop(app)
    page = there.page("/p/ads")
    shown = texts(page.text)
    assert "Spent 260.50 EUR Clicks 70 Cost per click 3.72 EUR Cost per lead 65.13 EUR" in shown
    assert "Advertisements 140.50 70 2.01 3 46.83 1 140.50 900.00" in shown
    assert "2 Mar 2026 Advertisements 140.50 70 2.01" in shown
    assert f"{there.base}/l/campaigns?channel=ads" in page.links
    other = texts(there.page("/p/ads?on.from=2025-01-01&on.to=2025-02-01").text)
    assert "Nothing was spent in these days." in other


def test_before_anything_was_spent(app: FastAPI) -> None:
    assert "No campaign spent anything yet." in Trier(app).page("/p/ads").text

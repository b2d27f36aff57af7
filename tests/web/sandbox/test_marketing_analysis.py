"""Analyses: every figure is there, adds up, and leads to its rows."""

from __future__ import annotations

from fastapi import FastAPI

from tests.web.sandbox.marketed import shop, texts
from tests.web.sandbox.trying import Trier


def test_funnel_channels_cohorts_and_reasons(app: FastAPI) -> None:
    there = shop(app)
    page = there.page("/p/analysis")
    shown = texts(page.text)
    assert "1 of 4 leads became a won deal: 25%." in shown
    assert "Leads 4 Qualified 2 50%" in shown
    assert "Both ways of sharing add up to what was won: 9,300.00 EUR." in shown
    assert "Recommendation 0 3 4,800.00 4,800.00" in shown
    assert "Advertisements 3 1 900.00 900.00" in shown
    assert "Total 4 7 9,300.00 9,300.00" in shown
    assert "March 2026 7" in shown
    assert "Price 1 700.00" in shown
    links = [link.replace("&amp;", "&").removeprefix(there.base) for link in page.links]
    led = [link for link in links if link.startswith("/l/") and "?" in link]
    assert {link.partition("?")[0] for link in led} == {"/l/leads", "/l/deals", "/l/customer-value"}
    for link in led:
        assert there.get(link.replace("/l/", "/api/l/")).json()["rows"], link


def test_other_days(app: FastAPI) -> None:
    there = shop(app)
    shown = texts(there.page("/p/analysis?on.from=2025-01-01&on.to=2025-12-31").text)
    assert "No lead came in these days." in shown
    assert "No deal was lost in these days." in shown
    assert "March 2026 7" in shown, "cohorts are of all time"


def test_an_empty_company(app: FastAPI) -> None:
    shown = texts(Trier(app).page("/p/analysis").text)
    assert "A customer is somebody with a deal that was won." in shown

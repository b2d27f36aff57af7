"""Pages of members: subscriptions and loyalty."""

from __future__ import annotations

from fastapi import FastAPI

from tests.web.sandbox.marketed import shop, texts
from tests.web.sandbox.trying import Trier


def test_what_subscriptions_bring_and_who_may_leave(app: FastAPI) -> None:
    there = shop(app)
    page = there.page("/p/members")
    shown = texts(page.text)
    assert "Active members 4" in shown
    assert "Recurring revenue per month 180.00 EUR" in shown
    assert "At risk 1" in shown
    assert "MB-0001 Ann 2 Apr 2026 2 Mar 2026 Cancelled" in shown
    assert "March 2026 0 4 0" in shown
    assert f"{there.base}/l/subscriptions?state=frozen" in page.links


def test_loyalty_by_tier_and_who_comes_back(app: FastAPI) -> None:
    shown = texts(shop(app).page("/p/loyalty").text)
    assert "Members 4" in shown
    assert "Points not used 4,000 80.00 EUR" in shown
    assert "Basic 0 0% 2 Silver 1,000 3% 2 Gold 5,000 5% 0" in shown
    assert "Dora 1,600 Cid 1,200 Bob 800 Ann 400" in shown
    assert "Members who bought again 0% 0 of 4" in shown


def test_a_subscription_with_its_charges_and_visits(app: FastAPI) -> None:
    shown = texts(shop(app).page("/d/subscription/1").text)
    assert "It was cancelled and is not renewed again." in shown
    assert "Ends on 2 April 2026" in shown
    assert "2 Mar 2026 2 Apr 2026 45.00" in shown
    assert "2 Mar 2026 09:00" in shown


def test_empty_ones(app: FastAPI) -> None:
    there = Trier(app)
    assert "There is no member yet." in there.page("/p/members").text
    assert "Nobody has points yet." in there.page("/p/loyalty").text

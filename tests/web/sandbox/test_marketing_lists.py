"""Lists of marketing: what stands in them, and how they are narrowed."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from tests.web.sandbox.marketed import shop
from tests.web.sandbox.trying import Trier
from web.sandbox.marketing_lists import LISTS


def rows(there: Trier, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = there.get(f"/api/l/{address}").json()["rows"]
    return found


def values(there: Trier, address: str, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows(there, address)]


def test_campaigns_with_what_they_cost_and_brought(app: FastAPI) -> None:
    there = shop(app)
    names = ("name", "channel", "spent", "leads", "won", "revenue", "state")
    assert values(there, "campaigns?sort=number", *names) == [
        ("Spring", "email", "120.00", 1, None, None, "running"),
        ("Advertisements in June", "ads", "140.50", 3, 1, "900.00", "running"),
    ]
    assert values(there, "campaigns?over=1", "name") == [("Advertisements in June",)]
    assert values(there, "campaigns?channel=email", "name") == [("Spring",)]
    assert values(there, "campaigns?q=june", "name") == [("Advertisements in June",)]


def test_mailings_and_mails(app: FastAPI) -> None:
    there = shop(app)
    assert values(there, "mailings?sort=number", "name", "members", "mails", "opened", "answered") == [
        ("News", 8, 16, 1, 1), ("For later", 3, 5, None, None),
    ]  # fmt: skip
    assert values(there, "mailings?nurture=1", "name") == [("For later",)]
    assert len(rows(there, "mails?mailing=1")) == 16
    assert values(there, "mails?answered=1", "subject", "to", "state") == [("Mail 0", "Ann", "queued")]
    assert len(rows(there, "mails?q=lee1")) == 2


def test_segments_offers_and_events(app: FastAPI) -> None:
    there = shop(app)
    assert values(there, "segments", "name", "size") == [("Buyers in Bern", 6), ("Customers", 9)]
    assert values(there, "offers?active=1", "text", "discount") == [("Free delivery in spring", 12.5)]
    assert values(there, "marketing-events", "name", "seats", "registered", "attended", "state") == [
        ("Open day", 2, 2, None, "open")
    ]


def test_points_and_subscriptions(app: FastAPI) -> None:
    there = shop(app)
    assert values(there, "points?sort=points", "contact", "points")[0] == ("Ann", 400)
    assert {row["kind_of"] for row in rows(there, "points")} == {"points.earned"}
    assert values(there, "subscriptions?state=ending", "contact", "price", "next") == [("Ann", "45.00", "2026-04-02")]
    assert len(rows(there, "subscriptions?state=active")) == 3
    assert values(there, "charges?of=1", "amount", "until") == [("45.00", "2026-04-02")]


def test_mentions_by_tone(app: FastAPI) -> None:
    there = shop(app)
    assert len(rows(there, "mentions")) == 8
    assert {row["tone"] for row in rows(there, "mentions?tone=tone.bad")} == {"tone.bad"}
    assert {row["network"] for row in rows(there, "mentions?network=forum")} == {"forum"}


def test_customers_by_what_they_bring(app: FastAPI) -> None:
    there = shop(app)
    found = values(there, "customer-value", "name", "grade", "won", "deals")
    assert [row[:2] for row in found[:2]] == [("Fay", "A"), ("Emil", "A")]
    assert found[0] == ("Fay", "A", "2400.00", 1)
    assert [row[0] for row in values(there, "customer-value?grade=C", "name")] == ["Ann"]
    assert rows(there, "customer-value?last.to=2026-03-01") == []
    assert len(rows(there, "customer-value?first.from=2026-03-02&first.to=2026-03-02")) == 6


def test_every_row_leads_to_its_page(app: FastAPI) -> None:
    there = shop(app)
    for screen in LISTS:
        if screen.kind:
            links = [one for one in there.page(f"/l/{screen.id}").links if f"/d/{screen.kind}/" in one]
            assert there.get(links[0].removeprefix(there.base)).status_code == 200, screen.id

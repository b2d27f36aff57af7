"""Lists of customers: what they show and how they are narrowed."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.sandbox.crm.tables import Deal
from tests.web.sandbox.trying import Trier
from web.sandbox.contacts_lists import LISTS, about
from web.sandbox.listing import rows_of


def rows(there: Trier, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = there.get(f"/api/l/{address}").json()["rows"]
    return found


@pytest.mark.parametrize("screen", LISTS, ids=lambda screen: screen.id)
def test_every_list_opens(customers: Trier, screen: Any) -> None:
    page = customers.page(f"/l/{screen.id}")
    assert page.text.count(screen.title) >= 1


def test_contacts_by_what_they_are_and_whose(customers: Trier) -> None:
    def names(query: str) -> list[str]:
        return [row["name"] for row in rows(customers, f"contacts?{query}")]

    assert names("") == ["ACME", "Acme Ltd", "Ann Lee", "North", "South"]
    assert names("is=person") == ["Ann Lee"]
    assert names("customer=1") == ["Acme Ltd"]
    assert names("partner=1") == ["North", "South"]
    assert names("owner=1") == ["Acme Ltd"]
    assert names("q=desk@") == ["Acme Ltd"]
    assert names("unused=1") == []


def test_activities_say_what_is_overdue(customers: Trier) -> None:
    def subjects(query: str) -> list[str]:
        return [row["subject"] for row in rows(customers, f"activities?sort=subject&{query}")]

    assert subjects("state=overdue") == ["Ask about the price"]
    assert subjects("owner=2") == ["Plan next quarter"]
    assert subjects("what=visit") == ["Show the machine"]
    assert subjects("contact=2") == ["Send the offer"]
    assert subjects("state=planned&due.from=2026-03-03") == ["Plan next quarter"]


def test_partners_with_what_they_bring_and_their_conflicts(customers: Trier) -> None:
    north, south = rows(customers, "partners")
    assert (north["name"], float(north["pipeline"]), north["open"]) == ("North", 900.0, 1)
    assert (south["name"], south["pipeline"]) == ("South", None)
    (conflict,) = rows(customers, "partner-conflicts")
    assert (conflict["customer"], conflict["first"], conflict["second"]) == ("Acme Ltd", "North", "South")
    assert [row["state"] for row in rows(customers, "deal-registrations?sort=state")] == ["conflict", "held"]


def test_activities_about_a_document(customers: Trier) -> None:
    lines = about("deal")
    with customers.books.session(write=False) as session:
        found = rows_of(session, lines.source(session, session.get_one(Deal, 1)), lines.columns)
        assert [(row["subject"], row["what"], row["state"]) for row in found] == [("Send the offer", "mail", "planned")]
        assert rows_of(session, about("lead").source(session, session.get_one(Deal, 1)), lines.columns) == []

"""Lists of selling: what they show, how they are narrowed, and that their states follow from the lines."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from tests.web.sandbox.storefront import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.selling_lists import INVOICE_STATES, LISTS, SALE_STATES, delivered


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, furnish)


def rows(there: Trier, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = there.get(f"/api/l/{address}").json()["rows"]
    return found


def numbers(there: Trier, address: str) -> list[str]:
    return [row["number"] for row in rows(there, address)]


def test_orders_with_the_state_that_follows_from_their_lines(there: Trier) -> None:
    shown = {row["number"]: row["state"] for row in rows(there, "sales")}
    assert shown["SO-0001"] == "draft"
    assert shown["SO-0002"] == "quoted"
    assert shown["SO-0003"] == "closed"
    assert shown["SO-0004"] == "confirmed"
    assert numbers(there, "sales?state=closed&sort=number") == ["SO-0003", "SO-0008", "SO-0009"]


@pytest.mark.parametrize("state", SALE_STATES)
def test_orders_of_each_state(there: Trier, state: str) -> None:
    found = rows(there, f"sales?state={state}")
    assert len({row["state"] for row in found}) == (0 if state in ("fulfilled", "cancelled") else 1)


def test_orders_are_found_by_number_customer_and_reference(there: Trier) -> None:
    assert numbers(there, "sales?q=0006") == ["SO-0006"]
    assert numbers(there, "sales?q=astoria&sort=number") == ["SO-0002", "SO-0004", "SO-0006"]
    assert numbers(there, "sales?q=PO%207731") == ["SO-0004"]
    assert numbers(there, "sales?channel=web") == ["SO-0010"]


def test_how_much_was_delivered(there: Trier) -> None:
    """12 of 16, all, and what came back counts as agreed."""
    page = there.page("/l/sales").text
    assert "75%" in page
    with there.books.session(write=False) as session:
        assert delivered(session, [3, 4, 6, 8]) == {3: 1.0, 4: 0.75, 6: 0.0, 8: 1.0}
        assert delivered(session, []) == {}


def test_deliveries_that_are_late_or_came_back(there: Trier) -> None:
    assert numbers(there, "deliveries?late=1&sort=number") == ["SH-0003", "SH-0004", "SH-0006"]
    assert numbers(there, "deliveries?back=1") == ["SH-0008"]
    assert numbers(there, "deliveries?q=480%20512") == ["SH-0001"]
    assert numbers(there, "deliveries?state=packed") == ["SH-0006"]


def test_invoices_paid_overdue_and_reversed(there: Trier) -> None:
    assert numbers(there, "invoices?state=paid&sort=number") == ["INV-0001", "INV-0006", "INV-0008"]
    assert numbers(there, "invoices?state=overdue&sort=number") == ["INV-0004", "INV-0007"]
    assert numbers(there, "invoices?state=reversed") == ["INV-0005"]
    assert numbers(there, "invoices?credit=1&sort=-number") == ["INV-0006", "#4"]


def test_the_first_instalment_makes_an_invoice_overdue(there: Trier) -> None:
    """Half of it was due at once, the other half is due later."""
    found = next(row for row in rows(there, "invoices") if row["number"] == "INV-0007")
    assert (found["due"], found["state"], found["open"]) == ("2026-04-01", "overdue", "162.00")


@pytest.mark.parametrize("state", INVOICE_STATES)
def test_invoices_of_each_state(there: Trier, state: str) -> None:
    assert len({row["state"] for row in rows(there, f"invoices?state={state}")}) <= 1


def test_credit_notes_stand_below_nought(there: Trier) -> None:
    shown = {row["number"]: row["gross"] for row in rows(there, "invoices")}
    assert (shown["INV-0006"], shown["#4"]) == ("-60.00", "-82.80")


def test_payments_with_what_they_are_for(there: Trier) -> None:
    shown = {row["number"]: (row["for"], row["state"], row["amount"]) for row in rows(there, "payments")}
    assert shown["PAY-0001"] == ("INV-0001", "cleared", "381.78")
    assert shown["PAY-0002"] == ("INV-0007", "draft", "30.00")
    assert shown["PAY-0004"] == ("SO-0010", "cleared", "82.80")
    assert numbers(there, "payments?method=cash") == ["PAY-0003"]
    assert numbers(there, "payments?direction=out") == []


@pytest.mark.parametrize("screen", LISTS, ids=lambda one: one.id)
def test_a_row_leads_to_its_document(there: Trier, screen: Any) -> None:
    page = there.page(f"/l/{screen.id}")
    leads = [link for link in page.links if f"/d/{screen.kind}/" in link]
    assert leads
    assert there.get(leads[0].removeprefix(there.base)).status_code == 200


def test_an_empty_list_says_what_to_do_first(app: FastAPI) -> None:
    empty = Trier(app)
    for screen in LISTS:
        assert "stand" in empty.page(f"/l/{screen.id}").text
    assert "/new/sale.create" in "".join(empty.page("/l/sales").links)

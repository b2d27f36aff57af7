"""Lists of purchasing as a visitor sees them."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.web.sandbox.bought import fill
from tests.web.sandbox.trying import Trier
from web.sandbox.buying_lists import BILL_STATES, LISTS


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A trial that has bought for three weeks and is only looked at."""
    return Trier(app, fill)


def rows(there: Trier, path: str) -> list[dict[str, object]]:
    response = there.get(f"/api/l/{path}")
    assert response.status_code == 200, response.text
    found = response.json()["rows"]
    assert isinstance(found, list)
    return found


def test_every_list_has_rows_and_a_first_step(there: Trier) -> None:
    for screen in LISTS:
        assert rows(there, screen.id), screen.id
        assert screen.empty.endswith("."), screen.id


def test_orders_show_how_far_they_have_come(there: Trier) -> None:
    found = {row["number"]: row for row in rows(there, "purchases")}
    assert found["PO-0001"]["state"] == "closed"
    reached = [found["PO-0003"][name] for name in ("received", "billed")]
    assert [round(float(str(share)), 4) for share in reached] == [0.7216, 0.7216]  # 25 of 40 valves, all seals
    assert found["PO-0006"]["state"] == "to_approve"


@pytest.mark.parametrize(
    ("state", "numbers"),
    [("closed", {"PO-0001", "PO-0005"}), ("to_approve", {"PO-0006"}), ("received", set()), ("draft", set())],
)
def test_orders_are_filtered_by_computed_states(there: Trier, state: str, numbers: set[str]) -> None:
    assert {row["number"] for row in rows(there, f"purchases?state={state}")} == numbers


def test_late_receipts_and_returns_are_found(there: Trier) -> None:
    assert {row["number"] for row in rows(there, "receipts?late=1")} == {"RC-0003", "RC-0005"}
    assert {row["number"] for row in rows(there, "receipts?back=1")} == {"RC-0009"}


@pytest.mark.parametrize(
    ("state", "numbers"),
    [("paid", {"BILL-0001"}), ("blocked", {"#4"}), ("overdue", {"BILL-0005"}), ("draft", {"#6"})],
)
def test_bills_are_filtered_by_what_they_need(there: Trier, state: str, numbers: set[str]) -> None:
    assert {row["number"] for row in rows(there, f"bills?state={state}")} == numbers


def test_every_bill_is_in_one_of_the_states(there: Trier) -> None:
    assert sum(len(rows(there, f"bills?state={state}")) for state in BILL_STATES) == len(rows(there, "bills"))


def test_a_bill_is_found_by_the_number_of_its_supplier(there: Trier) -> None:
    assert [row["number"] for row in rows(there, "bills?q=R-2041")] == ["BILL-0003"]


def test_requests_say_for_what_and_by_whom(there: Trier) -> None:
    page = there.page("/l/requisitions?sort=number").text
    for shown in ("Spring campaign", "Kim", "Order what is approved", "Valve"):
        assert shown in page


def test_prices_by_quantity(there: Trier) -> None:
    found = rows(there, "supplier_prices?q=valve&sort=price")
    assert [(row["minimum"], row["price"]) for row in found] == [("100", "16.50"), ("1", "18.00")]

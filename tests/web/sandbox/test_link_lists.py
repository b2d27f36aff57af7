"""Lists of messages and conflicts, narrowed by side, kind and state."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from tests.web.sandbox.joined import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.link_lists import KINDS, STATES
from web.sandbox.link_words import CHOICES


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, furnish)


def rows(there: Trier, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = there.get(f"/api/l/{address}").json()["rows"]
    return found


def test_messages_by_state_side_and_kind(there: Trier) -> None:
    [parked] = rows(there, "messages?state=parked")
    assert parked["about"] == "OP-0002"
    assert {row["what"] for row in rows(there, "messages?side=crm")} == {"message_customer", "message_order"}
    assert {row["side"] for row in rows(there, "messages?kind=message_product")} == {"erp"}
    assert {row["state"] for row in rows(there, "messages")} <= set(STATES)
    assert rows(there, "messages?q=deal:1")[0]["tries"] == 1
    page = there.page("/l/messages").text
    assert "Order of a won deal" in page
    assert f'href="{there.base}/d/message/{parked["id"]}"' in page


def test_conflicts_with_both_values(there: Trier) -> None:
    [row] = rows(there, "conflicts?state=open")
    assert (row["contact"], row["crm_value"], row["erp_value"], row["kept"]) == ("Acme", "3", "2", "crm")
    assert "Telephone" in there.page("/l/conflicts").text


def test_every_kind_has_its_word() -> None:
    assert {f"message_{kind}" for kind in KINDS} <= CHOICES.keys()

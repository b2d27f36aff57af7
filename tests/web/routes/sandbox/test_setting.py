"""The page of settings: the private link and the two buttons that ask again."""

from __future__ import annotations

import pytest

from advisor.sandbox.core.clock import trial
from tests.web.sandbox.trying import Trier


def test_the_private_link_has_no_language(trier: Trier) -> None:
    page = trier.page("/settings")
    assert f'value="http://testserver/t/{trier.secret}/"' in page.text
    assert trier.client.get(f"/t/{trier.secret}/").status_code == 200


@pytest.mark.parametrize("what", ["reset", "remove"])
def test_nothing_is_lost_with_one_press(trier: Trier, what: str) -> None:
    assert f'action="{trier.base}/{what}"' not in trier.page("/settings").text
    assert f"{trier.base}/settings?ask={what}" in trier.page("/settings").links
    asked = trier.page(f"/settings?ask={what}")
    assert f'action="{trier.base}/{what}"' in asked.text
    assert "This cannot be undone." in asked.text


def test_modules_are_called_by_their_names(trier: Trier) -> None:
    assert "Switched on:" not in trier.page("/settings").text, "all are on"
    with trier.books.session() as session:
        trial(session).modules = ["erp-gl", "erp-finance", "erp-master-data"]
    page = trier.page("/settings").text
    assert "Switched on:" in page
    assert "erp-gl" not in page


def test_a_lost_link(trier: Trier) -> None:
    assert trier.client.get("/t/short/settings").status_code == 404

"""The area of purchasing as a whole: its menu, its words, its modules."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.states import machines
from tests.web.sandbox.bought import fill
from tests.web.sandbox.trying import Trier
from web.sandbox import labels
from web.sandbox.screens_buying import AREA

KINDS = ("requisition", "purchase", "receipt", "bill")


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, fill)


def test_the_menu_leads_to_all_of_it(there: Trier) -> None:
    links = there.page("/l/purchases").links
    for screen in AREA.screens:
        assert f"{there.base}/l/{screen.id}" in links
    for special in AREA.specials:
        assert f"{there.base}/p/{special.id}" in links


@pytest.mark.parametrize("special", [one.id for one in AREA.specials])
@pytest.mark.parametrize("language", ["en", "fa"])
def test_special_pages_open_furnished(there: Trier, special: str, language: str) -> None:
    response = there.client.get(f"/{language}/t/{there.secret}/p/{special}")
    assert response.status_code == 200
    assert 'class="table' in response.text or 'class="inbox' in response.text


def test_every_document_has_a_page() -> None:
    assert {one.kind for one in AREA.documents} >= set(KINDS)


def test_what_the_history_says_has_words(there: Trier) -> None:
    for name in ("ask", "decide", "differs", "over_budget", "reject_goods"):
        assert labels.event("purchase", name, str) == AREA.events[name]
    assert labels.event("receipt", "return", str) == "Returned"
    assert labels.event("bill", "post", str) != labels.event("invoice", "post", str)


def test_every_transition_is_named() -> None:
    for kind in KINDS:
        for step in machines()[kind].transitions:
            if step.who:
                name = labels.transition(kind, step.do, str)
                assert name
                assert "_" not in name


def test_without_its_module_a_page_is_not_in_the_menu(trier: Trier) -> None:
    with trier.books.session() as session:
        trial(session).modules = ["erp-master-data", "erp-procurement"]
    links = trier.page("/l/purchases").links
    assert f"{trier.base}/p/suppliers" in links
    assert f"{trier.base}/p/approvals" not in links
    assert f"{trier.base}/p/payment_proposal" not in links
    assert f"{trier.base}/l/bills" not in links

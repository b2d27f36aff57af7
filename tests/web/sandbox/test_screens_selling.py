"""The area of selling: its places in the menu, by module, and its words."""

from __future__ import annotations

from fastapi import FastAPI

from advisor.sandbox.core.clock import trial
from tests.web.sandbox.trying import Trier
from web.sandbox import choosing
from web.sandbox.screens_selling import AREA


def test_the_menu_leads_to_selling(trier: Trier) -> None:
    links = trier.page("/").links
    for screen in AREA.screens:
        assert f"{trier.base}/l/{screen.id}" in links
    for special in AREA.specials:
        assert f"{trier.base}/p/{special.id}" in links


def test_modules_that_are_off_are_not_in_the_menu(app: FastAPI) -> None:
    def few(session: object) -> None:
        trial(session).modules = ["erp-sales-orders", "erp-invoicing"]  # type: ignore[arg-type]

    there = Trier(app, few)
    links = there.page("/").links
    assert f"{there.base}/l/sales" in links
    assert f"{there.base}/l/invoices" in links
    for gone in ("l/deliveries", "l/payments", "p/shop", "p/delivery-board"):
        assert f"{there.base}/{gone}" not in links


def test_references_name_documents_that_can_be_paid() -> None:
    assert {"payable_document", "advance_order"} <= set(choosing.REFERENCES)


def test_every_word_is_a_sentence_or_a_name() -> None:
    for words in (AREA.choices, AREA.labels, AREA.events):
        assert all(word and word[0].isupper() for word in words.values())

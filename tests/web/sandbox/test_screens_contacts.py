"""The area of customers: its places in the menu, by module, and its words."""

from __future__ import annotations

from fastapi import FastAPI

from advisor.sandbox.core.clock import trial
from advisor.sandbox.crm.activities import KINDS
from tests.web.sandbox.trying import Trier
from web.sandbox import choosing
from web.sandbox.screens_contacts import AREA


def test_the_menu_leads_to_customers(app: FastAPI, trier: Trier) -> None:
    links = trier.page("/").links
    for screen in AREA.screens:
        assert (f"{trier.base}/l/{screen.id}" in links) != screen.hidden
    for special in AREA.specials:
        assert f"{trier.base}/p/{special.id}" in links

    def few(session: object) -> None:
        trial(session).modules = ["crm-contacts"]  # type: ignore[arg-type]

    there = Trier(app, few)
    links = there.page("/").links
    assert f"{there.base}/l/contacts" in links
    for gone in ("l/activities", "l/partners", "p/my-work", "p/field"):
        assert f"{there.base}/{gone}" not in links


def test_words_and_references() -> None:
    assert {"contact", "organisation", "partner", "member"} <= set(choosing.REFERENCES)
    assert set(KINDS) <= set(AREA.choices)
    for words in (AREA.choices, AREA.labels, AREA.events, AREA.kinds, AREA.states, AREA.transitions):
        assert all(word and word[0].isupper() for word in words.values())

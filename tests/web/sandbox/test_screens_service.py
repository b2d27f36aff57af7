"""The area of service: its places in the menu, by module, and its words."""

from __future__ import annotations

from fastapi import FastAPI

from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.states import machines
from tests.web.sandbox.trying import Trier
from web.sandbox import choosing, labels
from web.sandbox.screens_service import AREA


def test_the_menu_leads_to_service(trier: Trier) -> None:
    links = trier.page("/").links
    for screen in AREA.screens:
        assert f"{trier.base}/l/{screen.id}" in links
    for special in AREA.specials:
        assert f"{trier.base}/p/{special.id}" in links


def test_modules_that_are_off_are_not_in_the_menu(app: FastAPI) -> None:
    def few(session: object) -> None:
        trial(session).modules = ["crm-contacts", "crm-service"]  # type: ignore[arg-type]

    there = Trier(app, few)
    links = there.page("/").links
    for kept in ("l/tickets", "p/service-desk", "p/service-report"):
        assert f"{there.base}/{kept}" in links
    for gone in ("l/claims", "l/articles", "l/surveys", "p/knowledge", "p/feedback", "p/service-inbox"):
        assert f"{there.base}/{gone}" not in links


def test_references_name_rows_that_can_be_chosen() -> None:
    assert {"contact", "item", "published_article"} <= set(choosing.REFERENCES)


def test_every_state_and_step_has_a_word() -> None:
    for kind in ("ticket", "article", "claim"):
        for state in (*machines()[kind].states, *machines()[kind].computed):
            assert state in labels.STATES or f"{kind}.{state}" in labels.STATES, state
        for step in machines()[kind].transitions:
            assert step.do in labels.TRANSITIONS or f"{kind}.{step.do}" in labels.TRANSITIONS, step.do
            assert step.do in labels.EVENTS or f"{kind}.{step.do}" in labels.EVENTS, step.do


def test_every_word_is_a_sentence_or_a_name() -> None:
    for words in (AREA.choices, AREA.labels, AREA.events, AREA.states, AREA.transitions, AREA.kinds):
        assert all(word and word[0].isupper() for word in words.values())

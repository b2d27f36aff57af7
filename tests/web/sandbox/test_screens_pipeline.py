"""The area of the pipeline: its places in the menu by module, and its words."""

from __future__ import annotations

from fastapi import FastAPI

from advisor.sandbox.core.clock import trial
from tests.web.sandbox.trying import Trier
from web.sandbox.screens_pipeline import AREA


def test_the_menu_leads_to_what_is_on(app: FastAPI) -> None:
    def few(session: object) -> None:
        trial(session).modules = ["crm-contacts", "crm-leads"]  # type: ignore[arg-type]

    there = Trier(app)
    links = there.page("/").links
    for place in (
        *(f"l/{one.id}" for one in AREA.screens if not one.hidden),
        *(f"p/{one.id}" for one in AREA.specials),
    ):
        assert f"{there.base}/{place}" in links
    there = Trier(app, few)
    links = there.page("/").links
    assert f"{there.base}/l/leads" in links
    for gone in ("l/deals", "l/quotes", "p/pipeline", "p/forecast", "p/rules"):
        assert f"{there.base}/{gone}" not in links

"""What production adds to the menu, and what goes with its modules."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.states import machines
from advisor.sandbox.verbs import verbs
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.workshop import furnish, seen
from web.sandbox import labels
from web.sandbox.screens_production import AREA

OURS = ("bom", "work_centre", "plan", "forecast", "work_order", "capacity", "inspection", "maintenance", "machine")


def test_the_menu_has_all_pages_and_lists(app: FastAPI) -> None:
    there = seen(app)
    links = there.page("/l/work_orders").links
    for special in AREA.specials:
        assert f"{there.base}/p/{special.id}" in links
    for screen in AREA.screens:
        assert f"{there.base}/l/{screen.id}" in links


@pytest.mark.parametrize("special", [one.id for one in AREA.specials])
@pytest.mark.parametrize("language", ["en", "fa", "zh"])
def test_pages_open_in_a_furnished_trial(app: FastAPI, special: str, language: str) -> None:
    there = seen(app)
    response = there.client.get(f"/{language}/t/{there.secret}/p/{special}")
    assert response.status_code == 200
    assert "sandbox_production.css" in response.text


def test_every_verb_of_production_has_a_form_of_its_own() -> None:
    declared = {form.verb for form in AREA.forms}
    asked = {
        name
        for name, verb in verbs().items()
        if name.split(".")[0] in OURS and set(verb.inputs.model_fields) - {"document"}
    }
    assert asked <= declared


def test_every_document_of_production_has_a_page() -> None:
    assert {page.kind for page in AREA.documents} == {
        "bom",
        "planned_order",
        "work_order",
        "inspection",
        "maintenance",
        "work_centre",
    }


def test_choices_of_forms_have_words() -> None:
    for kind in ("work_order", "inspection", "maintenance"):
        assert kind in machines()
    for choice in (
        "decision.block",
        "decision.return",
        "decision.scrap",
        "used",
        "back",
        "forward",
        "backward",
        "day",
        "week",
    ):
        assert labels.choice(choice, lambda sentence: sentence) != choice.capitalize()


def test_modules_that_are_off_take_their_pages_with_them(app: FastAPI) -> None:
    own = Trier(app, furnish)
    with own.books.session() as session:
        trial(session).modules = ["erp-master-data", "erp-inventory", "erp-production-planning"]
    links = own.page("/l/boms").links
    assert f"{own.base}/p/planning" in links
    assert f"{own.base}/p/workshop" not in links
    assert own.get("/p/workshop").status_code == 403
    assert own.get("/l/inspections").status_code == 403

"""The area of stock is whole: everything declared has words, a place in the menu and a page."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI

from advisor.sandbox.verbs import verbs
from tests.web.sandbox.stockroom import seen
from web.sandbox import labels
from web.sandbox.screens_stock import AREA

OURS = ("stock", "count", "transfer", "location", "shelf")


def test_every_verb_of_stock_has_a_form_of_its_own() -> None:
    named = {form.verb for form in AREA.forms}
    plain = {"count.start", "count.cancel", "transfer.cancel"}  # they ask for nothing
    assert {name for name in verbs() if name.split(".")[0] in OURS} == named | plain


def test_every_special_page_has_its_template_and_opens(app: FastAPI) -> None:
    for special in AREA.specials:
        page = seen(app).get(f"/p/{special.id}")
        assert page.status_code == 200
        assert "sandbox_stock.css" in page.text


def test_all_of_it_stands_in_the_menu(app: FastAPI) -> None:
    text = seen(app).get("/l/stock").text
    for one in (*AREA.screens, *AREA.specials):
        kind = "p" if one in AREA.specials else "l"
        assert re.search(rf'href="[^"]*/{kind}/{one.id}"', text), one.id
        assert one.group == "stock"


@pytest.mark.parametrize("what", ["opening", "scrap", "put", "take", "enter"])
def test_the_history_has_words_for_what_happens(what: str) -> None:
    assert what in labels.EVENTS


def test_places_can_be_chosen_by_what_they_are(app: FastAPI) -> None:
    text = seen(app).get("/new/shelf.put").text
    assert ">A-01</option>" in text
    assert ">Main warehouse</option>" not in text
    assert ">Main warehouse</option>" in seen(app).get("/new/location.create").text

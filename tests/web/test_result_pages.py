"""The pages of a result as values: frozen, each with its template, and what follows from them."""

from __future__ import annotations

import dataclasses

import pytest

from web import render, result_pages
from web.pages import Field, Option, Page
from web.result_pages import ChoiceGroup, Collected, Compared, Panel, Side, WeightField, WhatIfPage, WhatIfPart

KINDS = [k for k in vars(result_pages).values() if isinstance(k, type) and issubclass(k, Page) and k is not Page]
SHAPES = [k for k in vars(result_pages).values() if dataclasses.is_dataclass(k) and isinstance(k, type)]
HERE = Side("CRM", "Cloud", clear=True, share=0.8, rival="ERP", lead=2.0)
THERE = Side("ERP", "Cloud", clear=False, share=0.5, rival="", lead=None)
EMPTY = Panel("/try", (), (), (ChoiceGroup("Group", ()),), None, None, "", None, takes=False, full=False, moved=False)
FIELD = Field(
    "x", "radios", "Ask?", "Help.", "Why.", ("IT",), (Option("a", "A", chosen=False),), "", "", False, "?", ""
)


def part(panel: Panel) -> str:
    return render.to_html(WhatIfPart("en", "/c/s", panel))


@pytest.mark.parametrize("kind", KINDS)
def test_pages_have_a_template(kind: type[Page]) -> None:
    assert render.environment("en").get_template(kind.template)


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_are_frozen(shape: type) -> None:
    assert shape.__dataclass_params__.frozen  # type: ignore[attr-defined]


def test_an_advice_stays_when_path_and_hosting_stay() -> None:
    assert Compared(HERE, dataclasses.replace(HERE, share=0.1), (), (), ()).stays
    assert not Compared(HERE, THERE, (), (), ()).stays
    assert not Compared(HERE, dataclasses.replace(HERE, deployment="Hybrid"), (), (), ()).stays


@pytest.mark.parametrize(
    "panel",
    [
        dataclasses.replace(EMPTY, error="Too many."),
        dataclasses.replace(EMPTY, field=dataclasses.replace(FIELD, error="Wrong.")),
        dataclasses.replace(EMPTY, weight=WeightField("speed", "Speed", "About.", "x", "Wrong.")),
    ],
)
def test_a_panel_with_any_error_is_wrong(panel: Panel) -> None:
    assert panel.wrong
    assert "Wrong." in part(panel) or "Too many." in part(panel)
    assert "<title>Error: " in render.to_html(WhatIfPage("en", "/c/s", panel))


def test_a_panel_without_error_is_not_wrong() -> None:
    for panel in (EMPTY, dataclasses.replace(EMPTY, field=FIELD)):
        assert not panel.wrong
        assert "alert" not in part(panel)


def test_what_is_compared_is_said_in_words() -> None:
    compared = Compared(HERE, THERE, (("Budget", 10, 20),), ("It counts.",), ("It is silent.",))
    text = part(dataclasses.replace(EMPTY, compared=compared, collected=(Collected("A change.", "/undo"),)))
    for words in ("The advice becomes: ERP.", "First in 80 of 100", "Ahead of “ERP” by 2 of 100 points.", "It counts."):
        assert words in text
    for words in ("All other paths are ruled out.", "Too close to call.", "It is silent.", 'href="/undo"'):
        assert words in text
    same = part(dataclasses.replace(EMPTY, compared=Compared(HERE, HERE, (), (), ())))
    assert "The advice stays the same." in same
    assert "It held in 80 of 100 readings and would hold in 80." in same


def test_only_answers_can_be_taken_over() -> None:
    assert 'method="post"' not in part(EMPTY)
    taken = part(dataclasses.replace(EMPTY, takes=True, hidden=(("a.x", '"<1>"'),)))
    assert 'method="post"' in taken
    assert 'value="&#34;&lt;1&gt;&#34;"' in taken


def test_a_full_panel_offers_no_more_changes() -> None:
    assert 'id="what-if-ask"' in part(EMPTY)
    full = part(dataclasses.replace(EMPTY, full=True))
    assert 'id="what-if-ask"' not in full
    assert "Undo one to try another." in full


def test_a_side_may_leave_out_its_share() -> None:
    names = {field.name for field in dataclasses.fields(Side)}
    assert names == {"path", "deployment", "clear", "share", "rival", "lead"}
    assert dataclasses.replace(HERE, share=None).share is None

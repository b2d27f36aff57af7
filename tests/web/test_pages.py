"""The pages as values: frozen, each with its template."""

from __future__ import annotations

import dataclasses

import pytest

from web import pages, render
from web.pages import Field, Option, Page, QuestionPage

KINDS = [
    kind for kind in vars(pages).values() if isinstance(kind, type) and issubclass(kind, Page) and kind is not Page
]


def field(id_: str, control: str = "radios", error: str = "") -> Field:
    options = (Option("a", "A", chosen=False),)
    return Field(id_, control, "Ask?", "Help.", "Why.", ("IT",), options, "", "", False, "I don't know", error)


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_frozen_and_have_a_template(kind: type[Page]) -> None:
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert render.environment("en").get_template(kind.template)


def test_no_template_is_left_over() -> None:
    shared = {"base.html", "field.html", "sources.html"}
    there = {path.name for path in (render.WEB / "templates").iterdir()}
    assert there == shared | {kind.template for kind in KINDS}


@pytest.mark.parametrize(
    ("control", "first"), [("radios", "x-0"), ("checks", "x-0"), ("number", "x-text"), ("country", "x-text")]
)
def test_links_lead_to_the_first_control(control: str, first: str) -> None:
    assert field("x", control).first == first
    assert field("x", control).name == "a.x"


def test_faults_are_the_fields_with_an_error() -> None:
    fields = (field("x"), field("y", error="Wrong."), field("z", error="Missing."))
    page = QuestionPage("en", "/c/s", "p", "Title", "", 1, 2, fields, "0" * 16, False, False, ())
    assert [fault.id for fault in page.faults] == ["y", "z"]
    html = render.to_html(page)
    assert "2 answers are missing or cannot be used" in html
    assert 'href="#y-0"' in html
    assert 'href="#x-0"' not in html


def test_one_fault_is_counted_as_one() -> None:
    page = QuestionPage("en", "/c/s", "p", "T", "", 1, 2, (field("y", error="Wrong."),), "", True, False, ())
    html = render.to_html(page)
    assert "One answer is missing or cannot be used" in html
    assert "Save and return" in html


def test_the_first_page_has_no_way_back() -> None:
    def html(step: int) -> str:
        return render.to_html(QuestionPage("en", "/c/s", "p", "T", "", step, 2, (field("y"),), "", False, True, ()))

    assert 'value="back"' not in html(1)
    assert 'value="back"' in html(2)
    assert "One more question follows" in html(2)

"""The pages about the adviser as values: frozen, each with its template."""

from __future__ import annotations

import pytest

from web import about_pages, render
from web.pages import Page

KINDS = [k for k in vars(about_pages).values() if isinstance(k, type) and issubclass(k, Page) and k is not Page]


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_frozen_and_have_a_template(kind: type[Page]) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert render.environment("en").get_template(kind.template)


def test_a_module_without_needs_says_none() -> None:
    card = about_pages.ModuleCard("x", "Name", "Purpose", (), ())
    html = render.to_html(about_pages.ModulesPage("en", (about_pages.ModuleGroup("crm", "CRM", (card,)),)))
    assert "Needs:" not in html
    assert "Rules that advise it" not in html

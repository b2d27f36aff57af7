"""The pages to keep, show and compare as values."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from web import keep_pages, render
from web.keep_pages import ComparedRow, ComparePage, SharePage, ShareRow
from web.pages import Page

KINDS = [k for k in vars(keep_pages).values() if isinstance(k, type) and issubclass(k, Page) and k is not Page]


@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_frozen_and_have_a_template(kind: type[Page]) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert render.environment("en").get_template(kind.template)


def test_lines_that_say_the_same_are_not_bold() -> None:
    rows = (ComparedRow("Path", ("CRM", "CRM")), ComparedRow("How sure", ("84", "71")))
    html = render.to_html(ComparePage("en", "/c/x", "/c/y", "", rows, ()))
    assert html.count('class="differs"') == 1


def test_a_full_list_offers_no_new_link() -> None:
    rows = (ShareRow(1, "today", "tomorrow"),)
    html = render.to_html(SharePage("en", "/c/x", "", Markup(""), "", (7, 30), 30, rows, full=True))
    assert 'name="days"' not in html
    assert "Withdraw" in html

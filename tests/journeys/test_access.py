"""Accessibility of every page by axe, the themes in turn, on a phone and at a desk."""

from __future__ import annotations

from itertools import cycle

import pytest
from playwright.sync_api import Page as Tab

from tests.journeys.conftest import Visitor, violations

PAGES = ("/", "/method", "/nowhere", "{case}/q/company", "{case}/q/means", "{case}/check", "{case}/result")
MORE = (
    "/rules?table=risks",
    "/rules/exclude.machines_erp",
    "/sources",
    "/modules",
    "/terms",
    "/privacy",
    "/accessibility",
    "{case}/keep",
    "{case}/share",
    "{case}/compare?with=nothing",
    "{case}/result/budget",
    "{case}/result/trace",
    "{case}/result/what-if?a.crm_state=good&w.speed=30&ask=channels",
    "{case}/result/today",
    "{case}/delete",
)


def opened(tab: Tab) -> Tab:
    """With everything unfolded, so that nothing escapes the check."""
    tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    return tab


@pytest.mark.parametrize(("path", "theme"), list(zip([*PAGES, *MORE], cycle(["light", "dark"]), strict=False)))
def test_pages(visitor: Visitor, settled: str, path: str, theme: str) -> None:
    tab = visitor.tab(color_scheme=theme)
    tab.goto(path.format(case=settled))
    assert violations(opened(tab)) == []
    paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") is (theme == "light")


@pytest.mark.parametrize("path", ["{case}/q/company", "{case}/result"])
def test_pages_on_a_phone(visitor: Visitor, settled: str, path: str) -> None:
    tab = visitor.tab(360, 740, color_scheme="dark")
    tab.goto(path.format(case=settled))
    assert violations(opened(tab)) == []


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 800)])
@pytest.mark.parametrize("path", ["/check", "/q/company", "/q/company?return=check"])
def test_the_end_of_the_short_track(visitor: Visitor, ended: str, path: str, width: int, height: int) -> None:
    tab = visitor.tab(width, height)
    tab.goto(ended + path)
    assert violations(opened(tab)) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_with_faults(visitor: Visitor, theme: str) -> None:
    tab = visitor.tab(color_scheme=theme)
    tab.goto("/")
    tab.get_by_role("button", name="Start").click()
    tab.locator("#employees-text").fill("x")
    tab.get_by_role("button", name="Continue").click()
    tab.get_by_role("alert").wait_for()
    assert violations(opened(tab)) == []

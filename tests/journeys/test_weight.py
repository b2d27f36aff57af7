"""Pages are light and stand still: what a first view transfers, what the next page adds, how far the layout moves."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page as Tab

from tests.journeys.conftest import Visitor
from tests.journeys.test_phone import answer

FIRST, NEXT, FONTS = 120_000, 15_000, 120_000  # bytes: a first view without fonts, the next page, the fonts of a script
MOST_SHIFT = 0.05  # half of what counts as good
WATCH = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def transferred(tab: Tab) -> dict[str, int]:
    """Bytes over the network of the present page, by name; nothing for what the browser had kept."""
    found = tab.evaluate(
        """() => performance.getEntries().filter((e) => "transferSize" in e && e.transferSize)
             .map((e) => [e.name, e.transferSize])"""
    )
    return {str(name): int(size) for name, size in found}


@pytest.mark.parametrize("language", ["en", "ru", "uk", "zh", "fa"])
def test_the_questionnaire_is_light(visitor: Visitor, language: str) -> None:
    tab = visitor.tab(360, 740)
    case = tab.request.post("/api/v1/cases", data={"track": "executive"}).json()["id"]
    tab.goto(f"/{language}/c/{case}/q/company", wait_until="networkidle")
    tab.evaluate("() => document.fonts.ready.then(() => true)")
    first = transferred(tab)
    fonts = {name: size for name, size in first.items() if name.endswith(".woff2")}
    assert sum(first.values()) - sum(fonts.values()) <= FIRST, first
    assert sum(fonts.values()) <= FONTS + (FONTS if language == "fa" else 0), "Persian pages hold Latin names too"
    assert fonts or language == "zh", "Chinese pages use the fonts of the system"
    answer(tab)
    with tab.expect_navigation(wait_until="networkidle"):
        tab.locator("button[value=continue]").click()
    assert sum(transferred(tab).values()) <= NEXT, transferred(tab)


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("path", ["/", "/c/{case}/q/company", "/c/{case}/check", "/rules"])
def test_the_layout_stands_still(visitor: Visitor, settled: str, path: str, language: str) -> None:
    tab = visitor.tab(360, 740)
    tab.add_init_script(WATCH)
    tab.goto(f"/{language}{path.format(case=settled.rpartition('/')[2])}", wait_until="networkidle")
    tab.evaluate("document.fonts.ready")
    assert tab.evaluate("window.shift") <= MOST_SHIFT

"""The whole way in every language: on a phone without scripts and at a desk with them, and nothing left in English."""

from __future__ import annotations

import re
from itertools import cycle

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from advisor.language import LANGUAGES
from tests.journeys.conftest import Visitor, overflow, violations
from tests.journeys.test_access import opened
from tests.journeys.test_phone import PHONE, answer
from tests.web.walking import DISTRIBUTOR

# Words of the page that are not in the language of the page: three small Latin words in a row.
ENGLISH = re.compile(r"\b[a-z]{2,}\b[ ,;]+\b[a-z]{2,}\b[ ,;]+\b[a-z]{2,}\b")
PUBLIC = ("/", "/method", "/rules?table=risks", "/rules/exclude.machines_erp", "/modules", "/terms", "/privacy")
OWN = ("/q/company", "/check", "/keep", "/result", "/result/trace", "/result/budget", "/share", "/compare", "/delete")
SIZES = {"phone": PHONE, "desk": {"width": 1280, "height": 800}}


def english(tab: Tab) -> list[str]:
    """Pieces of English on a page, all of it unfolded; addresses and what stands in code are no words."""
    opened(tab)
    text = tab.evaluate(
        """() => {
            const copy = document.body.cloneNode(true);
            copy.querySelectorAll("code, .source-link, a[rel], script, input, [lang]").forEach((e) => e.remove());
            return copy.textContent;
        }"""
    )
    return ENGLISH.findall(str(text)) + ENGLISH.findall(tab.title())


@pytest.mark.parametrize(("language", "device"), list(zip(LANGUAGES, cycle(SIZES), strict=False)))
def test_from_the_start_to_the_result(visitor: Visitor, language: str, device: str) -> None:
    tab = visitor.tab(**SIZES[device])
    tab.goto(f"/{language}/")
    expect(tab.locator("html")).to_have_attribute("dir", "rtl" if language == "fa" else "ltr")
    with tab.expect_navigation():
        tab.locator("form .btn-primary").click()
    for _ in range(20):
        if "/q/" not in tab.url:
            break
        assert f"/{language}/c/" in tab.url
        assert overflow(tab) <= 0
        answer(tab)
        with tab.expect_navigation():
            tab.locator("button[value=continue]").click()
    expect(tab).to_have_url(re.compile(rf"/{language}/c/[\w-]+/check$"))
    with tab.expect_navigation():
        tab.locator("form[action$='/finish'] .btn-primary").click()
    expect(tab).to_have_url(re.compile(rf"/{language}/c/[\w-]+/result$"))
    expect(tab.locator("h1")).to_have_count(1)
    assert overflow(tab) <= 0
    if language != "en":
        assert english(tab) == []


@pytest.fixture(scope="module")
def concluded(browser: object, live_server: str) -> str:
    """The secret of a case with a result and open questions."""
    context = browser.new_context(base_url=live_server)  # type: ignore[attr-defined]
    case = context.request.post("/api/v1/cases", data={"track": "full", "answers": DISTRIBUTOR}).json()["id"]
    assert context.request.post(f"/c/{case}/finish").ok
    context.close()
    return str(case)


# The catalogues are held whole by a test of their own; a page that forgets to translate shows in any language, and in
# one of another script best.
PAGES = (*PUBLIC, *(f"/c/{{case}}{path}" for path in OWN), "/nowhere")


@pytest.mark.parametrize(("path", "language"), list(zip(PAGES, cycle(["fa", "zh", "ru", "uk"]), strict=False)))
def test_nothing_is_left_in_english(visitor: Visitor, concluded: str, path: str, language: str) -> None:
    tab = visitor.tab(360, 740)
    tab.goto(f"/{language}{path.format(case=concluded)}")
    assert english(tab) == []
    assert overflow(tab) <= 0


@pytest.mark.parametrize("path", [*PUBLIC, "/sources", *(f"/c/{{case}}{path}" for path in OWN), "/nowhere"])
def test_pages_are_accessible_from_right_to_left(visitor: Visitor, concluded: str, path: str) -> None:
    tab = visitor.tab(360, 740, color_scheme="dark")
    tab.goto(f"/fa{path.format(case=concluded)}")
    assert violations(opened(tab)) == []


def test_a_result_for_others_is_accessible_and_in_their_language(visitor: Visitor, concluded: str) -> None:
    tab = visitor.tab(360, 740)
    tab.goto(f"/uk/c/{concluded}/share")
    tab.locator("form[action$='/share'] .btn-primary").click()
    made = tab.locator("#made").input_value()
    assert violations(opened(tab)) == []
    tab.goto(f"/fa/s/{made.rpartition('/')[2]}")
    assert english(tab) == []
    assert violations(opened(tab)) == []


def test_switching_keeps_the_place_and_the_answers(visitor: Visitor) -> None:
    tab = visitor.tab()
    tab.goto("/en/")
    tab.get_by_role("button", name="Start").click()
    answer(tab)
    tab.get_by_role("button", name="Continue").click()
    expect(tab).to_have_url(re.compile("/en/c/.*/q/goals$"))
    tab.locator(".languages summary").click()
    tab.get_by_role("link", name="فارسی").click()
    expect(tab).to_have_url(re.compile("/fa/c/.*/q/goals$"))
    tab.locator("button[value=back]").click()
    expect(tab.locator("#employees-text")).to_have_value("12")


def test_what_is_mirrored_and_what_is_not(visitor: Visitor, concluded: str) -> None:
    """Progress fills from the right, labels stand at the right, numbers are typed from the left."""
    tab = visitor.tab(360, 740)
    tab.goto(f"/fa/c/{concluded}/q/company?return=check")
    mark, words = (tab.locator(f"#q-industry .choice >> nth=0 >> {part}") for part in ("input", ".choice-text"))
    first, second = mark.bounding_box(), words.bounding_box()
    assert first is not None
    assert second is not None
    assert first["x"] > second["x"]
    assert tab.locator("#employees-text").evaluate("e => getComputedStyle(e).direction") == "ltr"
    assert tab.locator("progress").evaluate("e => getComputedStyle(e).direction") == "rtl"
    tab.goto(f"/fa/c/{concluded}/result")
    assert "Vazirmatn" in tab.evaluate("getComputedStyle(document.body).fontFamily")
    assert tab.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Vazirmatn', 'سلام'))")

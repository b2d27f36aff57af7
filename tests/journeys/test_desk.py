"""At a desk with JavaScript: autosave, answers that stand alone, two windows, the keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor


def start(visitor: Visitor, track: str = "executive") -> Tab:
    tab = visitor.tab()
    tab.goto("/")
    tab.locator(f"input[value={track}]").check()
    tab.get_by_role("button", name="Start").click()
    expect(tab).to_have_url(re.compile("/q/company$"))
    return tab


def saved(tab: Tab) -> None:
    """Wait until a change was saved in the background and the form knows it."""
    tab.wait_for_function(
        "seen => document.querySelector('[name=seen]').value !== seen", arg=tab.evaluate("window.seen")
    )


def remember(tab: Tab) -> None:
    tab.evaluate("window.seen = document.querySelector('[name=seen]').value")


def test_answers_are_saved_as_they_are_given(visitor: Visitor) -> None:
    tab = start(visitor)
    remember(tab)
    tab.locator("#q-industry .choice").nth(1).click()
    saved(tab)
    other = visitor.tab()
    other.goto(tab.url)
    expect(other.locator("#q-industry input[value=distribution]")).to_be_checked()
    tab.locator("#employees-text").fill("48")
    tab.locator("#country-text").select_option("DE")
    tab.get_by_role("button", name="Continue").click()
    expect(tab).to_have_url(re.compile("/q/growth$"))


def test_a_quick_hand_meets_no_conflict(visitor: Visitor) -> None:
    """Change and send at once, several times: what is being saved is never taken for another window."""
    tab = start(visitor)
    tab.locator("#employees-text").fill("48")
    tab.locator("#country-text").select_option("DE")
    for place in (3, 5, 1):
        tab.locator("#q-industry .choice").nth(place).click()
    tab.get_by_role("button", name="Continue").click()
    expect(tab).to_have_url(re.compile("/q/growth$"))
    tab.get_by_role("button", name="Back").click()
    expect(tab.locator("#q-industry input[value=distribution]")).to_be_checked()


def test_two_windows(visitor: Visitor) -> None:
    first = start(visitor)
    second = visitor.tab(java_script_enabled=False)
    second.goto(first.url)
    remember(first)
    first.locator("#q-industry .choice").nth(1).click()
    saved(first)
    second.locator("#employees-text").fill("7")
    second.locator("#country-text").select_option("UA")
    second.locator("#q-industry .choice").nth(2).click()
    second.get_by_role("button", name="Continue").click()
    expect(second.get_by_role("heading", name="These answers were changed elsewhere")).to_be_visible()
    expect(second.get_by_role("alert")).to_contain_text("Wholesale and distribution")
    expect(second.locator("#employees-text")).to_have_value("7")
    second.get_by_role("button", name="Continue").click()
    expect(second).to_have_url(re.compile("/q/growth$"))


def test_not_knowing_stands_alone(visitor: Visitor) -> None:
    tab = start(visitor, "full")
    number, unknown = tab.locator("#employees-text"), tab.locator("#employees-0")
    number.fill("48")
    unknown.check()
    expect(number).to_have_value("")
    number.press_sequentially("5")
    expect(unknown).not_to_be_checked()
    tab.goto(tab.url.replace("company", "selling"))
    email, none = tab.locator("input[value=email]"), tab.locator("[name='a.channels'][value=none]")
    email.check()
    none.check()
    expect(email).not_to_be_checked()
    email.check()
    expect(none).not_to_be_checked()


def test_a_page_by_keyboard_alone(visitor: Visitor) -> None:
    tab = start(visitor)
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="Skip to the content")).to_be_focused()
    tab.keyboard.press("Enter")
    for _ in range(1):
        tab.keyboard.press("Tab")
    expect(tab.locator("#employees-text")).to_be_focused()
    tab.keyboard.type("48")
    for _ in range(3):  # unknown, why we ask, country
        tab.keyboard.press("Tab")
    expect(tab.locator("#country-text")).to_be_focused()
    tab.keyboard.type("Ukr")
    for _ in range(3):  # unknown, why we ask, industry
        tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    tab.keyboard.press("ArrowDown")
    expect(tab.locator("#industry-1")).to_be_checked()
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("/q/growth$"))
    tab.get_by_role("button", name="Back").press("Enter")
    expect(tab.locator("#country-text")).to_have_value("UA")


def test_copy_and_print_appear_with_a_script(visitor: Visitor, settled: str) -> None:
    tab = visitor.tab(permissions=["clipboard-read", "clipboard-write"])
    tab.goto(f"{settled}/result")
    expect(tab.get_by_role("button", name="Print")).to_be_visible()
    tab.get_by_role("button", name="Copy").click()
    expect(tab.get_by_role("button", name="Copied")).to_be_visible()
    assert tab.evaluate("navigator.clipboard.readText()").endswith(settled)


def test_the_result_can_be_downloaded(visitor: Visitor, settled: str) -> None:
    tab = visitor.tab()
    tab.goto(f"{settled}/result")
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Download the result").click()
    assert download.value.suggested_filename == "recommendation.json"


def test_print_leaves_out_what_is_for_the_screen(visitor: Visitor, settled: str) -> None:
    tab = visitor.tab()
    tab.goto(f"{settled}/result")
    tab.emulate_media(media="print")
    for hidden in (".top", ".foot", ".bar", ".keep"):
        expect(tab.locator(hidden).first).to_be_hidden()
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_deleting(visitor: Visitor) -> None:
    tab = start(visitor)
    case = tab.url.removesuffix("/q/company")
    tab.get_by_role("button", name="See all answers").click()
    tab.get_by_role("link", name="Delete all answers").click()
    tab.get_by_role("button", name="Delete for good").click()
    expect(tab.get_by_role("status")).to_contain_text("deleted")
    reply = tab.goto(case)
    assert reply is not None
    assert reply.status == 404
    expect(tab.get_by_role("heading", level=1)).to_have_text("This link leads to no answers")

"""The whole way on a phone without JavaScript."""

from __future__ import annotations

import re

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor, overflow

PHONE = {"width": 360, "height": 740, "java_script_enabled": False, "has_touch": True}


def answer(tab: Tab) -> None:
    """An answer to each question of a page: the first choice, or a number."""
    for question in tab.locator("fieldset.question").all():
        if question.locator("select:not(.entry-currency)").count():
            question.locator("select").select_option("UA")
        elif question.locator("input.entry-number").count():
            question.locator("input.entry-number").fill("12")
        else:
            question.locator(".choice").first.click()


def go_on(tab: Tab) -> None:
    tab.get_by_role("button", name="Continue").click()


def to_the_end(tab: Tab) -> int:
    """Answer page after page; the number of pages."""
    pages = 0
    while "/q/" in tab.url:
        assert pages < 20
        answer(tab)
        go_on(tab)
        pages += 1
    return pages


def test_from_the_start_to_the_result(visitor: Visitor) -> None:
    tab = visitor.tab(**PHONE)
    tab.goto("/")
    tab.get_by_role("button", name="Start").click()
    expect(tab).to_have_url(re.compile(r"/c/[\w-]{22}/q/company$"))
    assert to_the_end(tab) > 8
    expect(tab).to_have_url(re.compile(r"/check$"))
    expect(tab.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(tab.get_by_role("button", name="Copy")).to_be_hidden()
    tab.get_by_role("button", name="See the recommendation").click()
    expect(tab).to_have_url(re.compile(r"/result$"))
    expect(tab.get_by_text("plausible readings of your answers").first).to_be_visible()
    expect(tab.get_by_role("heading", name="The case against")).to_be_visible()
    tab.get_by_role("link", name="The full trace").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("The full trace")


def test_a_fault_keeps_everything_and_leads_to_its_field(visitor: Visitor) -> None:
    tab = visitor.tab(**PHONE)
    tab.goto("/")
    tab.get_by_role("button", name="Start").click()
    tab.locator("input.entry-number").fill("a few")
    tab.locator("#q-industry .choice").nth(2).click()
    go_on(tab)
    fault = tab.get_by_role("alert")
    expect(fault).to_be_focused()
    expect(fault.get_by_role("link")).to_have_count(2)
    expect(tab.locator("input.entry-number")).to_have_value("a few")
    expect(tab.locator("#q-industry input").nth(3)).to_be_checked()
    fault.get_by_role("link", name="How many people").click()
    expect(tab.locator("#employees-text")).to_be_focused()
    expect(tab).to_have_title(re.compile("^Error: "))


def test_back_loses_nothing(visitor: Visitor) -> None:
    tab = visitor.tab(**PHONE)
    tab.goto("/")
    tab.get_by_role("button", name="Start").click()
    answer(tab)
    go_on(tab)
    tab.locator(".choice").nth(1).click()
    tab.get_by_role("button", name="Back").click()
    expect(tab).to_have_url(re.compile(r"/q/company$"))
    expect(tab.locator("#employees-text")).to_have_value("12")
    expect(tab.locator("#country-text")).to_have_value("UA")
    go_on(tab)
    expect(tab.locator(".choice input").nth(1)).to_be_checked()


def test_the_link_brings_back_to_the_open_question(visitor: Visitor) -> None:
    tab = visitor.tab(**PHONE)
    tab.goto("/")
    tab.get_by_role("button", name="Start").click()
    answer(tab)
    tab.get_by_role("button", name="See all answers").click()
    link = tab.get_by_label("Your private link").input_value()
    assert link.startswith(visitor.site)
    other = visitor.tab(**PHONE)
    other.goto(link)
    expect(other).to_have_url(re.compile(r"/q/growth$"))
    other.goto(link + "/check")
    other.get_by_role("link", name="Change How many people work in your company?").click()
    expect(other.locator("#employees-text")).to_have_value("12")
    other.locator("#employees-text").fill("13")
    other.get_by_role("button", name="Save and return").click()
    expect(other.get_by_role("definition").filter(has_text=re.compile(r"^13$"))).to_be_visible()


def test_nothing_is_wider_than_a_small_phone(visitor: Visitor, settled: str) -> None:
    tab = visitor.tab(**{**PHONE, "java_script_enabled": True})
    pages = ("", "/check", "/result", "/result/trace", "/delete", "/q/company", "/q/means")
    for path in ("/", "/method", "/c/abcdefghijklmnopqrstuv", *(settled + page for page in pages)):
        tab.goto(path)
        tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert overflow(tab) <= 0, path


def test_touch_targets_are_large_enough(visitor: Visitor, settled: str) -> None:
    tab = visitor.tab(**PHONE)
    tab.goto(f"{settled}/q/company")
    for place in tab.locator(".choice, .btn, .entry-number, .form-select, .link").all():
        box = place.bounding_box()
        assert box is not None
        assert box["height"] >= 44

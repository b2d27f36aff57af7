"""The whole way on a phone without JavaScript."""

from __future__ import annotations

import re

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor, overflow

PHONE = {"width": 360, "height": 740, "java_script_enabled": False, "has_touch": True}


def answer(tab: Tab) -> None:
    """An answer to each question of a page, once it is there: the first choice, or a number."""
    tab.locator("fieldset.question").first.wait_for()
    for question in tab.locator("fieldset.question").all():
        if question.locator("select:not(.entry-currency)").count():
            question.locator("select").select_option("UA")
        elif question.locator("input.entry-number").count():
            question.locator("input.entry-number").fill("12")
        else:
            question.locator(".choice").first.click()


def go_on(tab: Tab) -> None:
    """To the page that answers, which may be the same one with what is wrong."""
    with tab.expect_navigation():
        tab.get_by_role("button", name="Continue").click()


def to_the_end(tab: Tab) -> list[int]:
    """Answer page after page; the number of the first question of each."""
    numbers: list[int] = []
    while "/q/" in tab.url:
        assert len(numbers) < 20
        numbers.append(int(re.findall(r"question (\d+) of at most 20", tab.locator(".progress-words").inner_text())[0]))
        answer(tab)
        go_on(tab)
    return numbers


def test_from_the_start_to_the_result(visitor: Visitor) -> None:
    tab = visitor.tab(**PHONE)
    tab.goto("/")
    tab.get_by_role("button", name="Start").click()
    expect(tab).to_have_url(re.compile(r"/c/[\w-]{22}/q/company$"))
    numbers = to_the_end(tab)
    assert numbers[:5] == [1, 3, 5, 6, 7]
    assert numbers == sorted(set(numbers))
    expect(tab).to_have_url(re.compile(r"/check$"))
    expect(tab.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(tab.get_by_role("button", name="Copy")).to_be_hidden()
    tab.get_by_role("button", name="See the recommendation").click()
    expect(tab).to_have_url(re.compile(r"/result$"))
    expect(tab.get_by_text("plausible readings of your answers").first).to_be_visible()
    expect(tab.get_by_role("heading", name="The case against")).to_be_visible()
    trace = tab.locator("a[href$='/result/trace']").first.get_attribute("href")
    assert trace
    tab.goto(trace)
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
    expect(fault.get_by_role("link")).to_have_count(1)
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
    tab.locator("#q-main_goal .choice").nth(1).click()
    tab.get_by_role("button", name="Back").click()
    expect(tab).to_have_url(re.compile(r"/q/company\?back=industry$"))
    expect(tab.locator("#employees-text")).to_have_value("12")
    expect(tab.locator("#q-industry input[type=radio]").first).to_be_checked()
    go_on(tab)
    expect(tab.locator("#q-main_goal")).to_have_count(0)
    answer(tab)
    go_on(tab)
    tab.get_by_role("button", name="Back").click()
    expect(tab.locator("#q-main_goal input[type=radio]").nth(1)).to_be_checked()
    expect(tab.locator("#q-main_strain input[type=radio]").first).to_be_checked()


def focused(tab: Tab) -> str:
    """Name of the form field that has the focus, or that of the button."""
    return str(tab.evaluate("document.activeElement.name + '=' + document.activeElement.type"))


def by_keyboard(tab: Tab) -> None:
    """Answer a page with the keys of a phone's keyboard: tab, space, letters, enter."""
    done: set[str] = set()
    while not (here := focused(tab)).startswith("go="):
        name, kind = here.split("=")
        if name.startswith("a.") and name not in done and kind in ("radio", "checkbox", "text", "select-one"):
            done.add(name)
            tab.keyboard.type("12") if kind == "text" else tab.keyboard.press("Space")
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")


def test_the_short_track_by_keyboard(visitor: Visitor) -> None:
    """On a phone with a keyboard and JavaScript, from the first question to the end."""
    tab = visitor.tab(**{**PHONE, "java_script_enabled": True})
    tab.goto("/")
    tab.get_by_role("button", name="Start").press("Enter")
    tab.wait_for_url("**/q/company")
    for _ in range(20):
        with tab.expect_navigation():
            by_keyboard(tab)
        assert tab.get_by_role("alert").count() == 0
        if "/check" in tab.url:
            break
    expect(tab).to_have_url(re.compile(r"/check$"))
    expect(tab.get_by_text("readings of what is still open")).to_be_visible()
    assert overflow(tab) <= 0


def test_the_end_of_the_short_track(visitor: Visitor, ended: str) -> None:
    tab = visitor.tab(**PHONE)
    tab.goto(ended)
    expect(tab).to_have_url(re.compile(r"/check$"))
    expect(tab.get_by_text("Enough is known")).to_be_visible()
    for name in ("See the recommendation", "Answer more questions"):
        box = tab.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["y"] < 740, "both without scrolling"
    assert overflow(tab) <= 0


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
    expect(other).to_have_url(re.compile(r"/q/goals$"))
    other.goto(link + "/check")
    other.get_by_role("link", name="Change How many people work in your company?").click()
    expect(other.locator("#employees-text")).to_have_value("12")
    other.locator("#employees-text").fill("13")
    other.get_by_role("button", name="Save and return").click()
    expect(other.get_by_role("definition").filter(has_text=re.compile(r"^13$"))).to_be_visible()


def test_nothing_is_wider_than_a_small_phone(visitor: Visitor, settled: str) -> None:
    tab = visitor.tab(**{**PHONE, "java_script_enabled": True})
    pages = (
        "",
        "/check",
        "/result",
        "/result/trace",
        "/result/what-if?a.crm_state=good&ask=budget",
        "/delete",
        "/q/company",
        "/q/means",
    )
    for path in ("/", "/method", "/c/abcdefghijklmnopqrstuv", *(settled + page for page in pages)):
        tab.goto(path)
        tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert overflow(tab) <= 0, path


def test_trying_other_answers_without_a_script(visitor: Visitor, settled: str) -> None:
    tab = visitor.tab(**PHONE)
    tab.goto(f"{settled}/result")
    tab.get_by_text("What if an answer were different?").click()
    tab.get_by_label("What would you like to change?").select_option("crm_state")
    tab.get_by_role("button", name="Choose").click()
    expect(tab).to_have_url(re.compile(r"/what-if\?ask=crm_state#what-if$"))
    tab.locator("input[value=good]").check()
    tab.get_by_role("button", name="Show the difference").click()
    expect(tab.get_by_role("status")).to_contain_text("The advice")
    tab.get_by_label("Change something else").select_option("w.speed")
    tab.get_by_role("button", name="Choose").click()
    tab.get_by_label("Weight of").fill("a lot")
    tab.get_by_role("button", name="Show the difference").click()
    expect(tab.get_by_text("“a lot” is not a whole number")).to_be_visible()
    expect(tab.get_by_label("Weight of")).to_have_value("a lot")
    tab.get_by_label("Weight of").fill("40")
    tab.get_by_role("button", name="Show the difference").click()
    expect(tab.locator(".collected li")).to_have_count(2)
    tab.locator(".collected a").first.click()
    expect(tab.locator(".collected li")).to_have_count(1)
    assert overflow(tab) <= 0


def test_touch_targets_are_large_enough(visitor: Visitor, settled: str) -> None:
    tab = visitor.tab(**PHONE)
    tab.goto(f"{settled}/q/company")
    for place in tab.locator(".choice, .btn, .entry-number, .form-select, .link").all():
        box = place.bounding_box()
        assert box is not None
        assert box["height"] >= 44

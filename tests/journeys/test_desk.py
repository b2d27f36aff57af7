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
    expect(other.locator("#q-industry")).to_have_count(0)  # it is answered, so it is not asked again
    other.goto(tab.url + "?return=check")
    expect(other.locator("#q-industry input[value=distribution]")).to_be_checked()
    tab.locator("#employees-text").fill("48")
    tab.get_by_role("button", name="Continue").click()
    expect(tab).to_have_url(re.compile("/q/goals$"))


def test_a_quick_hand_meets_no_conflict(visitor: Visitor) -> None:
    """Change and send at once, several times: what is being saved is never taken for another window."""
    tab = start(visitor)
    tab.locator("#employees-text").fill("48")
    for place in (3, 5, 1):
        tab.locator("#q-industry .choice").nth(place).click()
    tab.get_by_role("button", name="Continue").click()
    expect(tab).to_have_url(re.compile("/q/goals$"))
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
    second.locator("#q-industry .choice").nth(2).click()
    second.get_by_role("button", name="Continue").click()
    expect(second.get_by_role("heading", name="These answers were changed elsewhere")).to_be_visible()
    expect(second.get_by_role("alert")).to_contain_text("Wholesale and distribution")
    expect(second.locator("#employees-text")).to_have_value("7")
    second.get_by_role("button", name="Continue").click()
    expect(second).to_have_url(re.compile("/q/goals$"))


def to_the_agenda(tab: Tab) -> None:
    """Through the questions with which the short track begins: numbers are 48, of choices the second is taken."""
    while int(re.findall(r"question (\d+) of", tab.locator(".progress-words").inner_text())[0]) < 8:
        if tab.locator("input.entry-number").count():
            tab.locator("input.entry-number").fill("48")
        for question in tab.locator("fieldset.question:not(:has(.entry-number))").all():
            question.locator(".choice").nth(1).click()
        with tab.expect_navigation():
            tab.get_by_role("button", name="Continue").click()


def answered(tab: Tab) -> int:
    """How many answers the case has by now."""
    case = tab.url.partition("/c/")[2].partition("/")[0]
    return len(tab.request.get(f"/api/v1/cases/{case}").json()["answers"])


def test_two_windows_of_the_short_track(visitor: Visitor) -> None:
    """One goes on; the other sends the page it still shows, once with the same answers and once with others."""
    first = start(visitor)
    to_the_agenda(first)
    second = visitor.tab(java_script_enabled=False)
    second.goto(first.url)
    shown = second.locator("fieldset.question").count()
    for place in range(shown):
        remember(first)
        first.locator("fieldset.question").nth(place).locator(".choice").nth(1).click()
        saved(first)
        second.locator("fieldset.question").nth(place).locator(".choice").nth(0).click()
    before = answered(first)
    first.get_by_role("button", name="Continue").click()
    expect(first.locator(".progress-words")).to_contain_text(f"question {before + 1} of at most 20")
    second.get_by_role("button", name="Continue").click()
    expect(second.get_by_role("heading", name="These answers were changed elsewhere")).to_be_visible()
    expect(second.locator("fieldset.question")).to_have_count(shown)
    second.get_by_role("button", name="Continue").click()
    expect(second.get_by_role("alert")).to_have_count(0)
    assert answered(second) == before, "the same questions were answered anew"


def test_the_back_button_of_the_browser(visitor: Visitor) -> None:
    """Back to an answered page and forward again; from there the interview goes on where it stood."""
    tab = start(visitor)
    to_the_agenda(tab)
    here = tab.url
    tab.go_back()
    expect(tab).to_have_url(re.compile("/q/control$"))
    tab.go_back()
    expect(tab.locator("#budget-text")).to_have_value("48")
    tab.go_back()
    expect(tab).to_have_url(re.compile("/q/operations$"))
    expect(tab.locator(".choice input").nth(1)).to_be_checked()
    tab.locator(".choice").nth(2).click()
    tab.get_by_role("button", name="Continue").click()
    expect(tab.locator(".progress-words")).to_contain_text("question 8 of at most 20")
    assert here.partition("/q/")[0] == tab.url.partition("/q/")[0]
    assert answered(tab) == 7


def test_autosave_on_the_agenda_pages_goes_on_without_a_conflict(visitor: Visitor) -> None:
    """Every answer is saved in the background, which moves the agenda while its page is still open."""
    tab = start(visitor)
    to_the_agenda(tab)
    for _ in range(3):
        for question in reversed(tab.locator("fieldset.question").all()):
            remember(tab)
            question.locator(".choice").nth(1).click()
            saved(tab)
        before = answered(tab)
        with tab.expect_navigation():
            tab.get_by_role("button", name="Continue").click()
        assert tab.get_by_role("alert").count() == 0
        if "/check" in tab.url:
            break
        expect(tab.locator(".progress-words")).to_contain_text(f"question {before + 1} of at most 20")


def test_going_on_after_enough_is_known(visitor: Visitor) -> None:
    tab = visitor.tab()
    case = tab.request.post("/api/v1/cases", data={"track": "executive"}).json()
    said = {"employees": 620, "industry": "hospitality_leisure", "main_goal": "retention", "main_strain": "acquisition"}
    more = {"process_complexity": 2, "budget": {"amount": 250000, "currency": "EUR"}, "inventory": "none"}
    rest = {"production": "none", "customer_data": "several_tools", "lead_followup": 4, "sales_driven": 4}
    assert tab.request.patch(f"/api/v1/cases/{case['id']}/answers", data={"answers": {**said, **more, **rest}}).ok
    tab.goto(case["resume"])
    while "/q/" in tab.url:
        for question in tab.locator("fieldset.question").all():
            question.locator(".choice", has_text="I don't know").click()
        tab.get_by_role("button", name="Continue").click()
    expect(tab.get_by_text("readings of what is still open")).to_be_visible()
    before = answered(tab)
    tab.get_by_role("button", name="Answer more questions").click()
    expect(tab.locator(".progress-words")).to_contain_text("of about")
    assert answered(tab) == before


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
    for _ in range(3):  # unknown, why we ask, industry
        tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    tab.keyboard.press("ArrowDown")
    expect(tab.locator("#industry-1")).to_be_checked()
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("/q/goals$"))
    tab.get_by_role("button", name="Back").press("Enter")
    expect(tab.locator("#employees-text")).to_have_value("48")


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
        tab.get_by_text("Other files to download").click()
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


def test_trying_other_answers_in_place(visitor: Visitor, settled: str) -> None:
    """The page stays where it is; the focus goes where the reader goes on."""
    tab = visitor.tab()
    tab.goto(f"{settled}/result")
    address = tab.url
    tab.get_by_text("What if an answer were different?").click()
    tab.get_by_label("What would you like to change?").select_option("crm_state")
    expect(tab.locator("#q-crm_state")).to_be_visible()
    expect(tab.locator("#what-if-ask")).to_be_focused()
    tab.locator("#q-crm_state input[value=good]").check()
    tab.get_by_role("button", name="Show the difference").click()
    expect(tab.get_by_role("heading", name="What you are trying")).to_be_focused()
    expect(tab.locator(".finding")).to_contain_text("The advice")
    assert tab.url == address
    tab.get_by_label("Change something else").select_option("employees")
    tab.locator("#employees-text").fill("many")
    tab.get_by_role("button", name="Show the difference").click()
    expect(tab.locator("#employees-text")).to_be_focused()
    expect(tab.get_by_text("“many” is not a whole number")).to_be_visible()
    tab.locator(".collected a").first.click()
    expect(tab.locator(".collected")).to_have_count(0)
    assert tab.url == address


def test_taking_over_what_was_tried(visitor: Visitor, settled: str) -> None:
    tab = visitor.tab()
    reply = tab.request.get(f"/api/v1/cases/{settled.removeprefix('/c/')}")
    own = tab.request.post("/api/v1/cases", data={"answers": reply.json()["answers"]}).json()["resume"]
    assert tab.request.post(f"{own}/finish", headers={"origin": visitor.site}).ok
    tab.goto(f"{own}/result/what-if?a.crm_state=good&a.erp_state=good")
    tab.get_by_role("button", name="Take over these answers").click()
    expect(tab).to_have_url(re.compile("/result$"))
    expect(tab.get_by_role("heading", level=1)).to_have_text("Do not buy a system yet.")


def test_links_open_folded_parts(visitor: Visitor, settled: str) -> None:
    tab = visitor.tab()
    tab.goto(f"{settled}/result")
    expect(tab.locator("#sure")).to_be_hidden()
    tab.get_by_role("link", name="How sure is it?").click()
    expect(tab.locator("#sure")).to_be_visible()
    tab.goto(f"{settled}/result#risks")
    expect(tab.locator("#risks")).to_be_visible()


def test_on_paper_every_part_is_open(visitor: Visitor, settled: str) -> None:
    """Also without a script."""
    tab = visitor.tab(java_script_enabled=False)
    tab.goto(f"{settled}/result")
    tab.emulate_media(media="print")
    for part in ("for", "sure", "change", "money", "modules", "risks", "options"):
        box = tab.locator(f"#{part}").bounding_box()
        assert box is not None, part
        assert box["height"] > 30, part


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

"""The desk of those who have no script, no mouse or a small screen; and the first day of an installation."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from advisor.settings import Settings
from tests.conftest import served
from tests.journeys.conftest import Visitor, overflow
from tests.journeys.office import FINANCE, PASSWORD, Office, newcomer, seated
from tests.journeys.test_consultant import MADE, answer_on_a_phone, downloaded, give
from tests.journeys.test_desk_pages import usable
from tests.journeys.test_languages import english
from tests.journeys.test_phone import PHONE, answer
from tests.web.walking import DISTRIBUTOR
from web.app import create_app

CODE = re.compile(r"setup code ([0-9a-f-]+)")


@pytest.fixture
def fresh(browser: Browser, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[tuple[Visitor, str]]:
    """An installation without members, and the code that it printed when it was started."""
    with caplog.at_level(logging.WARNING, "advisor.web"):
        app = create_app(Settings.from_environment({"ADVISOR_HOME": str(tmp_path), "ADVISOR_SANDBOX_WARM": "off"}))
    code = CODE.search(caplog.text)
    assert code is not None
    with served(app, "off") as site:
        made = Visitor(browser, site)
        yield made, code[1]
        for context in made.contexts:
            context.close()
    app.state.database.close()
    assert made.strays == []


def test_the_first_owner_comes_in_by_the_printed_code(fresh: tuple[Visitor, str]) -> None:
    visitor, code = fresh
    tab = visitor.tab()
    tab.goto("/en/desk")
    with tab.expect_navigation():
        tab.get_by_role("link", name="Set up this installation").click()
    usable(tab)
    fields = {"Name of the organisation": "Bureau", "Your name": "Ada", "E-mail address": "ada@example.org"}
    for label, words in ({"Setup code": "0000"} | fields).items():
        tab.get_by_label(label).fill(words)
    tab.get_by_label("Password").fill(PASSWORD)
    found = tab.get_by_role("button", name="Found the organisation")
    with tab.expect_navigation():
        found.click()
    expect(tab.get_by_label("Setup code")).to_be_focused()
    expect(tab.get_by_text("This is not the setup code.")).to_be_visible()
    usable(tab)
    for label, words in fields.items():
        expect(tab.get_by_label(label)).to_have_value(words)
    tab.get_by_label("Setup code").fill(code)
    tab.get_by_label("Password").fill(PASSWORD)
    with tab.expect_navigation():
        found.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Clients")
    expect(tab.get_by_text("Make the first one below.")).to_be_visible()
    reply = visitor.tab().goto("/en/desk/first-run")
    assert reply is not None
    assert reply.status == 410


@pytest.mark.parametrize("language", ["ru", "uk", "zh", "fa"])
def test_the_first_page_of_an_installation_is_in_every_language(fresh: tuple[Visitor, str], language: str) -> None:
    tab = fresh[0].tab(**PHONE | {"java_script_enabled": True})
    tab.goto(f"/{language}/desk/first-run")
    usable(tab)
    assert english(tab) == []
    tab.goto(f"/{language}/desk/sign-in")
    expect(tab.locator("a[href$='/desk/first-run']")).to_be_visible()
    assert english(tab) == []


def sent(tab: Tab, action: str, button: str = "button") -> None:
    """Send the form with this end of its address; the page that follows fits its window and is from right to left."""
    with tab.expect_navigation():
        tab.locator(f"main form[action$='{action}'] {button}").first.click()
    fits(tab)


def fits(tab: Tab) -> None:
    assert tab.locator("html").get_attribute("dir") == "rtl"
    box, window = tab.locator("main").bounding_box(), tab.viewport_size
    assert box is not None
    assert window is not None
    assert box["width"] <= window["width"]


def come_in(tab: Tab, app: FastAPI) -> None:
    email, secret = newcomer(app, "Roya")
    tab.goto(f"/fa/desk/reset/{secret}")
    tab.locator("#password").fill(PASSWORD)
    sent(tab, f"/reset/{secret}", ".btn-primary")
    tab.locator("#email").fill(email)
    tab.locator("#password").fill(PASSWORD)
    with tab.expect_navigation():
        tab.locator("main form .btn-primary").click()
    tab.goto("/fa/desk")


def begin(tab: Tab) -> str:
    """A client, a case and the consultant's answers; the address of the case."""
    tab.locator("#client").fill("Example")
    sent(tab, "/clients")
    tab.locator("#title").fill("CRM")
    sent(tab, "/cases")
    case = tab.url
    sent(tab, "/answer")
    answer(tab)
    with tab.expect_navigation():
        tab.locator("button[value=continue]").click()
    give(tab, DISTRIBUTOR)
    tab.goto(f"{tab.url.partition('/q/')[0]}/check")
    sent(tab, "/hand-in", ".btn-primary")
    expect(tab).to_have_url(case)
    return case


def hear(visitor: Visitor, tab: Tab, case: str) -> None:
    tab.goto(f"{case}/voices")
    tab.locator("#name").fill("Parisa")
    tab.locator("#role").select_option("finance")
    sent(tab, "/voices", ".btn-primary")
    link = tab.locator("section.keep input[readonly]").input_value()
    tab.goto(case)
    expect(tab.locator(".face-in")).to_have_count(0)
    answer_on_a_phone(visitor, link, FINANCE)
    tab.reload()
    expect(tab.locator(".face-in")).to_have_count(1)


def judge(tab: Tab, case: str) -> None:
    """A result, who decides, weights with their preview on a page of its own, an override, and the result again."""
    sent(tab, "/conclude")
    tab.goto(f"{case}/differences")
    sent(tab, "/rule", ".btn-primary")
    tab.goto(f"{case}/weights")
    tab.locator("#d-speed").fill("90")
    with tab.expect_navigation():
        tab.locator("[formaction$='/weights/preview']").click()
    expect(tab.locator("[data-preview] .sides")).to_be_visible()
    expect(tab.locator("#d-speed")).to_have_value("90")
    sent(tab, "/weights", ".btn-primary")
    tab.goto(f"{case}/overrides")
    tab.locator("#module").select_option("crm-contacts")
    tab.locator("#priority").select_option("must")
    tab.locator("#module-reason").fill("The list is shared with the mother company.")
    with tab.expect_navigation():
        tab.locator("form:has(#module) button").click()
    expect(tab.locator(".override")).to_have_count(1)
    tab.goto(case)
    sent(tab, "/conclude")
    sent(tab, "/issue")
    expect(tab.locator(".stage-issued").first).to_be_visible()


def order(tab: Tab, case: str) -> bytes:
    """The board paper; the page is asked again until it is there."""
    tab.goto(f"{case}/reports")
    for box in tab.locator("[name=kinds]").all():
        box.set_checked(box.get_attribute("value") == "board")
    sent(tab, "/reports", ".btn-primary")
    done, until = tab.locator(".job .stage-ready"), time.monotonic() + MADE / 1000
    while done.count() == 0:
        assert time.monotonic() < until, "The reports were not made."
        tab.goto(f"{case}/reports")
    return downloaded(tab, tab.locator(".files a").first)


def test_the_main_steps_without_scripts_on_a_phone_in_persian(visitor: Visitor, live_app: FastAPI) -> None:
    tab = visitor.tab(**PHONE)
    come_in(tab, live_app)
    case = begin(tab)
    hear(visitor, tab, case)
    judge(tab, case)
    assert order(tab, case).startswith(b"%PDF")
    tab.goto(case)
    tab.locator("details.more summary").click()
    sent(tab, "/move", "button[value=trash]")
    sent(tab, "/move", "button")
    tab.goto(case)
    expect(tab.locator("button[value=trash]")).to_have_count(1)
    tab.locator("details.menu summary").click()
    with tab.expect_navigation():
        tab.locator("form[action$='/sign-out'] button").click()
    tab.goto(case)
    expect(tab.locator("#password")).to_be_visible()


def focused(tab: Tab) -> str:
    """What the keyboard is at, by its words or its label."""
    return str(
        tab.evaluate(
            """() => {
                const here = document.activeElement;
                return ((here.labels && here.labels[0]) || here).textContent.trim().replace(/\\s+/g, " ");
            }"""
        )
    )


def reach(tab: Tab, words: str) -> None:
    """Press Tab until the keyboard is at something that begins with these words."""
    for _ in range(80):
        tab.keyboard.press("Tab")
        if focused(tab).startswith(words):
            return
    raise AssertionError(f"“{words}” cannot be reached with the keyboard")


def enter(tab: Tab, words: str) -> None:
    reach(tab, words)
    with tab.expect_navigation():
        tab.keyboard.press("Enter")


def test_a_task_is_added_and_ticked_off_with_the_keyboard_alone(visitor: Visitor, live_app: FastAPI) -> None:
    email, secret = newcomer(live_app)
    tab = visitor.tab()
    tab.goto(f"/en/desk/reset/{secret}")
    reach(tab, "Password")
    tab.keyboard.type(PASSWORD)
    enter(tab, "Set the password")
    reach(tab, "E-mail address")
    tab.keyboard.type(email)
    reach(tab, "Password")
    tab.keyboard.type(PASSWORD)
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    for field, words, button in (
        ("Name of the client", "Example Works", "Make the folder"),
        ("What it is about", "CRM or ERP", "Make the case"),
    ):
        reach(tab, field)
        tab.keyboard.type(words)
        enter(tab, button)
    tab.goto("/en/desk")
    enter(tab, "Example Works")
    enter(tab, "CRM or ERP")
    reach(tab, "New comment")
    tab.keyboard.type("Ask for the price list")
    reach(tab, "Make it a task")
    tab.keyboard.press("Enter")
    reach(tab, "This is a task")
    tab.keyboard.press("Space")
    enter(tab, "Add")
    task = tab.locator(".remark")
    expect(task).to_contain_text("Ask for the price list")
    expect(task).to_contain_text("for anybody")
    enter(tab, "Done: Ask for the price list")
    expect(task).to_have_class(re.compile("remark-done"))
    expect(task.get_by_role("button", name="Open again")).to_be_visible()


def test_what_nothing_can_bring_back_is_asked_about_once_more(visitor: Visitor, office: Office) -> None:
    """Whoever says no keeps it."""
    tab = seated(visitor.tab(), office.owner, visitor.site)
    asked: list[str] = []
    tab.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    tab.goto("/en/desk/trash")
    rows = tab.get_by_role("button", name=re.compile("^Delete for good"))
    before = rows.count()
    rows.first.click()
    assert asked == ["Delete for good? Nothing can bring it back."]
    tab.reload()
    expect(rows).to_have_count(before)
    assert overflow(tab) <= 0

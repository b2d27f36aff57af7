"""A consultant's day in a browser: from the first sign-in to reports that are handed over."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from playwright.sync_api import Locator, expect
from playwright.sync_api import Page as Tab

from tests.journeys.conftest import Visitor, overflow
from tests.journeys.office import FINANCE, PASSWORD, SALES, newcomer
from tests.journeys.test_phone import PHONE, answer
from tests.web.walking import DISTRIBUTOR

MADE = 120_000  # ms within which reports are made, also where several tests run at the same time
FORMATS = {"board": "PDF", "word": "Word", "slides": "PowerPoint", "workbook": "Excel"}


def press(tab: Tab, name: str, within: Locator | None = None) -> None:
    """Press a button that leads to another page."""
    with tab.expect_navigation():
        (within or tab.locator("main")).get_by_role("button", name=name, exact=True).click()


def follow(tab: Tab, name: str) -> None:
    with tab.expect_navigation():
        tab.locator("main").get_by_role("link", name=name, exact=True).first.click()


def noted(tab: Tab, words: str) -> None:
    expect(tab.get_by_role("status").first).to_contain_text(words)


def come_in(tab: Tab, app: FastAPI) -> str:
    """By the link that a member is given to set a password; the address to sign in with."""
    email, secret = newcomer(app)
    tab.goto(f"/en/desk/reset/{secret}")
    tab.get_by_label("Password").fill(PASSWORD)
    press(tab, "Set the password")
    noted(tab, "The new password is set.")
    sign_in(tab, email)
    expect(tab.get_by_role("heading", level=1)).to_have_text("Clients")
    return email


def sign_in(tab: Tab, email: str) -> None:
    tab.get_by_label("E-mail address").fill(email)
    tab.get_by_label("Password").fill(PASSWORD)
    press(tab, "Sign in")


def begin(tab: Tab) -> str:
    """A client and a case; its address."""
    tab.get_by_label("Name of the client").fill("Example Works")
    press(tab, "Make the folder")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Example Works")
    tab.get_by_label("What it is about").fill("CRM or ERP")
    tab.get_by_label("Tags").fill("pumps, 2027")
    press(tab, "Make the case")
    expect(tab.locator(".stage").first).to_have_text("Draft")
    return tab.url


def answer_as_consultant(tab: Tab, case: str) -> None:
    """The first page by hand, the rest as a program would; back at the case by the button of the questions."""
    press(tab, "Answer the questions")
    expect(tab).to_have_url(re.compile("/q/"))
    answer(tab)
    press(tab, "Continue")
    give(tab, DISTRIBUTOR)
    tab.goto(f"{tab.url.partition('/q/')[0]}/check")
    press(tab, "Back to the case")
    expect(tab).to_have_url(case)
    expect(tab.locator(".stage").first).to_have_text("Ready")


def give(tab: Tab, answers: dict[str, Any]) -> None:
    """Answer through the programs' entrance, with the link that the tab is at."""
    secret = tab.url.partition("/c/")[2].partition("/")[0]
    reply = tab.request.patch(f"/api/v1/cases/{secret}/answers", data={"answers": answers})
    assert reply.status == 200, reply.text()


def ask(tab: Tab, case: str, name: str, role: str, language: str) -> str:
    """Ask somebody; the personal link, which is shown once."""
    tab.goto(f"{case}/voices")
    tab.get_by_label("Name", exact=True).fill(name)
    tab.get_by_label("Role", exact=True).select_option(role)
    tab.locator("form.row-form [name=language]").select_option(language)
    press(tab, "Make the link")
    field = tab.get_by_role("textbox", name=f"Personal link for {name}")
    expect(field).to_have_value(re.compile(rf"/{language}/c/"))
    return field.input_value()


def answer_on_a_phone(visitor: Visitor, link: str, said: dict[str, Any]) -> Tab:
    """Open a personal link, answer page after page and hand in. Works in every language, also without scripts."""
    tab = visitor.tab(**PHONE)
    tab.goto(link)
    expect(tab).to_have_url(re.compile(r"/welcome$"))
    assert overflow(tab) <= 0
    with tab.expect_navigation():
        tab.locator("main .btn-primary").click()
    for _ in range(12):
        if "/q/" not in tab.url:
            break
        assert overflow(tab) <= 0
        answer(tab)
        with tab.expect_navigation():
            tab.locator("button[value=continue]").click()
    expect(tab).to_have_url(re.compile(r"/check$"))
    give(tab, said)
    tab.reload()
    tab.locator("#comment").fill("Pumps are late.")
    with tab.expect_navigation():
        tab.locator("form[action$='/hand-in'] .btn-primary").click()
    expect(tab).to_have_url(re.compile(r"/thanks$"))
    assert overflow(tab) <= 0
    return tab


def hear_voices(visitor: Visitor, tab: Tab, case: str) -> None:
    """Two people are asked and answer; in between it is seen who is missing."""
    links = [ask(tab, case, "Olga", "sales", "en"), ask(tab, case, "Parisa", "finance", "fa")]
    tab.goto(case)
    expect(tab.locator(".stage").first).to_have_text("Waiting for 2 people")
    answer_on_a_phone(visitor, links[0], SALES)
    tab.reload()
    expect(tab.locator(".stage").first).to_have_text("Waiting for 1 person")
    expect(tab.locator(".face", has_text="Olga")).to_contain_text("handed in on")
    expect(tab.locator(".face", has_text="Parisa")).to_contain_text("0 of")
    thanks = answer_on_a_phone(visitor, links[1], FINANCE)
    expect(thanks.locator("html")).to_have_attribute("dir", "rtl")
    tab.reload()
    expect(tab.locator(".stage").first).to_have_text("Ready")
    expect(tab.get_by_role("link", name=re.compile("^Notifications"))).to_contain_text("2")


def conclude(tab: Tab, case: str, name: str) -> None:
    tab.goto(case)
    press(tab, name)
    noted(tab, "The result was made and stored.")


def look_at_differences(tab: Tab, case: str) -> None:
    """What people see differently, and who decides one of it."""
    follow(tab, "Differences")
    expect(tab.get_by_role("heading", name="How far the voices agree")).to_be_visible()
    first = tab.locator(".gap").first
    expect(first.locator(".views > li")).not_to_have_count(0)
    first.get_by_label("Who decides").select_option(label="Nobody: leave it open")
    press(tab, "Save who decides")
    noted(tab, "Who decides was saved.")


def weigh(tab: Tab, case: str) -> None:
    """Own weights: the preview follows the slider before anything is saved."""
    tab.goto(f"{case}/weights")
    preview = tab.locator("[data-preview]")
    before = preview.inner_text()
    slider = tab.get_by_role("slider", name="Quick result")
    slider.focus()
    slider.press("End")
    expect(preview).not_to_have_text(before)
    expect(preview).to_contain_text("With these weights")
    press(tab, "Save these weights")
    noted(tab, "The weights were saved.")


def override(tab: Tab, case: str) -> None:
    tab.goto(f"{case}/overrides")
    form = tab.locator("form.stack", has=tab.locator("#module"))
    form.get_by_label("Module").select_option("crm-contacts")
    form.get_by_label("Priority").select_option("must")
    form.get_by_label("Why").fill("The list of customers is shared with the mother company.")
    press(tab, "Override the module", form)
    noted(tab, "The override was saved.")
    expect(tab.locator(".override")).to_contain_text("Customer database")


def order(tab: Tab, case: str, language: str, kinds: list[str]) -> list[bytes]:
    """Reports in a language; the files as the browser gets them."""
    tab.goto(f"{case}/reports")
    for box in tab.locator("[name=kinds]").all():
        box.set_checked(box.get_attribute("value") in kinds)
    tab.locator("#language").select_option(language)
    press(tab, "Make reports")
    job = tab.locator(".job").first
    expect(job.locator(".stage")).to_have_text("Ready", timeout=MADE)
    links = job.locator(".files a")
    expect(links).to_have_count(len(kinds))
    return [downloaded(tab, link) for link in links.all()]


def downloaded(tab: Tab, link: Locator) -> bytes:
    with tab.expect_download() as given:
        link.click()
    return Path(given.value.path()).read_bytes()


def look_at_files(files: list[bytes]) -> None:
    """A PDF comes first; the others are office files, which are packed."""
    assert files[0].startswith(b"%PDF")
    for body, part in zip(files[1:], ("word/document.xml", "ppt/presentation.xml", "xl/workbook.xml"), strict=True):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            assert part in packed.namelist()
            assert packed.testzip() is None


def compare_with_a_copy(tab: Tab, case: str) -> str:
    """A scenario with other weights beside the case; its address."""
    tab.goto(case)
    tab.get_by_text("Rename, copy, archive or delete this case").click()
    tab.get_by_label("Copy it as a scenario").fill("Without a merger")
    press(tab, "Copy")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Without a merger")
    copy = tab.url
    follow(tab, "Example Works")
    follow(tab, "Compare these cases side by side")
    expect(tab.locator("thead th")).to_have_count(2)
    expect(tab.locator("thead")).to_contain_text("Without a merger")
    return copy


def throw_away_and_take_back(tab: Tab, case: str) -> None:
    tab.goto(case)
    tab.get_by_text("Rename, copy, archive or delete this case").click()
    press(tab, "Move to the trash")
    noted(tab, "lies in the trash")
    press(tab, "Undo")
    tab.goto(case)
    expect(tab.locator("button[value=trash]")).to_have_count(1)


def sign_out(tab: Tab) -> None:
    """Afterwards neither the button of the browser nor an address shows anything."""
    here = tab.url
    tab.locator("details.menu summary").click()
    with tab.expect_navigation():
        tab.get_by_role("button", name="Sign out").click()
    noted(tab, "You are signed out.")
    tab.go_back()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Sign in")
    tab.goto(here)
    expect(tab.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(tab.get_by_text("Example Works")).to_have_count(0)


def test_from_the_first_sign_in_to_reports_that_are_handed_over(visitor: Visitor, live_app: FastAPI) -> None:
    tab = visitor.tab()
    come_in(tab, live_app)
    case = begin(tab)
    answer_as_consultant(tab, case)
    hear_voices(visitor, tab, case)
    conclude(tab, case, "Make the result")
    look_at_differences(tab, case)
    weigh(tab, case)
    override(tab, case)
    conclude(tab, case, "Make the result again")
    press(tab, "Issue the result")
    noted(tab, "The result is issued.")
    expect(tab.locator(".stage").first).to_contain_text("Issued on")
    look_at_files(order(tab, case, "en", list(FORMATS)))
    (persian,) = order(tab, case, "fa", ["board"])
    assert persian.startswith(b"%PDF")
    throw_away_and_take_back(tab, compare_with_a_copy(tab, case))
    sign_out(tab)

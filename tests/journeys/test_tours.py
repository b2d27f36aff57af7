"""Guided tours walked through the real pages: begun on their page, followed with the buttons of the panel, every form
filled in as a person fills it in, until the panel says that it was all."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from sqlalchemy import select

from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Request
from advisor.sandbox.founding import read
from advisor.sandbox.trials.industries import words
from advisor.sandbox.trials.scenarios import Scenario, scenarios, told
from advisor.sandbox.trials.script import Player
from advisor.sandbox.verbs import Change, verbs
from tests.journeys.conftest import Visitor, overflow, violations

WALKED = (
    "order-to-cash",
    "approval",
    "last-goods",
    "month-end",
    "payday",
    "three-way-match",
    "lead-to-deal",
    "on-the-board",
    "quote-in-a-minute",
    "answered-in-time",
    "come-again",
    "sold-and-delivered",
)


@pytest.fixture(scope="module")
def secret(live_app: FastAPI) -> str:
    """A trial of a whole company with everything switched on."""
    made: str = live_app.state.trials.create("plant", "en", datetime.datetime.now(datetime.UTC))
    return made


class Walker:
    """Somebody who follows one tour in a trial."""

    def __init__(self, tab: Tab, app: FastAPI, secret: str, scenario: Scenario) -> None:
        self.tab, self.secret, self.scenario = tab, secret, scenario
        self.books = app.state.trials.books(secret, datetime.datetime.now(datetime.UTC))
        self.base = f"/en/t/{secret}"
        self.named: dict[str, tuple[str, int]] = {}

    def walk(self) -> None:
        tab = self.tab
        tab.goto(f"{self.base}/p/tours")
        card = tab.get_by_role("listitem").filter(has=tab.locator(f"input[value='{self.scenario.id}']"))
        card.get_by_role("button").first.click()
        for number, scene in enumerate(self.scenario.scenes):
            expect(tab.locator(".guide-now")).to_contain_text(told(self.scenario.id, "en").scenes[scene.key]["say"])
            if scene.look:
                tab.get_by_role("link", name="Go there").click()
                expect(tab.get_by_role("heading", level=1)).to_be_visible()
            for step in scene.steps:
                if "do" in step:
                    self.do(step)
            if scene.by_hand:
                tab.get_by_role("button", name="I have seen it").click()
            expect(tab.locator(".guide-done")).to_have_count(number + 1)
        expect(tab.locator(".guide-end")).to_contain_text("That was all of it.")

    def do(self, step: Mapping[str, Any]) -> None:
        verb = verbs()[step["do"]]
        self.act_as(step.get("by", "manager"))
        entered = self.values(step)
        if verb.name == "clock.advance":
            self.tab.locator(f".plate [name=to][value={entered['to']}]").click()
            return
        own = isinstance(verb, Change)
        about = {name: entered[name] for name, value in step.get("with", {}).items() if str(value).startswith("@")}
        new = f"{self.base}/new/{verb.name}?{urlencode(about)}"
        self.tab.goto(f"{self.base}/d/{verb.kind}/{entered['document']}" if own else new)
        form = self.tab.locator(f"form[action$='/do/{verb.name}']").first
        if "refused" in step and not form.count():
            return  # what would be refused is not even offered
        self.tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        for name, value in entered.items():
            if name != "document" or not own:
                self.fill(form, name, value)
        form.locator("button.btn:not([name=more]):not([type=button])").last.click()
        if "refused" in step:
            expect(self.tab.locator("[role=alert], .error, .told-bad").first).to_be_visible()
            return
        expect(self.tab.get_by_role("status").first).to_be_visible()
        if "as" in step:
            self.named[step["as"]] = self.newest(verb.name)

    def act_as(self, role: str) -> None:
        self.tab.wait_for_load_state()  # a choice is sent by the script of the page
        chosen = self.tab.locator("#acting")
        if chosen.input_value() != role:
            with self.tab.expect_navigation():
                chosen.select_option(role)

    def fill(self, form: Any, name: str, value: Any) -> None:
        """A value of the step in the field of that name; lines row by row."""
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            for number, row in enumerate(value):
                for part, one in row.items():
                    self.fill(form, f"{name}.{number}.{part}", one)
            return
        field = form.locator(f"[name='{name}']").first
        kind = field.evaluate("one => one.localName === 'select' ? 'select' : one.type")
        if kind == "select":
            field.select_option(str(value))
        elif kind == "checkbox":
            field.set_checked(bool(value))
        elif kind != "hidden":
            field.fill(value.isoformat() if isinstance(value, datetime.date) else str(value))

    def values(self, step: Mapping[str, Any]) -> dict[str, Any]:
        """What the step enters, with the ids of this trial."""
        with self.books.session(write=False) as session:
            texts = words("plant", "en") | read("scenarios/words/names.en.yaml")
            player = Player(session, texts, clock.today(session), named=dict(self.named))
            found: dict[str, Any] = player.entered(step)
            return found

    def newest(self, verb: str) -> tuple[str, int]:
        with self.books.session(write=False) as session:
            answer = session.scalars(select(Request.answer).where(Request.verb == verb).order_by(Request.id.desc()))
            found = answer.first()
            assert found
            return found["kind"], found["id"]


@pytest.mark.parametrize("name", WALKED)
def test_a_tour_is_walked(visitor: Visitor, live_app: FastAPI, secret: str, name: str) -> None:
    tab = visitor.tab()
    tab.on("dialog", lambda dialog: dialog.accept())
    Walker(tab, live_app, secret, scenarios()[name]).walk()
    assert violations(tab) == []


def test_the_panel_stays_small_on_a_phone(visitor: Visitor, secret: str) -> None:
    tab = visitor.tab(360, 740, color_scheme="dark", has_touch=True, java_script_enabled=False)
    tab.goto(f"/fa/t/{secret}/p/tours")
    tab.locator("form:has(input[value='asset-life']) button").click()
    expect(tab.locator(".guide-scene:visible")).to_have_count(1)
    assert tab.locator(".guide").evaluate("one => one.getBoundingClientRect().height") < 360
    assert overflow(tab) <= 0

"""Browsers that report every request to another host and every script error, and the accessibility checker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Tab

from tests.journeys.office import Office, furnished
from tests.test_cases import case as worked

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visitor:
    """Opens tabs, and knows at the end whether any of them went astray."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.contexts: list[BrowserContext] = []
        self.strays: list[str] = []

    def tab(self, width: int = 1280, height: int = 800, **options: Any) -> Tab:
        context = self.browser.new_context(viewport={"width": width, "height": height}, base_url=self.site, **options)
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        tab = context.new_page()
        tab.on("request", self._request)
        tab.on("pageerror", lambda error: self.strays.append(str(error)))
        tab.on("console", lambda message: self._console(message.text))
        return tab

    def _request(self, request: Any) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.site).netloc and not request.url.startswith("data:"):
            self.strays.append(request.url)

    def _console(self, text: str) -> None:
        """Failed loads are looked at by the tests themselves; what the security policy blocked is a mistake."""
        if "Content Security Policy" in text:
            self.strays.append(text)


@pytest.fixture
def visitor(browser: Browser, live_server: str) -> Iterator[Visitor]:
    made = Visitor(browser, live_server)
    yield made
    for context in made.contexts:
        context.close()
    assert made.strays == []


@pytest.fixture(scope="session")
def settled(browser: Browser, live_server: str) -> str:
    """Address of a case with a result, made through the programs' entrance."""
    context = browser.new_context(base_url=live_server)
    answers = {"employees": 48, "industry": "distribution", "main_strain": "coordination", "inventory": "large"}
    more = {"process_complexity": 4, "dept_visibility": 4, "crm_state": "none", "erp_state": "accounting"}
    sent = {"track": "executive", "answers": answers | more}
    reply = context.request.post("/api/v1/cases", data=sent)
    assert reply.status == 201, reply.text()
    case = str(reply.json()["resume"])
    assert context.request.post(f"{case}/finish").ok
    context.close()
    return case


@pytest.fixture(scope="session")
def ended(browser: Browser, live_server: str) -> str:
    """Address of a short interview that ended because enough is known."""
    context = browser.new_context(base_url=live_server)
    said = worked("fitness-chain")["answers"]
    case = context.request.post("/api/v1/cases", data={"track": "executive"}).json()
    address = f"/api/v1/cases/{case['id']}"
    while question := context.request.get(f"{address}/next").json()["question"]:
        answers = {question["id"]: said.get(question["id"], "unknown")}
        assert context.request.patch(f"{address}/answers", data={"answers": answers}).ok
    assert context.request.get(f"{address}/next").json()["settled"]
    context.close()
    return str(case["resume"])


@pytest.fixture(scope="session")
def office(live_app: FastAPI, live_server: str) -> Office:
    """A desk on which everything that its pages can show is there. Tests read it and change nothing."""
    return furnished(live_app, live_server)


def violations(tab: Tab) -> list[str]:
    """What axe finds on the page as it is, each with its first place."""
    tab.evaluate(AXE)
    found = tab.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])}×)" for v in found]


def overflow(tab: Tab) -> int:
    """Pixels by which the page is wider than the window. A page that is just being replaced has no root yet."""
    tab.wait_for_load_state()
    tab.wait_for_function("document.documentElement !== null")
    return int(tab.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

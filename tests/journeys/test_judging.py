"""Differences, weights and overrides of a case in a browser: sliders, ranking, live preview, keyboard, access."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from advisor.settings import Settings
from tests.conftest import START_SECONDS
from tests.journeys.conftest import Visitor, overflow, violations
from tests.web import at_case
from tests.web.officework import Office
from web.app import create_app

PAGES = ("differences", "weights", "weights?method=ranking", "weights?method=pairwise", "overrides", "result")


@dataclass
class Judged:
    """A running application with a case on which people differ, and whoever works on it."""

    site: str
    office: Office
    number: int


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    home: Path = tmp_path_factory.mktemp("judged")
    app = create_app(Settings.from_environment({"ADVISOR_HOME": str(home), "ADVISOR_SANDBOX_WARM": "off"}))
    office = Office.open(app, "Ada")
    number = at_case.differing(office)
    office.send(f"/cases/{number}/overrides", {"option": "both/hybrid", "reason": "They merge in spring."})
    office.conclude(number)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield Judged(f"http://127.0.0.1:{listener.getsockname()[1]}", office, number)
        server.should_exit = True
        thread.join(START_SECONDS)
    app.state.database.close()


@pytest.fixture
def at_desk(browser: Browser, judged: Judged) -> Iterator[Visitor]:
    made = Visitor(browser, judged.site)
    yield made
    for context in made.contexts:
        context.close()
    assert made.strays == []


def opened(visitor: Visitor, judged: Judged, path: str, language: str = "en", width: int = 1280, **options: str) -> Tab:
    tab = visitor.tab(width, **options)
    tab.context.add_cookies([{"name": "advisor", "value": judged.office.client.cookies["advisor"], "url": judged.site}])
    tab.goto(f"/{language}/desk/cases/{judged.number}/{path}")
    return tab


def test_the_slider_and_the_number_say_the_same_and_the_preview_follows(at_desk: Visitor, judged: Judged) -> None:
    tab = opened(at_desk, judged, "weights?who=it")
    slider, number = tab.get_by_role("slider", name="Quick result"), tab.locator("#d-speed")
    expect(tab.get_by_role("button", name="Show what changes")).to_be_hidden()
    share = tab.locator("[data-preview] tr", has_text="Quick result").locator("td").first
    before = share.inner_text()
    slider.focus()
    slider.press("End")
    expect(number).to_have_value("100")
    expect(share).not_to_have_text(before)
    number.fill("0")
    expect(slider).to_have_value("0")
    expect(share).to_have_text("0")
    assert judged.office.record(judged.number).weighting == {}


def test_a_criterion_is_moved_with_the_keyboard(at_desk: Visitor, judged: Judged) -> None:
    tab = opened(at_desk, judged, "weights?who=it&method=ranking")
    first, second = (tab.locator(".ranks label").nth(at).inner_text() for at in (0, 1))
    tab.locator("[data-move=down]").first.focus()
    with tab.expect_response(re.compile("/weights/preview$")):
        tab.keyboard.press("Enter")
    assert [tab.locator(".ranks label").nth(at).inner_text() for at in (0, 1)] == [second, first]
    assert [one.input_value() for one in tab.locator(".ranks select").all()] == [str(n) for n in range(1, 10)]
    expect(tab.get_by_role("button", name=f"Move down: {first}")).to_be_focused()
    tab.locator(".ranks select").nth(8).select_option("1")
    expect(tab.locator(".ranks select").nth(1)).to_have_value("1")


@pytest.mark.parametrize(("language", "key"), [("en", "ArrowLeft"), ("fa", "ArrowRight")])
def test_the_side_to_which_a_pair_leans_is_the_side_of_its_name(
    at_desk: Visitor, judged: Judged, language: str, key: str
) -> None:
    tab = opened(at_desk, judged, "weights?who=it&method=pairwise", language)
    slider, chosen = tab.locator("[data-pair]").first, tab.locator(".pairs select").first
    expect(chosen).to_have_value("")
    slider.focus()
    slider.press(key)
    slider.press(key)
    expect(chosen).to_have_value("3")
    assert slider.get_attribute("aria-valuetext") == chosen.evaluate("e => e.selectedOptions[0].text")
    chosen.select_option("1/9")
    expect(slider).to_have_value("8")


def test_a_click_on_the_middle_says_equally(at_desk: Visitor, judged: Judged) -> None:
    tab = opened(at_desk, judged, "weights?who=it&method=pairwise")
    tab.locator("[data-pair]").first.click()
    expect(tab.locator(".pairs select").first).to_have_value("1")


def test_whose_weights_and_how_are_chosen_without_a_button(at_desk: Visitor, judged: Judged) -> None:
    tab = opened(at_desk, judged, "weights")
    with tab.expect_navigation():
        tab.locator("#method").select_option("pairwise")
    with tab.expect_navigation():
        tab.locator("#who").select_option("finance")
    expect(tab.locator("#who")).to_have_value("finance")
    expect(tab.locator("#method")).to_have_value("direct")  # nothing was given yet


def test_without_a_script_the_button_shows_what_changes(at_desk: Visitor, judged: Judged) -> None:
    tab = at_desk.tab(java_script_enabled=False)
    tab.context.add_cookies([{"name": "advisor", "value": judged.office.client.cookies["advisor"], "url": judged.site}])
    tab.goto(f"/en/desk/cases/{judged.number}/weights?who=it")
    expect(tab.locator("input[type=range]:visible")).to_have_count(0)
    tab.locator("#d-speed").fill("90")
    tab.get_by_role("button", name="Show what changes").click()
    expect(tab.locator("#d-speed")).to_have_value("90")
    expect(tab.locator("[data-preview]")).to_contain_text("With these weights")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("language", "width", "theme"), [("en", 1280, "light"), ("fa", 360, "dark")])
def test_pages_can_be_used_by_all(
    at_desk: Visitor, judged: Judged, path: str, language: str, width: int, theme: str
) -> None:
    tab = opened(at_desk, judged, path, language, width, color_scheme=theme)
    assert overflow(tab) <= 0
    tab.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true })")
    assert violations(tab) == []


def test_on_paper_there_is_the_agenda_and_no_map(at_desk: Visitor, judged: Judged) -> None:
    tab = opened(at_desk, judged, "differences")
    expect(tab.locator(".map")).to_be_visible()
    tab.emulate_media(media="print")
    expect(tab.locator(".map")).to_be_hidden()
    expect(tab.locator("#agenda")).to_be_visible()
    expect(tab.locator(".agreed").first).to_be_visible()

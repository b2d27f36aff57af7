"""Cost with figures of one's own: on a phone without JavaScript, at a desk, readable by everyone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor, overflow, violations

PHONE = {"width": 360, "height": 740, "java_script_enabled": False, "has_touch": True}
PARTS = ("money", "plan", "place", "products", "peers")


def opened(tab: Tab) -> Tab:
    tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    return tab


def work_out(tab: Tab) -> None:
    tab.get_by_role("button", name="Work it out").click()


def test_a_figure_is_changed_corrected_and_taken_back(visitor: Visitor, settled: str) -> None:
    tab = visitor.tab(**PHONE)
    tab.goto(f"{settled}/result/budget")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Cost with your own figures")
    tab.get_by_label("Years counted").fill("12")
    tab.get_by_label("Reserve, in percent").fill("30")
    work_out(tab)
    fault = tab.get_by_role("alert")
    expect(fault).to_be_focused()
    expect(fault.get_by_role("link")).to_have_text("Years counted")
    fault.get_by_role("link").click()
    expect(tab.get_by_label("Years counted")).to_be_focused()
    expect(tab.get_by_label("Years counted")).to_have_value("12")
    expect(tab.get_by_label("Reserve, in percent")).to_have_value("30")
    tab.get_by_label("Years counted").fill("8")
    work_out(tab)
    expect(tab).to_have_url(re.compile(r"years=8.*contingency=30.*#outcome$"))
    expect(tab.get_by_text("your assumptions, not stored")).to_be_visible()
    expect(tab.get_by_text("Cost over the years counted (8)")).to_be_visible()
    expect(tab.get_by_role("columnheader", name="Your figures").first).to_be_visible()
    tab.get_by_role("link", name="Back to the figures of the advice").click()
    expect(tab).to_have_url(re.compile(r"/result/budget$"))
    expect(tab.get_by_label("Years counted")).to_have_value("")
    tab.get_by_role("link", name="Back to the result").click()
    expect(tab).to_have_url(re.compile(r"/result#money$"))


@pytest.mark.parametrize("query", ["", "?years=9&currency=IRR", "?years=99&day_rate=x"])
@pytest.mark.parametrize("width", [320, 360, 768])
def test_the_page_is_never_wider_than_the_window(visitor: Visitor, settled: str, query: str, width: int) -> None:
    tab = visitor.tab(width, 740)
    tab.goto(f"{settled}/result/budget{query}")
    assert overflow(opened(tab)) <= 0


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_the_result_fit_a_phone_without_scrolling_sideways(visitor: Visitor, settled: str, part: str) -> None:
    tab = visitor.tab(360, 740)
    tab.goto(f"{settled}/result")
    opened(tab)
    inside = "part => [...part.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth).length"
    assert tab.locator(f"#{part}").evaluate(inside) == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "?years=9", "?years=99"])
def test_the_page_is_accessible(visitor: Visitor, settled: str, query: str, theme: str) -> None:
    tab = visitor.tab(360, 740, color_scheme=theme)
    tab.goto(f"{settled}/result/budget{query}")
    assert violations(opened(tab)) == []


def test_fields_and_buttons_are_large_enough_for_a_thumb(visitor: Visitor, settled: str) -> None:
    tab = visitor.tab(**PHONE)
    tab.goto(f"{settled}/result/budget")
    for place in tab.locator(".assumption input, .assumption select, main .btn").all():
        box = place.bounding_box()
        assert box is not None
        assert box["height"] >= 44

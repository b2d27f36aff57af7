"""Drawings of a result: shares, needs, and the advice beside the second choice."""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pytest

from advisor.language import LANGUAGES
from advisor.recommendation.telling.lines import Story
from advisor.recommendation.telling.story import tell
from advisor.reports.drawings import Charts, differences, drawings, runner_up
from tests.recommendation.advices import NAMES, advice
from tests.recommendation.samples import real
from web.render import translations

SVG = "{http://www.w3.org/2000/svg}"
TODAY = datetime.date(2026, 11, 22)


@cache
def story(name: str, language: str = "en") -> Story:
    return tell(real(), advice(name), language, today=TODAY)


def drawn(name: str, language: str = "en") -> Charts:
    return drawings(story(name, language), translations(language).gettext)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", NAMES)
def test_the_second_choice_is_the_best_of_another_path(name: str) -> None:
    told = story(name)
    second = runner_up(told)
    assert second is not None
    assert second.path != told.path
    others = [o for o in told.options if o.path != told.path and o.excluded is None]
    assert second.value == max(option.value for option in others)


def test_with_all_others_ruled_out_there_is_no_second_choice() -> None:
    told = story("micro-no-need")
    alone = replace(told, options=tuple(o if o.advised else replace(o, excluded="No.") for o in told.options))
    assert runner_up(alone) is None
    assert differences(alone, None) == ()
    assert drawings(alone, str).comparison_wide == ""


@pytest.mark.parametrize("name", NAMES)
def test_differences_are_points_of_a_hundred_the_widest_lead_first(name: str) -> None:
    told = story(name)
    second = runner_up(told)
    assert second is not None
    found = differences(told, second)
    leads = [one.advised - one.second for one in found]
    assert leads == sorted(leads, reverse=True)
    advised = next(option for option in told.options if option.advised)
    assert sum(one.advised for one in found) == pytest.approx(advised.value * 100, abs=0.01)
    assert sum(one.second for one in found) == pytest.approx(second.value * 100, abs=0.01)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_drawing_is_whole_and_says_what_it_shows(name: str, language: str) -> None:
    charts = drawn(name, language)
    for svg in (charts.paths, charts.needs, charts.comparison_wide, charts.comparison_narrow):
        root = ElementTree.fromstring(svg)
        assert root.findtext(f"{SVG}title")
        assert root.findtext(f"{SVG}desc")
        assert ('direction="rtl"' in svg) is (language == "fa")


def test_every_path_has_its_bar_the_most_frequent_first() -> None:
    told, found = story("distributor-many-warehouses"), texts(drawn("distributor-many-warehouses").paths)
    shares = sorted(told.path_shares, key=lambda share: -share.value)
    assert found[::2] == [share.name for share in shares]
    values = [int(text) for text in found[1::2]]
    assert values == sorted(values, reverse=True)
    assert sum(values) <= 100


def test_needs_name_the_company_and_both_sides() -> None:
    found = texts(drawn("ukrainian-bakery").needs)
    assert {"Your company", "Little need", "ERP side", "CRM side", "Both sides"} <= set(found)


def test_the_longest_bar_of_the_comparison_fills_its_room() -> None:
    root = ElementTree.fromstring(drawn("ukrainian-bakery").comparison_wide)
    widths = [float(box.get("width", "0")) for box in root.iter(f"{SVG}rect")]
    assert max(widths) == pytest.approx(680 - 190 - 48, abs=0.1)


def test_fills_stand_without_a_style_sheet() -> None:
    root = ElementTree.fromstring(drawn("ukrainian-bakery").needs)
    fills = [box.get("fill") for box in root.iter(f"{SVG}rect")]
    assert len(set(fills)) == 4
    assert "#ffffff" not in fills

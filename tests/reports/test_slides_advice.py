"""Slides on the advice: their findings and numbers are those of the stored result."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.slide import Slide

from advisor.language import LANGUAGES
from advisor.recommendation.telling.lines import Story
from advisor.recommendation.telling.story import tell
from advisor.reports.drawings import differences, runner_up
from tests.recommendation.advices import advice
from tests.recommendation.samples import real
from tests.reports.offices import DAY, deck
from web.render import translations

CASE = "russian-car-dealers"
COVER, DECISION, NEEDS, REASONS, OPTIONS, SURE = range(6)


def story(name: str = CASE, language: str = "en") -> Story:
    return tell(real(), advice(name), language, today=DAY)


def slide(place: int, name: str = CASE, language: str = "en") -> Slide:
    return Presentation(io.BytesIO(deck(name, language))).slides[place]


def title(found: Slide) -> str:
    assert found.shapes.title is not None
    return str(found.shapes.title.text_frame.text)


def words(found: Slide) -> str:
    return "\n".join(shape.text_frame.text for shape in found.shapes if shape.has_text_frame)


def charts(found: Slide) -> list[Chart]:
    return [shape.chart for shape in found.shapes if shape.has_chart]  # type: ignore[attr-defined]


def numbers(chart: Chart, series: int = 0) -> dict[Any, float]:
    plot = chart.plots[0]
    labels = [str(label).strip("\u202b\u202c") for label in plot.categories]
    return dict(zip(labels, plot.series[series].values, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cover_says_the_verdict_for_whom_and_how_sure(language: str) -> None:
    found, told = slide(COVER, language=language), story(language=language)
    assert title(found) == told.verdict
    assert "Müller & Söhne" in words(found)
    assert told.doubt.status in words(found)
    assert "North & Partners" in words(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_decision_is_on_one_slide(language: str) -> None:
    found, told = words(slide(DECISION, language=language)), story(language=language)
    assert told.money is not None
    for expected in (
        told.path_name,
        told.deployment_name,
        told.money.paid_first_year.text,
        told.reasons[0].text,
        told.first,
    ):
        assert expected in found


def test_without_reasons_it_is_said_that_no_single_answer_decides() -> None:
    sentence = translations("en").gettext("No single answer decides; the advice follows from all of them together.")
    assert sentence in words(slide(DECISION, "all-unknown"))
    assert title(slide(REASONS, "all-unknown")) == sentence


def test_the_case_against_is_told_even_where_no_answer_speaks_against_it() -> None:
    found = words(slide(DECISION))
    assert "does better in one respect: Operations covered" in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_scores_are_those_of_the_result(language: str) -> None:
    found, told = slide(NEEDS, language=language), story(language=language)
    scales = (*told.needs, *told.capacity, *told.pressure)
    assert numbers(charts(found)[0]) == {scale.name: scale.value for scale in scales}
    assert title(found) == " · ".join(scale.meaning for scale in told.needs[:2])


def test_reasons_are_the_strongest_in_their_order() -> None:
    found, told = slide(REASONS), story()
    unique = list(dict.fromkeys(line.text for line in told.reasons))
    assert title(found) == unique[0]
    lines = [p.text for p in found.placeholders[1].text_frame.paragraphs]
    assert lines[1:] == unique[1 : len(lines)]
    assert len(lines) >= 4


def test_reasons_against_stand_beside_them() -> None:
    name = next(
        one for one in ("iranian-online-retailer", "ukrainian-bakery", "mature-group-both") if story(one).against
    )
    found = words(slide(REASONS, name))
    assert story(name).against[0].text in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_options_are_compared_by_their_values(language: str) -> None:
    found, told = slide(OPTIONS, language=language), story(language=language)
    values = numbers(charts(found)[0])
    best = {}
    for option in told.options:
        if option.excluded is None and (option.advised or option.name not in best):
            best[option.name] = option.value
    assert values == {name: round(value * 100, 1) for name, value in best.items()}
    assert list(values.values()) == sorted(values.values(), reverse=True)


def test_the_advice_and_the_second_choice_are_compared_by_criterion() -> None:
    told = story()
    second = runner_up(told)
    assert second is not None
    chart = charts(slide(OPTIONS))[1]
    expected = differences(told, second)
    assert numbers(chart, 0) == {one.name: round(one.advised, 1) for one in expected}
    assert numbers(chart, 1) == {one.name: round(one.second, 1) for one in expected}
    assert [series.name for series in chart.plots[0].series] == [told.path_name, second.name]


def test_the_lead_is_the_finding() -> None:
    assert title(slide(OPTIONS)) == "Ahead of “CRM and ERP together” by 3.5 of 100 points."


def test_what_is_ruled_out_is_named() -> None:
    told = story("micro-no-need")
    barred = next(option.excluded for option in told.options if option.excluded)
    assert barred in words(slide(OPTIONS, "micro-no-need"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [CASE, "all-unknown"])
def test_shares_are_those_of_the_result(language: str, name: str) -> None:
    found, told = slide(SURE, name, language), story(name, language)
    assert numbers(charts(found)[0]) == {one.name: int(one.value * 100 + 1e-9) for one in told.path_shares}


def test_a_close_call_says_what_separates_the_two() -> None:
    found, told = words(slide(SURE, "all-unknown")), story("all-unknown")
    assert told.doubt.between is not None
    assert told.doubt.between.text in found
    assert told.doubt.between.separated_by in found


def test_what_would_change_the_advice_is_listed() -> None:
    found, told = words(slide(SURE)), story()
    assert told.doubt.nearest
    assert told.doubt.nearest[0].text in found

"""Slides on the plan: modules, months, amounts and risks are those of the stored result."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation
from pptx.slide import Slide

from advisor.language import LANGUAGES, number
from advisor.recommendation.telling.lines import Story
from advisor.recommendation.telling.money_words import MoneyWords
from advisor.recommendation.telling.plan_words import PlanWords
from advisor.recommendation.telling.story import tell
from tests.recommendation.advices import advice
from tests.recommendation.samples import real
from tests.reports.offices import DAY, deck
from web.render import translations

CASE, ONE_PHASE, NOTHING = "russian-car-dealers", "all-unknown", "micro-no-need"
MODULES, ROADMAP, COST, RISKS = -4, -3, -2, -1
UNITS = {"en": 1_000, "ru": 1_000, "uk": 1_000, "fa": 1_000, "zh": 10_000}


def story(name: str = CASE, language: str = "en") -> Story:
    return tell(real(), advice(name), language, today=DAY)


def money(name: str = CASE, language: str = "en") -> MoneyWords:
    found = story(name, language).money
    assert found is not None
    return found


def plan(name: str = CASE, language: str = "en") -> PlanWords:
    found = money(name, language).plan
    assert found is not None
    return found


def slide(place: int, name: str = CASE, language: str = "en") -> Slide:
    found = list(Presentation(io.BytesIO(deck(name, language))).slides)
    return found[place]


def title(found: Slide) -> str:
    assert found.shapes.title is not None
    return str(found.shapes.title.text_frame.text)


def cells(found: Slide) -> list[list[str]]:
    frame = next(shape for shape in found.shapes if shape.has_table)
    return [[cell.text for cell in row.cells] for row in frame.table.rows]  # type: ignore[attr-defined]


def words(found: Slide) -> str:
    parts = [shape.text_frame.text for shape in found.shapes if shape.has_text_frame]
    groups = [one for shape in found.shapes for one in getattr(shape, "shapes", ())]
    return "\n".join(parts + [shape.text_frame.text for shape in groups if shape.has_text_frame])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_module_stands_in_the_column_of_its_phase(language: str) -> None:
    head, row = cells(slide(MODULES, language=language))
    phases = story(language=language).phases
    assert len(head) == len(phases) == 3
    for phase, name, cell in zip(phases, head, row, strict=True):
        assert number(phase.number, language) in name
        lines = cell.split("\n")
        left_out = sum(1 for line in lines if line.startswith("+"))
        assert left_out or {module.name for module in phase.modules} <= set(lines)


def test_modules_of_one_phase_are_told_with_what_they_do() -> None:
    found = cells(slide(MODULES, ONE_PHASE))
    modules = story(ONE_PHASE).phases[0].modules
    assert found[1:] == [[one.name, one.priority_name, one.purpose] for one in modules]


def test_phases_are_the_finding_in_reading_order() -> None:
    assert title(slide(MODULES)) == "Phase 1: CRM → Phase 2: ERP + Connection → Phase 3: CRM + ERP"
    assert " ← " in title(slide(MODULES, language="fa"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_roadmap_has_a_row_for_each_phase_and_a_gate_between_them(language: str) -> None:
    found = slide(ROADMAP, language=language)
    phases = plan(language=language).phases
    for phase in phases:
        assert " + ".join(phase.systems) in words(found)
        for gate in phase.gate[:1]:
            assert gate.text in words(found)
    group = next(shape for shape in found.shapes if shape.shape_type == 6)
    shapes = [one.auto_shape_type for one in group.shapes if not one.has_text_frame or not one.text_frame.text]  # type: ignore[attr-defined]
    assert sum("DIAMOND" in str(one) for one in shapes) == sum(bool(phase.gate) for phase in phases) == 2
    assert plan(language=language).end_words in title(found)


def test_bars_are_as_long_as_the_phases() -> None:
    """Pale and solid bars, compared with each other: months are to scale."""
    group = next(shape for shape in slide(ROADMAP).shapes if shape.shape_type == 6)
    high = 0.26 * 914400
    bars = [one for one in group.shapes if one.height == pytest.approx(high, rel=0.01)]  # type: ignore[attr-defined]
    long = [one.width for one in bars if one.name.startswith("Rectangle") and one.width > 50_000]  # others are notches
    expected = [months for phase in plan().phases for months in (phase.high, phase.likely)]
    scale = long[0] / expected[0]
    assert [width / scale for width in long] == pytest.approx(expected, abs=0.05)


def test_persian_months_run_from_the_right() -> None:
    for language, turned in (("en", False), ("fa", True)):
        group = next(shape for shape in slide(ROADMAP, language=language).shapes if shape.shape_type == 6)
        months = [one.left for one in group.shapes if one.name == "Month"]  # type: ignore[attr-defined]
        assert months == sorted(months, reverse=turned)
        assert len(months) >= 4


def test_a_roadmap_without_gates_says_who_does_what() -> None:
    found = cells(slide(ROADMAP, ONE_PHASE))
    work = [one for phase in plan(ONE_PHASE).phases for one in phase.work]
    assert found[1] == [work[0].name, work[0].owner, work[0].months, work[0].days]
    assert len(found) > 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_are_those_of_the_estimate_in_the_unit_that_is_said(language: str) -> None:
    found = slide(COST, language=language)
    chart = next(shape.chart for shape in found.shapes if shape.has_chart)  # type: ignore[attr-defined]
    plot = chart.plots[0]
    shown = [str(one).strip("\u202b\u202c") for one in plot.categories]
    best = {option.name: option.total for option in money(language=language).options if option.best}
    unit = UNITS[language]
    for series, end in zip(plot.series, ("low", "likely", "high"), strict=True):
        assert list(series.values) == pytest.approx([getattr(best[name], end) / unit for name in shown])
    assert money(language=language).unit in words(found)
    assert shown[0] == story(language=language).path_name


def test_small_amounts_are_not_divided() -> None:
    chart = next(shape.chart for shape in slide(COST, ONE_PHASE).shapes if shape.has_chart)  # type: ignore[attr-defined]
    assert max(chart.plots[0].series[2].values) == max(o.total.high for o in money(ONE_PHASE).options if o.best)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_budget_is_compared_with_the_first_year(language: str) -> None:
    found, told = slide(COST, language=language), money(language=language)
    assert title(found) == told.headline
    for expected in (told.first_year_line, told.stated_line, told.fit):
        assert expected in words(found)


def test_who_buys_nothing_sees_what_the_others_would_cost() -> None:
    found = slide(COST, NOTHING)
    assert money(NOTHING).finding in words(found)
    assert translations("en").gettext("What is paid in the first year?") not in words(found)


def test_who_buys_nothing_has_no_modules_and_no_roadmap() -> None:
    found = Presentation(io.BytesIO(deck(NOTHING))).slides
    assert not any(shape.has_table for one in found for shape in one.shapes)
    assert not any(shape.shape_type == 6 for one in found for shape in one.shapes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_risks_come_with_what_helps(language: str) -> None:
    found, told = slide(RISKS, language=language), story(language=language)
    assert told.first in title(found)
    assert f"{told.risks[0].name}. {told.risks[0].counter}" in words(found)


def test_open_questions_come_with_who_knows() -> None:
    told = story(ONE_PHASE).unknowns[0]
    found = words(slide(RISKS, ONE_PHASE))
    assert told.ask in found
    assert told.who[0] in found


def test_without_risks_it_is_said_what_was_not_looked_at() -> None:
    assert not story(ONE_PHASE).risks
    assert story(ONE_PHASE).not_assessed[0] in words(slide(RISKS, ONE_PHASE))


def test_without_open_questions_this_is_said() -> None:
    assert not story().unknowns
    sentence = translations("en").gettext("Every question that applies to you is answered.")
    assert sentence in words(slide(RISKS))

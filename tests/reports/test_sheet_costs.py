"""The page of the costs."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from advisor.recommendation.money.costs import ASSUMED
from advisor.recommendation.money.estimate import Estimate
from tests.recommendation.samples import real
from tests.reports.workbooks import COST, made, numbers, opened, rendered, result, row_of

NAMES = ("russian-car-dealers", "ukrainian-bakery", "mature-group-both", "all-unknown")


def page(name: str, values: bool = True) -> Worksheet:
    return opened(made(name), values)[COST]


def estimate(name: str) -> Estimate:
    found = result(name).budget.estimate
    assert found is not None
    return found


@pytest.mark.parametrize("name", NAMES)
def test_sums_are_those_of_the_estimate(name: str) -> None:
    found, sheet = estimate(name), page(name)
    spans = (found.total, found.first_year)
    assert numbers(sheet, row_of(sheet, "Sum"), range(2, 8)) == [v for s in spans for v in (s.low, s.likely, s.high)]
    paid = found.paid_first_year
    assert numbers(sheet, row_of(sheet, "Paid to others"), range(5, 8)) == [paid.low, paid.likely, paid.high]


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_cost_is_the_sum_over_its_phases(name: str) -> None:
    sheet, texts = page(name), real().texts["en"]
    after = row_of(sheet, "Kind of cost")
    kinds = {line.id for phase in estimate(name).phases for line in phase.lines}
    for kind in kinds:
        lines = [line for phase in estimate(name).phases for line in phase.lines if line.id == kind]
        row = row_of(sheet, texts.say("costs", kind, "name"), after)
        ends = [sum(getattr(line.span, end) for line in lines) for end in ("low", "likely", "high")]
        assert numbers(sheet, row, range(2, 5)) == ends
        firsts = [sum(getattr(line.first_year, end) for line in lines) for end in ("low", "likely", "high")]
        assert numbers(sheet, row, range(5, 8)) == firsts


@pytest.mark.parametrize("name", NAMES)
def test_assumptions_are_fields_within_their_bounds(name: str) -> None:
    sheet, texts, bounds = page(name), real().texts["en"], real().figures.costs.bounds
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    shown = 0
    for key in ASSUMED:
        label = texts.say("assumptions", key, "name")
        rows = [row for row in range(1, 30) if sheet.cell(row, 1).value == label]
        for row in rows:
            shown += 1
            value = getattr(estimate(name).assumptions, key)
            assert numbers(sheet, row, range(2, 4)) == [value, value]
            assert sheet.cell(row, 2).fill.fgColor.rgb == "FFFFF7D6"
            rule = rules[f"B{row}"]
            assert (float(rule.formula1), float(rule.formula2)) == (float(bounds[key].low), float(bounds[key].high))
            assert rule.type == ("decimal" if key in ("price_rise", "contingency") else "whole")
            assert rule.error
    assert shown == len(rules) >= 7


@pytest.mark.parametrize("name", NAMES)
def test_years_add_up_to_the_cost_before_rounding(name: str) -> None:
    sheet = page(name)
    head = row_of(sheet, "Likely cost by year, before rounding") + 1
    years = numbers(sheet, head + 4, range(2, 12))
    assert sheet.cell(head + 4, 1).value == "Sum"
    assert sum(years) == pytest.approx(estimate(name).total.likely, rel=0.03)
    assert all(year == 0 for year in years[estimate(name).assumptions.years :])
    for column in range(2, 12):
        parts = [sheet.cell(head + row, column).value for row in (1, 2, 3)]
        assert sum(parts) == pytest.approx(sheet.cell(head + 4, column).value)


@pytest.mark.parametrize("name", NAMES)
def test_other_options_keep_the_figures_of_the_result(name: str) -> None:
    sheet, formulas = page(name), page(name, values=False)
    top = row_of(sheet, "All options, as in the result") + 2
    for place, option in enumerate(estimate(name).options):
        spans = (option.total, option.paid_first_year)
        assert numbers(sheet, top + place, range(2, 8)) == [v for s in spans for v in (s.low, s.likely, s.high)]
        assert {formulas.cell(top + place, column).data_type for column in range(2, 8)} == {"n"}
        advised = (option.path, option.deployment) == (result(name).path, result(name).deployment)
        assert bool(sheet.cell(top + place, 1).font.bold) == advised
        ruled = result(name).options[place].excluded_by is not None
        assert (sheet.cell(top + place, 8).value or "") == ("ruled out" if ruled else "")


@pytest.mark.parametrize("name", NAMES)
def test_the_budget_and_what_it_covers(name: str) -> None:
    sheet, texts = page(name), real().texts["en"]
    found = estimate(name)
    row = row_of(sheet, texts.say("budget_fit", found.stated_covers))
    if found.stated is None:
        assert found.stated_covers == "unknown"
    else:
        assert sheet.cell(row - 1, 6).value == found.stated


def test_nothing_to_buy_says_so_and_still_compares() -> None:
    sheet = page("micro-no-need")
    assert sheet.cell(2, 1).value == real().texts["en"].say("money", "nothing")
    assert row_of(sheet, "All options, as in the result")
    assert "Sum" not in [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]


def test_costs_of_other_figures_are_numbers_without_fields() -> None:
    old = result("ukrainian-bakery").model_copy(update={"content_version": "2025-01-01+000000000000"})
    sheet = opened(rendered(old), values=False)[COST]
    assert "do not follow changes" in str(sheet.cell(2, 1).value)
    row = row_of(sheet, real().texts["en"].say("costs", "implementation", "name"))
    assert {sheet.cell(row, column).data_type for column in range(2, 8)} == {"n"}
    assert sheet.cell(row_of(sheet, "Sum"), 2).data_type == "f"


@pytest.mark.parametrize(("language", "form"), [("en", "#,##0,,"), ("zh", "#,##0")])
def test_axes_count_in_units_that_the_language_has(language: str, form: str) -> None:
    """Chinese counts by ten thousands, which number formats cannot do."""
    with zipfile.ZipFile(BytesIO(made("ukrainian-bakery", language))) as file:
        charts = [file.read(part).decode() for part in file.namelist() if part.startswith("xl/charts/chart")]
    assert sum(f'formatCode="{form}"' in chart for chart in charts) == 2


def test_amounts_of_a_large_currency_have_room() -> None:
    """Rials have many digits; a column that is too narrow would show only signs."""
    sheet = opened(made("iranian-online-retailer", "fa")).worksheets[4]
    most = max(option.total.high for option in estimate("iranian-online-retailer").options)
    assert sheet.column_dimensions["B"].width >= len(f"{most:,}")

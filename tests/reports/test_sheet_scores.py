"""The pages of weights and scores."""

from __future__ import annotations

import numpy as np
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from advisor.recommendation.telling.story import tell
from advisor.reports.sheet_case import readings_of
from advisor.reports.sheet_scores import Compared, compared, ranks
from advisor.scoring.model import BALANCE
from tests.recommendation.samples import real
from tests.reports.workbooks import SCORES, SOME_UNKNOWN, WEIGHTS, made, numbers, opened, result, row_of

NAMES = ("ukrainian-bakery", "no-means", SOME_UNKNOWN)
CRITERIA = [c.id for c in real().scheme.criteria]


def comparison(name: str) -> Compared:
    stored = result(name)
    return compared(real(), stored, tell(real(), stored, "en"), readings_of(real(), stored), str)


def page(name: str, title: str) -> Worksheet:
    return opened(made(name))[title]


@pytest.mark.parametrize(
    ("values", "expected"),
    [([0.1, 0.3, 0.2], [3, 1, 2]), ([0.5, 0.5, 0.6], [2, 3, 1]), ([-1.0, 0.0, -1.0], [2, 1, 3])],
)
def test_ranks_put_the_earlier_of_equals_first(values: list[float], expected: list[int]) -> None:
    assert ranks(np.array(values)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_criterion_has_its_weight_to_change(name: str) -> None:
    sheet, texts = page(name, WEIGHTS), real().texts["en"]
    top = row_of(sheet, "Criterion") + 1
    for place, key in enumerate(CRITERIA):
        row = top + place
        assert sheet.cell(row, 1).value == texts.say("criteria", key, "name")
        assert sheet.cell(row, 2).value == texts.say("criteria", key, "about")
        stored = 100 * result(name).weights[key]
        assert numbers(sheet, row, range(3, 6)) == pytest.approx([stored, stored, stored / 100], abs=0.01)
    assert numbers(sheet, row_of(sheet, "Sum"), range(3, 6)) == pytest.approx([100, 100, 1])


def test_fields_are_marked_and_take_percentages_only() -> None:
    sheet = page("ukrainian-bakery", WEIGHTS)
    top = row_of(sheet, "Criterion") + 1
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.type, rule.formula1, rule.formula2) == ("decimal", "0", "100")
    assert str(rule.sqref) == f"D{top}:D{top + len(CRITERIA) - 1}"
    fills = {sheet.cell(top + i, column).fill.fgColor.rgb for i in range(len(CRITERIA)) for column in (4,)}
    assert fills == {"FFFFF7D6"}
    assert sheet.cell(top, 3).fill.fgColor.rgb != "FFFFF7D6"


@pytest.mark.parametrize("name", NAMES)
def test_every_option_has_its_values_its_value_and_its_reason(name: str) -> None:
    sheet, it = page(name, SCORES), comparison(name)
    assert it.readings is not None
    top = row_of(sheet, "Path") + 1
    for place, option in enumerate(result(name).options):
        row = top + place
        assert sheet.cell(row, 1).value == it.names[place].path
        means = it.readings.shares @ it.readings.values[:, place]
        assert numbers(sheet, row, range(3, 3 + len(CRITERIA))) == pytest.approx(list(means), abs=1e-9)
        value, stored, difference, rank = numbers(sheet, row, range(12, 16))
        assert value == pytest.approx(option.value, abs=1e-6)
        assert stored == option.value
        assert abs(difference) <= 1e-6
        assert rank == it.ranks[place]
        assert bool(sheet.cell(row, 16).value) == (option.excluded_by is not None)


@pytest.mark.parametrize("name", NAMES)
def test_parts_add_up_to_the_value(name: str) -> None:
    sheet = page(name, SCORES)
    top = row_of(sheet, "Path", row_of(sheet, "What each criterion gives to the value")) + 1
    for place, option in enumerate(result(name).options):
        found = numbers(sheet, top + place, range(3, 4 + len(CRITERIA)))
        stored = [option.contributions[key] for key in (*CRITERIA, BALANCE)]
        assert found == pytest.approx(stored, abs=2e-6)
        assert sheet.cell(top + place, 4 + len(CRITERIA)).value == pytest.approx(option.value, abs=1e-6)


def test_values_are_formulas_where_options_are_left() -> None:
    sheet = opened(made("no-means"), values=False)[SCORES]
    top = row_of(sheet, "Path") + 1
    for place, option in enumerate(result("no-means").options):
        cell = sheet.cell(top + place, 12)
        assert (cell.data_type == "f") == (option.excluded_by is None)
        if option.excluded_by is not None:
            assert cell.value == 0


@pytest.mark.parametrize("name", NAMES)
def test_order_puts_what_is_ruled_out_last(name: str) -> None:
    it = comparison(name)
    out = [it.barred[option] for option in it.order]
    assert out == sorted(out)
    assert it.ranks == it.stored_ranks
    assert it.order[0] == it.ranks.index(1)


def test_what_is_stored_is_shown_where_nothing_can_be_followed() -> None:
    stored = result("ukrainian-bakery")
    it = compared(real(), stored, tell(real(), stored, "en"), None, str)
    assert it.weights == [stored.weights[key] for key in CRITERIA]
    assert it.means(0) == []
    assert it.parts[0] == [stored.options[0].contributions[key] for key in (*CRITERIA, BALANCE)]
    assert np.array_equal(*it.values)


def test_names_of_options_in_one_line() -> None:
    names = comparison("ukrainian-bakery").names
    assert names[0].both == "CRM · Cloud service (SaaS)"
    assert names[-1].both == "Not yet"
    assert names[0].verdict == "Start with a CRM in the cloud."

"""The page of the order of options."""

from __future__ import annotations

import pytest

from advisor.recommendation.telling.story import tell
from advisor.reports.sheet_case import readings_of
from advisor.reports.sheet_ranking import bars_of
from advisor.reports.sheet_scores import Compared, compared
from tests.recommendation.samples import real
from tests.reports.workbooks import RANKING, SOME_UNKNOWN, made, numbers, opened, result, row_of

NAMES = ("ukrainian-bakery", "no-means", "micro-no-need", SOME_UNKNOWN)


def comparison(name: str) -> Compared:
    stored = result(name)
    return compared(real(), stored, tell(real(), stored, "en"), readings_of(real(), stored), str)


@pytest.mark.parametrize("name", NAMES)
def test_options_stand_in_the_order_of_their_values(name: str) -> None:
    page, it = opened(made(name))[RANKING], comparison(name)
    top = row_of(page, "Rank") + 1
    for place, option in enumerate(it.order):
        row = top + place
        rank, path, hosted, value, stored, before = numbers(page, row, range(1, 7))
        assert (rank, path, hosted) == (place + 1, it.names[option].path, it.names[option].hosted)
        assert value == pytest.approx(result(name).options[option].value, abs=1e-6)
        assert (stored, before) == (result(name).options[option].value, place + 1)
        assert (page.cell(row, 7).value or "") == it.names[option].why_not
    assert page.cell(top + it.options, 1).value is None


@pytest.mark.parametrize("name", NAMES)
def test_the_best_option_is_said_in_words(name: str) -> None:
    page, story = opened(made(name))[RANKING], tell(real(), result(name), "en")
    assert page.cell(3, 1).value == story.verdict
    assert page.cell(5, 1).value == story.verdict
    assert page.cell(6, 1).value == "The advice stays the same."


def test_everything_on_it_follows_the_scores() -> None:
    page = opened(made("ukrainian-bakery"), values=False)[RANKING]
    top = row_of(page, "Rank") + 1
    for row in range(top, top + 16):
        for column in range(2, 9):
            assert str(page.cell(row, column).value).startswith("=")
            assert f"MATCH($A${row},Scores!" in str(page.cell(row, column).value).replace("'", "")
    assert str(page.cell(3, 1).value).startswith("=INDEX(")


def test_names_for_drawings_run_in_their_own_direction() -> None:
    page = opened(made("ukrainian-bakery", "fa")).worksheets[3]
    marked = [str(page.cell(row, 8).value) for row in range(9, 20)]
    assert all(text.startswith("\u202b") and text.endswith("\u202c") for text in marked)


@pytest.mark.parametrize("name", NAMES)
def test_drawings_leave_out_what_is_ruled_out(name: str) -> None:
    it = comparison(name)
    bars = bars_of(it, 9)
    assert bars.shown == sum(option.excluded_by is None for option in result(name).options)
    assert bars.best == tell(real(), result(name), "en").verdict
    assert bars.top == 9

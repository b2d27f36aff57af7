"""Formulas of the value of an option, in one reading and in several."""

from __future__ import annotations

import re

import numpy as np
import pytest

from advisor.reports.sheet_case import Readings
from advisor.reports.sheet_parts import Book
from advisor.reports.sheet_readings import Many, Named, One, evenness, readings_page, worth
from tests.reports.workbooks import COVER, opened

NAMED = Named(("Need", "Cost"), ("First", "Second", "Nothing"))


def readings() -> Readings:
    return Readings(
        shares=np.array([0.25, 0.75]),
        weights=np.array([[0.5, 0.5], [0.2, 0.8]]),
        values=np.array([[[1.0, 0.0], [0.4, 0.6], [0.0, 1.0]], [[0.9, 0.1], [0.5, 0.5], [0.1, 1.0]]]),
        barred=np.array([False, False, False]),
        balance=0.15,
    )


def page_of(found: Readings) -> tuple[bytes, Many]:
    book = Book("en", COVER)
    weights = book.page("weights", "Weights", (10, 10))
    shares = tuple(weights.put(place, 0, float(w)) for place, w in enumerate(found.shares @ found.weights))
    changed = tuple(weights.put(place, 1, 0) for place in range(2))
    page = book.page("readings", "Readings", (20, 9, *[11] * 5))
    source = readings_page(page, found, NAMED, (shares, changed), str)
    return book.bytes(), source


def test_value_is_the_mean_less_the_worst_gap() -> None:
    """The formula of `advisor.scoring.methods`, with ranges for weights and values."""
    assert worth("W", "V", 0.15) == "0.85*SUMPRODUCT(W,V)+0.15*(1-SUMPRODUCT(MAX(W*(1-V)))/MAX(W))"
    assert evenness("W", "V", 0.2) == "0.2*(1-SUMPRODUCT(MAX(W*(1-V)))/MAX(W))"


def test_one_reading_reads_its_own_rows() -> None:
    page = Book("en", COVER).page("scores", "Scores", (10, 10))
    source = One(page, 0.15, 2, 3, 5, 2)
    value = worth("'Scores'!$C$4:$D$4", "'Scores'!$C$7:$D$7", 0.15)
    assert source.value(1) == f"ROUND({value},9)"
    assert source.part(1, 0) == "0.85*'Scores'!$C$4*'Scores'!$C$7"
    assert source.even(0) == evenness("'Scores'!$C$4:$D$4", "'Scores'!$C$6:$D$6", 0.15)


def test_several_readings_have_a_row_each_and_a_block_for_every_option() -> None:
    data, source = page_of(readings())
    page = opened(data)["Readings"]
    assert source.count == 2
    assert [page.cell(source.rows[0] + 1 + r, 2).value for r in range(2)] == [0.25, 0.75]
    labels = [page.cell(source.top + 1 + row, 1).value for row in range(6)]
    assert labels == ["First", "First", "Second", "Second", "Nothing", "Nothing"]
    assert page.cell(source.top + 7, 1).value is None


def test_stored_values_are_those_of_the_scoring() -> None:
    found = readings()
    data, source = page_of(found)
    page = opened(data)["Readings"]
    for option in range(3):
        now = [page.cell(source.top + 1 + option * 2 + r, 5).value for r in range(2)]
        mean = float(np.dot(found.shares, now))
        assert mean == pytest.approx(found.worth(found.weights)[option], abs=1e-9)


def test_unchanged_weights_stay_those_of_each_reading() -> None:
    data, source = page_of(readings())
    page = opened(data)["Readings"]
    for reading, weights in enumerate(readings().weights):
        row = source.rows[0] + 1 + reading
        assert [page.cell(row, 1 + source.weights + c).value for c in range(2)] == pytest.approx(list(weights))
        assert page.cell(row, source.weights).value == 1


def test_ranges_of_an_option_are_its_own() -> None:
    _, source = page_of(readings())
    rows = [set(map(int, re.findall(r"\$(\d+)", source._column(option, 0)))) for option in range(3)]
    assert rows == [{source.top + 1 + 2 * option, source.top + 2 + 2 * option} for option in range(3)]
    assert source.value(2).startswith("ROUND(SUMPRODUCT(")
    assert source.part(0, 1).startswith("0.85*SUMPRODUCT(")
    assert source.part(0, 0) in source.even(0)
    assert source.part(0, 1) in source.even(0)


def test_a_weight_without_say_does_not_stop_the_page() -> None:
    """All weight on what the reader changed: the others share nothing, and nothing is divided by nothing."""
    data, source = page_of(readings())
    formula = opened(data, values=False)["Readings"].cell(source.rows[0] + 1, source.weights).value
    assert formula.startswith("=IF(SUMPRODUCT(")
    assert formula.endswith(",0)")

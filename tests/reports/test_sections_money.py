"""The section on cost: ranges, sums, the budget, and what the figures assume."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from advisor.recommendation.money.estimate import Covers
from advisor.reports import sections_money as sections
from advisor.reports.document import Beside, Bullets, Cover, Paragraph
from advisor.reports.material import Material
from advisor.reports.sections_money import MoneyWords
from tests.reports.papers import (
    BRAND,
    CLOSE,
    NOTHING,
    RICH,
    UNKNOWN,
    figures,
    headings,
    notes_in,
    tables,
    told,
    words_in,
)


def money(m: Material) -> MoneyWords:
    assert m.story.money is not None
    return m.story.money


def test_every_answer_on_the_budget_has_its_tone() -> None:
    assert set(sections.TONES) == set(get_args(Covers))


@pytest.mark.parametrize("name", [RICH, CLOSE, UNKNOWN])
def test_kinds_of_cost_and_their_sums(name: str) -> None:
    m = told(name)
    table = sections.lines(m, money(m))
    rows = money(m).rows
    assert len(table.rows) == len(rows) + 2
    assert table.strong == {len(rows), len(rows) + 1}
    for row, line in zip(table.rows, rows, strict=False):
        assert row[0][0].words.startswith(line.name)
        assert ("own time" in row[0][0].words) is line.own
        assert ("each year" in row[0][0].words) is line.yearly
        assert row[2][0].words == line.total.likely_cell
    assert table.rows[-2][2][0].words == money(m).total.likely_cell
    assert table.rows[-1][1][0].words == money(m).paid_first_year.likely_cell
    assert notes_in([table])


@pytest.mark.parametrize("name", [RICH, CLOSE, UNKNOWN])
def test_the_budget_is_answered(name: str) -> None:
    m = told(name)
    tones = [block.tone for block in sections.cost(m) if isinstance(block, Paragraph)]
    assert sections.TONES[money(m).covers] in tones
    said = words_in(sections.cost(m))
    assert money(m).headline in said
    assert money(m).fit in said
    assert all(note in said for note in money(m).notes)


def test_buying_nothing_still_shows_what_others_cost() -> None:
    m = told(NOTHING)
    assert headings(sections.cost(m), 2) == ["What would the other paths cost?"]
    assert ["0 0 680" in figure.svg for figure in figures(sections.cost(m))] == [True]
    assert len(tables(sections.cost(m))) == 1


def test_drawings_stand_beside_each_other() -> None:
    m = told(RICH)
    beside = next(block for block in sections.drawn(m, money(m)) if isinstance(block, Beside))
    assert len(beside.columns) == 2
    assert all('viewBox="0 0 340' in figure.svg for figure in figures([beside]))
    assert list(sections.drawn(replace(m, money_charts=None), money(m))) == []


def test_each_path_where_it_runs_best_has_its_ranges_and_marks() -> None:
    m = told(RICH)
    table = sections.options(m, money(m))
    shown = [option for option in money(m).options if option.best or option.advised]
    assert len(table.rows) == len(shown) == len({option.path for option in money(m).options})
    advised = [i for i, option in enumerate(shown) if option.advised]
    assert table.strong == set(advised)
    assert len(advised) == 1
    assert "(advised)" in words_in([table])
    free = next(i for i, option in enumerate(shown) if not option.total.high)
    assert table.rows[free][2][0].words == "–"


def test_assumptions_and_guesses_are_named() -> None:
    m = told(RICH)
    found = next(block for block in sections.rests(m, money(m)) if isinstance(block, Bullets))
    assert [(item[0].words, item[1].words) for item in found.items] == [
        (f"{line.name}: ", line.value) for line in money(m).assumptions
    ]
    guessed = replace(money(m), guessed=("Users", "Sites"))
    assert "Users, Sites." in words_in(sections.rests(m, guessed))
    assert "Not answered" not in words_in(sections.rests(m, replace(money(m), guessed=())))


def test_a_day_that_has_passed_is_said() -> None:
    late = told(RICH, "en", Cover("", "", date(2100, 1, 1), BRAND))
    assert "Past its date." in words_in(sections.cost(late))
    assert "Past its date." not in words_in(sections.cost(told(RICH)))
    assert list(sections.past_date(late, "")) == []


def test_without_an_estimate_there_is_no_section() -> None:
    m = told(RICH)
    assert list(sections.cost(replace(m, story=replace(m.story, money=None)))) == []

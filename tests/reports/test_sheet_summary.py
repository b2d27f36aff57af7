"""The first page of a workbook."""

from __future__ import annotations

import datetime

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from advisor.language import LANGUAGES
from advisor.questionnaire.answers import parse_all
from advisor.recommendation.advise import advise
from advisor.recommendation.tailoring import OptionChoice, Tailoring
from advisor.recommendation.telling.story import tell
from advisor.reports.document import Brand, Cover
from tests.recommendation.advices import FEW
from tests.recommendation.samples import real
from tests.reports.workbooks import COST, made, numbers, opened, rendered, result, row_of

COVER = Cover("Example", "For the board", datetime.date(2026, 12, 1), Brand(name="House", disclaimer="Not an offer."))


def first(data: bytes, values: bool = True) -> Worksheet:
    return opened(data, values).worksheets[0]


def said(page: Worksheet) -> list[str]:
    return [str(cell.value) for line in page.iter_rows() for cell in line if isinstance(cell.value, str)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_the_verdict_and_how_sure_it_is(language: str) -> None:
    words = said(first(made("ukrainian-bakery", language)))
    story = tell(real(), result("ukrainian-bakery"), language)
    assert story.verdict in words
    assert any(story.doubt.status in line for line in words)
    assert result("ukrainian-bakery").hash in words
    assert result("ukrainian-bakery").content_version in words


def test_title_client_day_and_disclaimer_of_the_cover() -> None:
    page = first(rendered(result("ukrainian-bakery"), cover=COVER))
    assert [page.cell(row, 1).value for row in (1, 2, 3)] == ["For the board", "Example", "1 December 2026"]
    assert "Not an offer." in said(page)


def test_without_client_and_title() -> None:
    page = first(rendered(result("ukrainian-bakery"), cover=Cover("", "", COVER.day)))
    assert [page.cell(row, 1).value for row in (1, 2)] == ["Our advice", "1 December 2026"]


def test_costs_are_those_of_their_page_and_follow() -> None:
    data = made("ukrainian-bakery")
    page, costs, formulas = first(data), opened(data)[COST], first(data, values=False)
    row = row_of(page, "Key figures") + 1
    assert numbers(page, row, range(2, 5)) == numbers(costs, row_of(costs, "Sum"), range(2, 5))
    assert numbers(page, row + 1, range(2, 5)) == numbers(costs, row_of(costs, "Paid to others"), range(5, 8))
    assert all(str(formulas.cell(row, column).value).startswith("='Cost'!") for column in range(2, 5))
    assert "UAH" in page.cell(row, 1).value


def test_best_option_follows() -> None:
    page = first(made("ukrainian-bakery"), values=False)
    row = row_of(page, "With the weights of this workbook")
    assert page.cell(row + 1, 1).value == "='Ranking'!$A$3"


@pytest.mark.parametrize("name", ["ukrainian-bakery", "micro-no-need", "all-unknown"])
def test_every_other_page_is_named_and_reached(name: str) -> None:
    book = opened(made(name), values=False)
    page = book.worksheets[0]
    row = row_of(page, "Page") + 1
    names = book.sheetnames[1:]
    assert [page.cell(row + i, 1).value for i in range(len(names))] == names
    assert all(page.cell(row + i, 2).value for i in range(len(names)))
    links = [page.cell(row + i, 1).hyperlink for i in range(len(names))]
    assert [link.location if link else None for link in links] == [f"'{name}'!A1" for name in names]


def test_a_decision_of_people_stands_beside_what_the_rules_advise() -> None:
    stored = result("ukrainian-bakery")
    answers = parse_all(real().questionnaire, stored.answers)
    own = Tailoring(option=OptionChoice(path="both", deployment="saas", reason="=The owner wants it"))
    decided = advise(real(), answers, FEW, tailoring=own)
    data = rendered(decided)
    words = said(first(data))
    story = tell(real(), decided, "en")
    assert story.override is not None
    assert f"What was decided: {story.override.verdict}" in words
    assert "=The owner wants it" in words
    assert f"What the rules advise: {story.verdict}" in words
    costs = opened(data)[COST]
    assert decided.budget.estimate is not None
    assert costs.cell(row_of(costs, "Sum"), 3).value == decided.budget.estimate.total.likely
    assert "Cost working" in opened(data).sheetnames

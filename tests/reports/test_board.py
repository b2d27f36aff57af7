"""The paper for a board: exactly two pages in every language, with what matters most."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.language import LANGUAGES
from advisor.recommendation.advise import advise
from advisor.reports import board as paper
from advisor.reports import pdf
from advisor.reports.board import board
from advisor.reports.document import Beside, Bullets, Cover
from advisor.reports.room import lines, width
from tests.recommendation.advices import FEW, advice, before, of_path
from tests.recommendation.samples import random_answers, real
from tests.reports.papers import (
    BRAND,
    CASES,
    CLOSE,
    DAY,
    NOTHING,
    RICH,
    figures,
    flat,
    headings,
    judged,
    notes_in,
    pages,
    short,
    tables,
    told,
    words_in,
)  # fmt: skip
from web.render import translations

LONG = Cover("Gesellschaft für industrielle Anlagen und Verfahrenstechnik mbH & Co. KG " * 2, "", DAY, BRAND)
MORE = ("machine-builder", "agency-projects", "iranian-steel-mill", "truck-workshops", "retail-chain-warehouses")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*CASES, *MORE])
def test_it_has_two_pages(name: str, language: str) -> None:
    made = board(real(), advice(name), language, translations(language).gettext, LONG)
    assert pages(pdf.render(made)) == 2


@pytest.mark.parametrize("seed", range(10))
def test_it_has_two_pages_for_any_company(seed: int) -> None:
    result = advise(real(), random_answers(seed, silence=0.5 if seed % 2 else 0.1), FEW)
    language = LANGUAGES[seed % len(LANGUAGES)]
    assert pages(pdf.render(board(real(), result, language, translations(language).gettext, LONG))) == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [RICH, CLOSE, NOTHING])
def test_a_judged_case_has_two_pages_even_with_a_long_reason(name: str, language: str) -> None:
    it = judged(name)
    assert it.tailoring is not None
    assert it.tailoring.option is not None
    option = it.tailoring.option.model_copy(update={"reason": "The parent company has decided so. " * 50})
    long = it.model_copy(update={"tailoring": it.tailoring.model_copy(update={"option": option})})
    made = board(real(), long, language, translations(language).gettext, LONG)
    assert pages(pdf.render(made)) == 2


@pytest.mark.parametrize("name", CASES)
def test_the_second_page_begins_where_the_second_question_does(name: str) -> None:
    made = short(name)
    assert headings(made.blocks) == ["What is the decision?", "What does it take?"]
    fresh = [block for block in made.blocks if getattr(block, "fresh", False)]
    assert len(fresh) == 1
    assert not made.contents
    assert made.kind == "Board paper"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_matters_most_is_on_it(language: str) -> None:
    for name in CASES:
        m, said = told(name, language), words_in(short(name, language).blocks)
        assert m.story.verdict in said
        assert m.sure() in said
        assert m.case_against in said
        assert m.story.first in said
        if m.story.money and m.story.money.rows:
            assert m.story.money.headline in said
            assert m.story.money.fit in said
        if m.story.risks:
            assert m.story.risks[0].counter in said


def test_it_has_no_notes() -> None:
    assert notes_in(short(RICH).blocks) == []
    assert short(RICH).notes == ()


def test_items_are_the_first_ones_in_their_order() -> None:
    m, made = told(RICH), short(RICH)
    found = [[text.words for text in item] for b in flat(made.blocks) if isinstance(b, Bullets) for item in b.items]
    reasons = [words[0] for words in found if words[0] in {reason.text for reason in m.pro}]
    assert reasons == [reason.text for reason in m.pro[: len(reasons)]]
    risks = [words[1] for words in found if len(words) == 2]
    assert risks == [risk.counter for risk in m.story.risks[: len(risks)]]
    assert len(reasons) >= 3
    assert len(risks) >= 1


def test_more_words_above_leave_fewer_lines_for_reasons() -> None:
    m = told(RICH)
    long = replace(m, story=replace(m.story, doubt=replace(m.story.doubt, expired="Old figures. " * 40)))
    assert paper.reason_lines(long) < paper.reason_lines(m)
    assert sum(lines(reason.text, 44) for reason in m.pro[:3]) <= paper.reason_lines(m)


def test_more_phases_leave_fewer_lines_for_gates_and_risks() -> None:
    m = told(RICH)
    assert m.story.money is not None
    assert m.story.money.plan is not None
    one = replace(m.story.money.plan, phases=m.story.money.plan.phases[:1])
    fewer = replace(m, story=replace(m.story, money=replace(m.story.money, plan=one)))
    assert paper.lines_left(fewer) > paper.lines_left(m)
    assert len(paper.gates(m)) <= paper.GATES


def test_phases_name_their_first_modules() -> None:
    m = told(RICH)
    table = next(table for table in tables(short(RICH).blocks) if table.header[0] == "Phase")
    for row, phase in zip(table.rows, m.story.phases, strict=True):
        names = row[0][1].words.strip()
        assert names.startswith(phase.modules[0].name)
        assert width(names) <= paper.MODULE_LETTERS


@pytest.mark.parametrize(
    ("names", "shown"),
    [([], ""), (["Stock"], "Stock"), (["Stock", "Sales"], "Stock, Sales"), (["a" * 30, "b" * 30], "a" * 30 + " …")],
)
def test_names_that_do_not_fit_are_hinted_at(names: list[str], shown: str) -> None:
    assert paper.first_names(told(NOTHING), names) == shown
    assert paper.first_names(told(NOTHING), ["x" * 99]) == ""


def test_cost_alone_takes_the_whole_width() -> None:
    wide = [figure for figure in figures(short(NOTHING).blocks) if 'viewBox="0 0 680' in figure.svg]
    assert len(wide) == 1
    beside = [block for block in short(RICH).blocks if isinstance(block, Beside)]
    assert len(beside) == 3


def test_buying_nothing_says_what_was_not_looked_at() -> None:
    assert "What did we not look at?" in headings(short(NOTHING).blocks, 2)
    assert "What did we not look at?" not in headings(short(CLOSE).blocks, 2)


@pytest.mark.parametrize("path", ["crm", "not-yet"])
def test_results_of_before_there_was_an_estimate_have_their_pages(path: str) -> None:
    made = board(real(), before(of_path(path)), "en", str, LONG)
    assert "What does it cost?" not in headings(made.blocks, 2)
    assert pages(pdf.render(made)) == 2

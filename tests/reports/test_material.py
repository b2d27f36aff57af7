"""What sections are made of: a case told once, small pieces of text, and the case against."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.recommendation.telling.amount_words import Range
from advisor.recommendation.telling.lines import Line
from advisor.reports.document import Text
from advisor.reports.material import (
    LEAST_SHIFT,
    above,
    aligned,
    case_against,
    fill,
    moving,
    named,
    once,
    paragraph,
    question,
    quiet,
    runs,
    span,
    stop,
    typed,
)
from tests.reports.papers import CASES, CLOSE, NOTHING, RICH, UNKNOWN, told, told_judged


def line(text: str, row: str, points: float = 1.0) -> Line:
    return Line(row, text, "operations", "Operations", points, points / 10, ())


def test_each_sentence_stands_once_with_all_that_it_moves() -> None:
    found = once([line("A.", "a"), line("B.", "b"), line("A.", "c")])
    assert [because.text for because in found] == ["A.", "B."]
    assert [one.row for one in found[0].lines] == ["a", "c"]
    assert once([]) == ()


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_told_with_its_drawings(name: str) -> None:
    m = told(name)
    assert m.story.verdict
    assert m.charts.paths.startswith("<svg")
    assert (m.money_charts is None) is (m.story.money is None)
    assert m.notes.made == ()
    assert m.day() == "22 November 2026"


def test_how_sure_is_said_in_whole_readings() -> None:
    m = told(CLOSE)
    assert m.sure() == f"It holds in {int(m.story.sure * 100 + 1e-9)} of 100 plausible readings of your answers."
    assert told(CLOSE, "ru").sure() != m.sure()


def test_the_case_against_is_the_strongest_answer() -> None:
    m = told(RICH)
    assert m.story.against
    assert m.case_against == m.story.against[0].text


def test_without_an_answer_against_the_second_choice_speaks() -> None:
    m = told(NOTHING)
    assert not m.story.against
    assert m.second is not None
    weak = m.differences[-1]
    assert m.case_against == (
        f"No single answer speaks against it, but “{m.second.name}” does better in one respect: {weak.name}."
    )
    alone = replace(m, second=None, differences=())
    assert alone.case_against == "Nothing in your answers speaks clearly against it."


def test_numbers_are_those_of_the_language() -> None:
    english, persian = told(NOTHING), told(NOTHING, "fa")
    assert (english.points(12.345), english.signed(-2.31), english.signed(0.04)) == ("12.3", "−2.3", "0")
    assert (persian.number(1234), persian.hundred(0.849)) == ("۱٬۲۳۴", "۸۴")


def test_only_questions_that_could_move_the_advice_are_listed() -> None:
    m = told("all-unknown")
    assert m.unknowns
    assert all(unknown.shift >= 0.01 for unknown in m.unknowns)
    assert len(m.unknowns) < len(m.story.unknowns)


def test_values_are_put_into_sentences() -> None:
    assert fill("Fit: %(fit)s of 100", fit="12") == "Fit: 12 of 100"
    with pytest.raises(KeyError):
        fill("Fit: %(fit)s of 100", other="12")


def test_pieces_of_text() -> None:
    assert runs("A", (1,), strong=True) == (Text("A", (1,), strong=True),)
    assert paragraph("A", "good", notes=(2,)).runs[0].notes == (2,)
    assert quiet("A", close=True).close
    assert quiet("A").runs[0].quiet
    assert [text.words for text in named("Name.", "Said.")] == ["Name. ", "Said."]
    assert [text.words for text in above("A", "below")] == ["A", "\nbelow"]
    assert above("A", "") == (Text("A"),)
    assert question("Why?").level == 1
    assert aligned(1, 2) == ("start", "end", "end")


def test_a_range_shows_its_ends_only_where_they_differ() -> None:
    wide = Range(1, 2, 3, "EUR 1–3", "EUR 2", "1–3", "2")
    assert [text.words for text in span(wide)] == ["2", "\n1–3"]
    assert [text.words for text in span(replace(wide, low=2, high=2, cell="2"))] == ["2"]


def test_the_case_against_is_a_reason_or_what_the_second_does_better_or_nothing() -> None:
    m = told(CLOSE)
    assert m.story.against
    assert case_against(m.story, m.second, m.differences, str) == m.story.against[0].text == m.case_against
    bare = replace(m.story, against=())
    assert m.second is not None
    assert m.second.name in case_against(bare, m.second, m.differences, str)
    behind = tuple(replace(one, second=0.0) for one in m.differences)
    assert case_against(bare, m.second, behind, str) == case_against(bare, None, (), str) == ""
    nothing = replace(m, story=bare, second=None, differences=())
    assert nothing.case_against == "Nothing in your answers speaks clearly against it."


def test_questions_that_move_nothing_are_left_out() -> None:
    story = told(UNKNOWN).story
    first, second, *_ = story.unknowns
    found = moving(replace(story, unknowns=(replace(first, shift=LEAST_SHIFT), replace(second, shift=0.009))))
    assert [one.question for one in found] == [first.question]


def test_what_is_decided_is_the_advice_unless_people_chose_another_option() -> None:
    m = told(RICH)
    assert m.chosen is None
    assert (m.verdict, m.first, m.sure_hosting) == (m.story.verdict, m.story.first, m.story.sure_hosting)
    own = told_judged()
    assert own.chosen is own.story.override
    assert own.chosen is not None
    assert (own.verdict, own.first) == (own.chosen.verdict, own.chosen.first)
    shared = replace(own, story=replace(own.story, override=replace(own.chosen, same=True)))
    assert (shared.chosen, shared.verdict) == (None, own.story.verdict)


def test_words_of_people_keep_their_own_direction() -> None:
    assert typed(told(NOTHING, "fa"), "Ltd.") == "\u2068Ltd.\u2069"
    assert typed(told(NOTHING, "fa"), "") == ""
    assert typed(told(NOTHING), "Ltd.") == "Ltd."


@pytest.mark.parametrize(("language", "sign"), [("en", "."), ("fa", "."), ("zh", "。")])
def test_sentences_end_as_in_their_language(language: str, sign: str) -> None:
    assert stop(told(NOTHING, language)) == sign

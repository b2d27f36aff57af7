"""Sections on the advice itself: needs, reasons, the other options, and the doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.reports import sections
from advisor.reports.document import Bullets, Paragraph
from tests.reports.papers import (
    CASES,
    CLOSE,
    NOTHING,
    RICH,
    UNKNOWN,
    figures,
    flat,
    headings,
    notes_in,
    tables,
    told,
    words_in,
)  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_needs_show_every_score(name: str) -> None:
    m = told(name)
    table = tables(sections.needs(m))[0]
    scores = (*m.story.needs, *m.story.capacity, *m.story.pressure)
    assert [row[0][0].words for row in table.rows] == [score.name for score in scores]
    assert [row[1][0].words for row in table.rows] == [str(score.value) for score in scores]
    assert str(m.story.needs[0].value) in figures(sections.needs(m))[0].alt


def test_the_strongest_reasons_carry_points_effects_and_sources() -> None:
    m = told(RICH)
    table = tables(sections.pros(m))[0]
    assert len(table.rows) == sections.SHOWN
    first = m.pro[0]
    assert table.rows[0][0][0].words == first.text
    assert table.rows[0][0][0].notes
    assert first.lines[0].moves in table.rows[0][1][0].words
    assert table.rows[0][2][0].words.startswith("+")
    assert "among the rules that fired" in words_in(sections.pros(m))


def test_few_reasons_need_no_word_on_others() -> None:
    m = told(RICH)
    few = replace(m, story=replace(m.story, reasons=m.story.reasons[:2]))
    assert "among the rules that fired" not in words_in(sections.pros(few))


def test_without_reasons_both_sides_say_so() -> None:
    m = told(UNKNOWN)
    assert "it follows from all of them together" in words_in(sections.pros(m))
    assert tables(sections.cons(m)) == []
    assert m.case_against in words_in(sections.cons(m))


def test_what_speaks_against_has_negative_effects() -> None:
    table = tables(sections.cons(told(CLOSE)))[0]
    assert all(row[2][0].words.startswith("−") for row in table.rows)


def test_one_sentence_may_move_several_scores() -> None:
    m = told(RICH)
    several = next(because for because in m.pro if len(because.lines) > 1)
    row = sections.reasons(m, [several]).rows[0]
    assert row[1][0].words.count("\n") == row[2][0].words.count("\n") == len(several.lines) - 1


@pytest.mark.parametrize("name", CASES)
def test_all_options_stand_beside_each_other(name: str) -> None:
    m = told(name)
    table = sections.options(m)
    assert len(table.rows) == len(m.story.options) == 16
    assert [m.story.options[place].advised for place in table.strong] == [True]
    assert len(table.header) == 2 + len(m.story.options[0].contributions)
    assert all(part.name in table.caption for part in m.story.options[0].contributions)


def test_an_option_that_is_ruled_out_says_why() -> None:
    m = told(NOTHING)
    barred = next(option for option in m.story.options if option.excluded)
    cell = sections.option_row(m, barred)[0]
    assert cell[1].words == " (ruled out)"
    assert barred.excluded in words_in(sections.others(m))
    assert "What is ruled out?" in headings(sections.others(m), 2)
    assert "What is ruled out?" not in headings(sections.others(told(RICH)), 2)


def test_with_no_other_path_left_nothing_is_compared() -> None:
    alone = replace(told(NOTHING), second=None, differences=())
    assert figures(sections.others(alone)) == []
    assert len(figures(sections.others(told(NOTHING)))) == 1


def test_doubt_is_told_with_shares_and_their_error() -> None:
    m = told(CLOSE)
    blocks = list(sections.sure(m))
    said = words_in(blocks)
    assert next(block.tone for block in blocks if isinstance(block, Paragraph)) == "careful"
    assert f"{m.points(m.story.sure * 100)} ± " in said
    assert m.story.doubt.between is not None
    assert m.story.doubt.between.separated_by in said
    shares = [int(row[1][0].words) for row in sections.hosting_shares(m).rows]
    assert shares == sorted(shares, reverse=True)


def test_second_opinions_and_old_figures_are_told() -> None:
    m = told(RICH)
    assert m.story.doubt.second in words_in(sections.sure(m))
    old = replace(m, story=replace(m.story, doubt=replace(m.story.doubt, expired="Old figures.", error=None)))
    said = words_in(sections.doubts(old))
    assert "Old figures." in said
    assert "±" not in said


def test_changes_are_parted_by_who_can_decide_them() -> None:
    m = told(CLOSE)
    blocks = list(sections.change(m))
    assert headings(blocks, 2)[:2] == ["You can change this", "Facts of life"]
    lists = [block for block in flat(blocks) if isinstance(block, Bullets)]
    flips = (*m.story.doubt.nearest, *m.story.doubt.more)
    assert [len(lists[0].items), len(lists[1].items)] == [
        min(sections.MOST_FLIPS, sum(flip.kind == kind for flip in flips)) for kind in ("actionable", "fact")
    ]
    told_ = [flip.text for flip in flips if flip.kind == "actionable"][: sections.MOST_FLIPS]
    assert [item[0].words for item in lists[0].items] == told_
    assert all(sentence in words_in(blocks) for sentence in m.story.doubt.weights)
    assert sections.weighings(m).header[2:] == m.story.doubt.leading


def test_a_result_without_a_search_for_changes_says_so() -> None:
    m = told(NOTHING)
    doubt = replace(m.story.doubt, nearest=(), more=(), steady=(), weights=(), leading=())
    bare = replace(m, story=replace(m.story, doubt=doubt))
    assert "This result does not say." in words_in(sections.change(bare))


def test_open_questions_are_listed_with_who_knows() -> None:
    m = told(UNKNOWN)
    table = tables(sections.unknown(m))[0]
    assert len(table.rows) == min(sections.MOST_UNKNOWNS, len(m.unknowns))
    assert table.rows[0][0][0].words == m.unknowns[0].ask
    assert all(row[1][0].words for row in table.rows)
    assert notes_in([table]) == []


def test_answered_and_harmless_questions_are_told_apart() -> None:
    assert "Every question that applies to you is answered." in words_in(sections.unknown(told(RICH)))
    m = told(UNKNOWN)
    calm = replace(m, story=replace(m.story, unknowns=tuple(replace(u, shift=0.0) for u in m.story.unknowns)))
    assert "no single answer could move" in words_in(sections.unknown(calm))
    proven = replace(m, story=replace(m.story, doubt=replace(m.story.doubt, certificate="Proven.")))
    assert "Proven." in words_in(sections.unknown(proven))

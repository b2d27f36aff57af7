"""The page of the decision: what a board must know, and not more than fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.language import LANGUAGES
from advisor.reports import decision as page
from advisor.reports.document import Bullets, Figure, Heading, Paragraph, Tiles
from advisor.reports.room import lines
from tests.reports.papers import CASES, CLOSE, NOTHING, RICH, UNKNOWN, flat, headings, notes_in, told, words_in


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_the_whole_decision_is_there(name: str, language: str) -> None:
    m = told(name, language)
    blocks = tuple(page.decision(m))
    said = words_in(blocks)
    assert isinstance(blocks[0], Heading)
    assert blocks[0].fresh
    assert m.story.verdict in said
    assert m.sure() in said
    assert m.case_against in said
    assert m.story.first in said
    assert sum(isinstance(block, Figure) for block in flat(blocks)) == 1


def test_three_reasons_with_their_sources() -> None:
    m = told(RICH)
    reasons = next(block for block in page.why(m) if isinstance(block, Bullets))
    assert [item[0].words for item in reasons.items] == [reason.text for reason in m.pro[:3]]
    assert all(item[0].notes for item in reasons.items)
    assert notes_in([reasons]) == [note.number for note in m.notes.made]


def test_without_citing_no_note_is_made() -> None:
    m = told(RICH)
    assert notes_in(page.why(m, cited=False)) == []
    assert m.notes.made == ()


def test_reasons_are_cut_to_the_room_there_is() -> None:
    m = told(RICH)
    one = lines(m.pro[0].text, page.HALF)
    assert [len(b.items) for b in page.why(m, most=one) if isinstance(b, Bullets)] == [1]
    assert "No single answer decides" in words_in(page.why(m, most=0))


def test_what_rules_all_else_out_is_a_reason_too() -> None:
    m = told(NOTHING)
    bare = replace(m, story=replace(m.story, reasons=()))
    assert bare.ruled_out
    assert bare.ruled_out[0].text in words_in(page.why(bare))


def test_close_calls_name_the_rival_and_what_separates_them() -> None:
    m = told(CLOSE)
    assert m.story.doubt.between is not None
    blocks = list(page.verdict(m))
    assert [block.tone for block in blocks if isinstance(block, Paragraph)] == ["answer", "careful"]
    assert m.story.doubt.between.text in words_in(blocks)
    assert m.story.doubt.between.separated_by in page.how_sure(m)
    clear = told(RICH)
    assert page.how_sure(clear) == clear.sure()


def test_figures_past_their_day_are_named_first() -> None:
    m = told(CLOSE)
    old = replace(m, story=replace(m.story, doubt=replace(m.story.doubt, expired="Old figures.")))
    assert "Old figures." in words_in(page.verdict(old))


@pytest.mark.parametrize(("name", "count"), [(RICH, 5), (NOTHING, 1), (UNKNOWN, 5)])
def test_tiles_show_the_figures_there_are(name: str, count: int) -> None:
    m = told(name)
    found = page.tiles(m)
    assert isinstance(found, Tiles)
    assert len(found.items) == count
    assert f"{m.hundred(m.story.sure)} of 100 readings" in found.items[0][1]


def test_changes_fit_their_room_in_the_order_of_importance() -> None:
    m = told(RICH)
    full = next(block for block in page.changing(m) if isinstance(block, Bullets))
    texts = [item[0].words for item in full.items]
    assert texts == [flip.text for flip in m.story.doubt.nearest][: len(texts)]
    assert sum(lines(text, page.FULL) for text in texts) <= page.CHANGE_LINES
    assert list(page.changing(m, most=0)) == []


def test_with_nothing_that_changes_it_the_search_is_told() -> None:
    m = told(NOTHING)
    assert not m.story.doubt.nearest
    assert m.story.doubt.steady[0] in words_in(page.changing(m))


def test_money_stands_only_where_something_is_bought() -> None:
    assert "Money" in headings(page.next_step(told(RICH)), 2)
    assert headings(page.next_step(told(NOTHING)), 2) == ["First step"]

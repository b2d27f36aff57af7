"""The full report: all that the page of the result tells, in its order, in every language."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

from advisor.language import LANGUAGES
from advisor.reports.compose import SECTIONS, assembled, compose, printed
from advisor.reports.document import Cover, Document, Heading, Table
from tests.recommendation.advices import NAMES, advice, before
from tests.recommendation.samples import real
from tests.reports.papers import (
    BRAND,
    CASES,
    CLOSE,
    COVER,
    DAY,
    NOTHING,
    RICH,
    figures,
    flat,
    full,
    headings,
    notes_in,
    tables,
    told,
    words_in,
)  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_every_section_answers_a_question(name: str) -> None:
    found = headings(full(name).blocks)
    assert found[0] == "The decision on one page"
    assert all(words.endswith("?") for words in found[1:])
    assert len(found) == len(set(found))


def test_a_rich_case_has_all_sections_in_their_order() -> None:
    assert headings(full(RICH).blocks) == [
        "The decision on one page",
        "What do you need?",
        "What speaks for it?",
        "What speaks against it?",
        "Why not the others?",
        "How sure is it?",
        "What would change it?",
        "What is not known?",
        "Where should it run?",
        "Which modules, in which order?",
        "When does what happen?",
        "What does it cost?",
        "Which products are worth a look?",
        "What can go wrong?",
        "What do companies like yours use?",
        "What did we not look at?",
        "How is the advice made?",
        "Which rules fired?",
    ]


def test_buying_nothing_has_no_sections_on_what_is_bought() -> None:
    found = headings(full(NOTHING).blocks)
    for words in ("Which modules, in which order?", "When does what happen?", "Which products are worth a look?"):
        assert words not in found
    assert "What does it cost?" in found


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_of_notes_and_notes_belong_together(name: str, language: str) -> None:
    made = full(name, language)
    used = notes_in(made.blocks)
    assert [note.number for note in made.notes] == list(range(1, len(made.notes) + 1))
    assert set(used) == {note.number for note in made.notes}
    assert all(note.words for note in made.notes)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_and_figures_are_whole(name: str, language: str) -> None:
    made = full(name, language)
    for table in tables(made.blocks):
        width = len(table.header)
        assert table.caption
        assert table.rows
        assert {len(row) for row in table.rows} == {width}
        assert len(table.aligns) in (0, width)
        assert len(table.shares) in (0, width)
        assert all(place < len(table.rows) for place in table.strong)
    for figure in figures(made.blocks):
        assert figure.svg.startswith("<svg")
        assert figure.caption
        assert figure.alt.startswith(figure.caption)


@pytest.mark.parametrize("name", CASES)
def test_levels_of_headings_never_jump(name: str) -> None:
    levels = [block.level for block in flat(full(name).blocks) if isinstance(block, Heading)]
    assert all(after - before_ <= 1 for before_, after in itertools.pairwise(levels))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_is_left(language: str) -> None:
    for name in CASES:
        assert re.findall(r"%\(\w+\)s|\{\w+\}", words_in(full(name, language).blocks)) == []


def test_all_reasons_options_risks_and_rules_are_told() -> None:
    for name in (RICH, CLOSE):
        m, said = told(name), words_in(full(name).blocks)
        assert all(line.text in said for line in (*m.story.reasons, *m.story.against))
        assert all(risk.counter in said for risk in m.story.risks)
        assert all(module.name in said for phase in m.story.phases for module in phase.modules)
        assert all(line.text in said for table in m.story.trace for line in table.lines)
        assert all(flip.text in said for flip in m.story.doubt.nearest)
        assert all(answer.answer in said for answer in m.story.answers if answer.counted)
        assert all(words in said for words in m.story.not_assessed)
        assert m.stored.hash in said
        assert m.stored.content_version in said


def test_the_paper_is_named_by_its_cover() -> None:
    made = full(RICH)
    assert (made.title, made.verdict) == (told(RICH).story.verdict,) * 2
    assert (made.kind, made.client, made.date, made.day) == (
        "Full report",
        "Example Group",
        "22 November 2026",
        "2026-11-22",
    )
    assert made.contents
    own = full(RICH, "en", Cover("", "Systems 2027", DAY, BRAND))
    assert (own.title, own.client) == ("Systems 2027", "")
    assert own.verdict == made.verdict


def test_the_same_result_gives_the_same_document() -> None:
    first = compose(real(), advice(CLOSE), "en", str, COVER)
    assert compose(real(), advice(CLOSE), "en", str, COVER) == first


def test_every_path_can_be_reported() -> None:
    paths = {advice(name).path for name in NAMES}
    for name in NAMES:
        made = compose(real(), advice(name), "en", str, COVER)
        assert isinstance(made, Document)
        assert len(headings(made.blocks)) >= 12
    assert paths >= {"crm", "erp", "both", "phased-crm-first", "not-yet"}


def test_a_result_of_before_there_was_an_estimate_can_be_reported() -> None:
    made = compose(real(), before(advice(RICH)), "en", str, COVER)
    found = headings(made.blocks)
    assert "What does it cost?" not in found
    assert "What speaks for it?" in found


def test_a_section_that_has_nothing_to_say_leaves_nothing() -> None:
    m = told(NOTHING)
    lengths = [len(list(section(m))) for section in SECTIONS]
    assert 0 in lengths
    assert sum(lengths) == len(full(NOTHING).blocks)


def test_notes_are_left_out_where_no_room_is_for_them() -> None:
    m = told(RICH)
    m.notes.cite(m.story.reasons[0].sources)
    assert assembled(m, "Kind", (), contents=True).notes
    assert assembled(m, "Kind", (), contents=False).notes == ()


def test_words_of_printers_are_translated() -> None:
    found = printed(lambda text: f"<{text}>")
    assert {"contents", "figure", "table", "sources", "prepared_for"} <= found.keys()
    assert all(value.startswith("<") for value in found.values())


def test_words_of_people_stand_as_they_were_typed() -> None:
    name = '#read("x") <b>%s</b> {0} %(a)s'
    made = compose(real(), advice(NOTHING), "en", str, replace(COVER, client=name, title=name))
    assert (made.client, made.title) == (name, name)
    assert not any(name in str(block) for block in made.blocks if not isinstance(block, Table))

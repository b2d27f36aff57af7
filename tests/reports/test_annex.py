"""The annexes: method, rules that fired, facts, answers and documents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.language import LANGUAGES
from advisor.reports import annex
from advisor.reports.document import Bullets
from tests.recommendation.samples import real
from tests.reports.papers import CASES, NOTHING, RICH, UNKNOWN, flat, headings, notes_in, tables, told, words_in


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_method_says_what_is_needed_to_make_it_again(language: str) -> None:
    m = told(RICH, language)
    said = words_in(annex.method(m))
    for value in (m.stored.hash, m.stored.content_version, str(m.stored.seed)):
        assert value in said
    assert m.number(m.stored.robustness.draws) in said
    assert m.number(len(real().scheme.options)) in said


def test_the_formulae_carry_the_constants_of_the_content() -> None:
    m = told(RICH)
    said = "\n".join(annex.formulae(m))
    scheme = m.content.scheme
    assert f"{(1 - scheme.balance) * 100:.0f} percent of the weighted mean" in said
    assert f"and {scheme.balance * 100:.0f} percent of its evenness" in said
    assert f"spread of {scheme.spread}" in said
    assert "VIKOR" in said
    assert f"Below {scheme.clear_from * 100:.0f} we say" in words_in(annex.method(m))


def test_ids_stay_left_to_right() -> None:
    table = tables(annex.again(told(RICH)))[0]
    assert [row[1][0].ltr for row in table.rows] == [False, True, True, True]


@pytest.mark.parametrize("name", CASES)
def test_every_rule_that_fired_is_there_with_what_it_did(name: str) -> None:
    m = told(name)
    lists = [block for block in flat(annex.trace(m)) if isinstance(block, Bullets)]
    for table, shown in zip(m.story.trace, lists, strict=False):
        assert [item[0].words for item in shown.items] == [line.text for line in table.lines]
        assert [item[1].words.strip() for item in shown.items] == [line.outcome for line in table.lines]
    titles = headings(annex.trace(m), 2)
    assert titles[: len(m.story.trace)] == [table.title for table in m.story.trace]
    assert "Weights of the criteria" in titles


def test_the_trace_makes_no_notes_but_names_known_ones() -> None:
    m = told(RICH)
    assert notes_in(annex.trace(m)) == []
    m.notes.cite(m.story.trace[0].lines[0].sources)
    made = m.notes.made
    assert notes_in(annex.trace(m))
    assert m.notes.made == made


def test_facts_and_answers_are_listed() -> None:
    m = told(RICH)
    facts = next(block for block in annex.facts(m) if isinstance(block, Bullets))
    assert len(facts.items) == len(m.stored.facts)
    assert all(item[0].ltr for item in facts.items)
    answers = next(block for block in annex.answers(m) if isinstance(block, Bullets))
    assert len(answers.items) == sum(line.counted for line in m.story.answers)


def test_nothing_known_has_no_facts_and_nothing_said_no_answers() -> None:
    m = told(UNKNOWN)
    assert m.stored.facts == {}
    assert list(annex.facts(m)) == []
    silent = replace(m, story=replace(m.story, answers=()))
    assert list(annex.answers(silent)) == []


@pytest.mark.parametrize(
    ("fact", "shown"), [(True, "yes"), (False, "no"), (1234, "1,234"), (0.5, "0.5"), ("large", "large")]
)
def test_values_of_facts_are_written_for_readers(fact: object, shown: str) -> None:
    assert annex.value(told(NOTHING), fact) == shown


def test_documents_are_listed_with_the_interest_of_their_publishers() -> None:
    m = told(RICH)
    assert list(annex.documents(m)) == []
    for because in m.pro:
        m.notes.cite(because.sources)
    table = tables(annex.documents(m))[0]
    publishers = [row[0][0].words for row in table.rows]
    assert len(publishers) == len(set(publishers)) >= 3
    assert any("seller" in row[3][0].words for row in table.rows)

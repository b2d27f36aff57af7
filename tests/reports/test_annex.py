"""The annexes: method, rules that fired, facts, answers and documents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.language import LANGUAGES
from advisor.reports import annex
from advisor.reports.document import Bullets
from tests.recommendation.samples import real
from tests.reports.papers import (
    CASES,
    NOTHING,
    RICH,
    SPREAD,
    UNKNOWN,
    flat,
    headings,
    notes_in,
    tables,
    told,
    told_judged,
    words_in,
)


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
    assert [item[0].words for item in facts.items] == sorted({key.partition(".")[0] for key in m.stored.facts})
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
    found = next(block for block in annex.documents(m) if isinstance(block, Bullets))
    publishers = [item[0].words for item in found.items]
    assert len(publishers) == len(set(publishers)) >= 3
    assert any("seller" in text.words for item in found.items for text in item[2:])


def test_members_of_a_set_stand_together() -> None:
    m = told(NOTHING)
    found = [("channels.ads", False), ("channels.chat", True), ("channels.email", True), ("users", 4.0)]
    shown = {key: "".join(text.words for text in said) for key, said in annex.grouped(m, found)}
    assert shown == {"channels": ": yes – chat, email · no – ads", "users": ": 4"}


def test_every_fact_is_there() -> None:
    m = told(RICH)
    said = dict(annex.grouped(m, sorted(m.stored.facts.items())))
    for key, fact in m.stored.facts.items():
        name, _, member = key.partition(".")
        words = "".join(text.words for text in said[name])
        assert member in words if member else words == f": {annex.value(m, fact)}"


def test_a_report_that_buys_nothing_has_wider_columns_and_annexes_of_their_own_pages() -> None:
    few, many = told(NOTHING), told(RICH)
    assert annex.small(few, ()).columns < annex.small(many, ()).columns
    assert (annex.annex(few, "x").fresh, annex.annex(many, "x").fresh) == (True, False)


def test_what_is_overridden_stands_beside_the_original() -> None:
    m = told_judged()
    chosen = m.story.override
    assert chosen is not None
    said = words_in(annex.trace(m))
    assert "What is overridden" in headings(annex.trace(m), 2)
    assert f"The verdict: \n{chosen.verdict}\n (the rules: {chosen.ruled})" in said
    assert all(f"{module.name}: \nLeft out" in said for module in m.story.left_out)
    assert said.count("(the rules: ") >= 3 + len(m.story.weights)
    assert "What is overridden" not in headings(annex.trace(told(RICH)), 2)
    assert "(the rules:" not in words_in(annex.trace(told(RICH)))


def test_answers_that_differ_are_marked_with_all_of_them() -> None:
    m = told_judged()
    differing = [line for line in m.story.answers if line.differing]
    assert {line.question for line in differing} == SPREAD.keys()
    for line in differing:
        item = annex.answer(m, line)
        assert item[1].words == "Answers differ. "
        assert all(one.answer in item[2].words for one in line.differing)
    assert "Answers differ." not in words_in(annex.answers(told(RICH)))

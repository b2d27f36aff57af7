"""What people put beside the rules: in its own section, and nowhere when they put nothing."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from advisor.language import LANGUAGES
from advisor.recommendation.telling.tailored_words import Speakers
from advisor.reports import decision, sections, sections_plan
from advisor.reports import sections_tailored as section
from advisor.reports.document import Heading
from advisor.reports.material import Material
from tests.reports.papers import (
    CASES,
    MODULE_REASON,
    NOTHING,
    REASON,
    RICH,
    SPREAD,
    flat,
    full,
    full_judged,
    headings,
    judged,
    short,
    short_judged,
    tables,
    told,
    told_judged,
    words_in,
)

TITLE = "The consultant's judgement"


def with_own(m: Material, **changed: object) -> Material:
    """The material with other parts of what people put beside the rules."""
    assert m.story.tailoring is not None
    return replace(m, story=replace(m.story, tailoring=replace(m.story.tailoring, **changed)))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", CASES)
def test_of_a_result_of_the_rules_alone_nothing_is_said(name: str) -> None:
    assert list(section.judged(told(name))) == []
    for made in (full(name), short(name)):
        said = words_in(made.blocks)
        assert not any(words in said for words in (TITLE, "The rules say", "Chosen instead", "the rules:"))


def test_it_follows_the_decision() -> None:
    assert headings(full_judged().blocks)[:3] == ["The decision on one page", TITLE, "What do you need?"]


def test_the_chosen_verdict_stands_beside_that_of_the_rules_with_its_reason() -> None:
    m = told_judged()
    chosen = m.story.override
    assert chosen is not None
    said = words_in(section.judged(m))
    assert said.index("The rules say") < said.index(chosen.ruled) < said.index("Chosen instead")
    assert said.index("Chosen instead") < said.index(chosen.verdict) < said.index(REASON)
    assert "All that is said of doubt is about the advice of the rules." in said
    assert "By now the rules say the same." not in said


def test_an_override_that_the_rules_share_or_rule_out_is_said_to_be_so() -> None:
    m = told_judged()
    assert m.story.override is not None
    same = replace(m, story=replace(m.story, override=replace(m.story.override, same=True)))
    assert "By now the rules say the same." in words_in(section.judged(same))
    assert same.chosen is None
    barred = replace(m, story=replace(m.story, override=replace(m.story.override, excluded="No means.", reason="")))
    said = words_in(section.judged(barred))
    assert "Ruled out by the facts: \nNo means." in said
    assert said.count(REASON) == words_in(section.judged(m)).count(REASON) - 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_decided_comes_first(language: str) -> None:
    m, made = told_judged(RICH, language), full_judged(RICH, language)
    chosen = m.chosen
    assert chosen is not None
    assert chosen.verdict != chosen.ruled
    assert made.title == made.verdict == m.verdict == chosen.verdict
    for blocks in (tuple(decision.decision(m)), short_judged(RICH, language).blocks):
        said = words_in(blocks)
        assert said.index(chosen.verdict) < said.index(chosen.ruled) < said.index(m.story.doubt.status)
        assert REASON in said
        assert chosen.first in said


def test_where_it_runs_is_told_of_what_is_decided() -> None:
    m = told_judged()
    assert m.chosen is not None
    assert m.chosen.deployment != m.story.deployment
    said = words_in(sections_plan.place(m))
    assert f"{m.chosen.deployment_name}. " in said
    assert "Answers that speak for this place" not in said
    shares = {one.id: one.value for one in m.story.deployment_shares}
    assert m.sure_hosting == shares.get(m.chosen.deployment, 0.0)
    assert told(RICH).sure_hosting == told(RICH).story.sure_hosting


def test_modules_say_what_the_rules_have_and_why_not() -> None:
    m = told_judged()
    assert section.changed(m)
    assert m.story.left_out
    table = tables(section.modules(m))[0]
    rows = {row[0][0].words: [cell[0].words for cell in row[1:]] for row in table.rows}
    assert rows.keys() == {module.name for module in (*section.changed(m), *m.story.left_out)}
    for module in section.changed(m):
        assert module.override is not None
        ruled, chosen, why = rows[module.name]
        assert (ruled, chosen) == (module.override.ruled_name or "not named", module.priority_name)
        follows = "This follows from what was chosen for other modules."
        assert why == (module.override.reason if module.override.chosen else follows)
    assert all(rows[module.name][:2] == [module.priority_name, "Left out"] for module in m.story.left_out)
    assert MODULE_REASON in words_in([table])


def test_changed_modules_are_marked_in_their_phase() -> None:
    m = told_judged()
    cells = {
        row[0][0].words: "".join(text.words for text in row[1])
        for table in tables(sections_plan.modules(m))
        for row in table.rows
    }
    changed = {module.name for module in section.changed(m)}
    assert {name for name, words in cells.items() if "(the rules: " in words} == changed
    assert "Left out" in headings(sections_plan.modules(m), 2)
    assert "Left out" not in headings(sections_plan.modules(told(RICH)), 2)


def test_own_weights_stand_beside_those_of_the_rules() -> None:
    m = told_judged()
    assert m.story.tailoring is not None
    blocks = list(section.weights(m, m.story.tailoring))
    table = tables(blocks)[0]
    own = judged().weights
    for one, row in zip(m.story.weights, table.rows, strict=True):
        assert [cell[0].words for cell in row[1:]] == [
            section.share(m, section.rules_weights(m)[one.id]),
            section.share(m, own[one.id]),
        ]
    assert REASON in words_in(blocks)
    without = with_own(m, own_weights=False)
    assert "Weights were set for this case." not in headings(section.judged(without), 2)


def test_weights_of_the_rules_are_those_of_the_plain_result() -> None:
    """When all is known there is one reading, so the stored weights are exactly what the rules give."""
    m = told(RICH)
    assert section.rules_weights(m) == pytest.approx(m.stored.weights, abs=2e-4)


def test_voices_are_told_by_role_with_their_consensus() -> None:
    m = told_judged()
    own = m.story.tailoring
    assert own is not None
    said = words_in(section.voices(m, own))
    assert "Management 1, Sales 2, Consultant 1. Consensus of the voices: 72%." in said
    assert "They see the company mostly alike." in said
    assert all(line.ask in said for line in m.story.answers if line.question in SPREAD)
    assert "(75%)" in said
    silent = replace(own, speakers=())
    assert list(section.voices(m, silent)) == []


def test_without_a_second_answer_there_is_no_consensus() -> None:
    m = told_judged()
    assert m.story.tailoring is not None
    assert section.consensus(m, replace(m.story.tailoring, consensus=None)) == ""
    assert section.role(m, Speakers("it", "IT", 1)) == "IT"


def test_less_consensus_is_said_in_other_words() -> None:
    m = told(NOTHING)
    said = [section.alike(m.words, index, 0) for index in (1.0, 0.95, 0.8, 0.6, 0.2)]
    assert len(set(said)) == len(said)
    assert said[0] == "They agree in everything that several answered."
    assert section.alike(m.words, 1.0, 1) == said[1]


def test_a_disputed_question_is_marked_among_the_open_ones() -> None:
    m = told_judged()
    first, second = (replace(one, shift=0.2) for one in m.story.unknowns[:2])
    moved = replace(m, story=replace(m.story, unknowns=(first, replace(second, disputed=False))))
    rows = tables(sections.unknown(moved))[0].rows
    assert [[text.words for text in row[0]] for row in rows] == [[first.ask, " Answers differ."], [second.ask]]


def test_levels_of_headings_never_jump() -> None:
    levels = [block.level for block in flat(full_judged().blocks) if isinstance(block, Heading)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_words_of_people_are_isolated_where_words_run_from_the_right() -> None:
    assert f"\u2068{REASON}\u2069" in words_in(section.judged(told_judged(RICH, "fa")))
    assert "\u2068" not in words_in(section.judged(told_judged(RICH, "en")))

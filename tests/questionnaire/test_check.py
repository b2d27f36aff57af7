"""Checks of a whole bank: those of single findings are in test_load, here is what they must leave alone and combine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from advisor.cells import parse_when
from advisor.questionnaire.check import check
from advisor.questionnaire.schema import Questionnaire, Track

SOURCES = frozenset({"src-1", "src-2"})


def changed(bank: Questionnaire, question: str, **changes: Any) -> Questionnaire:
    """The bank with one question changed."""
    questions = tuple(replace(q, **changes) if q.id == question else q for q in bank.questions)
    return replace(bank, questions=questions)


def codes(small: Any, bank: Questionnaire, sources: frozenset[str] = SOURCES) -> list[tuple[str, int]]:
    return [(p.code, p.line) for p in check(bank, small.vocabulary, sources, "flow.yaml")]


def test_real_bank_is_sound(content: Any) -> None:
    assert check(content.questionnaire, content.vocabulary, frozenset(content.sources), "flow.yaml") == []


def test_problems_name_the_file(small: Any) -> None:
    found = check(small.questionnaire, small.vocabulary, frozenset({"src-1"}), "shown.yaml")
    assert [(p.file, p.code) for p in found] == [("shown.yaml", "unknown-source")] * 3


def test_each_track_is_counted(small: Any) -> None:
    bank = changed(small.questionnaire, "home", required=True)
    tight = replace(bank, tracks={"executive": Track("executive", 1, 1, 0.9), "full": Track("full", 6, 1)})
    found = check(tight, small.vocabulary, SOURCES, "flow.yaml")
    assert [p.code for p in found] == ["too-many", "too-many"]
    assert "begins with 2 questions, but promises at most 1" in found[0].message
    assert "can ask 7 questions, but promises at most 6" in found[1].message
    exact = replace(bank, tracks={"executive": Track("executive", 2, 1, 0.9), "full": Track("full", 7, 1)})
    assert codes(small, exact) == []


def test_a_track_without_an_early_end_asks_everything(small: Any) -> None:
    bank = replace(small.questionnaire, tracks={"executive": Track("executive", 2, 1)})
    assert codes(small, bank) == [("too-many", 1)]


def test_required_questions_have_no_condition(small: Any) -> None:
    """Whatever the condition reads, and also when it always holds."""
    line = small.questionnaire.by_id["seller_count"].line
    assert codes(small, changed(small.questionnaire, "seller_count", required=True))[-1] == ("required-hidden", line)
    always = parse_when({"trade": "-"}, small.vocabulary)
    bank = changed(small.questionnaire, "home", required=True, when=always)
    assert codes(small, replace(bank, tracks={})) == [("required-hidden", bank.by_id["home"].line)]


def test_problems_come_check_by_check_and_in_the_order_of_the_bank(small: Any) -> None:
    never = parse_when({"sellers": "> 1000"}, small.vocabulary)
    bank = changed(changed(small.questionnaire, "mood", when=never), "pains", when=never, required=True)
    found = codes(small, replace(bank, tracks={"full": Track("full", 1, 1)}))
    assert [code for code, _ in found] == ["too-many", *["unreachable-question"] * 2, "required-hidden"]
    assert found[1][1] < found[2][1]


@pytest.mark.parametrize(
    ("cells", "reachable"),
    [
        ({"sellers": "> 1000"}, False),
        ({"sellers": ">= 1000"}, True),
        ({"sellers": "< 0"}, False),
        ({"sellers": "<= 0"}, True),
        ({"sellers": "not(>= 0)"}, False),
        ({"sellers": "unknown"}, True),
        ({"trade": "unknown"}, True),
        ({"trade": "not(retail, services)"}, True),
        ({"trade": "not(retail, services, making)"}, False),
        ({"trade": "retail", "sellers": "> 1000"}, False),
        ([{"sellers": "> 1000"}, {"trade": "retail"}], True),
        ([{"sellers": "> 1000"}, {"sellers": "< 0"}], False),
    ],
)
def test_a_condition_must_be_able_to_hold(cells: Any, reachable: bool, small: Any) -> None:
    bank = changed(small.questionnaire, "mood", when=parse_when(cells, small.vocabulary))
    line = bank.by_id["mood"].line
    assert codes(small, bank) == ([] if reachable else [("unreachable-question", line)])


def test_a_question_behind_an_unreachable_one_is_unreachable_too(small: Any) -> None:
    """Export can only be false when it is never asked."""
    never = parse_when({"trade": "not(retail, services, making)"}, small.vocabulary)
    bank = changed(small.questionnaire, "export", when=never)
    behind = changed(bank, "mood", when=parse_when({"export": "true"}, small.vocabulary))
    assert [line for code, line in codes(small, behind) if code == "unreachable-question"] == [
        bank.by_id["export"].line,
        bank.by_id["mood"].line,
    ]
    fits = changed(bank, "mood", when=parse_when({"export": "false"}, small.vocabulary))
    assert codes(small, fits) == [("unreachable-question", bank.by_id["export"].line)]


def test_what_is_derived_from_an_unreachable_question_is_not_taken_for_its_number(small: Any) -> None:
    """Team follows from sellers: with nobody selling it is `none`, which is not the number 0."""
    never = parse_when({"trade": "not(retail, services, making)"}, small.vocabulary)
    bank = changed(small.questionnaire, "seller_count", when=never)
    bank = changed(bank, "mood", when=parse_when({"team": "none"}, small.vocabulary))
    assert [line for code, line in codes(small, bank) if code == "unreachable-question"] == [
        bank.by_id["seller_count"].line
    ]


def test_facts_of_derivation_and_choice_need_no_question(small: Any) -> None:
    bank = replace(small.questionnaire, questions=())
    messages = [p.message for p in check(bank, small.vocabulary, SOURCES, "flow.yaml")]
    named = {m.split("“")[1].split("”")[0] for m in messages}
    assert named == {
        "trade",
        "sellers",
        "export",
        "mood",
        "purse",
        "home",
        *(f"pains.{m}" for m in small.vocabulary.sets["pains"]),
    }
    assert all("No question sets" in m for m in messages)

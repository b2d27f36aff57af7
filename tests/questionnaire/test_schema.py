"""The shape of a bank: frozen, looked up by id, with what every track begins with, and what "don't know" may be."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from advisor.questionnaire.schema import EXECUTIVE, FULL, Track

BY_TEAM = {"none": ((0.0, 1),), "small": ((1000.0, 3), (5000.0, 1)), "big": ((90_000.0, 1),)}


def test_questions_are_found_by_id(small: Any) -> None:
    bank = small.questionnaire
    assert [bank.by_id[q.id] for q in bank.questions] == list(bank.questions)
    assert "sellers" not in bank.by_id


def test_every_track_begins_with_the_required_questions(small: Any) -> None:
    bank = small.questionnaire
    assert [q.id for q in bank.start] == ["trade"]
    more = replace(bank, questions=tuple(replace(q, required=q.id in ("home", "trade")) for q in bank.questions))
    assert [q.id for q in more.start] == ["trade", "home"], "in the order of the bank"


def test_only_the_short_track_ends_early(small: Any, real: Any) -> None:
    assert Track("any", 5, 3).enough == 0.0
    for bank in (small.questionnaire, real.questionnaire):
        assert bank.tracks[FULL].enough == 0.0
        assert 0.5 < bank.tracks[EXECUTIVE].enough < 1.0


def test_what_unknown_may_be_follows_the_fact_it_depends_on(small: Any) -> None:
    purse = replace(small.questionnaire.by_id["purse"], unknown_by=("team", BY_TEAM))
    assert {team: purse.may_be({"team": team}) for team in BY_TEAM} == BY_TEAM
    assert purse.may_be({"team": None}) == purse.may_be({}) == purse.unknown
    plain = small.questionnaire.by_id["purse"]
    assert plain.unknown_by is None
    assert plain.may_be({"team": "big"}) == plain.unknown


def test_larger_companies_are_taken_to_have_more_of_everything(real: Any) -> None:
    """Every question of the real bank whose frequencies follow the size class: the mean grows from class to class."""
    sized = [q for q in real.questionnaire.questions if q.unknown_by is not None]
    assert {q.unknown_by[0] for q in sized} == {"size_class"}
    assert {"users", "budget", "it_staff"} <= {q.id for q in sized}
    for question in sized:
        if question.type in ("number", "money"):
            means = [mean(question.may_be({"size_class": c})) for c in ("micro", "small", "medium", "large")]
            assert means == sorted(set(means)), question.id


def mean(chances: Any) -> float:
    return float(sum(value * weight for value, weight in chances) / sum(weight for _, weight in chances))


def test_a_bank_is_frozen_and_compared_by_identity(small: Any) -> None:
    bank = small.questionnaire
    with pytest.raises(FrozenInstanceError):
        bank.version = "other"
    with pytest.raises(FrozenInstanceError):
        bank.questions[0].page = "other"
    assert replace(bank) != bank
    assert len({bank, replace(bank), bank}) == 2
    assert replace(bank.questions[0]) == bank.questions[0]


def test_a_question_can_be_a_key(real: Any) -> None:
    """Also one whose frequencies are a mapping: pages keep the labels of each question."""
    questions = real.questionnaire.questions
    assert len({q: q.id for q in questions}) == len(questions)
    purse = real.questionnaire.by_id["budget"]
    assert replace(purse, unknown_by=None) != purse == replace(purse)

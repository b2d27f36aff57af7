"""Readings of unknown answers: shapes, proportions, independence, and agreement with the replay of one case."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.questionnaire.readings import encode_facts, readings
from advisor.questionnaire.schema import Question

N = 200


def drawn(bank: Any, n: int = N, seed: int = 7, **raw: Any) -> dict[str, Any]:
    found: dict[str, Any] = readings(bank.questionnaire, bank.vocabulary, bank.replay(**raw), n, seed)
    return found


def share(column: Any, value: float) -> float:
    return float(np.mean(column == value))


def said(question: Question, bank: Any, columns: dict[str, Any], i: int) -> Any:
    """What someone who knew reading `i` would have answered."""
    if question.type == "choices":
        members = [m for m in question.choices if np.broadcast_to(columns[f"{question.fact}.{m}"], N)[i] == 1.0]
        return members or ["none"]
    value = float(np.broadcast_to(columns[question.fact], N)[i])
    if question.type in ("choice", "country"):
        return bank.vocabulary.facts[question.fact].values[int(value)]
    if question.type == "yesno":
        return value == 1.0
    return f"{int(value)} EUR" if question.type == "money" else int(value)


def assert_replays_agree(bank: Any, columns: dict[str, Any], raw: dict[str, Any], rows: range) -> None:
    """Answering every question with what a reading says gives the facts of that reading."""
    for i in rows:
        answers = {q.id: said(q, bank, columns, i) for q in bank.questionnaire.questions if q.type != "money"}
        known = {key: value for key, value in raw.items() if value != "unknown"}
        money = {
            q.id: known.get(q.id, said(q, bank, columns, i)) for q in bank.questionnaire.questions if q.type == "money"
        }
        expected = encode_facts(bank.vocabulary, bank.replay(**answers, **money).facts)
        got = {fact: float(np.broadcast_to(column, N)[i]) for fact, column in columns.items()}
        np.testing.assert_equal(got, expected)


def test_known_facts_are_one_number(small: Any) -> None:
    columns = drawn(small, trade="services", seller_count=4, purse="500 EUR", home="NO", mood=2)
    assert all(np.ndim(column) == 0 for column in columns.values())
    assert columns["trade"] == 1.0
    assert columns["sellers"] == 4.0
    assert columns["team"] == 1.0
    assert columns["export"] == 0.0
    assert [columns[f"pains.{m}"] for m in ("returns", "quotes", "billing")] == [1.0, 0.0, 0.0]
    assert columns["home"] == 1.0


def test_a_fact_of_the_choice_stays_unknown(small: Any) -> None:
    assert math.isnan(drawn(small)["chosen_path"])


def test_unknown_facts_are_columns_without_gaps(small: Any) -> None:
    columns = drawn(small)
    assert set(columns) == set(small.vocabulary.facts)
    open_facts = set(columns) - {"chosen_path"}
    assert {fact: np.shape(columns[fact]) for fact in open_facts} == dict.fromkeys(open_facts, (N,))
    assert not any(np.isnan(columns[fact]).any() for fact in open_facts)


def test_values_come_in_their_declared_proportion(small: Any) -> None:
    columns = drawn(small)
    assert [share(columns["trade"], code) for code in (0, 1, 2)] == [0.5, 0.3, 0.2]
    assert [share(columns["purse"], euros) for euros in (1000, 90_000)] == [0.5, 0.5]
    assert [share(columns["home"], code) for code in (0, 1, 2)] == [0.7, 0.3, 0.0]
    known = drawn(small, trade="retail", seller_count=40)
    assert [share(known["export"], code) for code in (1, 0)] == [0.4, 0.6]
    chances = [share(known[f"pains.{m}"], 1.0) for m in ("returns", "quotes", "billing")]
    assert chances == [0.5, 0.1, 0.0]


def test_proportions_need_not_be_percent(small: Any) -> None:
    columns = drawn(small, trade="services", seller_count=1)
    assert [share(columns["mood"], step) for step in (1, 2, 3, 4, 5)] == [0.25, 0, 0, 0, 0.75]


@pytest.mark.parametrize("n", [1, 3, 17, 100])
def test_proportions_are_as_close_as_n_allows(n: int, small: Any) -> None:
    columns = drawn(small, n=n)
    for code, stated in enumerate((0.5, 0.3, 0.2)):
        assert abs(share(columns["trade"], code) - stated) <= 1 / n


def test_where_a_question_does_not_apply_a_reading_takes_its_otherwise(small: Any) -> None:
    columns = drawn(small)
    making = columns["trade"] == 2.0
    assert set(columns["sellers"][making]) == {0.0}
    assert set(columns["sellers"][~making]) == {0.0, 4.0, 40.0}
    assert set(columns["export"][columns["trade"] == 1.0]) == {0.0}
    asked = (columns["team"] == 2.0) | ((columns["export"] == 1.0) & (columns["sellers"] >= 1.0))
    assert set(columns["pains.returns"][~asked]) == {1.0}
    assert set(columns["pains.quotes"][~asked]) == {0.0}
    assert set(columns["pains.returns"][asked]) == {0.0, 1.0}


def test_derived_facts_follow(small: Any) -> None:
    columns = drawn(small)
    assert np.array_equal(columns["team"], np.searchsorted([1.0, 10.0], columns["sellers"], side="right"))
    members = sum(columns[f"pains.{m}"] for m in ("returns", "quotes", "billing"))
    assert np.array_equal(columns["pain_count"], members)


def test_a_condition_on_a_derived_fact_sees_it_although_the_question_between_is_answered(small: Any) -> None:
    """Sellers are open, export is answered, pains are asked of a big team: 30 in 100 readings."""
    columns = drawn(small, trade="retail", export=False)
    big = columns["team"] == 2.0
    assert share(columns["team"], 2.0) == 0.3
    assert set(columns["pains.returns"][big]) == {0.0, 1.0}
    assert set(columns["pains.returns"][~big]) == {1.0}


def test_answering_one_question_leaves_the_readings_of_the_others(small: Any) -> None:
    before = drawn(small, trade="retail")
    after = drawn(small, trade="retail", purse="7 EUR", home="DE")
    for fact in ("sellers", "team", "export", "pains.returns", "pains.quotes", "pain_count", "mood"):
        assert np.array_equal(before[fact], after[fact]), fact


def test_streams_differ_between_questions_and_seeds(small: Any) -> None:
    first, second = drawn(small, seed=1), drawn(small, seed=2)
    assert not np.array_equal(first["trade"], second["trade"])
    assert not np.array_equal(first["purse"] == 1000, first["trade"] == 0)
    assert share(first["trade"], 0) == share(second["trade"], 0)


def test_readings_are_repeatable_and_independent_of_each_other(small: Any) -> None:
    first = {fact: np.copy(column) for fact, column in drawn(small).items()}
    drawn(small, trade="making")
    drawn(small, n=50)
    np.testing.assert_equal(drawn(small), first)


def test_unlinked_questions_are_not_correlated(small: Any) -> None:
    columns = drawn(small, n=2000)
    both = float(np.mean((columns["home"] == 0) & (columns["purse"] == 1000)))
    assert abs(both - 0.7 * 0.5) < 0.03


RAW = {
    "trade": st.sampled_from(["retail", "services", "making", "unknown"]),
    "seller_count": st.sampled_from([0, 9, 10, "unknown"]),
    "export": st.sampled_from([True, False, "unknown"]),
    "pains": st.sampled_from(["none", "unknown", ["returns"], ["quotes", "billing"]]),
    "mood": st.sampled_from([1, 5, "unknown"]),
    "purse": st.sampled_from(["0 EUR", "5000 UAH", "unknown"]),
}


@settings(max_examples=40, deadline=None)
@given(st.fixed_dictionaries({}, optional=RAW))
def test_a_reading_is_what_the_replay_of_its_answers_gives(small: Any, raw: dict[str, Any]) -> None:
    assert_replays_agree(small, drawn(small, **raw), raw, range(12))


@pytest.mark.parametrize(
    "raw",
    [{}, {"inventory": "large"}, {"crm_state": "good", "other_systems": "unknown", "budget": "90000 EUR"}],
    ids=["nothing", "one", "some"],
)
def test_real_readings_agree_with_the_replay(raw: dict[str, Any], real: Any) -> None:
    columns = drawn(real, **raw)
    assert_replays_agree(real, columns, raw, range(20))


def test_real_readings_have_no_gaps_and_the_stated_proportions(real: Any) -> None:
    columns = drawn(real, n=N)
    chosen = {f for f, fact in real.vocabulary.facts.items() if fact.set_by == "choice"}
    assert {fact for fact, column in columns.items() if np.isnan(column).any()} == chosen
    for question in real.questionnaire.questions:
        if question.when is None and question.type == "yesno":
            chance = dict(question.unknown)
            assert share(columns[question.fact], 1.0) == pytest.approx(chance[True] / sum(chance.values()), abs=1 / N)


def test_encoded_facts(small: Any) -> None:
    facts = small.replay(trade="making", export="unknown", purse="100 EUR", home="UA").facts
    encoded = encode_facts(small.vocabulary, facts)
    assert encoded["trade"] == 2.0
    assert encoded["purse"] == 100.0
    assert encoded["home"] == 2.0
    assert math.isnan(encoded["export"])
    assert list(encoded) == list(facts)

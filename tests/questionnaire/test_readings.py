"""Readings of unknown answers: shapes, proportions, independence, and agreement with the replay of one case."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.questionnaire.readings import code_otherwise, encode_facts, facts_of, groups, read_columns, readings
from advisor.questionnaire.schema import Question
from tests.questionnaire.conftest import Bank

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
        expected = {fact: code for fact, code in expected.items() if bank.vocabulary.facts[fact].set_by != "choice"}
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


def test_what_the_choice_sets_is_no_part_of_a_reading(small: Any, real: Any) -> None:
    for bank in (small, real):
        chosen = {f for f, fact in bank.vocabulary.facts.items() if fact.set_by == "choice"}
        assert chosen
        assert set(drawn(bank)) == set(bank.vocabulary.facts) - chosen


def test_unknown_facts_are_columns_without_gaps(small: Any) -> None:
    columns = drawn(small)
    assert {np.shape(column) for column in columns.values()} == {(N,)}
    assert not any(np.isnan(column).any() for column in columns.values())


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
    assert [fact for fact, column in columns.items() if np.isnan(column).any()] == []
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


BY_TEAM = {"none": ((0.0, 1), (100.0, 1)), "small": ((1000.0, 3), (5000.0, 1)), "big": ((90_000.0, 1),)}


@pytest.fixture(scope="module")
def sized(small: Any) -> Bank:
    """The small bank with a purse that follows the team, and a mood that follows the trade if it is asked."""
    by_trade = {"retail": ((1.0, 1),), "services": ((2.0, 1),), "making": ((5.0, 1), (4.0, 3))}
    extra = {"purse": ("team", BY_TEAM), "mood": ("trade", by_trade)}
    bank = small.questionnaire
    questions = tuple(replace(q, unknown_by=extra.get(q.id)) for q in bank.questions)
    return Bank(replace(bank, questions=questions), small.vocabulary, small.rates)


@pytest.mark.parametrize(
    ("sellers", "shares"), [(0, {0: 0.5, 100: 0.5}), (5, {1000: 0.75, 5000: 0.25}), (40, {90_000: 1.0})]
)
def test_readings_follow_a_known_size(sized: Bank, sellers: int, shares: dict[float, float]) -> None:
    columns = drawn(sized, trade="retail", seller_count=sellers)
    assert {value: share(columns["purse"], value) for value in set(columns["purse"])} == shares


def test_readings_follow_an_unknown_size_reading_by_reading(sized: Bank) -> None:
    columns = drawn(sized)
    assert set(columns["team"]) == {0.0, 1.0, 2.0}
    for place, chances in enumerate(BY_TEAM.values()):
        seen = set(columns["purse"][columns["team"] == place])
        assert seen == {value for value, _ in chances}


def test_an_answer_goes_before_what_depends_on_the_size(sized: Bank) -> None:
    assert drawn(sized, trade="retail", seller_count=40, purse="7 EUR")["purse"] == 7.0


def test_a_question_that_does_not_apply_takes_its_otherwise_whatever_the_size(sized: Bank) -> None:
    columns = drawn(sized, trade="services", seller_count=2)
    assert set(columns["mood"]) == {2.0}, "asked, as returns are among the pains"
    columns = drawn(sized, trade="retail", seller_count=2, export=True, pains=["none"])
    assert columns["mood"] == 3.0
    columns = drawn(sized, trade="making", export=True)
    assert set(columns["mood"]) == {4.0, 5.0}


def test_two_sizes_differ_by_their_frequencies_only(sized: Bank) -> None:
    """Every reading stands at the same place of both distributions, so the larger company never has the smaller purse
    where the distributions are ordered."""
    few, many = (drawn(sized, trade="retail", seller_count=n)["purse"] for n in (0, 5))
    assert (few < many).all()
    assert set(zip(few.tolist(), many.tolist(), strict=True)) == {(0.0, 1000.0), (100.0, 1000.0), (100.0, 5000.0)}


@settings(max_examples=25, deadline=None)
@given(st.fixed_dictionaries({}, optional=RAW))
def test_readings_by_size_are_what_the_replay_of_their_answers_gives(sized: Bank, raw: dict[str, Any]) -> None:
    assert_replays_agree(sized, drawn(sized, **raw), raw, range(8))


def test_several_cases_at_once_have_the_readings_of_each(sized: Bank) -> None:
    said = [{"trade": "retail", "seller_count": 5}, {"purse": "3 EUR"}, {}, {"trade": "making", "export": True}]
    facts = [encode_facts(sized.vocabulary, sized.replay(**raw).facts) for raw in said]
    columns = {fact: np.array([one[fact] for one in facts]) for fact in facts[0]}
    together = read_columns(sized.questionnaire, sized.vocabulary, columns, (len(said), N), 7)
    for place, raw in enumerate(said):
        alone = drawn(sized, **raw)
        for fact, column in alone.items():
            rows = np.broadcast_to(together[fact], len(said) * N)[place * N : (place + 1) * N]
            np.testing.assert_array_equal(rows, np.broadcast_to(column, N), err_msg=f"{fact} {raw}")


def test_every_reading_is_in_one_group_of_each_fact(sized: Bank) -> None:
    found = groups(sized.questionnaire, sized.vocabulary, N, 7)
    columns = drawn(sized, trade="retail", seller_count=40, export=True, pains="unknown")
    for fact, row in found.facts.items():
        ends = [*found.first[1:], len(found.size)]
        assert found.of[row].min() >= found.first[row]
        assert found.of[row].max() < ends[row]
        assert found.size[found.first[row] : ends[row]].sum() == N, fact
    for member in ("returns", "quotes"):
        row = found.of[found.facts[f"pains.{member}"]] - found.first[found.facts[f"pains.{member}"]]
        assert np.array_equal(row, columns[f"pains.{member}"])


def test_facts_of_a_question_and_what_they_are_when_it_does_not_apply(small: Any) -> None:
    by_id = small.questionnaire.by_id
    assert facts_of(small.vocabulary, by_id["seller_count"]) == ("sellers",)
    assert facts_of(small.vocabulary, by_id["pains"]) == ("pains.returns", "pains.quotes", "pains.billing")
    members = facts_of(small.vocabulary, by_id["pains"])
    assert [code_otherwise(small.vocabulary, member, by_id["pains"]) for member in members] == [1.0, 0.0, 0.0]
    assert code_otherwise(small.vocabulary, "mood", by_id["mood"]) == 3.0


def test_real_companies_are_read_by_their_size(real: Any) -> None:
    """More users, a larger budget and more people in IT, class by class."""
    for fact in ("users", "budget", "it_staff"):
        means = [float(np.mean(drawn(real, employees=heads)[fact])) for heads in (5, 30, 120, 900)]
        assert means == sorted(set(means)), fact

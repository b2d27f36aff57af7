"""Many interviews at once are replayed as each of them alone."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.questionnaire.columns import encoded, replay_columns
from advisor.questionnaire.readings import encode_facts, facts_of
from tests.recommendation.samples import random_answers

RAW = {
    "trade": st.sampled_from(["retail", "services", "making", "unknown"]),
    "seller_count": st.sampled_from([0, 9, 10, "unknown"]),
    "export": st.sampled_from([True, False, "unknown"]),
    "pains": st.sampled_from(["none", "unknown", ["returns"], ["quotes", "billing"]]),
    "mood": st.sampled_from([1, 5, "unknown"]),
    "purse": st.sampled_from(["0 EUR", "5000 UAH", "unknown"]),
    "home": st.sampled_from(["DE", "UA", "unknown"]),
}


def said(bank: Any, cases: list[dict[str, Any]]) -> dict[str, Any]:
    """What the cases answered, as columns of facts."""
    columns = {
        f: np.full(len(cases), np.nan) for q in bank.questionnaire.questions for f in facts_of(bank.vocabulary, q)
    }
    for place, answers in enumerate(cases):
        for key, answer in answers.items():
            question = bank.questionnaire.by_id[key]
            for fact, value in encoded(bank.vocabulary, bank.rates, question, answer).items():
                columns[fact][place] = value
    return columns


def assert_replayed_alike(bank: Any, cases: list[dict[str, Any]], columns: dict[str, Any]) -> None:
    replays = replay_columns(bank.questionnaire, bank.vocabulary, columns, len(cases))
    assert set(replays.columns) == set(bank.vocabulary.facts) - {
        fact for fact, one in bank.vocabulary.facts.items() if one.set_by == "choice"
    }
    for place, answers in enumerate(cases):
        alone = bank.replay_of(answers)
        found = {fact: float(np.broadcast_to(c, len(cases))[place]) for fact, c in replays.columns.items()}
        wanted = encode_facts(bank.vocabulary, alone.facts)
        np.testing.assert_equal(found, {fact: wanted[fact] for fact in found})
        assert bool(replays.doubtful[place]) == bool(alone.doubtful), place


class Replayed:
    """A bank that replays typed answers."""

    def __init__(self, bank: Any) -> None:
        self.questionnaire, self.vocabulary, self.rates = bank.questionnaire, bank.vocabulary, bank.rates

    def replay_of(self, answers: dict[str, Any]) -> Any:
        from advisor.questionnaire.flow import replay

        return replay(self.questionnaire, self.vocabulary, self.rates, answers)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries({}, optional=RAW), min_size=1, max_size=6))
def test_small_interviews(small: Any, raw: list[dict[str, Any]]) -> None:
    bank = Replayed(small)
    cases = [small.answers(**answers) for answers in raw]
    columns = said(bank, cases)
    assert_replayed_alike(bank, cases, columns)
    folded = {
        f: float(c[0]) if np.array_equal(c, np.full(len(c), c[0]), equal_nan=True) else c for f, c in columns.items()
    }
    assert_replayed_alike(bank, cases, folded)


@pytest.mark.parametrize("silence", [0.0, 0.2, 0.9])
def test_real_interviews(real: Any, silence: float) -> None:
    bank = Replayed(real)
    cases = [random_answers(seed, silence) for seed in range(60)]
    assert_replayed_alike(bank, cases, said(bank, cases))


def test_what_is_missing_was_not_answered(real: Any) -> None:
    bank = Replayed(real)
    assert_replayed_alike(bank, [{}, {}], {})
    only = bank.questionnaire.by_id["inventory"]
    columns = {only.fact: np.array([0.0, 1.0, np.nan])}
    replays = replay_columns(bank.questionnaire, bank.vocabulary, columns, 3)
    warehouses: Any = replays.columns["warehouses"]
    np.testing.assert_equal(warehouses, [0.0, np.nan, np.nan])
    assert replays.doubtful.all()


def test_a_hidden_answer_is_ignored(real: Any) -> None:
    """Warehouses are asked only of those with stock; who has none has none, and where stock is unknown so are they."""
    columns = {"inventory": np.array([0.0, 1.0, np.nan]), "warehouses": np.array([7.0, 7.0, 7.0])}
    replays = replay_columns(real.questionnaire, real.vocabulary, columns, 3)
    np.testing.assert_equal(replays.columns["warehouses"], [0.0, 7.0, np.nan])


def test_the_columns_given_stay_as_they_are(real: Any) -> None:
    columns = {"inventory": np.array([0.0, 1.0]), "warehouses": np.array([7.0, 7.0])}
    before = {fact: column.copy() for fact, column in columns.items()}
    replay_columns(real.questionnaire, real.vocabulary, columns, 2)
    np.testing.assert_equal(columns, before)


def test_what_holds_for_all_is_one_number(real: Any) -> None:
    columns = {"inventory": 0.0, "employees": 12.0, "users": np.array([3.0, 6.0])}
    replays = replay_columns(real.questionnaire, real.vocabulary, columns, 2)
    assert replays.columns["size_class"] == 1.0
    assert isinstance(replays.columns["size_class"], float)
    np.testing.assert_equal(replays.columns["users_per_head"], [0.25, 0.5])


def test_some_cases_of_many(real: Any) -> None:
    columns = {"inventory": 0.0, "users": np.array([3.0, 6.0, 9.0])}
    replays = replay_columns(real.questionnaire, real.vocabulary, columns, 3)
    some = replays.of(np.array([2, 0]))
    np.testing.assert_equal(some["users"], [9.0, 3.0])
    assert some["inventory"] == 0.0


def test_an_answer_in_numbers(small: Any) -> None:
    def facts(key: str, raw: Any) -> dict[str, float]:
        question = small.questionnaire.by_id[key]
        return encoded(small.vocabulary, small.rates, question, small.answers(**{key: raw})[key])

    assert facts("trade", "making") == {"trade": 2.0}
    assert facts("seller_count", 40) == {"sellers": 40.0}
    assert facts("export", True) == {"export": 1.0}
    assert facts("purse", "5000 UAH") == {"purse": 100.0}
    assert facts("pains", ["quotes"]) == {"pains.returns": 0.0, "pains.quotes": 1.0, "pains.billing": 0.0}
    assert facts("pains", "none") == {"pains.returns": 0.0, "pains.quotes": 0.0, "pains.billing": 0.0}
    for key in ("trade", "seller_count", "export", "purse", "pains"):
        assert all(math.isnan(value) for value in facts(key, "unknown").values())


def test_order_of_cases_does_not_matter(real: Any) -> None:
    bank = Replayed(real)
    cases = [random_answers(seed, 0.3) for seed in range(20)]
    columns = said(bank, cases)
    order = np.array(random.Random(1).sample(range(20), 20))
    one = replay_columns(bank.questionnaire, bank.vocabulary, columns, 20)
    other = replay_columns(bank.questionnaire, bank.vocabulary, {f: c[order] for f, c in columns.items()}, 20)
    np.testing.assert_equal(other.columns, one.of(order))


def agreeing(bank: Any, key: str, **members: bool) -> Replayed:
    """The bank with members of a set that are known although the set is not."""
    questions = tuple(
        replace(q, agreed=tuple(members.items())) if q.id == key else q for q in bank.questionnaire.questions
    )
    return Replayed(replace(bank, questionnaire=replace(bank.questionnaire, questions=questions)))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.fixed_dictionaries({}, optional=RAW), min_size=1, max_size=6))
def test_members_that_are_known_are_replayed_alike(small: Any, raws: list[dict[str, Any]]) -> None:
    bank = agreeing(small, "pains", quotes=True, returns=False)
    cases = [small.answers(**raw) for raw in raws]
    assert_replayed_alike(bank, cases, said(bank, cases))


def test_a_set_is_open_until_all_its_members_are_known(small: Any) -> None:
    """Also where the first of them is."""
    columns = {"trade": 1.0, "sellers": 12.0, "export": 0.0, "mood": 1.0, "purse": 1.0, "home": 1.0}
    bank = agreeing(small, "pains", returns=True)
    replays = replay_columns(bank.questionnaire, bank.vocabulary, columns, 1)
    assert replays.doubtful.tolist() == [True]
    assert np.isnan(replays.columns["pains.quotes"])

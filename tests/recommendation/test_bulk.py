"""Many companies at once: the verdict and ranking that each of them gets alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from advisor.questionnaire.columns import encoded
from advisor.questionnaire.readings import facts_of
from advisor.questionnaire.schema import Answer
from advisor.recommendation import bulk
from advisor.recommendation.bulk import Ranked, rank
from advisor.recommendation.content import Content
from advisor.recommendation.ranking import SEED, compare, first_of
from advisor.rules.bulk import JOIN_FROM
from tests.recommendation.samples import MAKER, SELLER, SETTLED, random_answers, typed


def said(content: Content, cases: Sequence[dict[str, Answer]]) -> dict[str, Any]:
    questions = content.questionnaire.questions
    columns = {f: np.full(len(cases), np.nan) for q in questions for f in facts_of(content.vocabulary, q)}
    for place, answers in enumerate(cases):
        for key, answer in answers.items():
            question = content.questionnaire.by_id[key]
            for fact, value in encoded(content.vocabulary, content.rates, question, answer).items():
                columns[fact][place] = value
    return columns


def assert_as_alone(content: Content, cases: Sequence[dict[str, Answer]], found: Ranked, places: Sequence[int]) -> None:
    for place in places:
        alone = compare(content, cases[place], 16, SEED)
        np.testing.assert_array_equal(found.barred[place], alone.barred)
        np.testing.assert_allclose(found.values[place], alone.values, rtol=0, atol=1.5e-9)
        assert found.advised[place] == alone.advised
        assert set(found.scores) == set(alone.verdict.scores)
        for name, score in alone.verdict.scores.items():
            assert found.scores[name][place] == score.mean(), name


@pytest.mark.parametrize("silence", [0.0, 0.1, 0.5, 1.5])
def test_ranked_as_alone(content: Content, silence: float) -> None:
    cases = [random_answers(seed, silence) for seed in range(25)]
    found = rank(content, said(content, cases), len(cases), SEED)
    assert_as_alone(content, cases, found, range(len(cases)))


def test_chosen_companies_and_one_that_says_nothing(content: Content) -> None:
    cases = [typed(MAKER), typed(SELLER), typed(SETTLED), {}]
    found = rank(content, said(content, cases), len(cases), SEED)
    assert_as_alone(content, cases, found, range(len(cases)))


def test_so_many_that_inputs_are_joined(content: Content) -> None:
    """From `JOIN_FROM` companies on, tables look several inputs up together."""
    kinds = [random_answers(seed, 0.0) for seed in range(200)]
    cases = [kinds[place % len(kinds)] for place in range(JOIN_FROM + 50)]
    few = rank(content, said(content, kinds), len(kinds), SEED)
    many = rank(content, said(content, cases), len(cases), SEED)
    again = np.arange(len(cases)) % len(kinds)
    np.testing.assert_allclose(many.values, few.values[again], rtol=0, atol=1.5e-9)
    np.testing.assert_array_equal(many.barred, few.barred[again])
    np.testing.assert_array_equal(many.advised, few.advised[again])
    for name, score in many.scores.items():
        np.testing.assert_array_equal(score, few.scores[name][again])
    assert_as_alone(content, cases, many, range(0, len(cases), 97))


@pytest.mark.parametrize("block", [1, 7, 64])
def test_blocks_join(content: Content, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """Known and open companies in any mixture, cut anywhere."""
    cases = [random_answers(seed, 0.0 if seed % 3 else 0.4) for seed in range(20)]
    whole = rank(content, said(content, cases), len(cases), SEED)
    monkeypatch.setattr(bulk, "BLOCK", block)
    monkeypatch.setattr(bulk, "CHUNK", 3)
    parts = rank(content, said(content, cases), len(cases), SEED)
    np.testing.assert_allclose(parts.values, whole.values, rtol=0, atol=1.5e-9)
    np.testing.assert_array_equal(parts.barred, whole.barred)
    np.testing.assert_array_equal(parts.advised, whole.advised)
    assert all(np.array_equal(parts.scores[name], score) for name, score in whole.scores.items())
    assert_as_alone(content, cases, parts, range(0, len(cases), 4))


def test_one_number_holds_for_all(content: Content) -> None:
    cases = [random_answers(seed, 0.0) for seed in range(6)]
    columns = said(content, cases)
    columns["employees"][:] = 40.0
    folded = {**columns, "employees": 40.0}
    one, other = (rank(content, c, len(cases), SEED) for c in (columns, folded))
    np.testing.assert_allclose(one.values, other.values, rtol=0, atol=1.5e-9)
    np.testing.assert_array_equal(one.advised, other.advised)


def test_nothing_said_by_anyone(content: Content) -> None:
    found = rank(content, {}, 3, SEED)
    alone = compare(content, {}, 16, SEED)
    assert found.advised.tolist() == [alone.advised] * 3
    np.testing.assert_allclose(found.values, np.tile(alone.values, (3, 1)), rtol=0, atol=1.5e-9)


def test_another_seed_reads_the_unknown_otherwise(content: Content) -> None:
    columns = said(content, [random_answers(1, 0.8)])
    one, two = rank(content, columns, 1, 1), rank(content, columns, 1, 2)
    assert not np.array_equal(one.values, two.values)
    assert np.array_equal(one.values, rank(content, columns, 1, 1).values)


def ranked(values: list[list[float]], barred: list[list[bool]]) -> Ranked:
    return Ranked(np.array(values), np.array(barred), {})


def test_first_and_second_are_the_best_that_are_not_barred() -> None:
    found = ranked(
        [[0.3, 0.9, 0.5], [0.9, 0.9, 0.9], [0.9, 0.2, 0.8], [0.0, 0.9, 0.9]],
        [[False, False, False], [False, False, False], [True, False, False], [False, True, True]],
    )
    assert found.advised.tolist() == [1, 0, 2, 0]
    assert found.second.tolist() == [2, 1, 1, 0]
    assert found.of(found.second).tolist() == [0.5, 0.9, 0.2, 0.0]


def test_first_is_chosen_as_the_ranking_chooses() -> None:
    dice = np.random.Generator(np.random.PCG64(3))
    values = dice.choice([0.0, 0.25, 0.5, 1.0], (500, 16))
    barred = dice.random((500, 16)) < 0.4
    barred[:, -1] = False
    found = Ranked(values, barred, {})
    np.testing.assert_array_equal(found.advised, first_of(values, barred))
    others = barred.copy()
    others[np.arange(500), found.advised] = True
    left = ~others.all(axis=1)
    np.testing.assert_array_equal(found.second[left], first_of(values, others)[left])
    np.testing.assert_array_equal(found.second[~left], found.advised[~left])

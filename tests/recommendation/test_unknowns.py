"""The price of not knowing: by how much the share of readings with the advised path first depends on an open fact."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.questionnaire.answers import plain
from advisor.questionnaire.readings import readings
from advisor.recommendation.content import Content
from advisor.recommendation.ranking import SEED, Case, compare
from advisor.recommendation.unknowns import CHANCE, price_of_not_knowing
from tests.recommendation.samples import MAKER, SAMPLES, random_answers, typed


def naive(case: Case, question: str) -> float:
    """The shift of one question, value by value: the range of shares, each moved inwards by its standard error."""
    content = case.content
    columns = readings(content.questionnaire, content.vocabulary, case.replayed, len(case.by_reading), case.seed)
    fact = content.questionnaire.by_id[question].fact
    facts = [f"{fact}.{m}" for m in content.vocabulary.sets[fact]] if fact in content.vocabulary.sets else [fact]
    path = content.scheme.options[case.advised].path
    wins = []
    for values, out in zip(case.by_reading, case.verdict.excluded, strict=True):
        free = [i for i in range(len(values)) if not out[i]]
        wins.append(content.scheme.options[max(free, key=lambda i: values[i])].path == path)
    shifts = []
    for name in facts:
        column = np.broadcast_to(np.asarray(columns[name]), len(wins))
        groups: dict[float, list[bool]] = {}
        for value, won in zip(column, wins, strict=True):
            groups.setdefault(float(value), []).append(won)
        mean = sum(wins) / len(wins)
        high = max(sum(g) / len(g) - CHANCE * (mean * (1 - mean) / len(g)) ** 0.5 for g in groups.values())
        low = min(sum(g) / len(g) + CHANCE * (mean * (1 - mean) / len(g)) ** 0.5 for g in groups.values())
        shifts.append(max(0.0, high - low))
    return max(shifts)


@pytest.mark.parametrize("seed", range(6))
def test_shifts_are_those_of_the_plain_reading(content: Content, seed: int) -> None:
    answers = random_answers(seed, silence=0.4)
    case = compare(content, answers, SAMPLES, SEED)
    found = price_of_not_knowing(case, answers)
    assert found
    for unknown in found:
        assert unknown.shift == pytest.approx(naive(case, unknown.question), abs=0.0051)
        assert 0.0 <= unknown.shift <= 1.0


@pytest.mark.parametrize("seed", range(6))
def test_exactly_the_open_questions_that_apply_are_listed(content: Content, seed: int) -> None:
    answers = random_answers(seed, silence=0.4)
    case = compare(content, answers, SAMPLES, SEED)
    found = price_of_not_knowing(case, answers)
    expected = {q.id for q in case.replayed.applies if plain(answers.get(q.id)) == "unknown"}
    assert {unknown.question for unknown in found} == expected
    assert {u.question for u in found if u.said} == {q for q in expected if q in answers}
    assert [(-u.shift, u.question) for u in found] == sorted((-u.shift, u.question) for u in found)


def test_who_could_answer_is_named(content: Content) -> None:
    case = compare(content, {}, SAMPLES, SEED)
    for unknown in price_of_not_knowing(case, {}):
        assert unknown.who == content.questionnaire.by_id[unknown.question].who != ()
        assert not unknown.said


def test_nothing_is_open_when_all_is_answered(content: Content) -> None:
    answers = random_answers(2, silence=0.0)
    assert price_of_not_knowing(compare(content, answers, SAMPLES, SEED), answers) == ()


def test_a_question_that_does_not_apply_is_not_open(content: Content) -> None:
    answers = typed(MAKER | {"inventory": "none"})
    found = {u.question for u in price_of_not_knowing(compare(content, answers, SAMPLES, SEED), answers)}
    assert "warehouses" not in found
    assert "suppliers" in found

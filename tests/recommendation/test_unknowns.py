"""The price of not knowing: by how much the share of readings with the advised path first depends on an open fact."""

from __future__ import annotations

import pytest

from advisor.questionnaire.answers import plain
from advisor.recommendation.content import Content
from advisor.recommendation.ranking import SEED, compare
from advisor.recommendation.unknowns import price_of_not_knowing
from tests.recommendation.samples import MAKER, SAMPLES, random_answers, typed


@pytest.mark.parametrize("seed", range(6))
def test_shifts_are_shares(content: Content, seed: int) -> None:
    answers = random_answers(seed, silence=0.4)
    case = compare(content, answers, SAMPLES, SEED)
    found = price_of_not_knowing(case, answers)
    assert found
    for unknown in found:
        assert 0.0 <= unknown.shift <= 1.0


@pytest.mark.parametrize("seed", range(4))
def test_exact_shifts_are_those_of_putting_every_value_in(content: Content, seed: int) -> None:
    answers = random_answers(seed, silence=0.4)
    case = compare(content, answers, SAMPLES, SEED)
    path = content.scheme.options[case.advised].path
    exact = [u for u in price_of_not_knowing(case, answers) if u.exact]
    assert exact
    for unknown in exact:
        question = content.questionnaire.by_id[unknown.question]
        if question.type in ("choices", "money", "country"):
            continue
        shares, paths = [], set()
        for value, _ in question.may_be(case.replayed.facts):
            said = int(value) if isinstance(value, float) else value
            after = compare(content, {**answers, question.id: said}, SAMPLES, SEED)
            shares.append(float(case.members("path", path)[after.first].mean()))
            paths.add(content.scheme.options[after.advised].path)
        assert unknown.shift == pytest.approx(max(shares) - min(shares), abs=0.0051)
        assert set(unknown.to) == paths - {path}


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

"""The ranking: values are sums of their parts, knocked-out options never lead, equal arguments give equal figures."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.recommendation.content import Content
from advisor.recommendation.ranking import READINGS, SEED, Case, compare
from advisor.scoring.matrix import matrix
from advisor.scoring.methods import total
from advisor.scoring.model import NOT_YET
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, SETTLED, random_answers, typed


def case(content: Content, seed: int, silence: float = 0.2) -> Case:
    return compare(content, random_answers(seed, silence), SAMPLES, SEED)


@pytest.mark.parametrize("seed", range(5))
def test_values_are_sums_of_their_parts(content: Content, seed: int) -> None:
    found = case(content, seed)
    options, criteria = len(content.scheme.options), len(content.scheme.criteria)
    assert found.parts.shape == (options, criteria + 1)
    assert found.values == pytest.approx(found.parts.sum(axis=1), abs=1e-4)
    assert ((found.values >= 0) & (found.values <= 1)).all()
    assert found.shares.sum() == pytest.approx(1.0)
    assert found.by_reading.shape == (READINGS, options)


@pytest.mark.parametrize("seed", range(5))
def test_with_all_known_there_is_one_reading_and_the_plain_method(content: Content, seed: int) -> None:
    found = case(content, seed, silence=0.0)
    assert found.by_reading.shape[0] == 1
    plain = total(matrix(content.scheme, found.verdict.scores), found.verdict.weights, content.scheme.balance)[0]
    assert found.values == pytest.approx(np.where(found.verdict.excluded[0], 0.0, plain), abs=1e-3)


@pytest.mark.parametrize("seed", range(8))
def test_a_barred_option_has_no_value_no_share_and_no_lead(content: Content, seed: int) -> None:
    found = case(content, seed)
    assert not found.barred[found.advised]
    assert found.values[found.barred] == pytest.approx(0.0)
    assert found.shares[found.barred] == pytest.approx(0.0)
    free = np.flatnonzero(~found.barred)
    assert found.values[found.advised] == found.values[free].max()


def test_when_both_systems_work_only_waiting_remains(content: Content) -> None:
    found = compare(content, typed(SETTLED), SAMPLES, SEED)
    assert content.scheme.options[found.advised].path == NOT_YET
    assert found.barred.sum() == len(content.scheme.options) - 1
    assert found.shares[found.advised] == 1.0


def test_needs_lead_to_their_systems(content: Content) -> None:
    maker = compare(content, typed(MAKER), SAMPLES, SEED)
    seller = compare(content, typed(SELLER), SAMPLES, SEED)
    assert "erp" in content.scheme.systems(content.scheme.options[maker.advised].path)
    assert "crm" in content.scheme.systems(content.scheme.options[seller.advised].path)
    assert maker.verdict.scores["operations"].mean() > seller.verdict.scores["operations"].mean()
    assert maker.verdict.scores["customer"].mean() < seller.verdict.scores["customer"].mean()


def test_the_same_arguments_give_the_same_figures(content: Content) -> None:
    one, two = case(content, 3), case(content, 3)
    for name in ("parts", "values", "by_reading", "shares", "barred"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes()


def test_another_seed_gives_other_draws(content: Content) -> None:
    answers = random_answers(3)
    one, two = compare(content, answers, SAMPLES, 1), compare(content, answers, SAMPLES, 2)
    assert not np.array_equal(one.by_reading, two.by_reading)
    assert one.shares == pytest.approx(two.shares, abs=0.2)


def test_one_sample_is_enough_to_run(content: Content) -> None:
    assert compare(content, typed(MAKER), 1, 0).shares.sum() == pytest.approx(1.0)


def test_an_option_never_comes_first_in_a_reading_that_excludes_it(content: Content) -> None:
    """An excluded option is worth what doing nothing is; where nothing is best, nothing must win and not the tie."""
    answers = typed({"crm_state": "good", "erp_state": "unknown", "process_complexity": 1, "production": "none"})
    case = compare(content, answers, 128, 1)
    first = case.first
    partly = case.verdict.excluded.any(axis=0) & ~case.verdict.excluded.all(axis=0)
    assert partly.any()
    assert not case.verdict.excluded[np.arange(len(first)), first].any()

"""The readings behind a stored result, each once, come to its values."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.questionnaire.answers import parse_all
from advisor.recommendation.advise import advise
from advisor.recommendation.ranking import Case, compare
from advisor.recommendation.tailoring import Tailoring
from advisor.reports.sheet_case import Readings, distinct, readings_of
from tests.recommendation.advices import FEW
from tests.recommendation.samples import random_answers, real
from tests.reports.workbooks import SOME_UNKNOWN, result

NAMES = ("ukrainian-bakery", "no-means", "mature-group-both", "all-unknown", SOME_UNKNOWN)


def case_of(name: str) -> Case:
    found = result(name)
    return compare(real(), parse_all(real().questionnaire, found.answers), FEW, found.seed)


def readings(name: str) -> Readings:
    found = readings_of(real(), result(name))
    assert found is not None
    return found


@pytest.mark.parametrize("name", NAMES)
def test_values_and_parts_are_those_of_the_case(name: str) -> None:
    found, case = readings(name), case_of(name)
    assert np.abs(found.worth(found.weights) - case.values).max() <= 2e-9
    assert np.abs(found.parts() - case.parts).max() <= 1e-9
    assert np.array_equal(found.barred, case.barred)


@pytest.mark.parametrize("name", NAMES)
def test_shares_add_up_and_no_reading_is_there_twice(name: str) -> None:
    found = readings(name)
    assert found.shares.sum() == pytest.approx(1.0, abs=1e-12)
    together = np.concatenate([found.weights, found.values.reshape(len(found.values), -1)], axis=1)
    assert len(np.unique(together, axis=0)) == len(together)
    assert np.abs(found.weights.sum(axis=1) - 1.0).max() <= 1e-12
    assert (found.values >= 0).all()
    assert (found.values <= 1).all()


def test_some_readings_are_the_same() -> None:
    """Or nothing would be gained by counting them."""
    assert 1 < len(readings(SOME_UNKNOWN).shares) < 128
    assert len(readings("ukrainian-bakery").shares) == 1


@pytest.mark.parametrize("seed", range(8))
def test_random_companies(seed: int) -> None:
    answers = random_answers(seed, 0.3)
    case = compare(real(), answers, FEW, 1)
    found = distinct(case)
    assert np.abs(found.worth(found.weights) - case.values).max() <= 2e-9
    assert np.abs(found.parts() - case.parts).max() <= 1e-9


def test_ruled_out_for_good_keeps_its_own_values() -> None:
    """They are read, though they do not count; in a reading among several, doing nothing stands in."""
    case = case_of("no-means")
    assert case.barred.any()
    assert np.array_equal(distinct(case).values, case.matrix)
    many = case_of("all-unknown")
    out = np.argwhere(many.verdict.excluded)
    assert len(out)
    found = distinct(many)
    nothing = [o.path for o in real().scheme.options].index("not-yet")
    for reading, option in out[:20]:
        same = (found.weights == many.verdict.weights[reading]).all(axis=1)
        assert any(np.array_equal(values[option], values[nothing]) for values in found.values[same])


def test_other_rules_or_values_cannot_be_followed() -> None:
    stored = result("ukrainian-bakery")
    assert readings_of(real(), stored.model_copy(update={"content_version": "2025"})) is None
    option = stored.options[0]
    moved = (option.model_copy(update={"value": option.value + 0.001}), *stored.options[1:])
    assert readings_of(real(), stored.model_copy(update={"options": moved})) is None
    assert readings_of(real(), stored.model_copy(update={"options": stored.options[::-1]})) is None
    assert readings_of(real(), stored.model_copy(update={"options": stored.options[:-1]})) is None


def test_answers_that_no_question_takes_cannot_be_followed() -> None:
    stored = result("ukrainian-bakery")
    for strange in ({"no_such_question": "1"}, {**stored.answers, "employees": "many"}):
        assert readings_of(real(), stored.model_copy(update={"answers": strange})) is None


def test_own_weights_are_followed() -> None:
    """A result under weights of people has these weights in every reading."""
    names = [c.id for c in real().scheme.criteria]
    own = {name: (place + 1) / 45 for place, name in enumerate(names)}
    answers = parse_all(real().questionnaire, result(SOME_UNKNOWN).answers)
    stored = advise(real(), answers, FEW, tailoring=Tailoring(weights=own))
    found = readings_of(real(), stored)
    assert found is not None
    assert len(found.shares) > 1
    assert np.abs(found.weights - np.array(list(own.values()))).max() <= 1e-9

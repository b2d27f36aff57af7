"""Values of options under criteria: the formulas by hand, and in which direction they move."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.scoring.matrix import matrix
from advisor.scoring.model import Criterion, Floats, Option, Scheme

OPTIONS = (Option("all", "saas"), Option("half", "saas"), Option("half", "cellar"), Option("not-yet", "none"))
LEVELS = {"all": 1.0, "half": 0.5, "not-yet": 0.0}
COVER = Criterion("cover", "cover", "need", 10.0, 0.4, LEVELS, {"cellar": 0.2}, ())
BEAR = Criterion("bear", "bear", "means", 10.0, 0.0, LEVELS, {"cellar": 0.2}, ())
HOST = Criterion("host", "host", "", 10.0, 0.0, {}, {}, ())
SCHEME = Scheme(
    OPTIONS,
    (COVER, BEAR, HOST),
    {"all": (("crm",),), "half": (("crm",),), "not-yet": ()},
    ("saas", "cellar"),
    0,
    0,
    0.7,
)


def scores(**given: float) -> dict[str, Floats]:
    """One reading; scores from 0 to 100."""
    stated = {"need": 50.0, "means": 50.0, "saas": 50.0, "cellar": 50.0} | given
    return {name: np.array([value]) for name, value in stated.items()}


def values(place: int, **given: float) -> list[float]:
    found: list[float] = matrix(SCHEME, scores(**given))[0, :, place].tolist()
    return found


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        (100, [1.0, 0.5, 0.7, 0.0]),  # everything is needed: the value is what is covered
        (0, [0.6, 0.8, 0.72, 1.0]),  # nothing is needed: what is bought in vain costs 0.4
        (50, [1 - 0.5 * 0.4, 1 - 0.25 - 0.1, 1 - 0.15 - 0.14, 0.5]),
    ],
)
def test_cover(need: float, expected: list[float]) -> None:
    assert values(0, need=need) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("means", "expected"),
    [
        (100, [1.0, 1.0, 1.0, 1.0]),  # a company that can give everything is asked too much by nothing
        (0, [0.0, 0.5, 0.3, 1.0]),
        (40, [0.4, 0.7, 0.58, 1.0]),
    ],
)
def test_bear(means: float, expected: list[float]) -> None:
    assert values(1, means=means) == pytest.approx(expected)


def test_host_is_the_score_of_the_deployment() -> None:
    assert values(2, saas=80, cellar=30) == pytest.approx([0.8, 0.8, 0.3, 0.8])
    assert values(2, saas=20, cellar=90) == pytest.approx([0.2, 0.2, 0.9, 0.9])


def test_shape_is_readings_options_criteria() -> None:
    many = {name: np.linspace(0, 100, 7) for name in ("need", "means", "saas", "cellar")}
    found = matrix(SCHEME, many)
    assert found.shape == (7, 4, 3)
    for reading in range(7):
        alone = {name: numbers[[reading]] for name, numbers in many.items()}
        assert np.array_equal(found[[reading]], matrix(SCHEME, alone))


def test_readings_do_not_touch_each_other() -> None:
    both = {name: np.array([10.0, 90.0]) for name in ("need", "means", "saas", "cellar")}
    first, second = ({name: column[i : i + 1] for name, column in both.items()} for i in (0, 1))
    np.testing.assert_array_equal(matrix(SCHEME, both), np.concatenate([matrix(SCHEME, first), matrix(SCHEME, second)]))


SCORE = st.floats(0, 100)


@settings(deadline=None)
@given(SCORE, SCORE, SCORE)
def test_more_need_favours_who_covers_more(low: float, high: float, other: float) -> None:
    low, high = sorted((low, high))
    gain = np.array(values(0, need=high)) - np.array(values(0, need=low))
    assert gain[0] >= -1e-12 >= -gain[0] - 1e-12
    assert gain[3] <= 1e-12
    assert gain[0] >= gain[2] - 1e-12 >= gain[1] - 2e-12 >= gain[3] - 3e-12
    assert values(0, need=low, means=other) == values(0, need=low)


@settings(deadline=None)
@given(SCORE, SCORE)
def test_more_means_lower_no_option_and_favour_the_demanding(low: float, high: float) -> None:
    low, high = sorted((low, high))
    gain = np.array(values(1, means=high)) - np.array(values(1, means=low))
    assert (gain >= -1e-12).all()
    assert gain[0] >= gain[2] - 1e-12 >= gain[1] - 2e-12 >= gain[3] - 3e-12


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_real_values_stay_between_zero_and_one(real: Scheme, data: st.DataObject) -> None:
    names = sorted({c.score for c in real.criteria if c.score} | set(real.deployments))
    given_scores = {name: np.array(data.draw(st.lists(SCORE, min_size=3, max_size=3))) for name in names}
    found = matrix(real, given_scores)
    assert found.shape == (3, len(real.options), len(real.criteria))
    assert ((found >= -1e-12) & (found <= 1 + 1e-12)).all()


def test_a_customer_need_does_not_lower_the_operations_side(real: Scheme) -> None:
    names = {c.score for c in real.criteria if c.score} | set(real.deployments)
    calm = {name: np.array([50.0, 50.0]) for name in names} | {"customer": np.array([20.0, 90.0])}
    places = [i for i, c in enumerate(real.criteria) if c.score == "operations"]
    assert places
    found = matrix(real, calm)[:, :, places]
    assert np.array_equal(found[0], found[1])

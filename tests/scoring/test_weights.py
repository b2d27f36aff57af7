"""Weights: normalised, shifted by points, never silent; and the random factors around them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.scoring.model import Scheme
from advisor.scoring.weights import LEAST, stray, weights


def test_without_shifts_weights_are_the_stated_points(real: Scheme) -> None:
    found = weights(real, np.zeros((1, len(real.criteria))))
    assert found[0] == pytest.approx(real.base_weights / real.base_weights.sum())


def test_a_shift_is_added_in_points(plain: Any) -> None:
    scheme = plain(2, 4)
    found = weights(scheme, np.array([[10.0, 0.0, -5.0, 5.0]]))
    assert found[0].tolist() == pytest.approx([20 / 50, 10 / 50, 5 / 50, 15 / 50])


def test_no_criterion_loses_all_its_say(plain: Any) -> None:
    scheme = plain(2, 2)
    found = weights(scheme, np.array([[-500.0, 0.0], [-500.0, -500.0]]))
    assert found[0].tolist() == pytest.approx([LEAST / (10 + LEAST), 10 / (10 + LEAST)])
    assert found[1].tolist() == [0.5, 0.5]


@settings(deadline=None)
@given(st.lists(st.lists(st.floats(-200, 200), min_size=3, max_size=3), min_size=1, max_size=4))
def test_weights_are_positive_and_sum_to_one(plain: Any, shifts: list[list[float]]) -> None:
    found = weights(plain(1, 3), np.array(shifts))
    assert found.shape == (len(shifts), 3)
    assert (found > 0).all()
    assert found.sum(axis=1) == pytest.approx(np.ones(len(shifts)))


def test_a_larger_shift_never_lowers_a_weight(plain: Any) -> None:
    steps = np.zeros((9, 3))
    steps[:, 0] = np.linspace(-40, 40, 9)
    found = weights(plain(1, 3), steps)
    assert (np.diff(found[:, 0]) >= 0).all()
    assert found[-1, 0] > found[0, 0]
    assert (np.diff(found[:, 1]) <= 0).all()


class TestStray:
    def test_factors_are_log_normal_around_one(self) -> None:
        logs = np.log(stray(5, 40_000, 0.35, 3))
        assert logs.shape == (40_000, 5)
        assert abs(logs.mean()) < 0.005
        assert logs.std() == pytest.approx(0.35, abs=0.005)
        assert float((logs > 0).mean()) == pytest.approx(0.5, abs=0.01)

    def test_criteria_stray_on_their_own(self) -> None:
        correlation = np.corrcoef(np.log(stray(3, 40_000, 0.35, 3)).T)
        assert np.abs(correlation - np.eye(3)).max() < 0.02

    def test_without_spread_nothing_strays(self) -> None:
        assert (stray(3, 10, 0.0, 1) == 1.0).all()

    def test_the_seed_decides(self) -> None:
        fresh = stray.__wrapped__
        assert np.array_equal(stray(3, 10, 0.35, 1), fresh(3, 10, 0.35, 1))
        assert not np.array_equal(stray(3, 10, 0.35, 1), stray(3, 10, 0.35, 2))

    def test_shared_factors_cannot_be_changed(self) -> None:
        with pytest.raises(ValueError, match="read-only"):
            stray(3, 10, 0.35, 1)[0, 0] = 5.0

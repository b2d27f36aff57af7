"""The value of an option: published figures, arithmetic by hand, and the properties a fair method has."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from advisor.scoring.methods import contributions, evenness, total
from advisor.scoring.model import Floats

BALANCE = 0.15
VALUES = arrays(np.float64, (2, 4, 3), elements=st.floats(0, 1))
POINTS = arrays(np.float64, (2, 3), elements=st.floats(1, 50))
SHARES = st.floats(0, 0.99)


def normalised(points: Floats) -> Floats:
    return np.asarray(points / points.sum(axis=-1, keepdims=True))


class TestPublishedBalance:
    """Technology Evaluation Centers, weighted average composite index: two vendors with the same weighted average.

    Priorities 50, 25, 25; A is worth 50, 100, 100 and B 100, 50, 50. Both average 75; A misses what matters most, so
    that B is the one advised, with an index of 1 against 0.5.
    """

    values = np.array([[0.5, 1.0, 1.0], [1.0, 0.5, 0.5]])
    weights = np.array([0.5, 0.25, 0.25])

    def test_averages_are_equal(self) -> None:
        assert total(self.values, self.weights, 0.0).tolist() == [0.75, 0.75]

    @pytest.mark.parametrize("balance", [0.01, BALANCE, 0.5, 1.0])
    def test_the_even_vendor_is_advised(self, balance: float) -> None:
        first, second = total(self.values, self.weights, balance)
        assert second > first

    def test_evenness(self) -> None:
        """Our index is a scale of its own: A's worst gap is a half at full importance, B's a half at half."""
        assert evenness(self.values, self.weights).tolist() == [0.5, 0.75]

    def test_the_order_follows_the_priorities(self) -> None:
        turned = np.array([0.2, 0.4, 0.4])
        first, second = total(self.values, turned, BALANCE)
        assert first > second


def test_contributions_by_hand() -> None:
    values = np.array([[0.8, 0.4]])
    weights = np.array([0.75, 0.25])
    found = contributions(values, weights, 0.2)
    # importance 1 and 1/3; gaps 0.2 and 0.6, weighed 0.2 and 0.2
    assert found[0].tolist() == pytest.approx([0.8 * 0.75 * 0.8, 0.8 * 0.25 * 0.4, 0.2 * 0.8])
    assert total(values, weights, 0.2)[0] == pytest.approx(0.48 + 0.08 + 0.16)


def test_best_and_worst_reach_the_ends() -> None:
    weights = np.array([0.6, 0.4])
    assert total(np.array([[1.0, 1.0], [0.0, 0.0]]), weights, BALANCE).tolist() == pytest.approx([1.0, 0.0])


def test_readings_have_their_own_weights() -> None:
    values = np.array([[[1.0, 0.0]], [[1.0, 0.0]]])
    weights = np.array([[0.9, 0.1], [0.1, 0.9]])
    found = total(values, weights, BALANCE)
    assert found.shape == (2, 1)
    assert [found[i, 0] for i in (0, 1)] == [total(values[i], weights[i], BALANCE)[0] for i in (0, 1)]
    assert found[0, 0] > found[1, 0]


@settings(deadline=None)
@given(VALUES, POINTS, SHARES)
def test_a_value_is_the_sum_of_its_contributions(values: Floats, points: Floats, balance: float) -> None:
    found = contributions(values, normalised(points), balance)
    assert found.shape == (2, 4, 4)
    assert total(values, normalised(points), balance) == pytest.approx(found.sum(axis=-1))
    assert (found >= -1e-12).all()
    assert ((found.sum(axis=-1) >= -1e-12) & (found.sum(axis=-1) <= 1 + 1e-12)).all()


@settings(deadline=None)
@given(VALUES, arrays(np.float64, (2, 3), elements=st.floats(0, 1)), POINTS, SHARES)
def test_no_dominated_option_ranks_above_its_dominator(
    values: Floats, gains: Floats, points: Floats, balance: float
) -> None:
    """The first option is made nowhere worse than the second."""
    values = values.copy()
    values[:, 0] = values[:, 1] + gains * (1.0 - values[:, 1])
    found = total(values, normalised(points), balance)
    assert (found[:, 0] >= found[:, 1] - 1e-12).all()


@settings(deadline=None)
@given(VALUES, POINTS, SHARES)
def test_being_better_everywhere_by_a_tenth_shows_in_the_mean(values: Floats, points: Floats, balance: float) -> None:
    values = values.copy()
    values[:, 1] *= 0.9
    values[:, 0] = values[:, 1] + 0.1
    found = total(values, normalised(points), balance)
    assert (found[:, 0] - found[:, 1] >= 0.1 * (1 - balance) - 1e-12).all()


@settings(deadline=None)
@given(VALUES, POINTS, SHARES)
def test_options_are_valued_on_their_own(values: Floats, points: Floats, balance: float) -> None:
    """Leaving an option out or listing others first changes no value, so that there is no rank reversal."""
    weights = normalised(points)
    found = total(values, weights, balance)
    assert total(values[:, :3], weights, balance) == pytest.approx(found[:, :3])
    assert total(values[:, ::-1], weights, balance) == pytest.approx(found[:, ::-1])


@settings(deadline=None)
@given(VALUES, POINTS, SHARES, st.floats(0.1, 10))
def test_the_unit_of_the_points_does_not_matter(values: Floats, points: Floats, balance: float, unit: float) -> None:
    found = total(values, normalised(points), balance)
    assert total(values, normalised(points * unit), balance) == pytest.approx(found)
    turned = [2, 0, 1]
    assert total(values[..., turned], normalised(points[..., turned]), balance) == pytest.approx(found)

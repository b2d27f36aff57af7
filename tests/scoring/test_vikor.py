"""VIKOR: every figure published for it that we know of, its conditions one by one, and what holds for any options."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from advisor.scoring.model import Floats
from advisor.scoring.vikor import NORMALISATION, Vikor, vikor

UP, DOWN = 1, -1


def compared(values: list[list[float]], weights: list[float], directions: list[int] | None = None) -> Vikor:
    return vikor(np.array(values, dtype=np.float64), np.array(weights), directions=directions)


class TestPublished:
    def test_three_ways_to_a_mountain(self) -> None:
        """Opricovic & Tzeng 2004: risk from 1 to 5, less is better, against altitude in metres."""
        found = compared([[1, 3000], [2, 3750], [5, 4500]], [0.5, 0.5], [DOWN, UP])
        assert found.s.tolist() == pytest.approx([0.5, 0.375, 0.5])
        assert found.r.tolist() == pytest.approx([0.5, 0.25, 0.5])
        assert found.q.tolist() == pytest.approx([1, 0, 1])
        assert found.compromise == (1,)

    def test_four_options_without_acceptable_advantage(self) -> None:
        found = compared([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], [0.3, 0.4, 0.3])
        assert found.s.tolist() == pytest.approx([0.6, 0.3, 0.15, 0.65])
        assert found.r.tolist() == pytest.approx([0.3, 0.2, 0.15, 0.4])
        assert found.q.tolist() == pytest.approx([0.75, 0.25, 0, 1])
        assert found.ranks == (3, 2, 1, 4)
        assert found.ranking == (2, 1, 0, 3)
        assert set(found.compromise) == {1, 2}

    # Opricovic & Tzeng 2007: six hydropower systems on the Drina, eight criteria, four sets of weights.
    hydropower = (
        [4184.3, 2914.0, 407.2, 251.0, 195, 244, 15, 2.41],
        [5211.9, 3630.0, 501.7, 308.3, 282, 346, 21, 1.41],
        [5021.3, 3920.5, 504.0, 278.6, 12, 56, 3, 4.42],
        [5566.1, 3957.9, 559.5, 335.3, 167, 268, 16, 3.36],
        [5060.5, 3293.5, 514.1, 284.2, 69, 90, 7, 4.04],
        [4317.9, 2925.9, 432.8, 239.3, 12, 55, 3, 4.36],
    )
    directions = (UP, DOWN, UP, UP, DOWN, DOWN, DOWN, UP)
    sets = (
        ([1] * 8, [0.991, 1, 0.473, 0.670, 0, 0.578], (5, 6, 2, 4, 1, 3), {5}),
        ([2, 2, 2, 2, 1, 1, 1, 1], [1, 0.533, 0.552, 0.563, 0, 0.686], (6, 2, 3, 4, 1, 5), {5}),
        ([1, 1, 1, 1, 2, 2, 2, 2], [0.684, 1, 0.147, 0.554, 0.041, 0.191], (5, 6, 2, 4, 1, 3), {3, 5, 6}),
        ([1] * 4 + [3.2] * 4, [0.668, 1, 0.051, 0.588, 0.058, 0.078], (5, 6, 1, 4, 2, 3), {3, 5, 6}),
    )

    @pytest.mark.parametrize(("weights", "q", "ranks", "compromise"), sets)
    def test_hydropower(
        self, weights: list[float], q: list[float], ranks: tuple[int, ...], compromise: set[int]
    ) -> None:
        found = compared([*self.hydropower], weights, [*self.directions])
        assert found.q.tolist() == pytest.approx(q, abs=0.0005)
        assert found.ranks == ranks
        assert {place + 1 for place in found.compromise} == compromise
        assert found.compromise == found.ranking[: len(compromise)]

    def test_the_weaker_of_two_options_with_equal_benefit_and_ten_times_the_cost_is_last(self) -> None:
        """A widely used implementation of another method, COPRAS, puts it first."""
        found = compared([[10, 1], [10, 10]], [0.5, 0.5], [UP, DOWN])
        assert (found.ranks, found.compromise) == ((1, 2), (0,))

    def test_of_two_vendors_with_the_same_average_the_even_one_is_first(self) -> None:
        """Technology Evaluation Centers' example: priorities 50, 25, 25, both averages 75."""
        found = compared([[50, 100, 100], [100, 50, 50]], [50, 25, 25])
        assert found.s[0] == found.s[1]
        assert found.ranks == (2, 1)


class TestConditions:
    def test_advantage_of_exactly_the_threshold_is_enough(self) -> None:
        """Three options, threshold 1/2; the second is half-way in S and in R."""
        found = compared([[1, 1], [0.5, 0.5], [0, 0]], [0.5, 0.5])
        assert found.q.tolist() == pytest.approx([0, 0.5, 1])
        assert found.compromise == (0,)

    def test_a_little_less_is_not(self) -> None:
        assert compared([[1, 1], [0.501, 0.501], [0, 0]], [0.5, 0.5]).compromise == (0, 1)

    def test_first_neither_by_mean_nor_by_worst_gap_shares_with_the_second(self) -> None:
        """The second option is ahead in Q by 0.283 of the 0.25 asked, but the fifth has the least S and the fourth the
        least R."""
        values = [[1.0, 8, 10], [9, 8, 3], [5, 3, 10], [6, 5, 6], [10, 9, 1]]
        found = compared(values, [1, 1, 1])
        assert found.s.argmin() == 4
        assert found.r.argmin() == 3
        assert found.q[[1, 4]].tolist() == pytest.approx([0.2167, 0.5], abs=0.0001)
        assert found.compromise == (1, 4)

    @pytest.mark.parametrize(
        ("values", "first", "figure"),
        [
            ([[10, 7, 0], [0, 8, 2], [4, 0, 7], [5, 2, 2], [2, 6, 8]], 4, "s"),
            ([[7, 4, 9], [1, 6, 7], [9, 5, 4], [3, 4, 5], [7, 9, 0]], 2, "r"),
        ],
    )
    def test_first_by_one_of_both_is_enough(self, values: list[list[float]], first: int, figure: str) -> None:
        found = compared(values, [1, 1, 1])
        assert {name for name in "sr" if getattr(found, name).argmin() == first} == {figure}
        assert found.compromise == (first,)

    def test_without_advantage_all_that_are_close_are_advised_also_when_the_first_is_first_by_neither(self) -> None:
        found = compared([[5, 9, 9], [4, 0, 7], [9, 0, 1], [7, 4, 5], [6, 5, 10]], [1, 1, 1])
        assert (found.s.argmin(), found.r.argmin()) == (0, 3)
        assert found.q[[4, 3, 0]].tolist() == pytest.approx([0.0969, 0.2109, 0.275], abs=0.0001)
        assert found.compromise == (4, 3, 0)

    def test_the_say_of_the_mean(self) -> None:
        """By the mean the lopsided option leads, by the worst gap the even one."""
        values, weights = np.array([[1, 1, 0.0], [0.6, 0.6, 0.6], [0, 0, 1.0]]), np.ones(3)
        assert vikor(values, weights, v=1.0).ranking[0] == 0
        assert vikor(values, weights, v=0.0).ranking[0] == 1
        assert vikor(values, weights, v=1.0).q.tolist() == pytest.approx([0, 0.2, 1])


class TestDegenerate:
    def test_one_option(self) -> None:
        found = compared([[3, 4]], [1, 1])
        assert (found.q.tolist(), found.ranks, found.compromise) == ([0.0], (1,), (0,))

    def test_all_options_equal(self) -> None:
        found = compared([[3, 4]] * 3, [1, 2])
        assert found.q.tolist() == [0.0, 0.0, 0.0]
        assert (found.ranking, found.compromise) == ((0, 1, 2), (0, 1, 2))

    def test_a_criterion_without_differences_decides_nothing(self) -> None:
        with_it = compared([[1, 7, 2], [3, 7, 1], [2, 7, 3]], [1, 5, 1])
        without = compared([[1, 2], [3, 1], [2, 3]], [1, 1])
        assert with_it.q.tolist() == pytest.approx(without.q.tolist())
        assert with_it.ranking == without.ranking

    def test_rounding_is_no_difference(self) -> None:
        """0.1 + 0.2 is not quite 0.3; taken for a difference it would outvote the real one."""
        found = compared([[0.3, 0.5], [0.1 + 0.2, 0.4]], [0.9, 0.1])
        assert found.s.tolist() == pytest.approx([0, 0.1])
        assert found.compromise == (0,)

    def test_equal_worst_gaps_leave_it_to_the_mean(self) -> None:
        found = compared([[1, 0, 0.5], [0, 1, 0.9]], [1, 1, 1])
        assert found.r[0] == found.r[1]
        assert found.ranking == (1, 0)

    def test_opposite_options_are_advised_together(self) -> None:
        assert compared([[1, 0], [0, 1]], [1, 1]).compromise == (0, 1)


class TestLeavingOut:
    """Gaps are measured between the best and the worst of those compared: why the method is a cross-check only."""

    def test_the_last_of_the_published_four_turns_the_two_before_it(self) -> None:
        values = [[5.0, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]]
        assert compared(values, [0.3, 0.4, 0.3]).ranking == (2, 1, 0, 3)
        assert compared(values[:3], [0.3, 0.4, 0.3]).ranking == (2, 0, 1)

    def test_even_the_first_can_change(self) -> None:
        values = [[3.0, 7], [9, 6], [5, 6], [7, 2]]
        assert compared(values, [1, 1]).ranking == (1, 2, 0, 3)
        assert compared(values[:3], [1, 1]).ranking == (0, 1, 2)

    @settings(deadline=None)
    @given(arrays(np.float64, (4, 3), elements=st.floats(1, 99)), st.integers(0, 3))
    def test_nothing_changes_while_best_and_worst_stay(self, values: Floats, place: int) -> None:
        ends, weights = np.array([[100.0] * 3, [0.0] * 3]), np.array([3.0, 2.0, 1.0])
        found = vikor(np.vstack([ends, values]), weights)
        less = vikor(np.vstack([ends, np.delete(values, place, axis=0)]), weights)
        assert less.q.tolist() == np.delete(found.q, place + 2).tolist()


def test_the_normalisation_has_a_name() -> None:
    """The same data normalised by vectors would crown another option, so that a report has to say which it was."""
    assert NORMALISATION == "linear-range"


TABLES = arrays(np.float64, (5, 3), elements=st.integers(0, 100).map(float))
POINTS = arrays(np.float64, 3, elements=st.integers(1, 50).map(float))
SAY = st.floats(0, 1)


@settings(deadline=None)
@given(TABLES, POINTS, SAY)
def test_figures_stay_in_their_ranges(values: Floats, points: Floats, say: float) -> None:
    found = vikor(values, points, say)
    assert ((found.q >= 0) & (found.q <= 1 + 1e-12)).all()
    assert ((found.s >= found.r - 1e-12) & (found.s <= 1 + 1e-12)).all()
    assert sorted(found.ranking) == [0, 1, 2, 3, 4]
    assert (np.diff(found.q[list(found.ranking)]) >= 0).all()
    assert found.compromise == found.ranking[: len(found.compromise)]
    assert len(found.compromise) >= 1


@settings(deadline=None)
@given(TABLES, arrays(np.float64, 3, elements=st.integers(0, 20).map(float)), POINTS, SAY)
def test_no_dominated_option_ranks_above_its_dominator(
    values: Floats, gains: Floats, points: Floats, say: float
) -> None:
    """The last option is made nowhere worse than the first, and better somewhere, and would lose by its place."""
    values = values.copy()
    values[4] = values[0] + gains + np.array([1.0, 0, 0])
    found = vikor(values, points, say)
    assert found.s[4] < found.s[0]
    assert found.r[4] <= found.r[0]
    assert found.q[4] <= found.q[0]
    assert found.ranks[4] < found.ranks[0]


@settings(deadline=None)
@given(TABLES, POINTS, arrays(np.float64, 3, elements=st.floats(0.01, 1000)), st.floats(-50, 50))
def test_units_do_not_matter(values: Floats, points: Floats, units: Floats, shift: float) -> None:
    """Scaling a criterion, counting from another zero, turning it over with its direction, scaling all weights."""
    found = vikor(values, points)
    scaled = vikor(values * units + shift, points * 7)
    turned = vikor(-values, points, directions=[DOWN] * 3)
    for other in (scaled, turned):
        assert other.s == pytest.approx(found.s, abs=1e-6)
        assert other.r == pytest.approx(found.r, abs=1e-6)
        assert other.q == pytest.approx(found.q, abs=1e-5)


@settings(deadline=None)
@given(TABLES, POINTS, st.permutations(range(5)))
def test_the_order_of_the_options_does_not_matter(values: Floats, points: Floats, order: list[int]) -> None:
    assert vikor(values[order], points).q.tolist() == vikor(values, points).q[order].tolist()


@settings(deadline=None)
@given(TABLES, POINTS, st.integers(0, 4))
def test_a_copy_of_an_option_changes_no_figure(values: Floats, points: Floats, place: int) -> None:
    found, copied = vikor(values, points), vikor(np.vstack([values, values[place]]), points)
    assert copied.q[:5].tolist() == found.q.tolist()
    assert copied.q[5] == found.q[place]

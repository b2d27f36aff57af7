"""Acceptability against closed forms, symmetries and the single decision it generalises, one draw at a time."""

from __future__ import annotations

from dataclasses import replace
from math import erf, log, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from advisor.scoring.methods import total
from advisor.scoring.model import Floats, Scheme
from advisor.scoring.robustness import BLOCK, Acceptability, acceptability, decided, first_rank_acceptability
from advisor.scoring.weights import stray

DRAWS = 20_000
ERROR = 4 * sqrt(0.25 / DRAWS)  # four standard errors of a share of one half


def shares(
    scheme: Scheme,
    values: list[list[float]] | Floats,
    weights: list[float] | None = None,
    excluded: list[int] | None = None,
    sampling: tuple[int, int] = (DRAWS, 11),
) -> list[float]:
    """Shares from options x criteria of one reading; `excluded` are places of options."""
    table = np.asarray(values, dtype=np.float64)
    table = table if table.ndim == 3 else table[np.newaxis]
    points = np.ones(table.shape[2]) if weights is None else np.array(weights)
    out = np.zeros(table.shape[:2], dtype=np.bool_)
    out[:, excluded or []] = True
    normalised = np.broadcast_to(points / points.sum(), (table.shape[0], table.shape[2]))
    found: list[float] = first_rank_acceptability(scheme, table, normalised, out, sampling).tolist()
    return found


def drawn(
    values: list[list[float]] | Floats, weights: list[list[float]] | Floats, balance: float = 0.0
) -> Acceptability:
    """One reading of options x criteria under the given draws x criteria, nothing excluded."""
    table = np.asarray(values, dtype=np.float64)[np.newaxis]
    laid = np.asarray(weights, dtype=np.float32).T[:, :, np.newaxis]
    return decided(table, laid, np.zeros(table.shape[:2], dtype=np.bool_), balance)


def uniform(criteria: int) -> Floats:
    """Weights drawn evenly from all that add up to one: Dirichlet (1, ..., 1)."""
    return np.random.Generator(np.random.PCG64(5)).dirichlet(np.ones(criteria), DRAWS)


def marked(*members: bool) -> Any:
    return np.array(members)


def below(x: float) -> float:
    """The standard normal distribution function."""
    return (1 + erf(x / sqrt(2))) / 2


class TestClosedForms:
    @pytest.mark.parametrize("spread", [0.2, 0.35, 1.0])
    @pytest.mark.parametrize(("worth", "weights"), [(1.0, [1, 1]), (0.7, [1, 1]), (0.5, [2, 3]), (0.9, [1, 2])])
    def test_two_options_each_good_at_one_thing(
        self, worth: float, weights: list[float], spread: float, plain: Any
    ) -> None:
        """A = (1, 0) wins against B = (0, t) when w1 > t w2. The logarithm of w1 / w2 is normal around the logarithm of
        the stated ratio, with the standard deviation of two independent factors: the spread times the root of 2."""
        scheme = plain(2, 2, spread=spread)
        stated = log(weights[0] / (worth * weights[1]))
        expected = below(stated / (spread * sqrt(2)))
        found = shares(scheme, [[1, 0], [0, worth]], weights)
        assert found == pytest.approx([expected, 1 - expected], abs=ERROR)

    @pytest.mark.parametrize("balance", [0.0, 0.15, 0.6])
    def test_mirrored_options_share_evenly(self, balance: float, plain: Any) -> None:
        found = shares(plain(2, 2, balance), [[0.9, 0.2], [0.2, 0.9]])
        assert found == pytest.approx([0.5, 0.5], abs=ERROR)

    @pytest.mark.parametrize("count", [3, 5])
    def test_one_option_for_each_criterion(self, count: int, plain: Any) -> None:
        found = shares(plain(count, count, 0.15), np.eye(count))
        assert found == pytest.approx([1 / count] * count, abs=ERROR)

    def test_the_option_in_the_middle_is_never_first(self, plain: Any) -> None:
        """Below the line between the two others, a mean of values can never be the largest."""
        found = shares(plain(3, 2), [[1, 0], [0.45, 0.45], [0, 1]])
        assert found[1] == 0.0
        assert found[0] == pytest.approx(0.5, abs=ERROR)

    def test_balance_brings_the_even_option_forward(self, plain: Any) -> None:
        values = [[1, 0], [0.45, 0.45], [0, 1]]
        even = [shares(plain(3, 2, balance), values)[1] for balance in (0.0, 0.1, 0.3, 0.9)]
        assert even == sorted(even)
        assert even[0] == 0.0
        assert even[-1] > 0.5


class TestDominance:
    def test_an_option_best_everywhere_is_always_first(self, plain: Any) -> None:
        values = [[0.5, 0.5, 0.5], [0.6, 0.7, 0.8], [0.1, 0.65, 0.8]]
        assert shares(plain(3, 3, 0.15), values) == [0.0, 1.0, 0.0]

    def test_without_spread_the_best_wins_every_draw(self, plain: Any) -> None:
        values = [[0.7, 0.3], [0.3, 0.69]]
        assert shares(plain(2, 2, 0.0, 0.0), values) == [1.0, 0.0]


class TestTies:
    def test_all_equal_goes_to_the_first(self, plain: Any) -> None:
        assert shares(plain(3, 2), [[0.5, 0.5]] * 3) == [1.0, 0.0, 0.0]

    def test_worth_nothing_at_all_still_has_a_first(self, plain: Any) -> None:
        assert shares(plain(2, 2, 0.5), [[0, 0], [0, 0]]) == [1.0, 0.0]


class TestExclusion:
    def test_an_excluded_option_never_wins(self, plain: Any) -> None:
        values = [[1, 1], [0.9, 0.2], [0.2, 0.9]]
        found = shares(plain(3, 2, 0.15), values, excluded=[0])
        assert found[0] == 0.0
        assert found[1:] == shares(plain(2, 2, 0.15), values[1:])

    @pytest.mark.parametrize("worth", [0.0, -9.0])
    def test_exclusion_in_one_reading_holds_even_against_one_worth_nothing(self, worth: float, plain: Any) -> None:
        scheme = plain(2, 2, 0.9)
        values = np.array([[[1.0, 1.0], [worth, worth]]] * 2)
        out = np.array([[True, False], [False, False]])
        found = first_rank_acceptability(scheme, values, np.full((2, 2), 0.5), out, (100, 1))
        assert found.tolist() == [0.5, 0.5]


class TestReadings:
    def test_each_reading_has_the_same_number_of_draws(self, plain: Any) -> None:
        """Ten draws over three readings are rounded up to twelve, four for each."""
        values = np.array([[[1, 1], [0, 0]], [[0, 0], [1, 1]], [[0.8, 0.8], [0.1, 0.1]]])
        assert shares(plain(2, 2), values, sampling=(10, 1)) == [2 / 3, 1 / 3]

    @pytest.mark.parametrize(("samples", "readings", "draws"), [(10, 3, 12), (12, 3, 12), (13, 3, 15), (1, 5, 5)])
    def test_draws_are_rounded_up_to_a_multiple_of_readings(
        self, samples: int, readings: int, draws: int, plain: Any
    ) -> None:
        scheme = plain(2, 2)
        values = np.array([[[0.9, 0.2], [0.2, 0.9]]] * readings)
        factors = stray(2, draws, scheme.spread, 5)
        expected = float((factors[:, 0] > factors[:, 1]).mean())
        assert shares(scheme, values, sampling=(samples, 5)) == pytest.approx([expected, 1 - expected])


def test_the_seed_decides(plain: Any) -> None:
    scheme = plain(2, 2)
    values = [[0.9, 0.2], [0.25, 0.85]]
    first = shares(scheme, values, sampling=(1001, 1))
    assert shares(scheme, values, sampling=(1001, 1)) == first
    assert any(shares(scheme, values, sampling=(1001, seed)) != first for seed in range(2, 6))


TABLES = arrays(np.float64, (2, 4, 3), elements=st.floats(0, 1))
OUT = arrays(np.bool_, (2, 4)).filter(lambda out: not out.all(axis=1).any())


@settings(deadline=None, max_examples=60)
@given(TABLES, OUT)
def test_shares_add_up_and_stay_with_the_admitted(plain: Any, values: Floats, out: Floats) -> None:
    scheme = plain(4, 3, 0.15)
    found = first_rank_acceptability(scheme, values, np.full((2, 3), 1 / 3), out, (200, 1))
    assert found.shape == (4,)
    assert found.sum() == pytest.approx(1.0)
    assert (found >= 0).all()
    assert found[out.all(axis=0)].tolist() == [0.0] * int(out.all(axis=0).sum())


class TestUniformWeights:
    @pytest.mark.parametrize("worth", [1.0, 0.5, 0.25, 0.1])
    def test_two_options_each_good_at_one_thing(self, worth: float) -> None:
        """A = (1, 0) is first against B = (0, t) with the chance 1 / (1 + t)."""
        found = drawn([[1, 0], [0, worth]], uniform(2)).shares
        assert found.tolist() == pytest.approx([1 / (1 + worth), worth / (1 + worth)], abs=ERROR)

    @pytest.mark.parametrize("balance", [0.0, 0.15, 0.9])
    def test_three_options_each_good_at_one_thing(self, balance: float) -> None:
        """A third each. The weights that favour an option average to those of the rank-order centroid: 11/18 for its
        criterion, and 5/18 and 2/18 in either order, 7/36 on average, for the others."""
        found = drawn(np.eye(3), uniform(3), balance)
        assert found.shares.tolist() == pytest.approx([1 / 3] * 3, abs=ERROR)
        expected = np.full((3, 3), 7 / 36) + np.eye(3) * (11 / 18 - 7 / 36)
        assert found.central == pytest.approx(expected, abs=0.01)


class TestCentralWeights:
    nine_of_ten = ([[1, 0], [0, 1]], [[2, 1]] * 9 + [[1, 3]])

    def test_ten_draws_of_which_one_option_wins_nine(self) -> None:
        found = drawn(*self.nine_of_ten)
        assert found.shares.tolist() == [0.9, 0.1]
        assert found.draws == 10
        assert found.central == pytest.approx(np.array([[2 / 3, 1 / 3], [1 / 4, 3 / 4]]))

    def test_an_option_that_is_never_first_has_none(self) -> None:
        found = drawn([[1, 0], [0.45, 0.45], [0, 1]], uniform(2))
        assert found.shares[1] == 0.0
        assert np.isnan(found.central[1]).all()
        assert np.isfinite(found.central[[0, 2]]).all()
        assert found.central_of(marked(False, True, False)) is None
        assert found.central_of(marked(False, False, False)) is None

    def test_those_of_a_path_are_means_over_the_draws_of_all_its_options(self) -> None:
        """Three draws, one option each; the first two together: the mean of the first two draws."""
        found = drawn(np.eye(3), [[0.6, 0.2, 0.2], [0.1, 0.8, 0.1], [0.1, 0.2, 0.7]])
        assert found.central_of(marked(True, True, False)) == pytest.approx(np.array([0.35, 0.5, 0.15]))
        assert found.central_of(marked(False, False, True)) == pytest.approx(found.central[2])

    def test_those_of_all_options_are_the_mean_of_all_draws(self) -> None:
        weights = uniform(3)
        found = drawn([[1, 0, 0.2], [0, 1, 0.3], [0.5, 0.2, 1]], weights, 0.15)
        assert found.central_of(marked(True, True, True)) == pytest.approx(weights.mean(axis=0), abs=1e-6)

    def test_they_are_weights_and_give_the_option_the_first_place(self, real: Scheme) -> None:
        values = np.random.Generator(np.random.PCG64(8)).random((1, len(real.options), len(real.criteria)))
        stated = (real.base_weights / real.base_weights.sum())[np.newaxis]
        found = acceptability(real, values, stated, np.zeros(values.shape[:2], dtype=np.bool_), (2000, 4))
        winners = np.flatnonzero(found.shares)
        assert len(winners) > 1
        assert found.central[winners].sum(axis=1) == pytest.approx(np.ones(len(winners)))
        for place in winners[found.shares[winners] > 0.1]:
            assert total(values[0], found.central[place], 0.0)[place] >= total(values[0], stated[0], 0.0)[place]

    def test_the_scale_of_the_weights_does_not_matter(self) -> None:
        values, weights = self.nine_of_ten
        scaled = drawn(values, np.array(weights) * 1024, 0.15)
        assert scaled.weight_sums.tolist() == drawn(values, weights, 0.15).weight_sums.tolist()


class TestStandardError:
    @pytest.mark.parametrize(
        ("share", "draws", "error"), [(0.5, 100, 0.05), (0.9, 10, 0.0949), (1.0, 10, 0.0), (1 + 2**-52, 10, 0.0)]
    )
    def test_of_a_share(self, share: float, draws: int, error: float) -> None:
        found = Acceptability(np.array([[draws, 0]]), np.zeros((2, 1)))
        assert found.error(share) == pytest.approx(error, abs=0.0001)

    def test_ten_thousand_draws_are_within_a_hundredth_nineteen_times_in_twenty(self) -> None:
        assert 1.96 * Acceptability(np.array([[9604]]), np.zeros((1, 1))).error(0.5) == pytest.approx(0.01, abs=1e-6)

    def test_by_hand_with_readings(self) -> None:
        """Shares 1, 0, 0, 0 in four readings: their standard deviation is 1/2, the root of their number 2."""
        found = Acceptability(np.array([[5, 0], [0, 5], [0, 5], [0, 5]]), np.zeros((2, 1)))
        assert found.error_of(marked(True, False)) == pytest.approx(0.25)
        assert found.error_of(marked(False, True)) == pytest.approx(0.25)
        assert found.error_of(marked(True, True)) == 0.0

    def test_with_one_reading_there_are_only_draws(self) -> None:
        found = Acceptability(np.array([[30, 10]]), np.zeros((2, 1)))
        assert found.error_of(marked(True, False)) == found.error(0.75)

    def test_draws_do_not_make_up_for_few_readings(self) -> None:
        """Fifty readings, each for one of two options by the toss of a coin, 20 draws in each, a thousand in all. What
        shares really vary by from case to case is what `error_of` says, and four times what `error` says."""
        coin = np.random.Generator(np.random.PCG64(3)).random((400, 50)) < 0.5
        cases = [Acceptability(np.stack([c, ~c], axis=1) * 20, np.zeros((2, 1))) for c in coin]
        varied = float(np.std([case.shares[0] for case in cases]))
        said = float(np.mean([case.error_of(marked(True, False)) for case in cases]))
        assert varied == pytest.approx(said, rel=0.1)
        assert varied > 4 * cases[0].error(0.5)

    def test_spreading_draws_over_readings_only_lowers_the_error_of_the_draws(self, plain: Any) -> None:
        """Two readings that are certain, one for each option: every seed gives one half."""
        values = np.array([[[1, 1], [0, 0]], [[0, 0], [1, 1]]])
        assert {tuple(shares(plain(2, 2), values, sampling=(50, seed))) for seed in range(9)} == {(0.5, 0.5)}


class TestOptionsComeAndGo:
    values = np.array([[0.9, 0.1, 0.4], [0.2, 0.9, 0.5], [0.5, 0.5, 0.6], [0.3, 0.3, 0.9]])

    def test_a_copy_splits_the_draws_of_its_original_and_touches_nothing_else(self) -> None:
        """Equal values go to the earlier option, so that one of the two gets all; their sum stays what it was."""
        found = drawn(self.values, uniform(3), 0.15)
        for place in range(4):
            copied = drawn(np.vstack([self.values, self.values[place]]), uniform(3), 0.15)
            assert copied.shares.tolist() == [*found.shares, 0.0]
            before = drawn(np.vstack([self.values[place], self.values]), uniform(3), 0.15)
            assert before.shares[0] + before.shares[place + 1] == found.shares[place]
            assert np.delete(before.shares, [0, place + 1]).tolist() == np.delete(found.shares, place).tolist()

    def test_leaving_an_option_out_lowers_no_share_and_does_not_reorder(self) -> None:
        found = drawn(self.values, uniform(3), 0.15).wins[0]
        last = int(found.argmin())
        left = drawn(np.delete(self.values, last, axis=0), uniform(3), 0.15).wins[0]
        before = np.delete(found, last)
        assert (left >= before).all()
        assert left.sum() == before.sum() + found[last]
        assert left.argsort().tolist() == before.argsort().tolist()

    def test_leaving_out_one_that_is_never_first_changes_nothing(self) -> None:
        worse = np.vstack([self.values[0] - 0.05, self.values])
        found, left = drawn(worse, uniform(3), 0.15), drawn(self.values, uniform(3), 0.15)
        assert found.wins.tolist() == [[0, *left.wins[0]]]
        assert found.weight_sums[1:].tolist() == left.weight_sums.tolist()


class TestDominatedOptions:
    def test_equal_benefit_at_ten_times_the_cost(self, plain: Any) -> None:
        """An implementation of COPRAS crowns the second; ours must not, in the value and in any draw."""
        values = [[1.0, 1 - 1 / 10], [1.0, 1 - 10 / 10]]
        for balance in (0.0, 0.15, 0.99):
            first, second = total(np.array(values), np.array([0.5, 0.5]), balance)
            assert first > second
            assert shares(plain(2, 2, balance), values) == [1.0, 0.0]

    @settings(deadline=None, max_examples=60)
    @given(
        arrays(np.float64, (3, 5, 3), elements=st.floats(0, 0.5)),
        arrays(np.float64, (3, 3), elements=st.floats(0, 0.5)),
        st.sampled_from([0.0, 0.15, 0.9]),
    )
    def test_none_is_first_even_if_listed_before_its_dominator(
        self, plain: Any, values: Floats, gains: Floats, balance: float
    ) -> None:
        values = values.copy()
        values[:, 4] = values[:, 0] + gains + np.array([0.001, 0, 0])
        out = np.zeros((3, 5), dtype=np.bool_)
        found = acceptability(plain(5, 3, balance, 1.0), values, np.full((3, 3), 1 / 3), out, (60, 2))
        assert found.wins[:, 0].tolist() == [0, 0, 0]

    def test_none_is_first_even_where_rounding_hides_the_difference(self) -> None:
        assert drawn([[0.5, 0.5], [0.5, 0.9]], [[1, 1e-9]] * 3).wins.tolist() == [[0, 3]]

    def test_a_dominator_that_is_excluded_in_a_reading_does_not_count_there(self, plain: Any) -> None:
        values = np.array([[[0.6, 0.6], [0.9, 0.9], [0.1, 0.2]]] * 2)
        out = np.array([[False, True, False], [False, False, False]])
        found = acceptability(plain(3, 2, 0.15), values, np.full((2, 2), 0.5), out, (10, 1))
        assert found.wins.tolist() == [[5, 0, 0], [0, 5, 0]]

    def test_the_even_one_of_two_with_the_same_average(self, plain: Any) -> None:
        """The example of Technology Evaluation Centers, see `test_methods`: with the balance B leads in most draws."""
        values, weights = [[0.5, 1.0, 1.0], [1.0, 0.5, 0.5]], [50.0, 25.0, 25.0]
        without, with_it = (shares(plain(2, 3, balance), values, weights)[1] for balance in (0.0, 0.15))
        assert without < 0.5 < with_it


def one_by_one(
    scheme: Scheme, values: Floats, weights: Floats, out: Any, sampling: tuple[int, int]
) -> tuple[list[list[int]], Floats]:
    """The same draws in a plain loop with the shown method: wins, and sums of weights of the draws won."""
    readings, options, criteria = values.shape
    each = -(-sampling[0] // readings)
    factors = stray(criteria, each * readings, scheme.spread, sampling[1])
    wins, sums = [[0] * options for _ in range(readings)], np.zeros((options, criteria))
    for number, factor in enumerate(factors):
        reading = number // each
        weight = weights[reading] * factor
        worth = total(values[reading], weight / weight.sum(), scheme.balance)
        first = int(np.where(out[reading], -1.0, worth).argmax())
        wins[reading][first] += 1
        sums[first] += weight / weight.sum()
    return wins, sums


@pytest.mark.parametrize(
    ("readings", "samples", "balance", "barred"),
    [(1, 300, 0.15, 0.0), (1, 300, 0.0, 0.3), (7, 300, 0.15, 0.3), (40, 300, 1.0, 0.1), (300, 300, 0.15, 0.5)],
)
def test_a_plain_loop_decides_the_same(
    real: Scheme, readings: int, samples: int, balance: float, barred: float
) -> None:
    scheme = replace(real, balance=balance)
    dice = np.random.Generator(np.random.PCG64(readings))
    values = dice.random((readings, len(real.options), len(real.criteria)))
    weights = dice.dirichlet(np.ones(len(real.criteria)) * 5, readings)
    out = dice.random(values.shape[:2]) < barred
    out[:, -1] = False
    found = acceptability(scheme, values, weights, out, (samples, 17))
    wins, sums = one_by_one(scheme, values, weights, out, (samples, 17))
    assert found.wins.tolist() == wins
    assert found.weight_sums == pytest.approx(sums, rel=1e-5)
    assert np.array_equal(first_rank_acceptability(scheme, values, weights, out, (samples, 17)), found.shares)


@pytest.mark.parametrize("readings", [1, 3])
def test_many_draws_are_decided_block_by_block(plain: Any, readings: int) -> None:
    """More draws than a block holds, and not a multiple of it."""
    values = np.array([[[0.9, 0.2, 0.3], [0.2, 0.9, 0.4], [0.5, 0.5, 0.5]]] * readings)
    draws = BLOCK + 1001
    weights = np.random.Generator(np.random.PCG64(6)).dirichlet(np.ones(3), (readings, draws))
    out = np.zeros((readings, 3), dtype=np.bool_)
    found = decided(values, weights.transpose(2, 1, 0).astype(np.float32), out, 0.15)
    assert found.draws == draws * readings
    for reading in range(readings):
        firsts = total(values[:1], weights[reading], 0.15).argmax(axis=1)
        assert np.abs(found.wins[reading] - np.bincount(firsts, minlength=3)).max() <= 2  # near-ties


def test_more_options_than_a_byte_counts() -> None:
    found = drawn(np.eye(260), np.ones((260, 260)) + np.eye(260), 0.15)
    assert found.wins.tolist() == [[1] * 260]

"""First-rank acceptability against closed forms, symmetries and the single decision it generalises."""

from __future__ import annotations

from math import erf, log, sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from advisor.scoring.methods import total
from advisor.scoring.model import Floats, Scheme
from advisor.scoring.robustness import first_rank_acceptability
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

    def test_the_same_with_wide_spread(self, plain: Any) -> None:
        values = [[0.2, 0.9], [0.25, 0.95]]
        assert shares(plain(2, 2, 0.3, 2.0), values) == [0.0, 1.0]

    def test_without_spread_the_best_wins_every_draw(self, plain: Any) -> None:
        values = [[0.7, 0.3], [0.3, 0.69]]
        assert shares(plain(2, 2, 0.0, 0.0), values) == [1.0, 0.0]


class TestTies:
    def test_a_copy_takes_nothing_from_the_option_before_it(self, plain: Any) -> None:
        values = [[0.9, 0.2], [0.2, 0.9]]
        alone = shares(plain(2, 2, 0.15), values)
        copied = shares(plain(4, 2, 0.15), [values[0], values[0], values[1], values[1]])
        assert copied == [alone[0], 0.0, alone[1], 0.0]

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

    def test_exclusion_in_one_reading_holds_even_against_one_worth_nothing(self, plain: Any) -> None:
        scheme = plain(2, 2, 0.9)
        values = np.array([[[1.0, 1.0], [0.0, 0.0]]] * 2)
        out = np.array([[True, False], [False, False]])
        found = first_rank_acceptability(scheme, values, np.full((2, 2), 0.5), out, (100, 1))
        assert found.tolist() == [0.5, 0.5]

    def test_even_against_one_worth_nothing(self, plain: Any) -> None:
        assert shares(plain(2, 2, 0.9), [[1, 1], [0, 0]], excluded=[0]) == [0.0, 1.0]

    def test_exclusion_counts_only_in_its_reading(self, plain: Any) -> None:
        scheme = plain(2, 2)
        values = np.array([[[1.0, 1.0], [0.5, 0.5]]] * 4)
        out = np.array([[True, False], [False, False], [False, False], [False, False]])
        found = first_rank_acceptability(scheme, values, np.full((4, 2), 0.5), out, (4000, 1))
        assert found.tolist() == [0.75, 0.25]


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

    def test_weights_of_a_reading_are_used_for_it(self, plain: Any) -> None:
        scheme = plain(2, 2, spread=0.1)
        values = np.array([[[1.0, 0.0], [0.0, 1.0]]] * 2)
        weights = np.array([[0.9, 0.1], [0.1, 0.9]])
        found = first_rank_acceptability(scheme, values, weights, np.zeros((2, 2), dtype=np.bool_), (1000, 1))
        assert found.tolist() == [0.5, 0.5]


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


@settings(deadline=None, max_examples=60)
@given(arrays(np.float64, (1, 4, 3), elements=st.integers(0, 20).map(lambda n: n / 20)))
def test_every_draw_is_decided_as_one_case_is(plain: Any, values: Floats) -> None:
    """The shown method with the drawn weights, one draw at a time; near-ties may fall either way."""
    scheme = plain(4, 3, 0.15)
    weights = np.array([0.5, 0.3, 0.2])
    found = first_rank_acceptability(scheme, values, weights[np.newaxis], np.zeros((1, 4), dtype=np.bool_), (64, 9))
    drawn = weights * stray(3, 64, scheme.spread, 9)
    drawn /= drawn.sum(axis=1, keepdims=True)
    each = np.array([total(values[0], one, scheme.balance) for one in drawn])
    best = each.max(axis=1, keepdims=True)
    surely = (each >= best - 1e-6) & ((each >= best - 1e-6).sum(axis=1, keepdims=True) == 1)
    perhaps = each >= best - 1e-6
    assert (found >= surely.mean(axis=0) - 1e-12).all()
    assert (found <= perhaps.mean(axis=0) + 1e-12).all()

"""The value of many companies at once is the value that the method explains."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.scoring.matrix import matrix
from advisor.scoring.methods import total
from advisor.scoring.model import NO_DEPLOYMENT, NOT_YET, Criterion, Floats, Option, Scheme
from advisor.scoring.worth import BLOCK, worth


def drawn(scheme: Scheme, n: int, seed: int = 1) -> tuple[dict[str, Floats], Floats]:
    """Scores, the ends of the scale among them, and normalised weights of n companies."""
    dice = np.random.Generator(np.random.PCG64(seed))
    names = {c.score for c in scheme.criteria if c.score} | set(scheme.deployments)
    scores = {name: dice.choice([0.0, 12.0, 50.0, 77.5, 100.0], n) for name in sorted(names)}
    weights = dice.random((n, len(scheme.criteria))) + 0.01
    return scores, weights / weights.sum(axis=1, keepdims=True)


def explained(scheme: Scheme, scores: dict[str, Floats], weights: Floats) -> Floats:
    return total(matrix(scheme, scores), weights, scheme.balance).T


def assert_worth(scheme: Scheme, n: int) -> None:
    scores, weights = drawn(scheme, n)
    np.testing.assert_allclose(worth(scheme, scores, weights), explained(scheme, scores, weights), rtol=0, atol=1e-12)


@pytest.mark.parametrize("n", [1, 2, 128, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 3])
def test_it_is_the_sum_of_the_contributions(real: Scheme, n: int) -> None:
    assert_worth(real, n)


def test_no_companies(real: Scheme) -> None:
    scores, weights = drawn(real, 0)
    assert worth(real, scores, weights).shape == (len(real.options), 0)


@pytest.mark.parametrize("balance", [0.0, 0.15, 1.0])
def test_any_share_of_the_balance(real: Scheme, balance: float) -> None:
    assert_worth(replace(real, balance=balance), 50)


LEVELS = st.sampled_from([0.0, 0.3, 0.5, 1.0])


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Small schemes with criteria of every kind in any order."""
    paths, deployments = ("crm", "erp", NOT_YET), ("saas", "own")
    criteria = [
        Criterion(
            id=f"c{place}",
            kind=draw(st.sampled_from(["cover", "bear"])),
            score=draw(st.sampled_from(["customer", "budget"])),
            weight=10.0,
            waste=draw(LEVELS),
            path={path: draw(LEVELS) for path in paths},
            deployment={deployment: draw(LEVELS) for deployment in deployments},
            sources=(),
        )
        for place in range(draw(st.integers(1, 4)))
    ]
    if draw(st.booleans()):
        host = Criterion("hosting", "host", "", 10.0, 0.0, {}, {}, ())
        criteria.insert(draw(st.integers(0, len(criteria))), host)
    options = [Option(path, deployment) for path in paths[:2] for deployment in deployments]
    return Scheme(
        options=(*options, Option(NOT_YET, NO_DEPLOYMENT)),
        criteria=tuple(criteria),
        phases=dict.fromkeys(paths, (("crm",),)),
        deployments=deployments,
        balance=draw(st.sampled_from([0.0, 0.2])),
        spread=0.3,
        clear_from=0.7,
    )


@given(schemes())
@settings(max_examples=60, deadline=None)
def test_any_scheme(scheme: Scheme) -> None:
    assert_worth(scheme, 17)


def test_a_company_does_not_depend_on_its_neighbours(real: Scheme) -> None:
    """Alone, in another place and in another memory order, a value differs by less than is compared."""
    scores, weights = drawn(real, 300)
    many = worth(real, scores, weights)
    order = np.random.Generator(np.random.PCG64(5)).permutation(300)
    mixed = worth(real, {name: score[order] for name, score in scores.items()}, np.asfortranarray(weights[order]))
    np.testing.assert_allclose(mixed, many[:, order], rtol=0, atol=1e-14)
    for place in (0, 7, 299):
        alone = worth(real, {name: score[[place]] for name, score in scores.items()}, weights[[place]])
        np.testing.assert_allclose(alone[:, 0], many[:, place], rtol=0, atol=1e-14)


def test_what_is_given_stays_as_it_is(real: Scheme) -> None:
    scores, weights = drawn(real, 5)
    before: Any = {name: score.copy() for name, score in scores.items()}, weights.copy()
    worth(real, scores, weights)
    np.testing.assert_equal((scores, weights), before)


def test_values_by_hand() -> None:
    """One criterion to cover, one to bear: need 60 covered to half; capacity 20 asked for fully."""
    scheme = Scheme(
        options=(Option("crm", "saas"),),
        criteria=(
            Criterion("customer", "cover", "customer", 1.0, 0.5, {"crm": 0.5}, {}, ()),
            Criterion("budget", "bear", "budget", 1.0, 0.0, {"crm": 1.0}, {}, ()),
        ),
        phases={"crm": (("crm",),)},
        deployments=("saas",),
        balance=0.1,
        spread=0.3,
        clear_from=0.7,
    )
    scores = {"customer": np.array([60.0]), "budget": np.array([20.0]), "saas": np.array([0.0])}
    found = worth(scheme, scores, np.array([[0.75, 0.25]]))
    cover, bear = 1 - 0.6 * 0.5 - 0.5 * 0.4 * 0.5, 1 - 1.0 * 0.8
    worst = max(1 - cover, (1 / 3) * (1 - bear))
    assert found[0, 0] == pytest.approx(0.9 * (0.75 * cover + 0.25 * bear) + 0.1 * (1 - worst), abs=1e-12)

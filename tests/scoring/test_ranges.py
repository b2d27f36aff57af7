"""Bounds on leads, held against the leads of sampled scores and weights."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from advisor.scoring.matrix import matrix
from advisor.scoring.methods import evenness, total
from advisor.scoring.model import NO_DEPLOYMENT, Criterion, Floats, Option, Scheme
from advisor.scoring.ranges import Bounds, Range
from advisor.scoring.weights import weights
from advisor.scoring.worth import worth

BOXES = 60
DRAWS = 120
NOISE = 1e-9
COVER = Criterion("cover", "cover", "need", 10.0, 0.5, {"all": 1.0, "half": 0.5, "not-yet": 0.0}, {}, ())
BEAR = Criterion("bear", "bear", "means", 20.0, 0.0, {"all": 0.8, "half": 0.2, "not-yet": 0.0}, {"cellar": 0.2}, ())
HOST = Criterion("host", "host", "", 10.0, 0.0, {}, {}, ())
OPTIONS = (
    Option("all", "saas"),
    Option("all", "cellar"),
    Option("half", "saas"),
    Option("half", "cellar"),
    Option("not-yet", NO_DEPLOYMENT),
)
PHASES = {"all": (("crm",),), "half": (("crm",),), "not-yet": ()}
SMALL = Scheme(OPTIONS, (COVER, BEAR, HOST), PHASES, ("saas", "cellar"), 0.2, 0.0, 0.7)
ALL, ALL_CELLAR, HALF, HALF_CELLAR, NOTHING = range(5)


def names(scheme: Scheme) -> list[str]:
    return [*dict.fromkeys(c.score for c in scheme.criteria if c.score), *scheme.deployments]


def drawn(scheme: Scheme, width: float, dice: np.random.Generator) -> tuple[dict[str, Range], dict[str, Range]]:
    """Ranges of scores and of shifts, about as wide as a share of all there is; some of them single values."""

    def span(lowest: float, highest: float) -> Range:
        ends = dice.uniform(lowest, highest, (2, BOXES))
        ends[1] = np.where(dice.random(BOXES) < 0.3, ends[0], ends[0] + (ends[1] - ends[0]) * width)
        return ends.min(axis=0), ends.max(axis=0)

    shifts = {c.id: span(-25.0, 25.0) for c in scheme.criteria if dice.random() < 0.8}
    return {name: span(0.0, 100.0) for name in names(scheme)}, shifts


def within(span: Range, dice: np.random.Generator) -> Floats:
    """Draws from a range, its ends often among them: boxes x draws, all in one row."""
    low, high = (end[:, np.newaxis] for end in span)
    share = dice.choice([0.0, 1.0, 0.5], (BOXES, DRAWS), p=[0.35, 0.35, 0.3]) * dice.choice([1.0, dice.random()])
    return (low + (high - low) * share).ravel()


def leads(scheme: Scheme, scores: dict[str, Floats], shifts: dict[str, Floats]) -> Floats:
    """The leads of all options over all, options x options x n, straight from the formula of the method."""
    n = len(next(iter(scores.values())))
    moved = np.stack([shifts.get(c.id, np.zeros(n)) for c in scheme.criteria], axis=1)
    values = worth(scheme, scores, weights(scheme, moved))
    return values[:, np.newaxis] - values[np.newaxis]


@pytest.mark.parametrize("balance", [None, 0.0, 0.6, 1.0])
@pytest.mark.parametrize("width", [0.02, 0.2, 1.0])
def test_no_lead_is_smaller_than_its_bound(real: Scheme, width: float, balance: float | None) -> None:
    """Every pair of options, doing nothing and the same path elsewhere included."""
    scheme = real if balance is None else replace(real, balance=balance)
    dice = np.random.default_rng(int(100 * width) + round(10 * (balance or 0.5)))
    scores, shifts = drawn(scheme, width, dice)
    sampled = leads(
        scheme,
        {name: within(span, dice) for name, span in scores.items()},
        {name: within(span, dice) for name, span in shifts.items()},
    )
    least = sampled.reshape(*sampled.shape[:2], BOXES, DRAWS).min(axis=3)
    found = Bounds.of(scheme, scores, shifts)
    for ahead, behind in permutations(range(len(scheme.options)), 2):
        assert (found.lead(ahead, behind) <= least[ahead, behind] + NOISE).all()


@pytest.mark.parametrize("seed", range(4))
def test_the_lead_itself_where_everything_is_known(real: Scheme, seed: int) -> None:
    dice = np.random.default_rng(seed)
    scores, shifts = drawn(real, 1.0, dice)
    point = {name: (low, low) for name, (low, _) in scores.items()}
    moved = {name: (low, low) for name, (low, _) in shifts.items()}
    true = leads(real, {n: low for n, (low, _) in point.items()}, {n: low for n, (low, _) in moved.items()})
    found = Bounds.of(real, point, moved)
    for ahead, behind in permutations(range(len(real.options)), 2):
        np.testing.assert_allclose(found.lead(ahead, behind), true[ahead, behind], rtol=0, atol=NOISE)


def test_an_option_does_not_lead_over_itself(real: Scheme) -> None:
    scores, shifts = drawn(real, 1.0, np.random.default_rng(1))
    found = Bounds.of(real, scores, shifts)
    for option in range(len(real.options)):
        np.testing.assert_allclose(found.lead(option, option), 0.0, atol=NOISE)


def box(**given: tuple[float, float]) -> Bounds:
    """One box of the small scheme; what is not given is known to be 50."""
    stated = {"need": (50.0, 50.0), "means": (50.0, 50.0), "saas": (50.0, 50.0), "cellar": (50.0, 50.0)} | given
    return Bounds.of(SMALL, {name: (np.array([low]), np.array([high])) for name, (low, high) in stated.items()}, {})


def test_what_two_options_share_does_not_blur_their_lead() -> None:
    """Of two paths in one place the score of the place, however open, says nothing; nor does it for one path in two."""
    known, open_ = box(), box(saas=(0.0, 100.0))
    assert open_.difference(ALL, HALF)[2].item() == 0.0
    assert open_.difference(ALL, HALF) == pytest.approx(known.difference(ALL, HALF))
    needy = box(need=(0.0, 100.0))
    assert needy.difference(ALL, ALL_CELLAR)[0].item() == 0.0


@pytest.mark.parametrize(
    ("ahead", "behind", "saas", "cellar", "least"),
    [
        (ALL, ALL_CELLAR, (40.0, 60.0), (10.0, 30.0), 0.1),
        (ALL_CELLAR, ALL, (40.0, 60.0), (10.0, 30.0), -0.5),
        (NOTHING, ALL, (40.0, 60.0), (10.0, 30.0), 0.0),  # it takes the best score, so it is never worse
        (NOTHING, ALL_CELLAR, (40.0, 60.0), (10.0, 30.0), 0.1),
        (ALL, NOTHING, (40.0, 60.0), (10.0, 30.0), 0.0),  # nor better than a score that is surely the best
        (ALL, NOTHING, (40.0, 60.0), (10.0, 45.0), -0.05),
        (ALL_CELLAR, NOTHING, (40.0, 60.0), (10.0, 30.0), -0.5),
    ],
)
def test_hosting(ahead: int, behind: int, saas: tuple[float, float], cellar: tuple[float, float], least: float) -> None:
    assert box(saas=saas, cellar=cellar).difference(ahead, behind)[2].item() == pytest.approx(least)


def test_differences_are_reached_at_an_end_of_the_score() -> None:
    found = box(need=(20.0, 70.0), means=(20.0, 70.0))
    for ahead, behind in permutations(range(len(OPTIONS)), 2):
        ends = [
            matrix(SMALL, {"need": np.array([n]), "means": np.array([m]), "saas": FIFTY, "cellar": FIFTY})[0]
            for n in (20.0, 70.0)
            for m in (20.0, 70.0)
        ]
        least = np.min([end[ahead] - end[behind] for end in ends], axis=0)
        assert found.difference(ahead, behind)[:2, 0] == pytest.approx(least[:2])


FIFTY = np.array([50.0])


def test_a_weight_that_may_vary_takes_the_worse_end() -> None:
    """With no penalty for imbalance the bound is the smallest weighted mean over the corners of the weights."""
    scheme = replace(SMALL, balance=0.0)
    scores = {"need": 80.0, "means": 30.0, "saas": 60.0, "cellar": 20.0}
    point = {name: (np.array([value]), np.array([value])) for name, value in scores.items()}
    shifts = {"cover": (np.array([-4.0]), np.array([6.0])), "bear": (np.array([-9.0]), np.array([3.0]))}
    found = Bounds.of(scheme, point, shifts)
    values = matrix(scheme, {name: low for name, (low, _) in point.items()})[0]
    for ahead, behind in permutations(range(len(OPTIONS)), 2):
        corners = [
            total(values, weights(scheme, np.array([cover, bear, 0.0])), 0.0) for cover in (-4, 6) for bear in (-9, 3)
        ]
        least = min(corner[ahead] - corner[behind] for corner in corners)
        assert found.lead(ahead, behind).item() <= least + NOISE
        assert (found.lead(ahead, behind).item() > 0) == (least > 0)


def test_evenness_alone() -> None:
    """With the whole say to the balance, the lead is the difference of the worst weighted gaps."""
    scheme = replace(SMALL, balance=1.0)
    scores = {"need": np.array([80.0]), "means": np.array([30.0]), "saas": np.array([60.0]), "cellar": np.array([20.0])}
    even = evenness(matrix(scheme, scores), weights(scheme, np.zeros((1, 3))))[0]
    found = Bounds.of(scheme, {name: (score, score) for name, score in scores.items()}, {})
    for ahead, behind in permutations(range(len(OPTIONS)), 2):
        assert found.lead(ahead, behind).item() == pytest.approx(even[ahead] - even[behind])


def test_a_criterion_keeps_some_weight() -> None:
    scores, _ = drawn(SMALL, 0.5, np.random.default_rng(3))
    found = Bounds.of(SMALL, scores, {"cover": (np.full(BOXES, -30.0), np.full(BOXES, -30.0))})
    assert (found.weights[0][0] == 1.0).all()
    assert (found.weights[1][1] == 20.0).all()


def test_one_deployment_alone() -> None:
    options = (Option("all", "saas"), Option("not-yet", NO_DEPLOYMENT))
    scheme = replace(SMALL, options=options, deployments=("saas",))
    wide = (np.array([0.0]), np.array([100.0]))
    found = Bounds.of(scheme, dict.fromkeys(("need", "means", "saas"), wide), {})
    assert found.difference(0, 1)[2].item() == 0.0
    assert found.difference(1, 0)[2].item() == 0.0

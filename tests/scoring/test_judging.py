"""Weights from judgements: the published figures, what must hold for any judgements, and what is refused."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.scoring.judging import (
    MOST,
    RANDOM_INDEX,
    SCALE,
    geometric_mean,
    pairwise,
    rank_order_centroid,
    unlinked,
)

Judgements = dict[tuple[str, str], float]

some = settings(max_examples=50, deadline=None, derandomize=True)
# Saaty 2008: how much more of one drink is consumed than of another, and the shares that statistics give.
DRINKS = ("coffee", "wine", "tea", "beer", "soda", "milk", "water")
DRUNK = (
    (1, 9, 5, 2, 1, 1, 1 / 2),
    (1 / 9, 1, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9),
    (1 / 5, 3, 1, 1 / 3, 1 / 4, 1 / 3, 1 / 9),
    (1 / 2, 9, 3, 1, 1 / 2, 1, 1 / 3),
    (1, 9, 4, 2, 1, 2, 1 / 2),
    (1, 9, 3, 1, 1 / 2, 1, 1 / 3),
    (2, 9, 9, 3, 2, 3, 1),
)
# Saaty 2005, choosing a city: criteria, and the cities under each of them.
CITY = "CH3 CT5 FC5 FH7 FT7 HT3 JC2 JH4 JT7 FJ1"
CITIES = {
    "C": "BP1 OB2 OP2.5 OS1 SB2 SP2.5",
    "F": "BO2 BS4 OS2 PB3 PO8 PS9",
    "H": "BO5 BS2.5 PB2 PO9 PS7 SO4",
    "J": "BP3 BS4 OB2 OP6 OS8 PS1",
    "T": "BO1.5 BS4 OS2.5 PB2 PO3.5 PS9",
}
steps = st.sampled_from([1 / 9, 1 / 7, 1 / 5, 1 / 3, 1 / 2, 1.0, 2.0, 3.0, 5.0, 7.0, 9.0])


def drinks() -> Judgements:
    return {(DRINKS[i], DRINKS[j]): DRUNK[i][j] for i, j in combinations(range(len(DRINKS)), 2)}


def written(text: str) -> Judgements:
    return {(word[0], word[1]): float(word[2:]) for word in text.split()}


@st.composite
def judged(draw: st.DrawFn, least: int = 3, most: int = 6) -> tuple[list[str], Judgements]:
    names = [f"c{i}" for i in range(draw(st.integers(least, most)))]
    return names, {pair: draw(steps) for pair in combinations(names, 2)}


@st.composite
def consistent(draw: st.DrawFn) -> tuple[list[str], dict[str, float], Judgements]:
    """Weights within the scale of each other, and the judgements they make."""
    names = [f"c{i}" for i in range(draw(st.integers(2, 7)))]
    points = {name: draw(st.floats(1.0, 9.0)) for name in names}
    return names, points, {(a, b): points[a] / points[b] for a, b in combinations(names, 2)}


@pytest.mark.parametrize(
    ("ranks", "parts"),
    [([1, 2, 3], [11, 5, 2]), ([3, 1, 2], [2, 11, 5]), ([1, 1, 1], [6, 6, 6]), ([1, 1, 2], [8, 8, 2]), ([4, 9], None)],
)
def test_centroids_of_ranks(ranks: list[int], parts: list[int] | None) -> None:
    expected = [part / 18 for part in parts] if parts else [3 / 4, 1 / 4]
    assert rank_order_centroid(ranks) == pytest.approx(expected)


def test_centroids_by_four_ranks() -> None:
    """By hand: 1/4 (1 + 1/2 + 1/3 + 1/4) and so on."""
    assert rank_order_centroid([1, 2, 3, 4]) == pytest.approx([25 / 48, 13 / 48, 7 / 48, 3 / 48])


@some
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=12))
def test_a_better_rank_never_has_less_weight(ranks: list[int]) -> None:
    weights = rank_order_centroid(ranks)
    assert weights.sum() == pytest.approx(1.0)
    for (one, weight), (other, less) in combinations(zip(ranks, weights, strict=True), 2):
        assert (one < other) == (weight > less + 1e-12)
        assert (one == other) == (weight == pytest.approx(less))


def test_nothing_to_rank_is_refused() -> None:
    with pytest.raises(BadInput, match="at least one criterion"):
        rank_order_centroid([])


def test_the_published_shares_of_drinks_come_out() -> None:
    found = pairwise(DRINKS, drinks())
    expected = [0.1775, 0.0191, 0.0418, 0.1164, 0.1896, 0.1288, 0.3268]
    assert list(found.weights.values()) == pytest.approx(expected, abs=1e-4)
    assert list(found.weights) == list(DRINKS)
    assert found.lambda_max == pytest.approx(7.17663, abs=1e-5)
    assert found.index == pytest.approx(0.17663 / 6, abs=1e-5)
    assert found.ratio == pytest.approx(0.022, abs=5e-4)
    assert found.missing == 0


def test_the_published_choice_of_a_city_comes_out() -> None:
    criteria = pairwise("CFHJT", written(CITY)).weights
    under = {criterion: pairwise("BOPS", written(text)).weights for criterion, text in CITIES.items()}
    totals = [sum(criteria[c] * under[c][city] for c in "CFHJT") for city in "BOPS"]
    assert totals == pytest.approx([0.2291, 0.2748, 0.3852, 0.1110], abs=1e-4)


@some
@given(consistent())
def test_consistent_judgements_give_back_the_weights(case: tuple[list[str], dict[str, float], Judgements]) -> None:
    names, points, judgements = case
    found = pairwise(names, judgements)
    total = sum(points.values())
    assert found.weights == pytest.approx({name: value / total for name, value in points.items()}, rel=1e-6)
    assert found.lambda_max == pytest.approx(len(names), abs=1e-6)
    assert found.ratio == pytest.approx(0.0, abs=1e-6)
    assert found.worst is None or found.worst.ratio < found.ratio


@some
@given(consistent(), st.data())
def test_a_chain_of_judgements_is_enough(
    case: tuple[list[str], dict[str, float], Judgements], data: st.DataObject
) -> None:
    """Whatever is left out, as long as all are linked, consistent judgements give the same weights."""
    names, points, judgements = case
    kept = dict(judgements)
    for pair in data.draw(st.permutations(list(judgements))):
        rest = {key: said for key, said in kept.items() if key != pair}
        if not unlinked(names, rest):
            kept = rest
    found = pairwise(names, kept)
    total = sum(points.values())
    assert len(kept) == len(names) - 1
    assert found.missing == len(judgements) - len(kept)
    assert found.weights == pytest.approx({name: value / total for name, value in points.items()}, rel=1e-6)
    assert (found.ratio, found.worst) == (0.0, None)


@some
@given(judged())
def test_turned_judgements_are_the_same(case: tuple[list[str], Judgements]) -> None:
    names, judgements = case
    turned = {(b, a): 1.0 / said for (a, b), said in judgements.items()}
    one, other = pairwise(names, judgements), pairwise(names, turned)
    assert one.weights == pytest.approx(other.weights, rel=1e-6)
    assert one.ratio == pytest.approx(other.ratio, abs=1e-6)
    again = pairwise(names[::-1], judgements)
    assert again.weights == pytest.approx(one.weights, rel=1e-6)


@some
@given(judged())
def test_the_judgement_to_revisit_helps_as_much_as_is_said(case: tuple[list[str], Judgements]) -> None:
    names, judgements = case
    found = pairwise(names, judgements)
    assert sum(found.weights.values()) == pytest.approx(1.0)
    assert found.lambda_max >= len(names) - 1e-9
    if found.worst is None:
        return
    worst = found.worst
    assert worst.said == judgements[worst.first, worst.second]
    assert 1 / SCALE - 1e-9 <= worst.fits <= SCALE + 1e-9
    better = pairwise(names, {**judgements, (worst.first, worst.second): worst.fits})
    assert better.ratio == pytest.approx(worst.ratio, abs=1e-9)
    assert better.ratio < found.ratio


def test_a_slip_is_found_and_what_was_meant_is_proposed() -> None:
    """Three times, twice, six times; one judgement typed the wrong way round."""
    meant: Judgements = {("a", "b"): 3.0, ("b", "c"): 2.0, ("a", "c"): 6.0, ("c", "d"): 1.0, ("a", "d"): 6.0}
    meant[("b", "d")] = 2.0
    assert pairwise("abcd", meant).worst is None
    found = pairwise("abcd", {**meant, ("a", "c"): 1 / 6})
    assert found.ratio > 0.3
    assert found.worst is not None
    assert (found.worst.first, found.worst.second, found.worst.fits) == ("a", "c", 6.0)
    assert found.worst.ratio == pytest.approx(0.0, abs=1e-9)


def test_missing_pairs_count_as_fitting_ones() -> None:
    """With the pair that is left out at the ratio of the weights, weights and eigenvalue stay as they are."""
    judgements = drinks()
    left = ("wine", "milk")
    part = {pair: said for pair, said in judgements.items() if pair != left}
    found = pairwise(DRINKS, part)
    filled = pairwise(DRINKS, {**part, left: found.weights["wine"] / found.weights["milk"]})
    assert found.missing == 1
    assert filled.weights == pytest.approx(found.weights, rel=1e-9)
    assert filled.lambda_max == pytest.approx(found.lambda_max)
    assert found.ratio == pytest.approx(filled.ratio / (1 - 1 / 15)), "one of the fifteen pairs beyond a chain"


def test_random_judgements_have_about_the_random_index() -> None:
    """The mean over 300 matrices of random judgements; the published figures come from some hundreds as well."""
    dice = np.random.default_rng(7)
    whole = [1 / step for step in range(9, 1, -1)] + list(range(1, 10))
    names = [f"c{i}" for i in range(5)]
    matrices = ({pair: float(dice.choice(whole)) for pair in combinations(names, 2)} for _ in range(300))
    found = [_index_only(names, judgements) for judgements in matrices]
    assert np.mean(found) == pytest.approx(RANDOM_INDEX[5], rel=0.1)


def _index_only(names: list[str], judgements: Judgements) -> float:
    matrix = np.ones((len(names), len(names)))
    for (a, b), said in judgements.items():
        matrix[names.index(a), names.index(b)], matrix[names.index(b), names.index(a)] = said, 1 / said
    found: float = np.linalg.eigvals(matrix).real.max()
    return (found - len(names)) / (len(names) - 1)


def test_one_or_two_criteria_contradict_nothing() -> None:
    assert pairwise("a", {}).weights == {"a": 1.0}
    two = pairwise("ab", {("a", "b"): 4.0})
    assert two.weights == pytest.approx({"a": 0.8, "b": 0.2})
    assert (two.index, two.ratio, two.worst) == (pytest.approx(0.0, abs=1e-12), 0.0, None)


@pytest.mark.parametrize(
    ("names", "judgements", "says"),
    [
        ("abcd", {("a", "b"): 2, ("c", "d"): 3}, "criteria to “a”: c, d. Compare"),
        ("abc", {}, "criteria to “a”: b, c. Compare"),
        ("ab", {("a", "b"): 10}, "from 1/9 to 9"),
        ("ab", {("a", "b"): 0.1}, "from 1/9 to 9"),
        ("ab", {("a", "b"): float("nan")}, "from 1/9 to 9"),
        ("ab", {("a", "a"): 1}, "“a” and “a” are no pair"),
        ("ab", {("a", "x"): 1}, "“a” and “x” are no pair"),
        ("ab", {("a", "b"): 2, ("b", "a"): 2}, "compared twice"),
        ("aa", {}, "different criteria"),
        ("", {}, "different criteria"),
        ([f"c{i}" for i in range(MOST + 1)], {}, f"1 to {MOST} different"),
    ],
)
def test_judgements_that_cannot_be_used_are_refused(names: str, judgements: Judgements, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        pairwise(names, judgements)


def test_the_published_scale_reaches_fifteen_criteria() -> None:
    names = [f"c{i}" for i in range(MOST)]
    found = pairwise(names, dict.fromkeys(combinations(names, 2), 1.0))
    assert list(found.weights.values()) == pytest.approx([1 / MOST] * MOST)


def test_several_weightings_become_one() -> None:
    """By hand: the roots of 0.5 x 0.8 and 0.5 x 0.2 are two to one."""
    one, other = {"a": 0.5, "b": 0.5}, {"a": 0.8, "b": 0.2}
    assert geometric_mean([one, other]) == pytest.approx({"a": 2 / 3, "b": 1 / 3})
    assert geometric_mean([one, other], [1, 0]) == pytest.approx(one)
    assert geometric_mean([one, other], [3, 1]) == pytest.approx(geometric_mean([one, one, one, other]))


weightings = st.lists(st.dictionaries(st.sampled_from("abc"), st.floats(0.01, 1), min_size=3), min_size=1, max_size=5)


@some
@given(weightings)
def test_a_group_keeps_what_all_agree_on(found: list[dict[str, float]]) -> None:
    merged = geometric_mean(found)
    assert sum(merged.values()) == pytest.approx(1.0)
    assert geometric_mean(found[::-1]) == pytest.approx(merged)
    assert geometric_mean([found[0]] * 3) == pytest.approx(geometric_mean([found[0]]))
    for a, b in combinations("abc", 2):
        ratios = [one[a] / one[b] for one in found]
        assert min(ratios) * (1 - 1e-9) <= merged[a] / merged[b] <= max(ratios) * (1 + 1e-9)


def test_nobody_alone_strikes_a_criterion_out() -> None:
    merged = geometric_mean([{"a": 1.0, "b": 0.0}, {"a": 0.5, "b": 0.5}])
    assert merged["b"] == pytest.approx((0.001 * 0.5) ** 0.5 / ((0.001 * 0.5) ** 0.5 + 0.5**0.5))


@pytest.mark.parametrize(
    ("found", "says", "why"),
    [
        ([{"a": 1.0}], [0.0], "at least one of them"),
        ([{"a": 1.0}], [1.0, 1.0], "Give each person a say"),
        ([{"a": 1.0}], [-1.0], "a say from 0"),
        ([], [], "at least one of them"),
        ([{"a": 1.0}, {"b": 1.0}], None, "the same criteria"),
        ([{"a": -1.0, "b": 2.0}], None, "less than 0"),
        ([{"a": 0.0}], None, "nor all of them 0"),
        ([{"a": float("inf")}], None, "less than 0"),
    ],
)
def test_weightings_that_cannot_be_used_are_refused(
    found: list[dict[str, float]], says: list[float] | None, why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        geometric_mean(found, says)

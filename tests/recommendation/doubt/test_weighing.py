"""Central weights, and the nearest share of one weight at which another path is advised."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from advisor.recommendation.content import Content
from advisor.recommendation.doubt.weighing import MOST_KEPT, MOST_SHARE, UNITS, central_weights, weight_flips
from advisor.recommendation.model import WeightFlip
from advisor.recommendation.ranking import DIGITS, SEED, Case, compare
from advisor.scoring.matrix import matrix
from advisor.scoring.methods import total
from advisor.scoring.model import NOT_YET
from advisor.scoring.weights import stray
from tests.recommendation.completions import worked
from tests.recommendation.samples import MAKER, SELLER, random_answers, typed

DRAWS = 512
COMPLETE = ("agency-projects", "clinic", "building-materials-holding", "service-firm-weak-crm", "no-means", "farm")


def named(content: Content, name: str) -> Case:
    return compare(content, worked()[name], DRAWS, SEED)


def paths_at(case: Case, place: int, shares: Sequence[float]) -> list[str]:
    """The path advised when a criterion has each of `shares` of the weight in every reading: reading by reading, with
    the method that the reader is shown."""
    scheme, verdict = case.content.scheme, case.verdict
    nothing = next(at for at, option in enumerate(scheme.options) if option.path == NOT_YET)
    values = matrix(scheme, verdict.scores)
    sums = np.zeros((len(shares), len(scheme.options)))
    for reading, weights in enumerate(verdict.weights):
        rest = weights.copy()
        rest[place] = 0.0
        moved = np.outer(1.0 - np.array(shares), rest / rest.sum())
        moved[:, place] = shares
        own = total(np.broadcast_to(values[reading], (len(shares), *values[reading].shape)), moved, scheme.balance)
        sums += np.where(verdict.excluded[reading], own[:, [nothing]], own)
    means = np.round(sums / len(verdict.weights), DIGITS)
    best = np.where(case.barred, -1.0, means).argmax(axis=1)
    return [scheme.options[option].path for option in best]


def turns(case: Case, step: int) -> list[tuple[float, int, int, str]]:
    """By looking at every `step`-th whole share: distance, criterion, share and path of the first turn each way."""
    advised = case.content.scheme.options[case.advised].path
    found = []
    for place, now in enumerate(UNITS * case.verdict.weights.mean(axis=0)):
        if paths_at(case, place, [now / UNITS]) != [advised]:
            continue
        every = range(0, round(MOST_SHARE * UNITS) + 1, step)
        for way in ([u for u in every if u > now], [u for u in reversed(every) if u < now]):
            paths = paths_at(case, place, [units / UNITS for units in way])
            turn = next((at for at, path in enumerate(paths) if path != advised), None)
            if turn is not None:
                found.append((abs(way[turn] - float(now)), place, way[turn], paths[turn]))
    return sorted(found)


@pytest.mark.parametrize("name", COMPLETE)
def test_the_nearest_turns_are_found_among_all_shares(content: Content, name: str) -> None:
    """Every hundredth of a percent is looked at."""
    case = named(content, name)
    criteria = [criterion.id for criterion in content.scheme.criteria]
    expected = [(criteria[place], units / UNITS, path) for _, place, units, path in turns(case, 1)[:MOST_KEPT]]
    assert [(flip.criterion, flip.needed, flip.to) for flip in weight_flips(case)] == expected
    assert expected


@pytest.mark.parametrize("seed", range(10))
def test_random_companies_turn_where_a_plain_scan_says(content: Content, seed: int) -> None:
    case = compare(content, random_answers(seed, 0.0), 16, SEED)
    assert_sound(case, weight_flips(case))
    coarse = turns(case, 4)[:MOST_KEPT]  # 2,000 shares
    found = weight_flips(case)
    assert len(found) >= len(coarse)
    for flip, (distance, *_) in zip(found, coarse, strict=False):
        assert abs(flip.needed - flip.now) <= distance / UNITS + 1e-4


def assert_sound(case: Case, flips: Sequence[WeightFlip]) -> None:
    advised = case.content.scheme.options[case.advised].path
    criteria = [criterion.id for criterion in case.content.scheme.criteria]
    for flip in flips:
        place = criteria.index(flip.criterion)
        before = flip.needed - (1 if flip.needed > flip.now else -1) / UNITS
        assert paths_at(case, place, [before, flip.needed]) == [advised, flip.to]
        assert flip.to != advised
        assert 0.0 <= flip.needed <= MOST_SHARE
        assert flip.now == pytest.approx(float(case.verdict.weights[:, place].mean()), abs=5e-5)


@pytest.mark.parametrize("seed", range(4))
def test_open_answers_turn_where_a_plain_scan_says(content: Content, seed: int) -> None:
    """In 128 readings, of which each has weights and exclusions of its own."""
    case = compare(content, random_answers(seed, 0.5), 16, SEED)
    found = weight_flips(case)
    assert len(case.by_reading) == 128
    assert_sound(case, found)
    coarse = turns(case, 80)[:MOST_KEPT]
    assert len(found) >= len(coarse)
    for flip, (distance, *_) in zip(found, coarse, strict=False):
        assert abs(flip.needed - flip.now) <= distance / UNITS + 1e-4


def test_at_most_a_few_are_told_the_smallest_change_first(content: Content) -> None:
    numbers = []
    for seed in range(20):
        found = weight_flips(compare(content, random_answers(seed), 16, SEED))
        exact = [abs(flip.needed - flip.now) for flip in found]
        assert all(a <= b + 1e-4 for a, b in pairwise(exact))
        numbers.append(len(found))
    assert max(numbers) == MOST_KEPT


def test_a_firm_advice_may_turn_at_no_share(content: Content) -> None:
    """The fewer turns there are, the more of the shares are provably safe; none must be invented."""
    for seed in range(30):
        case = compare(content, random_answers(seed, 0.0), 16, SEED)
        found = weight_flips(case)
        if len(found) < MOST_KEPT:
            assert len(turns(case, 20)) <= len(found)
            return
    pytest.fail("every company has as many turns as are kept")


def drawn(case: Case) -> dict[str, list[np.ndarray]]:
    """The weights of every draw by the path that wins it: one draw after the other."""
    scheme, verdict = case.content.scheme, case.verdict
    readings, criteria = verdict.weights.shape
    each = -(-DRAWS // readings)
    factors = stray(criteria, each * readings, scheme.spread, SEED).reshape(readings, each, criteria)
    found: dict[str, list[np.ndarray]] = {}
    for reading in range(readings):
        for factor in factors[reading]:
            weights = verdict.weights[reading] * factor
            weights = weights / weights.sum()
            values = total(case.matrix[reading], weights, scheme.balance)
            free = [at for at in range(len(values)) if not verdict.excluded[reading, at]]
            best = max(free, key=lambda at: values[at])
            found.setdefault(scheme.options[best].path, []).append(weights)
    return found


@pytest.mark.parametrize("answers", [typed(MAKER), typed(SELLER), random_answers(3, 0.0), random_answers(8, 0.0)])
def test_central_weights_are_the_means_of_winning_draws(content: Content, answers: dict) -> None:  # type: ignore[type-arg]
    case = compare(content, answers, DRAWS, SEED)
    plain = drawn(case)
    draws = sum(map(len, plain.values()))
    found = central_weights(case)
    assert {c.path for c in found} == {path for path, own in plain.items() if own}
    for central in found:
        own = plain[central.path]
        assert central.share == pytest.approx(len(own) / draws, abs=1e-4)
        means = [sum(weights[place] for weights in own) / len(own) for place in range(len(own[0]))]
        assert list(central.weights.values()) == pytest.approx(means, abs=1e-4)
        assert sum(central.weights.values()) == pytest.approx(1.0, abs=1e-3)
    assert sum(c.share for c in found) == pytest.approx(1.0, abs=1e-3)
    assert [(-c.share, c.path) for c in found] == sorted((-c.share, c.path) for c in found)
    assert list(found[0].weights) == [criterion.id for criterion in content.scheme.criteria]

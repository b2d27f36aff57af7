"""Weights of criteria from what people judge: their order, comparisons of pairs, and several people together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, isfinite, log

import numpy as np

from advisor.errors import BadInput, mark
from advisor.scoring.model import Floats

# The mean consistency index of random judgements, by the number of criteria (Saaty 1980, The Analytic Hierarchy
# Process).
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
MOST = len(RANDOM_INDEX) - 1
SCALE = 9.0  # the most important of two is at most so many times as important
GOOD_ENOUGH = 0.1  # up to this consistency ratio judgements are usually taken as they are (Saaty 1980)
LITTLE = 0.001  # the least share of weight that a person gives to a criterion
CLOSE = 1e-9  # what rounding may leave of a consistent set of judgements

Judgements = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Revisit:
    """The judgement to look at again: of which pair, what was said, what would fit the others, and the consistency
    ratio after replacing it."""

    first: str
    second: str
    said: float
    fits: float
    ratio: float


@dataclass(frozen=True)
class Pairwise:
    """Weights by criterion, one together; the principal eigenvalue; consistency index and ratio (0: consistent, up to
    0.1: usually good enough); how many pairs were not judged; and the judgement to revisit, None when all fit."""

    weights: dict[str, float]
    lambda_max: float
    index: float
    ratio: float
    missing: int
    worst: Revisit | None


def rank_order_centroid(ranks: Sequence[int]) -> Floats:
    """Weights from the order of importance, the smallest rank first: the centroid of all weights that have this order
    (Barron & Barrett 1996, Management Science 42), w_k = 1/n sum_{i=k..n} 1/i. Those of equal rank share the weights of
    their places. Only the order of the ranks counts; the weights are in the order of the argument and one together."""
    if not ranks:
        raise BadInput("Put at least one criterion in order.", field="ranks")
    n = len(ranks)
    by_place = np.cumsum([1.0 / i for i in range(n, 0, -1)])[::-1] / n
    _, group, sizes = np.unique(np.asarray(ranks), return_inverse=True, return_counts=True)
    ends = np.cumsum(sizes)
    shared = np.array([by_place[end - size : end].mean() for end, size in zip(ends, sizes, strict=True)])
    return np.asarray(shared[group])


def pairwise(criteria: Sequence[str], judgements: Judgements) -> Pairwise:
    """Weights from judgements of pairs: how many times as important as the second the first is, from 1/9 to 9.

    The weights are the principal eigenvector of the matrix of judgements (Saaty 1977, Journal of Mathematical
    Psychology 15). Each pair is judged once at most. Pairs may be left out as long as every criterion is linked to
    every other by judgements; the matrix then has zeros for them and on its diagonal one plus their number (Harker
    1987, Mathematical Modelling 9), which is as if they were judged to fit. With fewer judgements less can contradict
    itself: the random index falls by the share of the pairs beyond a bare chain that are left out (nearly linear by
    Ágoston & Csató 2022, Omega 108).
    """
    _check(criteria, judgements)
    weights, lambda_max = _eigen(criteria, judgements)
    n = len(criteria)
    ratio = _ratio(n, len(judgements), lambda_max)
    return Pairwise(
        weights=dict(zip(criteria, map(float, weights), strict=True)),
        lambda_max=lambda_max,
        index=_index(n, lambda_max),
        ratio=ratio,
        missing=n * (n - 1) // 2 - len(judgements),
        worst=_worst(criteria, judgements, ratio),
    )


def geometric_mean(weightings: Sequence[Mapping[str, float]], says: Sequence[float] | None = None) -> dict[str, float]:
    """One weighting from those of several people: of each criterion the geometric mean, each person by their say
    (without: all alike), brought to one together. Unlike with the arithmetic mean it does not matter which of two
    criteria is taken as the unit of the other (Aczél & Saaty 1983, Journal of Mathematical Psychology 27).

    Who gives a criterion nothing is taken to give it a thousandth of their weights, or one person alone would strike it
    out for all."""
    says = [1.0] * len(weightings) if says is None else list(says)
    if len(says) != len(weightings) or any(not isfinite(say) or say < 0 for say in says) or not fsum(says):
        raise BadInput("Give each person a say from 0 on, and at least one of them more than 0.", field="says")
    counted = [(one, say / fsum(says)) for one, say in zip(weightings, says, strict=True) if say > 0]
    criteria = list(counted[0][0])
    for one, _ in counted:
        if one.keys() != set(criteria):
            raise BadInput("All must weigh the same criteria.", field="weights")
        if any(not isfinite(weight) or weight < 0 for weight in one.values()) or not fsum(one.values()):
            raise BadInput("No weight can be less than 0, nor all of them 0.", field="weights")
    logs = [({c: log(max(LITTLE, w / fsum(one.values()))) for c, w in one.items()}, say) for one, say in counted]
    means = {c: exp(fsum(say * one[c] for one, say in logs)) for c in criteria}
    total = fsum(means.values())
    return {c: mean / total for c, mean in means.items()}


def unlinked(criteria: Sequence[str], pairs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The criteria that no chain of `pairs` links to the first one."""
    known = list(pairs)
    reached, before = set(criteria[:1]), 0
    while len(reached) > before:
        before = len(reached)
        reached.update(name for pair in known if reached & set(pair) for name in pair)
    return tuple(name for name in criteria if name not in reached)


def _check(criteria: Sequence[str], judgements: Judgements) -> None:
    if not 1 <= len(set(criteria)) == len(criteria) <= MOST:
        raise BadInput("Compare from 1 to {most} different criteria.", values={"most": MOST})
    for (first, second), said in judgements.items():
        if first == second or not {first, second} <= set(criteria):
            raise BadInput("“{first}” and “{second}” are no pair.", values={"first": first, "second": second})
        if (second, first) in judgements:
            message = mark("“{first}” and “{second}” are compared twice. Keep one of the two.")
            raise BadInput(message, field=first, values={"first": first, "second": second})
        if not isfinite(said) or not 1.0 / SCALE - CLOSE <= said <= SCALE + CLOSE:
            raise BadInput("A comparison must be from 1/9 to 9.", field=first)
    if lost := unlinked(criteria, judgements):
        message = mark("Nothing links these criteria to “{first}”: {names}. Compare one of them with it.")
        raise BadInput(message, field=lost[0], values={"first": criteria[0], "names": ", ".join(lost)})


def _eigen(criteria: Sequence[str], judgements: Judgements) -> tuple[Floats, float]:
    """The principal eigenvector, one together, and its eigenvalue."""
    place = {name: i for i, name in enumerate(criteria)}
    matrix = np.zeros((len(criteria), len(criteria)))
    for (first, second), said in judgements.items():
        matrix[place[first], place[second]] = said
        matrix[place[second], place[first]] = 1.0 / said
    np.fill_diagonal(matrix, len(criteria) - np.count_nonzero(matrix, axis=1))
    values, vectors = np.linalg.eig(matrix)
    first_of = int(values.real.argmax())
    vector = np.abs(vectors[:, first_of].real)
    return vector / vector.sum(), float(values[first_of].real)


def _index(n: int, lambda_max: float) -> float:
    return max(0.0, (lambda_max - n) / (n - 1)) if n > 1 else 0.0


def _ratio(n: int, judged: int, lambda_max: float) -> float:
    """Consistency index by random index; nothing contradicts itself where the judgements are a bare chain."""
    spare, all_spare = judged - (n - 1), (n - 1) * (n - 2) // 2
    return _index(n, lambda_max) / (RANDOM_INDEX[n] * spare / all_spare) if spare > 0 else 0.0


def _worst(criteria: Sequence[str], judgements: Judgements, ratio: float) -> Revisit | None:
    """The judgement whose replacement lowers the consistency ratio most; None when no single one does.

    What replaces it is the whole step of the scale that is nearest to the ratio of the weights made without it, or that
    ratio itself where the step is what was said. A judgement without which criteria are not linked contradicts nothing.
    """
    found: list[Revisit] = []
    for pair, said in judgements.items():
        others = {key: one for key, one in judgements.items() if key != pair}
        if ratio < CLOSE or unlinked(criteria, others):
            continue
        weights = dict(zip(criteria, _eigen(criteria, others)[0], strict=True))
        exact = min(SCALE, max(1.0 / SCALE, float(weights[pair[0]] / weights[pair[1]])))
        step = min(_STEPS, key=lambda one: abs(log(one / exact)))
        fits = exact if abs(step - said) < CLOSE else step
        _, lambda_max = _eigen(criteria, {**judgements, pair: fits})
        found.append(Revisit(*pair, said, fits, _ratio(len(criteria), len(judgements), lambda_max)))
    best = min(found, key=lambda one: (round(one.ratio, 9), one.first, one.second), default=None)
    return best if best and best.ratio < ratio - CLOSE else None


_STEPS = (*(1.0 / step for step in range(int(SCALE), 1, -1)), *map(float, range(1, int(SCALE) + 1)))

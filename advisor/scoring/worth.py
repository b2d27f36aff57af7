"""The value of every option for many companies at once, without the parts that explain it.

The same figure as the sum of `methods.contributions` over `matrix.matrix`, but no array of companies x options x
criteria is ever made: means are a matrix product, and options share most of their lines, so that each gap, and each
worst gap so far, is computed once for all options that share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from advisor.scoring.matrix import hosting_of
from advisor.scoring.model import Floats, Scheme

BLOCK = 4096  # companies whose working arrays stay in the processor's cache together
PRODUCT = 512  # companies in one product of matrices: a larger one starts threads, which cost more than they bring


def worth(scheme: Scheme, scores: Mapping[str, Floats], weights: Floats) -> Floats:
    """Values, options x n, from scores of n numbers from 0 to 100 and normalised weights n x criteria."""
    plan = _Plan.of(scheme)
    n = len(weights)
    out = np.empty((len(scheme.options), n))
    for start in range(0, n, BLOCK):
        part = slice(start, min(start + BLOCK, n))
        shares = {name: scores[name][part] / 100.0 for name in plan.reads}
        out[:, part] = _block(scheme, plan, shares, np.ascontiguousarray(weights[part].T))
    return out


@dataclass(frozen=True)
class _Step:
    """One criterion: the gaps of its distinct lines (at score zero, and what the score adds), and the distinct pairs of
    a worst gap so far and one of these lines."""

    place: int
    gaps: Floats
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Plan:
    """The order of work: criteria with few distinct lines first; and all that adds up to the values, as one matrix of
    options by, in this order, the weights, the weighted shares, the weighted hostings and the balance."""

    reads: tuple[str, ...]
    steps: tuple[_Step, ...]
    last: tuple[int, ...]  # for each option its worst gap after the last step
    adds: Floats

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, scheme: Scheme) -> _Plan:
        hostings, hosts = hosting_of(scheme, dict.fromkeys(scheme.deployments, np.zeros(1)))
        distinct = []
        for place, criterion in enumerate(scheme.criteria):
            both = np.stack([line[:, place] for line in scheme.lines], axis=1)
            lines, of = np.unique(both, axis=0, return_inverse=True)
            of = hosts if criterion.kind == "host" else of.reshape(-1)
            distinct.append((place, np.stack([1.0 - lines[:, 0], -lines[:, 1]], axis=1), of.tolist()))
        distinct.sort(key=lambda one: len(set(one[2])))
        steps = []
        so_far = [0] * len(scheme.options)
        for place, gaps, of in distinct:
            pairs = sorted(set(zip(so_far, of, strict=True)))
            so_far = [pairs.index(pair) for pair in zip(so_far, of, strict=True)]
            steps.append(_Step(place, gaps, tuple(pairs)))
        reads = dict.fromkeys((*(c.score for c in scheme.criteria if c.score), *scheme.deployments))
        hosted = np.eye(len(hostings))[hosts] if any(c.kind == "host" for c in scheme.criteria) else None
        parts = [*scheme.lines, np.zeros((len(hosts), len(hostings))) if hosted is None else hosted]
        even = np.full((len(hosts), 1), scheme.balance)
        return cls(
            tuple(reads), tuple(steps), tuple(so_far), np.hstack([(1.0 - scheme.balance) * np.hstack(parts), even])
        )


def _block(scheme: Scheme, plan: _Plan, shares: Mapping[str, Floats], weights: Floats) -> Floats:
    """Values, options x companies, from shares (0 to 1) and weights criteria x companies."""
    criteria, n = weights.shape
    terms = np.zeros((plan.adds.shape[1], n))
    terms[:criteria] = weights
    terms[-1] = 1.0
    hosted, _ = hosting_of(scheme, shares)
    pressed = scheme.balance * weights / weights.max(axis=0)
    worst = [np.zeros(n)]
    for step in plan.steps:
        criterion = scheme.criteria[step.place]
        weight, pressure = weights[step.place], pressed[step.place]
        if criterion.kind == "host":
            for place, value in enumerate(hosted, start=2 * criteria):
                terms[place] += weight * value
            gaps = np.array([pressure * (1.0 - value) for value in hosted])
        else:
            share = shares[criterion.score]
            np.multiply(weight, share, out=terms[criteria + step.place])
            gaps = step.gaps @ np.stack([pressure, pressure * share])
        worst = _widened(worst, gaps, step.pairs)
    values = np.empty((len(plan.adds), n))
    for start in range(0, n, PRODUCT):
        part = slice(start, start + PRODUCT)
        np.matmul(plan.adds, terms[:, part], out=values[:, part])
    for option, at in enumerate(plan.last):
        values[option] -= worst[at]
    return values


def _widened(worst: list[Floats], gaps: Floats, pairs: tuple[tuple[int, int], ...]) -> list[Floats]:
    """The worst gaps with those of one more criterion, in the arrays of the former once every pair has its own."""
    if len(pairs) > len(worst):
        return [np.maximum(worst[before], gaps[line]) for before, line in pairs]
    for before, line in pairs:
        np.maximum(worst[before], gaps[line], out=worst[before])
    return worst

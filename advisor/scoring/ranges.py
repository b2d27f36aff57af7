"""Bounds on the lead of one option over another while scores and weights are only known to lie in ranges.

Every value is a straight line in its score, so that under each criterion the difference of two options is smallest at
one end of the score's range. With y the sum of the difference and the bounded difference in evenness, the lead is a
weighted mean of y, and the smallest sum of W y over weights between bounds takes for each criterion the lower or the
upper weight. The bound is sound: the lead is never smaller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from advisor.scoring.model import NO_DEPLOYMENT, Floats, Scheme
from advisor.scoring.weights import LEAST

Range = tuple[Floats, Floats]


@dataclass(frozen=True)
class Bounds:
    """`scores` are shares from 0 to 1, n each; `weights` points criteria x n; both from and to."""

    scheme: Scheme
    scores: Mapping[str, Range]
    weights: Range

    @classmethod
    def of(cls, scheme: Scheme, scores: Mapping[str, Range], shifts: Mapping[str, Range]) -> Bounds:
        """From the ranges of scores (0 to 100) and of shifts of weights (points)."""
        shares = {name: (low / 100.0, high / 100.0) for name, (low, high) in scores.items()}
        still = np.zeros(len(next(iter(scores.values()))[0]))
        points = [
            np.maximum([c.weight + shifts.get(c.id, (still, still))[end] for c in scheme.criteria], LEAST)
            for end in (0, 1)
        ]
        return cls(scheme, shares, (points[0], points[1]))

    def lead(self, ahead: int, behind: int) -> Floats:
        """The least that `ahead` can lead by over `behind`, n numbers."""
        lowest, highest = self.weights
        difference = self.difference(ahead, behind)
        y = (1.0 - self.scheme.balance) * difference + self.scheme.balance * self._evener(ahead, behind, difference)
        least = np.minimum(lowest * y, highest * y).sum(axis=0)
        return np.asarray(least / np.where(least >= 0.0, highest, lowest).sum(axis=0))

    def difference(self, ahead: int, behind: int) -> Floats:
        """The least difference of values under each criterion, criteria x n."""
        at_zero, slope = self.scheme.lines
        steep = slope[ahead] - slope[behind]
        found = np.empty(self.weights[0].shape)
        for place, criterion in enumerate(self.scheme.criteria):
            if criterion.kind == "host":
                found[place] = self._better_hosted(ahead, behind)
            else:
                share = self.scores[criterion.score][0 if steep[place] >= 0.0 else 1]
                found[place] = at_zero[ahead, place] - at_zero[behind, place] + steep[place] * share
        return found

    def _better_hosted(self, ahead: int, behind: int) -> Floats | float:
        """The least difference under hosting. What deploys nothing takes the best score of all, so that it is never
        worse than any deployment."""
        mine, other = self.scheme.options[ahead].deployment, self.scheme.options[behind].deployment
        if mine == other:
            return 0.0
        if mine == NO_DEPLOYMENT:
            rest = [self.scores[d][0] for d in self.scheme.deployments if d != other]
            return np.maximum(0.0, np.max([low - self.scores[other][1] for low in rest], axis=0)) if rest else 0.0
        if other == NO_DEPLOYMENT:
            rest = [self.scores[d][1] for d in self.scheme.deployments if d != mine]
            return np.minimum(0.0, np.min([self.scores[mine][0] - high for high in rest], axis=0)) if rest else 0.0
        return self.scores[mine][0] - self.scores[other][1]

    def _evener(self, ahead: int, behind: int, difference: Floats) -> Floats:
        """The least by which the worst weighted gap of `behind` exceeds that of `ahead`, n numbers.

        The worst gap of `ahead` is under some criterion. Under that one `behind` has a gap that is larger by the
        difference of values there; and whatever the criterion, its own worst gap is at least what it surely is.
        """
        low, high = self._importance
        same_criterion = np.minimum(low * difference, high * difference)
        apart = self._least_gaps[behind].max(axis=0) - self._largest_gaps[ahead]
        return np.asarray(np.maximum(same_criterion, apart).min(axis=0))

    @cached_property
    def _importance(self) -> Range:
        """Each weight over the largest one, criteria x n."""
        lowest, highest = self.weights
        largest = highest.max(axis=0)
        others = np.where(highest == largest, np.sort(highest, axis=0)[-2:].min(axis=0), largest)
        return lowest / np.maximum(lowest, others), np.minimum(1.0, highest / lowest.max(axis=0))

    @cached_property
    def _least_gaps(self) -> Floats:
        return np.asarray(self._importance[0] * (1.0 - self._values[1]))

    @cached_property
    def _largest_gaps(self) -> Floats:
        return np.asarray(self._importance[1] * (1.0 - self._values[0]))

    @cached_property
    def _values(self) -> Range:
        """The values, options x criteria x n, from and to."""
        ends = []
        for end in (0, 1):
            share = [self.scores[c.score][end] if c.score else self.weights[0][0] for c in self.scheme.criteria]
            at_zero, slope = (line[:, :, np.newaxis] for line in self.scheme.lines)
            ends.append(at_zero + slope * np.array(share))
        low, high = np.minimum(*ends), np.maximum(*ends)
        for place, criterion in enumerate(self.scheme.criteria):
            if criterion.kind == "host":
                low[:, place], high[:, place] = self._hosted(0), self._hosted(1)
        return low, high

    def _hosted(self, end: int) -> Floats:
        """Values of hosting, options x n: each deployment's score, the best of them for what deploys nothing."""
        shares = {d: self.scores[d][end] for d in self.scheme.deployments}
        shares[NO_DEPLOYMENT] = np.max(list(shares.values()), axis=0)
        return np.array([shares[o.deployment] for o in self.scheme.options])

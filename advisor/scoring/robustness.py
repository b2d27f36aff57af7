"""How firmly the advice holds: stochastic multicriteria acceptability (Lahdelma, Hokkanen, Salminen 1998).

Every draw takes one reading of the unknown answers and one set of weights around the stated ones, and asks which option
comes first. The share of draws an option wins is its first-rank acceptability; the mean of the weights under which it
wins are its central weights: whoever weighs like that has reason to prefer it.

The method is `advisor.scoring.methods.total` turned over. With gap = 1 - value, a draw goes to the option
with the least

    (1 - b) * sum_c w_c gap_c + b * (sum w / max w) * max_c w_c gap_c

which needs one product for each option and criterion and holds for weights of any scale. It is computed with single
additions, products and comparisons only and never as a product of matrices, whose last digits differ between
processors: the same draws must be decided alike on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from advisor.scoring.model import Floats, Scheme
from advisor.scoring.weights import stray

Singles = NDArray[np.float32]
Bools = NDArray[np.bool_]
Places = NDArray[np.intp]

BLOCK = 1 << 15  # numbers in one working array, so that the three of them stay in the second-level cache
FAR = np.float32(1e30)  # the gap of an excluded option; a number and not infinity, which times zero is nothing


@dataclass(frozen=True)
class Acceptability:
    """Who came first in the draws.

    `wins` are draws, readings x options; `weight_sums` are the normalised weights summed over the draws an option won,
    options x criteria. Shares of a path or a deployment are sums of the shares of its options.
    """

    wins: Places
    weight_sums: Floats

    @property
    def draws(self) -> int:
        return int(self.wins.sum())

    @property
    def shares(self) -> Floats:
        """First-rank acceptability of every option; they add up to one."""
        return np.asarray(self.wins.sum(axis=0) / self.draws)

    @property
    def central(self) -> Floats:
        """Central weights, options x criteria; NaN for an option that was never first."""
        wins = self.wins.sum(axis=0)[:, np.newaxis]
        return np.asarray(np.where(wins > 0, self.weight_sums, np.nan) / np.maximum(wins, 1))

    def central_of(self, members: Bools) -> Floats | None:
        """Mean weights of the draws in which any of the options marked in `members` was first; None without such."""
        wins = int(self.wins[:, members].sum())
        return np.asarray(self.weight_sums[members].sum(axis=0) / wins) if wins else None

    def error(self, share: float) -> float:
        """Standard error of a share by the number of draws alone: sqrt(p (1 - p) / draws).

        It is that of independent draws (Tervonen & Lahdelma 2007): with 9,604 of them a share is within 0.01 in 19 of
        20 repetitions. Ours are spread evenly over the readings, which can only lower it, so that it is an upper bound
        as far as the draws go. The readings are themselves a sample, which it does not count; `error_of` does.
        """
        return sqrt(max(0.0, share * (1.0 - share)) / self.draws)  # a sum of shares may pass one by rounding

    def error_of(self, members: Bools) -> float:
        """Standard error of the share of the options marked in `members`, the choice of readings included.

        The readings are taken as the units that were sampled: the standard deviation of the shares in them, by the root
        of their number (Cochran 1977, Sampling Techniques, chapter 9). Systematic sampling of the readings mostly
        makes the true error smaller than this. With a single reading nothing is unknown, and `error` is all there is.
        """
        readings = len(self.wins)
        each = self.wins[:, members].sum(axis=1) * (readings / self.draws)
        return float(each.std(ddof=1) / sqrt(readings)) if readings > 1 else self.error(float(each[0]))


def acceptability(
    scheme: Scheme, values: Floats, weights: Floats, excluded: Bools, sampling: tuple[int, int]
) -> Acceptability:
    """Acceptability under weights that stray around the stated ones.

    `values` is n x options x criteria, `weights` n x criteria, `excluded` n x options; `sampling` the number of draws
    and the seed. Draws are spread evenly over the n readings, so their number is rounded up to a multiple of n.
    """
    samples, seed = sampling
    readings, _, criteria = values.shape
    factors = _factors((criteria, readings, -(-samples // readings)), scheme.spread, seed)
    drawn = weights.T.astype(np.float32)[:, np.newaxis, :] * factors
    return decided(values, drawn, excluded, scheme.balance)


def first_rank_acceptability(
    scheme: Scheme, values: Floats, weights: Floats, excluded: Bools, sampling: tuple[int, int]
) -> Floats:
    """Share of draws in which each option is first; the shares add up to one. Arguments as of `acceptability`."""
    return acceptability(scheme, values, weights, excluded, sampling).shares


def decided(values: Floats, drawn: Singles, excluded: Bools, balance: float) -> Acceptability:
    """Acceptability under weights drawn by the caller: criteria x draws of a reading x n, positive, of any scale.

    An option that another equals or beats under every criterion is never first; of equal options the earlier one is.
    Every reading must admit an option.
    """
    readings, options, _ = values.shape
    gaps = 1.0 - np.ascontiguousarray(values.transpose(2, 1, 0), dtype=np.float32)
    out = excluded.T | _beaten(gaps, excluded.T)
    places = out.argsort(axis=0, kind="stable")[: max(1, int((~out).sum(axis=0).max()))]
    gaps = np.take_along_axis(gaps, places[np.newaxis], axis=1)
    gaps[:, np.take_along_axis(excluded.T, places, axis=0)] = FAR
    total = drawn.sum(axis=0)
    reach = balance * total / drawn.max(axis=0)
    first = np.empty(total.shape, dtype=np.intp)
    rows = min(len(total), max(1, BLOCK // places.size))
    work = np.empty((3, len(places), rows, readings), dtype=np.float32)
    for start in range(0, len(total), rows):
        block = slice(start, start + rows)
        loss = _losses(gaps, drawn[:, block], (1.0 - balance, reach[block]), work[:, :, : len(total) - start])
        first[block] = _least(loss)
    winners = places[first, np.arange(readings)].ravel()
    wins = np.bincount(winners + np.tile(np.arange(readings) * options, len(total)), minlength=readings * options)
    sums = [np.bincount(winners, share.ravel(), options) for share in drawn / total]
    return Acceptability(wins.reshape(readings, options), np.stack(sums, axis=1))


@lru_cache(maxsize=8)
def _factors(shape: tuple[int, int, int], spread: float, seed: int) -> Singles:
    """Random factors of the weights laid out for `decided`; `shape` is criteria, readings, draws of a reading."""
    criteria, readings, each = shape
    factors = stray(criteria, each * readings, spread, seed).reshape(readings, each, criteria)
    found = np.ascontiguousarray(factors.transpose(2, 1, 0), dtype=np.float32)
    found.setflags(write=False)
    return found


def _beaten(gaps: Singles, excluded: Bools) -> Bools:
    """Options that an admitted one equals or beats under every criterion, options x n; of equals not the first."""
    least = np.ones((gaps.shape[1], *gaps.shape[1:]), dtype=np.bool_)
    for gap in gaps:
        least &= gap[:, np.newaxis] <= gap[np.newaxis]  # the first axis beats the second
    earlier = np.triu(np.ones(least.shape[:2], dtype=np.bool_), 1)[:, :, np.newaxis]
    beats = least & (earlier | ~least.swapaxes(0, 1)) & ~excluded[:, np.newaxis]
    return np.asarray(beats.any(axis=0))


def _losses(gaps: Singles, drawn: Singles, shares: tuple[float, Singles], work: Singles) -> Singles:
    """Weighted mean gap and worst gap, options x draws x n, each times its share; computed in the arrays of `work`."""
    loss, worst, product = work
    np.multiply(gaps[0][:, np.newaxis], drawn[0], out=loss)
    np.copyto(worst, loss)
    for gap, weight in zip(gaps[1:], drawn[1:], strict=True):
        np.multiply(gap[:, np.newaxis], weight, out=product)
        np.add(loss, product, out=loss)
        np.maximum(worst, product, out=worst)
    loss *= shares[0]
    worst *= shares[1]
    loss += worst
    return np.asarray(loss)


def _least(loss: Singles) -> Places:
    """Place of the first least number along the first axis; several times faster than `argmin` along that axis."""
    countdown = np.arange(len(loss), 0, -1, dtype=np.min_scalar_type(len(loss)))[:, np.newaxis, np.newaxis]
    return np.asarray(len(loss) - ((loss == loss.min(axis=0)).view(np.uint8) * countdown).max(axis=0).astype(np.intp))

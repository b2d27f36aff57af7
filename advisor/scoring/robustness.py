"""How firmly the advice holds: stochastic multicriteria acceptability (Lahdelma, Hokkanen, Salminen 1998).

Every draw takes one reading of the unknown answers and one set of weights around the stated ones, and asks which option
comes first. The share of draws an option wins is its first-rank acceptability.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from advisor.scoring.model import Floats, Scheme
from advisor.scoring.weights import stray


def first_rank_acceptability(
    scheme: Scheme, values: Floats, weights: Floats, excluded: NDArray[np.bool_], sampling: tuple[int, int]
) -> Floats:
    """Share of draws in which each option is first; the shares add up to one.

    `values` is n x options x criteria, `weights` n x criteria, `excluded` n x options; `sampling` the number of draws
    and the seed. Draws are spread evenly over the n readings, so their number is rounded up to a multiple of n. Equal
    values go to the earlier option.
    """
    samples, seed = sampling
    readings, options, criteria = values.shape
    each = -(-samples // readings)
    factors = stray(criteria, each * readings, scheme.spread, seed).reshape(readings, each, criteria)
    drawn = (weights[:, np.newaxis, :] * factors).astype(np.float32)
    contenders = np.flatnonzero(~excluded.all(axis=0))
    if readings == 1:
        contenders = _undominated(values[0], contenders)
    offered = values[:, contenders].astype(np.float32)
    mean = offered @ (drawn / drawn.sum(axis=2, keepdims=True)).transpose(0, 2, 1)
    drawn /= drawn.max(axis=2, keepdims=True)
    result = (1.0 - scheme.balance) * mean - scheme.balance * _worst_gap(offered, drawn)
    result[excluded[:, contenders]] = -np.inf
    wins = np.bincount(result.argmax(axis=1).ravel(), minlength=len(contenders))
    shares = np.zeros(options)
    shares[contenders] = wins / wins.sum()
    return shares


def _undominated(values: Floats, contenders: NDArray[np.intp]) -> NDArray[np.intp]:
    """The contenders that no earlier one equals or beats under every criterion: the others can never come first."""
    offered = values[contenders]
    beaten = (offered[np.newaxis] >= offered[:, np.newaxis]).all(axis=2)
    return contenders[~np.tril(beaten, -1).any(axis=1)]


def _worst_gap(values: NDArray[np.float32], importance: NDArray[np.float32]) -> NDArray[np.float32]:
    """Largest weighted gap, n x options x draws, one criterion at a time to stay within the processor's cache."""
    worst = np.zeros((values.shape[0], values.shape[1], importance.shape[1]), dtype=np.float32)
    for place in range(values.shape[2]):
        gap = 1.0 - values[:, :, place]
        np.maximum(worst, gap[:, :, np.newaxis] * importance[:, np.newaxis, :, place], out=worst)
    return worst

"""The one method shown to the reader: a weighted mean corrected for imbalance.

value = (1 - b) * sum_c w_c v_c + b * (1 - max_c (w_c / max w) (1 - v_c))

The second term falls with the worst gap among the criteria, weighed by importance, so that of two options with the same
mean the more even one wins (the idea of TEC's weighted average composite index). Both terms grow with every v_c: an
option that is nowhere worse never ranks below.
"""

from __future__ import annotations

import numpy as np

from advisor.scoring.model import Floats


def evenness(values: Floats, weights: Floats) -> Floats:
    """One minus the largest weighted gap, (..., options), from values (..., options, criteria) and weights."""
    importance = weights / weights.max(axis=-1, keepdims=True)
    return np.asarray(1.0 - (importance[..., np.newaxis, :] * (1.0 - values)).max(axis=-1))


def contributions(values: Floats, weights: Floats, balance: float) -> Floats:
    """What each criterion and, last, the balance adds to the value: ... x options x (criteria + 1)."""
    weighted = (1.0 - balance) * weights[..., np.newaxis, :] * values
    even = balance * evenness(values, weights)
    return np.concatenate([weighted, even[..., np.newaxis]], axis=-1)


def total(values: Floats, weights: Floats, balance: float) -> Floats:
    """Value of every option between 0 and 1: the sum of its contributions."""
    return np.asarray(contributions(values, weights, balance).sum(axis=-1))

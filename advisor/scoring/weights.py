"""Weights of criteria: the stated points, shifted by facts, normalised to a sum of one."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from advisor.scoring.model import Floats, Scheme

# A criterion never loses all its say, or an option could be best merely because a question was skipped.
LEAST = 1.0


def weights(scheme: Scheme, shifts: Floats) -> Floats:
    """Normalised weights, n x criteria, from shifts in points of the same shape."""
    points = np.maximum(scheme.base_weights + shifts, LEAST)
    return np.asarray(points / points.sum(axis=-1, keepdims=True))


@lru_cache(maxsize=8)
def stray(criteria: int, samples: int, spread: float, seed: int) -> Floats:
    """Random factors for weights, samples x criteria: log-normal around one, the same for the same arguments."""
    factors = np.exp(spread * np.random.Generator(np.random.PCG64(seed)).standard_normal((samples, criteria)))
    factors.setflags(write=False)
    return factors

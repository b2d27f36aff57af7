"""From scores of the company to the value of every option under every criterion.

Arrays carry a leading axis of n readings of the answers (one when nothing is unknown). `rules/criteria.yaml` explains
the three kinds.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from advisor.scoring.model import NO_DEPLOYMENT, Floats, Scheme


def matrix(scheme: Scheme, scores: Mapping[str, Floats]) -> Floats:
    """Values between 0 and 1, n x options x criteria. `scores` maps each score to n numbers from 0 to 100."""
    at_zero, slope = scheme.lines
    nothing = np.zeros_like(next(iter(scores.values())))
    given = np.stack([scores[c.score] if c.score else nothing for c in scheme.criteria], axis=1) / 100.0
    values = at_zero + given[:, np.newaxis, :] * slope
    for place, criterion in enumerate(scheme.criteria):
        if criterion.kind == "host":
            values[:, :, place] = hosting(scheme, scores)
    return np.asarray(values)


def hosting(scheme: Scheme, scores: Mapping[str, Floats]) -> Floats:
    """The score of each option's deployment, n x options; see `hosting_of`."""
    values, of = hosting_of(scheme, {d: scores[d] / 100.0 for d in scheme.deployments})
    return np.stack([values[place] for place in of], axis=1)


def hosting_of(scheme: Scheme, shares: Mapping[str, Floats]) -> tuple[list[Floats], NDArray[np.intp]]:
    """The values of hosting, one for each deployment and for none, and which of them each option has. An option that
    deploys nothing meets no obstacle and takes the best."""
    by_deployment = {d: shares[d] for d in scheme.deployments}
    by_deployment[NO_DEPLOYMENT] = np.max(list(by_deployment.values()), axis=0)
    names = list(by_deployment)
    return list(by_deployment.values()), np.array([names.index(o.deployment) for o in scheme.options])

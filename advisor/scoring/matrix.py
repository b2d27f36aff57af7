"""From scores of the company to the value of every option under every criterion.

Arrays carry a leading axis of n readings of the answers (one when nothing is unknown). `rules/criteria.yaml` explains
the three kinds.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from advisor.scoring.model import NO_DEPLOYMENT, Criterion, Floats, Scheme


def matrix(scheme: Scheme, scores: Mapping[str, Floats]) -> Floats:
    """Values between 0 and 1, n x options x criteria. `scores` maps each score to n numbers from 0 to 100."""
    columns = [column(scheme, i, criterion, scores) for i, criterion in enumerate(scheme.criteria)]
    return np.stack(columns, axis=2)


def column(scheme: Scheme, place: int, criterion: Criterion, scores: Mapping[str, Floats]) -> Floats:
    if criterion.kind == "host":
        return _hosting(scheme, scores)
    score = (scores[criterion.score] / 100.0)[:, np.newaxis]
    level = scheme.levels[np.newaxis, :, place]
    if criterion.kind == "bear":
        return 1.0 - level * (1.0 - score)
    return 1.0 - score * (1.0 - level) - criterion.waste * (1.0 - score) * level


def _hosting(scheme: Scheme, scores: Mapping[str, Floats]) -> Floats:
    """The score of each option's deployment; an option that deploys nothing meets no obstacle and takes the best."""
    by_deployment = {d: scores[d] / 100.0 for d in scheme.deployments}
    by_deployment[NO_DEPLOYMENT] = np.max(list(by_deployment.values()), axis=0)
    return np.stack([by_deployment[o.deployment] for o in scheme.options], axis=1)

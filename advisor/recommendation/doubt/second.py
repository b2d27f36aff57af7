"""The second opinion: VIKOR over the same matrix and weights, mentioned only where it would advise another path."""

from __future__ import annotations

import numpy as np

from advisor.recommendation.model import SecondOpinion
from advisor.recommendation.ranking import Case
from advisor.scoring.vikor import NORMALISATION, vikor


def second_opinion(case: Case) -> SecondOpinion:
    """What VIKOR says of the options that are not excluded, on means over the readings."""
    scheme = case.content.scheme
    offered = np.flatnonzero(~case.barred)
    result = vikor(case.matrix.mean(axis=0)[offered], case.verdict.weights.mean(axis=0))
    first = scheme.options[offered[result.ranking[0]]]
    compromise = [scheme.options[offered[place]] for place in result.compromise]
    paths = tuple(dict.fromkeys(option.path for option in compromise))
    return SecondOpinion(
        method="vikor",
        normalisation=NORMALISATION,
        path=first.path,
        deployment=first.deployment,
        compromise=paths,
        agrees=scheme.options[case.advised].path in paths,
    )

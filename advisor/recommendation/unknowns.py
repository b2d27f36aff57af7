"""The price of not knowing: how far each open question could move the advice, and who could answer it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from advisor.questionnaire.readings import facts_of, groups
from advisor.questionnaire.schema import Answer
from advisor.recommendation.model import Unknown
from advisor.recommendation.ranking import Case

# Differences within this many standard errors are taken for chance and not shown.
CHANCE = 2.0


def price_of_not_knowing(case: Case, answers: Mapping[str, Answer]) -> tuple[Unknown, ...]:
    """Open questions that apply, the most decisive first.

    The shift of a question is the difference between the largest and the smallest share of readings, grouped by the
    value its fact takes, in which the advised path has the highest value (stated weights), less what chance explains.
    """
    content = case.content
    n = len(case.by_reading)
    path = content.scheme.options[case.advised].path
    wins = np.array([o.path == path for o in content.scheme.options])[case.by_reading.argmax(axis=1)]
    sampled = groups(content.questionnaire, content.vocabulary, n, case.seed)
    applies = {q.id for q in case.replayed.applies}
    found = [
        Unknown(
            question=question.id,
            shift=round(max(_shift(sampled[fact], wins) for fact in facts_of(content.vocabulary, question)), 2),
            who=question.who,
            said=question.id in answers,
        )
        for question in case.replayed.doubtful
        if question.id in applies
    ]
    return tuple(sorted(found, key=lambda u: (-u.shift, u.question)))


def _shift(group: NDArray[np.intp], wins: NDArray[np.bool_]) -> float:
    size = np.bincount(group)
    shares = np.bincount(group, weights=wins) / size
    high, low = int(shares.argmax()), int(shares.argmin())
    overall = wins.mean()
    error = np.sqrt(overall * (1.0 - overall) * (1.0 / size[high] + 1.0 / size[low]))
    return max(0.0, float(shares[high] - shares[low] - CHANCE * error))

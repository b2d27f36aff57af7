"""The price of not knowing: how far each open question could move the advice, and who could answer it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from advisor.questionnaire.readings import Groups, facts_of, groups
from advisor.questionnaire.schema import Answer
from advisor.recommendation.model import Unknown
from advisor.recommendation.ranking import Case

# Every share is taken so many standard errors less extreme than it is, so that chance is not shown as a shift.
CHANCE = 1.0


def price_of_not_knowing(case: Case, answers: Mapping[str, Answer]) -> tuple[Unknown, ...]:
    """Open questions that apply, the most decisive first.

    The shift of a question is the difference between the largest and the smallest share of readings, grouped by the
    value its fact takes, in which the advised path has the highest value (stated weights), less what chance explains.
    """
    content = case.content
    n = len(case.by_reading)
    path = content.scheme.options[case.advised].path
    wins = np.array([o.path == path for o in content.scheme.options])[case.first]
    sampled = groups(content.questionnaire, content.vocabulary, n, case.seed)
    shifts = _shifts(sampled, wins)
    applies = {q.id for q in case.replayed.applies}
    found = [
        Unknown(
            question=question.id,
            shift=round(max(float(shifts[sampled.facts[f]]) for f in facts_of(content.vocabulary, question)), 2),
            who=question.who,
            said=question.id in answers,
        )
        for question in case.replayed.doubtful
        if question.id in applies
    ]
    return tuple(sorted(found, key=lambda u: (-u.shift, u.question)))


def _shifts(sampled: Groups, wins: NDArray[np.bool_]) -> NDArray[np.float64]:
    """For every sampled fact the range of its groups' shares of wins, less what chance explains."""
    won = np.bincount(sampled.of.ravel(), weights=np.tile(wins, len(sampled.of)))
    shares = won / sampled.size
    overall = wins.mean()
    error = np.sqrt(overall * (1.0 - overall) / sampled.size)
    high = np.maximum.reduceat(shares - CHANCE * error, sampled.first)
    low = np.minimum.reduceat(shares + CHANCE * error, sampled.first)
    return np.asarray(np.maximum(0.0, high - low))

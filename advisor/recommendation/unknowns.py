"""The price of not knowing: how far each open question could move the advice, and who could answer it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from advisor.questionnaire.schema import Answer
from advisor.recommendation.model import Unknown
from advisor.recommendation.ranking import Case
from advisor.scoring.model import Floats


def price_of_not_knowing(case: Case, answers: Mapping[str, Answer]) -> tuple[Unknown, ...]:
    """Open questions that apply, the most decisive first.

    The shift of a question is the difference between the largest and the smallest share of readings, grouped by the
    value its fact takes, in which the advised path has the highest value (stated weights).
    """
    scheme = case.content.scheme
    path = scheme.options[case.advised].path
    wins = np.array([o.path == path for o in scheme.options])[case.by_reading.argmax(axis=1)]
    applies = {q.id for q in case.replayed.applies}
    found = []
    for question in case.replayed.doubtful:
        if question.id not in applies:
            continue
        members = case.content.vocabulary.sets.get(question.fact)
        facts = [f"{question.fact}.{m}" for m in members] if members else [question.fact]
        shift = max(_shift(np.asarray(case.columns[fact]), wins) for fact in facts)
        found.append(
            Unknown(question=question.id, shift=round(shift, 2), who=question.who, said=question.id in answers)
        )
    return tuple(sorted(found, key=lambda u: (-u.shift, u.question)))


def _shift(column: Floats, wins: NDArray[np.bool_]) -> float:
    _, group = np.unique(column, return_inverse=True)
    size = np.bincount(group)
    shares = np.bincount(group, weights=wins) / size
    return float(shares.max() - shares.min())

"""A stored result worked out once more, so that its sheets can be live: the readings that differ, or none when the
result cannot be reached from its answers by this content."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.errors import BadInput
from advisor.questionnaire.answers import parse_all
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.ranking import DIGITS, Case, compare
from advisor.recommendation.tailoring import tailored
from advisor.scoring.methods import contributions, total
from advisor.scoring.model import NOT_YET, Floats

# Draws only say how sure the advice is, which a workbook does not work out again.
DRAWS = 1
SHOWN = 1e-6  # a stored value is rounded to six digits


@dataclass(frozen=True)
class Readings:
    """Every different reading of what is unknown, with its share of all readings (adding up to one).

    `weights` readings x criteria; `values` readings x options x criteria, where an option that a reading rules out has
    the values of doing nothing yet; `barred` are the options that every reading rules out.
    """

    shares: Floats
    weights: Floats
    values: Floats
    barred: NDArray[np.bool_]
    balance: float

    def worth(self, weights: Floats) -> Floats:
        """The value of every option, nought where it is barred, for weights readings x criteria."""
        found = self.shares @ total(self.values, weights, self.balance)
        return np.where(self.barred, 0.0, np.round(found, DIGITS))

    def parts(self) -> Floats:
        """What each criterion and, last, the balance adds to the value: options x (criteria + 1)."""
        parts = np.tensordot(self.shares, contributions(self.values, self.weights, self.balance), axes=1)
        return np.asarray(np.where(self.barred[:, np.newaxis], 0.0, parts))


def readings_of(content: Content, stored: Recommendation) -> Readings | None:
    """The readings of a stored result; None when it was made by other rules, so that its values cannot be followed."""
    if stored.content_version != content.version:
        return None
    try:
        answers = parse_all(content.questionnaire, stored.answers)
    except BadInput:
        return None
    found = distinct(compare(tailored(content, stored.tailoring), answers, DRAWS, stored.seed))
    again = found.worth(found.weights)
    same = [
        (old.path, old.deployment) == (new.path, new.deployment) and abs(old.value - value) <= SHOWN
        for old, new, value in zip(stored.options, content.scheme.options, again, strict=False)
    ]
    return found if all(same) and len(stored.options) == len(again) else None


def distinct(case: Case) -> Readings:
    """The readings of a case, equal ones once, in the order in which they came."""
    scheme = case.content.scheme
    nothing = next(i for i, option in enumerate(scheme.options) if option.path == NOT_YET)
    values = np.where(case.verdict.excluded[:, :, np.newaxis], case.matrix[:, nothing : nothing + 1], case.matrix)
    if len(values) == 1:
        values = case.matrix  # what is ruled out is ruled out for good, and its values may still be read
    together = np.concatenate([case.verdict.weights, values.reshape(len(values), -1)], axis=1)
    _, first, counts = np.unique(together, axis=0, return_index=True, return_counts=True)
    order = np.argsort(first)
    places = first[order]
    return Readings(
        shares=counts[order] / len(values),
        weights=case.verdict.weights[places],
        values=values[places],
        barred=case.barred,
        balance=scheme.balance,
    )

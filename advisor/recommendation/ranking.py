"""From answers to the ranking of all options, in every reading of what is unknown.

What is unknown is read in `READINGS` ways, each a plausible set of facts; values and scores are means over the
readings, and robustness counts in how many of them, under weights around the stated ones, an option comes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from advisor.questionnaire.flow import Replay, replay
from advisor.questionnaire.readings import readings
from advisor.questionnaire.schema import Answer
from advisor.recommendation.content import Content
from advisor.recommendation.verdict import Verdict, judge, judge_one
from advisor.scoring.matrix import matrix
from advisor.scoring.methods import contributions
from advisor.scoring.model import NOT_YET, Floats, Scheme
from advisor.scoring.robustness import Acceptability, acceptability
from advisor.scoring.worth import worth

READINGS = 128
SAMPLES = 10_000
SEED = 20261122


DIGITS = (
    9  # values are compared to so many digits, far above the noise of sums and far below any difference that counts
)


@dataclass(frozen=True)
class Case:
    """One set of answers as far as it has been worked out: facts, readings, verdict, and values of the options.

    `matrix` is readings x options x criteria; `by_reading` the value of each option in each reading and `values` their
    means, 0 where every reading excludes it; `found` what was first in the draws.
    """

    content: Content
    replayed: Replay
    verdict: Verdict
    matrix: Floats
    by_reading: Floats
    values: Floats
    barred: NDArray[np.bool_]
    found: Acceptability
    seed: int

    @cached_property
    def advised(self) -> int:
        return int(first_of(self.values, self.barred))

    @property
    def shares(self) -> Floats:
        """First-rank acceptability of the options."""
        return self.found.shares

    def members(self, aspect: Literal["path", "deployment"], value: str) -> NDArray[np.bool_]:
        """Which options have a path, or a deployment."""
        return np.array([getattr(option, aspect) == value for option in self.content.scheme.options])

    @cached_property
    def first(self) -> NDArray[np.intp]:
        """The option that comes first in each reading, among those that the reading does not exclude."""
        return first_of(self.by_reading, self.verdict.excluded)

    @cached_property
    def parts(self) -> Floats:
        """What each criterion and, last, the balance adds to the value, options x (criteria + 1), means over the
        readings; nothing for an option that every reading excludes."""
        scheme = self.content.scheme
        parts = contributions(self.matrix, self.verdict.weights, scheme.balance)
        nothing = _nothing(scheme)
        for place in range(len(scheme.options)):
            out = self.verdict.excluded[:, place]
            parts[out, place] = parts[out, nothing]
        parts[:, self.barred] = 0.0
        return np.asarray(parts.mean(axis=0))


def compare(content: Content, answers: Mapping[str, Answer], samples: int, seed: int) -> Case:
    """Everything up to the ranking."""
    scheme = content.scheme
    replayed = replay(content.questionnaire, content.vocabulary, content.rates, answers)
    if replayed.doubtful:
        columns = readings(content.questionnaire, content.vocabulary, replayed, READINGS, seed)
        verdict = judge(content.roles, scheme, columns, READINGS)
    else:
        verdict = judge_one(content.roles, scheme, replayed.facts)
    values = matrix(scheme, verdict.scores)
    by_reading = valued(scheme, verdict)
    barred = np.asarray(verdict.excluded.all(axis=0))
    return Case(
        content=content,
        replayed=replayed,
        verdict=verdict,
        matrix=values,
        by_reading=by_reading,
        values=np.where(barred, 0.0, np.round(by_reading.mean(axis=0), DIGITS)),
        barred=barred,
        found=acceptability(scheme, values, verdict.weights, verdict.excluded, (samples, seed)),
        seed=seed,
    )


def valued(scheme: Scheme, verdict: Verdict) -> Floats:
    """Values, readings x options. Where a reading excludes an option, who chose it ends up with nothing yet: it is
    worth what doing nothing is."""
    values = worth(scheme, verdict.scores, verdict.weights)
    nothing = values[_nothing(scheme)]
    for place in np.flatnonzero(verdict.excluded.any(axis=0)):
        np.copyto(values[place], nothing, where=verdict.excluded[:, place])
    return values.T


def first_of(values: Floats, barred: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The place of the best option that is not barred, over the last axis; of equals the earlier one."""
    return np.asarray(np.where(barred, -1.0, values).argmax(axis=-1))


def _nothing(scheme: Scheme) -> int:
    return next(i for i, option in enumerate(scheme.options) if option.path == NOT_YET)

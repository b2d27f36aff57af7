"""From answers to the ranking of all options, in every reading of what is unknown.

What is unknown is read in `READINGS` ways, each a plausible set of facts; values and scores are means over the
readings, and robustness counts in how many of them, under weights around the stated ones, an option comes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
from advisor.scoring.robustness import first_rank_acceptability

READINGS = 128
SAMPLES = 1024  # a multiple of the readings, so that just so many are drawn
SEED = 20261122


@dataclass(frozen=True)
class Case:
    """One set of answers as far as it has been worked out: facts, readings, verdict, and values of the options.

    `parts` are contributions, options x (criteria + 1), and `values` their sums, both means over the readings;
    `by_reading` holds the value of each option in each reading; `shares` are first-rank acceptabilities.
    """

    content: Content
    replayed: Replay
    verdict: Verdict
    parts: Floats
    values: Floats
    by_reading: Floats
    shares: Floats
    barred: NDArray[np.bool_]
    seed: int

    @property
    def advised(self) -> int:
        return int(np.argmax(np.where(self.barred, -1.0, self.values)))

    @property
    def first(self) -> NDArray[np.intp]:
        """The option that comes first in each reading, among those that the reading does not exclude."""
        return np.asarray(np.where(self.verdict.excluded, -1.0, self.by_reading).argmax(axis=1))


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
    parts = contributions(values, verdict.weights, scheme.balance)
    _fall_back(scheme, parts, verdict)
    barred = np.asarray(verdict.excluded.all(axis=0))
    parts[:, barred] = 0.0
    mean_parts = np.round(parts.mean(axis=0), 4)
    return Case(
        content=content,
        replayed=replayed,
        verdict=verdict,
        parts=mean_parts,
        values=np.round(mean_parts.sum(axis=1), 4),
        by_reading=parts.sum(axis=2),
        shares=first_rank_acceptability(scheme, values, verdict.weights, verdict.excluded, (samples, seed)),
        barred=barred,
        seed=seed,
    )


def _fall_back(scheme: Scheme, parts: Floats, verdict: Verdict) -> None:
    """Where a reading excludes an option, who chose it ends up with nothing yet: it is worth what doing nothing is."""
    nothing = next(i for i, option in enumerate(scheme.options) if option.path == NOT_YET)
    for place in range(len(scheme.options)):
        out = verdict.excluded[:, place]
        parts[out, place] = parts[out, nothing]

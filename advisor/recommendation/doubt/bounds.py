"""What can be proven of the advice while facts are only known to lie in ranges.

The advice cannot change its path when every option of another path is surely excluded, or surely worth less than one
same option of this path; and likewise for the deployment. Nothing here is sampled.

What is worth less in every reading of unknown answers is worth less in their mean, which the advice goes by. So a proof
holds whether the open facts are answered or read in many ways.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from advisor.questionnaire.ranges import replay_ranges
from advisor.recommendation.content import Content
from advisor.recommendation.verdict import covering
from advisor.rules.ranges import bounds, known, narrowed
from advisor.scoring.model import NOT_YET, Floats, Option
from advisor.scoring.ranges import Bounds

Aspect = Literal["path", "deployment"]
Bools = NDArray[np.bool_]
Range = tuple[Floats, Floats]
# Values are compared to nine digits (`ranking.DIGITS`); a lead in one of 128 readings must still show in their mean.
LEAST_LEAD = 1e-6


@dataclass(frozen=True)
class Proof:
    """`excluded` and `possible` say of each option, options x n, whether it surely is, or may be excluded."""

    content: Content
    values: Bounds
    excluded: Bools
    possible: Bools

    def holds(self, advised: int, aspect: Aspect) -> Bools:
        """Whether whatever is chosen in each of the n boxes surely shares the path (or deployment) of `advised`."""
        settled = np.ones(self.excluded.shape[1], dtype=np.bool_)
        for rival, defenders in defence(self.content.scheme.options, advised, aspect).items():
            if settled.any():
                settled &= self._beaten(rival, defenders)
        return settled

    def stands(self, defender: int, rival: int) -> Bools:
        """Whether in each box `defender` can surely be taken and is worth more than `rival`.

        Where a reading excludes the rival, it is worth what doing nothing is (`ranking.valued`), so that the defender
        must be worth more than that, or be it.
        """
        nothing = next(place for place, option in enumerate(self.content.scheme.options) if option.path == NOT_YET)
        more = self.excluded[rival] | (self.values.lead(defender, rival) > LEAST_LEAD)
        if defender != nothing and self.possible[rival].any():
            more &= ~self.possible[rival] | (self.values.lead(defender, nothing) > LEAST_LEAD)
        return np.asarray(more & ~self.possible[defender])

    def _beaten(self, rival: int, defenders: tuple[int, ...]) -> Bools:
        beaten: Bools = self.excluded[rival].copy()
        for defender in defenders:
            if beaten.all():
                break
            beaten |= self.stands(defender, rival)
        return beaten


def prove(content: Content, said: Mapping[str, Range], n: int) -> Proof:
    """What is sure in each of n boxes; `said` gives the range of every fact that a question sets."""
    ranges = narrowed(replay_ranges(content.questionnaire, content.vocabulary, said, n))
    scores = {name: span for table in content.roles.scores for name, span in bounds(table, ranges, n).items()}
    shifts = {name: span for table in content.roles.shifts for name, span in bounds(table, ranges, n).items()}
    excluded = np.zeros((len(content.scheme.options), n), dtype=np.bool_)
    possible = np.zeros_like(excluded)
    for table in content.roles.exclusions:
        must, may = known(table, ranges, n).any_row(covering(content.scheme, table))
        excluded |= must
        possible |= may
    return Proof(content, Bounds.of(content.scheme, scores, shifts), excluded, possible)


def defence(options: tuple[Option, ...], advised: int, aspect: Aspect) -> dict[int, tuple[int, ...]]:
    """For each option that differs from the advice in the aspect those that share it; first those that differ from the
    rival in nothing else, since what two options have in common cannot move the lead."""
    kept = options[advised]
    twin: Aspect = "deployment" if aspect == "path" else "path"
    same = [place for place, option in enumerate(options) if getattr(option, aspect) == getattr(kept, aspect)]
    return {
        rival: tuple(sorted(same, key=lambda i: (getattr(options[i], twin) != getattr(other, twin), i != advised, i)))
        for rival, other in enumerate(options)
        if getattr(other, aspect) != getattr(kept, aspect)
    }

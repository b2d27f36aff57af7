"""The lead of one option over another as a function of scores and weights, to take single changes of rules back.

The explanation is the computation: the lead is computed from the mean scores and weights of a result with the method of
the result itself, once as it is and once without a change. It is exact where nothing is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from advisor.recommendation.model import Recommendation
from advisor.recommendation.verdict import ANY
from advisor.rules.schema import Result, Row
from advisor.scoring.matrix import matrix
from advisor.scoring.methods import total
from advisor.scoring.model import NOT_YET, Option, Scheme
from advisor.scoring.weights import LEAST

SCORES = ("needs", "capacity", "pressure", "hosting")
SHIFTS = "weigh"  # tables whose id begins so shift weights (`advisor.recommendation.verdict`)
DIGITS = 2


class Lead:
    """The lead of `pair` on the later side as a function of scores and weights, to take single changes back.

    Values come from the mean scores and weights, with the method of the result: exact where nothing is unknown."""

    def __init__(self, scheme: Scheme, after: Recommendation, rows: Mapping[str, Row], pair: tuple[Option, Option]):
        self.scheme, self.pair = scheme, pair
        self.places = [scheme.options.index(o) if o in scheme.options else None for o in pair]
        self.criteria = [c.id for c in scheme.criteria]
        read = dict.fromkeys((*scheme.deployments, *(c.score for c in scheme.criteria if c.score)), 0.0)
        self.scores = read | {key: float(v) for group in SCORES for key, v in getattr(after, group).items()}
        moves = [rows[row].then for entry in after.trace if shifts(entry.table) for row in entry.rows if row in rows]
        known = scheme.base_weights + np.array([sum(points_of(then, c) for then in moves) for c in self.criteria])
        weights = np.array([after.weights.get(c, 0.0) for c in self.criteria])
        self.points = weights * np.maximum(known, LEAST).sum()
        self.now = self._value({}, {})

    def effect(self, table: str, before: Result, after: Result) -> float | None:
        """What the change of a row gives to the lead; None where an option of the pair is not compared any more."""
        if self.now is None:
            return None
        change = {key: points_of(after, key) - points_of(before, key) for key in (*before, *after)}
        without = self._value({}, change) if shifts(table) else self._value(change, {})
        assert without is not None  # both options are still compared
        return round(self.now - without, DIGITS) + 0.0

    def _value(self, scores: Mapping[str, float], points: Mapping[str, float]) -> float | None:
        """The lead with `scores` and `points` of weights taken back, in points of a hundred."""
        former, rival = self.places
        if former is None or rival is None:
            return None
        back = {k: np.array([min(100.0, max(0.0, v - scores.get(k, 0.0)))]) for k, v in self.scores.items()}
        kept = np.maximum(self.points - [points.get(c, 0.0) for c in self.criteria], LEAST)
        values = total(matrix(self.scheme, back), (kept / kept.sum())[np.newaxis], self.scheme.balance)[0]
        return float(100.0 * (values[former] - values[rival]))

    def bars(self, before: Result, after: Result) -> Literal["", "former", "rival"]:
        """Whether the change of a knock-out puts the former advice out, or lets the rival in."""
        former, rival = self.pair
        if covers(after, former) and not covers(before, former):
            return "former"
        return "rival" if covers(before, rival) and not covers(after, rival) else ""


def shifts(table: str) -> bool:
    """Whether a table moves weights and not scores."""
    return table.startswith(SHIFTS)


def points_of(then: Result, key: str) -> float:
    """The points that a row gives to a score or weight; none where it gives a word."""
    value = then.get(key, 0.0)
    return 0.0 if isinstance(value, str) else value


def covers(then: Result, option: Option) -> bool:
    """Whether a knock-out that puts this out excludes the option; other tables put out no path."""
    if "path" not in then or option.path == NOT_YET:
        return False
    return then["path"] in (ANY, option.path) and then.get("deployment") in (ANY, option.deployment)

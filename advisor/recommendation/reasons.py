"""Why: what every fired row does to the lead of the advice, found by taking the row away.

The explanation is the computation. A row moves a score by some points; without them the values of all options under the
criterion that reads this score would be others, and so would the lead of the advised option over its rivals. A row that
widens the lead is a reason, one that narrows it speaks against.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.recommendation.model import Reason
from advisor.recommendation.ranking import Case
from advisor.rules.schema import Row
from advisor.scoring.matrix import column
from advisor.scoring.model import Criterion, Floats, Scheme

# Effects below this many points of a hundred are rounding, not reasons.
LEAST_EFFECT = 0.05


@dataclass(frozen=True)
class Central:
    """The middle of all readings: mean scores, mean weights, and the option advised among its rivals."""

    scheme: Scheme
    scores: Mapping[str, float]
    weights: Floats
    advised: int
    rivals: NDArray[np.bool_]


def weigh_rows(central: Central, rows: Iterable[Row]) -> list[Reason]:
    """Every row of `rows` that moves a score, with its effect on the lead over the rivals, largest effect first.

    The lead is the advised option's value under the criterion less the mean of the rivals', times the weight, in points
    of a hundred.
    """
    moved = [(row, str(s), float(p)) for row in rows for s, p in row.then.items() if p and s in central.scores]
    effects = np.zeros(len(moved))
    for place, criterion in enumerate(central.scheme.criteria):
        effects += _effects(central, place, criterion, moved)
    reasons = [
        Reason(row=row.id, moves=score, points=points, effect=round(float(effect), 2), sources=row.sources)
        for (row, score, points), effect in zip(moved, effects, strict=True)
    ]
    return sorted(reasons, key=lambda r: (-abs(r.effect), r.row))


def _effects(central: Central, place: int, criterion: Criterion, moved: list[tuple[Row, str, float]]) -> Floats:
    """Effect of each move on the lead through one criterion: the lead as it is less the lead without the move."""
    reads = central.scheme.deployments if criterion.kind == "host" else (criterion.score,)
    touched = [i for i, (_, score, _) in enumerate(moved) if score in reads]
    effects = np.zeros(len(moved))
    if not touched:
        return effects
    scores = {name: np.full(len(touched) + 1, central.scores[name]) for name in reads}
    for at, i in enumerate(touched):
        _, score, points = moved[i]
        scores[score][at] = min(100.0, max(0.0, central.scores[score] - points))
    values = column(central.scheme, place, criterion, scores)
    lead = values[:, central.advised] - values[:, central.rivals].mean(axis=1)
    effects[touched] = 100.0 * central.weights[place] * (lead[-1] - lead[:-1])
    return effects


@dataclass(frozen=True)
class Why:
    """Reasons for the path and against it, and reasons for the deployment, each by size of effect."""

    speaking_for: tuple[Reason, ...]
    against: tuple[Reason, ...]
    hosting: tuple[Reason, ...]


def why(case: Case, rows: Mapping[str, tuple[Row, ...]]) -> Why:
    """Weigh the rows that fired (`rows` by table): the path against the best options of the other paths, the deployment
    against the other deployments of the same path."""
    scheme, advised = case.content.scheme, case.advised
    chosen = scheme.options[advised]
    score_rows = [row for table in case.content.roles.scores for row in rows[table.id]]
    same_path = np.array([o.path == chosen.path for o in scheme.options])
    siblings = same_path & ~case.barred
    siblings[advised] = False

    def ranked(rivals: NDArray[np.bool_], hosting: bool) -> list[Reason]:
        if not rivals.any():
            return []
        scores = {name: float(score.mean()) for name, score in case.verdict.scores.items()}
        central = Central(scheme, scores, case.verdict.weights.mean(axis=0), advised, rivals)
        return [r for r in weigh_rows(central, score_rows) if (r.moves in scheme.deployments) == hosting]

    # That a company could carry more is good news, not a case against a smaller step.
    strengths = {c.score for c in scheme.criteria if c.kind == "bear"}
    on_path = ranked(_best_of_each_path(case, ~same_path & ~case.barred), hosting=False)
    on_hosting = ranked(siblings, hosting=True)
    return Why(
        tuple(r for r in on_path if r.effect >= LEAST_EFFECT),
        tuple(r for r in on_path if r.effect <= -LEAST_EFFECT and not (r.moves in strengths and r.points > 0)),
        tuple(r for r in on_hosting if r.effect >= LEAST_EFFECT),
    )


def _best_of_each_path(case: Case, among: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """One rival a path, its best option: a path must not count three times for its three deployments."""
    best: dict[str, int] = {}
    for i in np.flatnonzero(among):
        path = case.content.scheme.options[i].path
        if path not in best or case.values[i] > case.values[best[path]]:
            best[path] = int(i)
    found = np.zeros(len(among), dtype=np.bool_)
    found[list(best.values())] = True
    return found

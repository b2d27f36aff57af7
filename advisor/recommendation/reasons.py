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
from advisor.scoring.matrix import hosting
from advisor.scoring.model import Floats, Scheme

# Effects below so many points of a hundred are not worth a sentence. What speaks against the advice is listed sooner
# than what speaks for it: it is rarer, smaller, and easier to overlook.
LEAST_REASON = 0.1
LEAST_DOUBT = 0.05


@dataclass(frozen=True)
class Move:
    """One score that one row moved, by `points`."""

    row: Row
    score: str
    points: float


def moves_of(rows: Iterable[Row], scores: Mapping[str, float]) -> list[Move]:
    """Every score that a row of `rows` moves."""
    return [Move(row, s, float(p)) for row in rows for s, p in row.then.items() if p and s in scores]


def differences(scheme: Scheme, scores: Mapping[str, float], weights: Floats, moves: list[Move]) -> Floats:
    """What each move adds to the weighted value of each option, moves x options, in points of a hundred: the value as
    it is less the value with the move taken back (scores stay between 0 and 100)."""
    found = np.zeros((len(moves), len(scheme.options)))
    back = np.array([min(100.0, max(0.0, scores[m.score] - m.points)) for m in moves])
    change = np.array([scores[m.score] for m in moves]) - back
    for place, criterion in enumerate(scheme.criteria):
        if criterion.kind == "host":
            touched = [i for i, move in enumerate(moves) if move.score in scheme.deployments]
            found[touched] = (
                100.0 * weights[place] * _hosted(scheme, scores, [moves[i] for i in touched], back[touched])
            )
        else:
            touched = [i for i, move in enumerate(moves) if move.score == criterion.score]
            found[touched] = weights[place] * np.outer(change[touched], scheme.lines[1][:, place])
    return found


def _hosted(scheme: Scheme, scores: Mapping[str, float], moves: list[Move], back: Floats) -> Floats:
    """What each move of a deployment's score adds to the value of hosting, moves x options."""
    without = {name: np.full(len(moves) + 1, scores[name]) for name in scheme.deployments}
    for i, move in enumerate(moves):
        without[move.score][i] = back[i]
    values = hosting(scheme, without)
    return np.asarray(values[-1] - values[:-1])


def weigh(
    moves: list[Move], added: Floats, advised: int, rivals: NDArray[np.bool_], scores: frozenset[str]
) -> list[Reason]:
    """The moves of `scores` with their effect on the lead over the rivals, largest first: what a move adds
    to the advised option less the mean of what it adds to the rivals."""
    if not rivals.any():
        return []
    effects = added[:, advised] - added[:, rivals].mean(axis=1)
    reasons = [
        Reason(row=m.row.id, moves=m.score, points=m.points, effect=round(float(e), 2), sources=m.row.sources)
        for m, e in zip(moves, effects, strict=True)
        if m.score in scores and abs(e) >= LEAST_DOUBT
    ]
    return sorted(reasons, key=lambda r: (-abs(r.effect), r.row))


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
    scores = {name: float(score.mean()) for name, score in case.verdict.scores.items()}
    moves = moves_of((row for table in case.content.roles.scores for row in rows[table.id]), scores)
    added = differences(scheme, scores, case.verdict.weights.mean(axis=0), moves)
    same_path = np.array([o.path == scheme.options[advised].path for o in scheme.options])
    siblings = same_path & ~case.barred
    siblings[advised] = False
    hosting = frozenset(scheme.deployments)
    # That a company could carry more is good news, not a case against a smaller step.
    strengths = {c.score for c in scheme.criteria if c.kind == "bear"}
    rivals = _best_of_each_path(case, ~same_path & ~case.barred)
    on_path = weigh(moves, added, advised, rivals, frozenset(scores) - hosting)
    return Why(
        tuple(r for r in on_path if r.effect >= LEAST_REASON),
        tuple(r for r in on_path if r.effect <= -LEAST_DOUBT and not (r.moves in strengths and r.points > 0)),
        tuple(r for r in weigh(moves, added, advised, siblings, hosting) if r.effect >= LEAST_REASON),
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

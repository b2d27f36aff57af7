"""What if: a few answers or weights changed for a moment, and what that does to the advice.

Both sides are worked out with few draws and the same seed, so that they can be compared with each other and the answer
comes at once; the stored result, with many draws, stays what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from advisor.questionnaire.schema import Answer
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.lead import DIGITS as LEAD_DIGITS
from advisor.recommendation.ranking import DIGITS, SEED, Case, compare, valued
from advisor.recommendation.verdict import CAPACITY, NEEDS, fired
from advisor.scoring.robustness import acceptability

SAMPLES = 1_024
MOST_CHANGES = 5
# What the weights that a reader sets may add up to; the others share the rest.
MOST_SHARE = 0.95


@dataclass(frozen=True)
class Outcome:
    """One side: the advised option, whether it is clear, in which share of the readings its path comes first, its lead
    over the best option of another path in points of a hundred (None: all others are ruled out), and the scores."""

    path: str
    deployment: str
    clear: bool
    share: float
    rival: str
    lead: float | None
    scores: dict[str, int]


@dataclass(frozen=True)
class WhatIf:
    """Both sides; `fires` are rows that fire now and did not, `silent` those that did and do not any more."""

    before: Outcome
    after: Outcome
    fires: tuple[str, ...]
    silent: tuple[str, ...]


def what_if(
    content: Content, answers: Mapping[str, Answer], changes: Mapping[str, Answer], shares: Mapping[str, float]
) -> WhatIf:
    """The difference that `changes` of answers make, and weights of single criteria set to `shares` (0 to 1)."""
    now = compare(content, answers, SAMPLES, SEED)
    then = compare(content, {**answers, **changes}, SAMPLES, SEED) if changes else now
    if shares:
        then = with_weights(then, shares)
    rows_now, rows_then = _rows(now), _rows(then)
    return WhatIf(
        before=outcome(now),
        after=outcome(then),
        fires=tuple(row for row in rows_then if row not in rows_now),
        silent=tuple(row for row in rows_now if row not in rows_then),
    )


def with_weights(case: Case, shares: Mapping[str, float]) -> Case:
    """The case when single criteria have these shares of all weight in every reading; the others keep their
    proportions. The shares add up to less than one."""
    scheme = case.content.scheme
    places = [place for place, c in enumerate(scheme.criteria) if c.id in shares]
    given = np.array([shares[scheme.criteria[place].id] for place in places])
    weights = case.verdict.weights.copy()
    weights[:, places] = 0.0
    weights *= (1.0 - given.sum()) / weights.sum(axis=1, keepdims=True)
    weights[:, places] = given
    verdict = replace(case.verdict, weights=weights)
    by_reading = valued(scheme, verdict)
    return replace(
        case,
        verdict=verdict,
        by_reading=by_reading,
        values=np.round(by_reading.mean(axis=0), DIGITS),
        found=acceptability(scheme, case.matrix, weights, verdict.excluded, (SAMPLES, case.seed)),
    )


def outcome(case: Case) -> Outcome:
    """What a case comes to, in figures."""
    scheme = case.content.scheme
    advised = scheme.options[case.advised]
    share = scheme.share_by("path", case.shares)[advised.path]
    others = [i for i, o in enumerate(scheme.options) if o.path != advised.path and not case.barred[i]]
    rival = max(others, key=lambda i: case.values[i], default=None)
    lead = None if rival is None else round(100.0 * float(case.values[case.advised] - case.values[rival]), LEAD_DIGITS)
    return Outcome(
        path=advised.path,
        deployment=advised.deployment,
        clear=share >= scheme.clear_from,
        share=share,
        rival="" if rival is None else scheme.options[rival].path,
        lead=lead,
        scores={name: round(float(case.verdict.scores[name].mean())) for name in (*NEEDS, *CAPACITY)},
    )


def _rows(case: Case) -> dict[str, None]:
    """Rows that fire on what is known, in the order of the tables."""
    roles = case.content.roles
    tables = (*roles.scores, *roles.shifts, *roles.exclusions)
    return dict.fromkeys(row.id for rows in fired(tables, case.replayed.facts).values() for row in rows)

"""The verdict: what the decision tables say of one company, in every reading of what is unknown.

Tables find their role by what they put out, so that an author can split or add one without touching code: sums are
scores of the company (or shifts of weights, in tables whose id begins with `weigh`), `path` names a knock-out,
`module`, `risk`, `style` and `place` describe the chosen option, `question` asks to look at an answer again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from advisor.facts import Facts
from advisor.rules.bulk import any_fires, decide_columns
from advisor.rules.compile import Table
from advisor.rules.decide import decide
from advisor.rules.schema import Row
from advisor.scoring.model import NOT_YET, Floats, Scheme
from advisor.scoring.weights import weights

ANY = "any"
# The scores of the company that every result shows; the deployments have one each as well.
NEEDS = ("customer", "operations", "integration")
CAPACITY = ("budget", "it", "change")
PRESSURE = ("speed", "growth")


@dataclass(frozen=True)
class Roles:
    """Tables by what they are for."""

    scores: tuple[Table, ...]
    shifts: tuple[Table, ...]
    exclusions: tuple[Table, ...]
    modules: tuple[Table, ...]
    risks: tuple[Table, ...]
    styles: tuple[Table, ...]
    contradictions: tuple[Table, ...]
    places: tuple[Table, ...]

    @classmethod
    def of(cls, tables: Iterable[Table]) -> Roles:
        by_role: dict[str, list[Table]] = {name: [] for name in cls.__dataclass_fields__}
        for table in tables:
            outputs = set(table.spec.outputs)
            if table.spec.hit == "C+":
                role = "shifts" if table.id.startswith("weigh") else "scores"
            else:
                role = next(r for key, r in _BY_OUTPUT.items() if key in outputs)
            by_role[role].append(table)
        return cls(**{name: tuple(found) for name, found in by_role.items()})


_BY_OUTPUT = {
    "path": "exclusions",
    "module": "modules",
    "risk": "risks",
    "style": "styles",
    "question": "contradictions",
    "place": "places",
}


@dataclass(frozen=True)
class Verdict:
    """Scores by name (n numbers each), normalised weights (n x criteria), and excluded options (n x options)."""

    scores: dict[str, Floats]
    weights: Floats
    excluded: NDArray[np.bool_]


def judge(roles: Roles, scheme: Scheme, columns: dict[str, Floats | float], n: int) -> Verdict:
    """The verdict in n readings; `columns` as made by `advisor.questionnaire.readings`."""
    scores = {output: column for table in roles.scores for output, column in decide_columns(table, columns, n).items()}
    shifts = [decide_columns(table, columns, n) for table in roles.shifts]
    excluded = np.zeros((len(scheme.options), n), dtype=np.bool_)  # options first, for whole columns at once
    for table in roles.exclusions:
        excluded |= any_fires(table, columns, n, covering(scheme, table))
    return Verdict(scores, _weights(scheme, shifts, n), excluded.T)


@lru_cache(maxsize=32)
def covering(scheme: Scheme, table: Table) -> tuple[int, ...]:
    """For each option the bit set of the rows that exclude it."""
    hits = [covered(scheme, row) for row in table.rows]
    return tuple(sum(1 << bit for bit, hit in enumerate(hits) if hit[i]) for i in range(len(scheme.options)))


def judge_one(roles: Roles, scheme: Scheme, facts: Facts) -> Verdict:
    """The verdict when nothing is unknown: the same as `judge` in a single reading, without the cost of columns."""
    scores = {key: np.array([value]) for table in roles.scores for key, value in sums(table, facts).items()}
    shifts = [sums(table, facts) for table in roles.shifts]
    excluded = np.zeros((1, len(scheme.options)), dtype=np.bool_)
    for rows in fired(roles.exclusions, facts).values():
        for row in rows:
            excluded[0] |= covered(scheme, row)
    return Verdict(scores, _weights(scheme, shifts, 1), excluded)


def sums(table: Table, facts: Facts) -> dict[str, float]:
    """The summed outputs of a table."""
    result = decide(table, facts).result
    assert isinstance(result, Mapping)  # a table of kind C+ always answers
    return {output: float(value) for output, value in result.items()}


def _weights(scheme: Scheme, shifts: Iterable[Mapping[str, Floats | float]], n: int) -> Floats:
    points = np.zeros((len(scheme.criteria), n)).T
    for shift in shifts:
        for place, criterion in enumerate(scheme.criteria):
            if criterion.id in shift:
                points[:, place] += shift[criterion.id]
    return weights(scheme, points)


def covered(scheme: Scheme, row: Row) -> list[bool]:
    """Which options a knock-out row excludes; doing nothing yet is always possible."""
    path, deployment = row.then["path"], row.then["deployment"]
    return [o.path != NOT_YET and path in (ANY, o.path) and deployment in (ANY, o.deployment) for o in scheme.options]


def fired(tables: Iterable[Table], facts: Facts) -> dict[str, tuple[Row, ...]]:
    """Rows that determined each table's answer on the facts that are known, by table."""
    return {table.id: decide(table, facts).rows for table in tables}

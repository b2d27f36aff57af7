"""Which factor decided where the system runs, what came second, and where exactly it runs.

The explanation is the computation: each factor is taken back, and what the lead over the runner-up loses is its effect.
A factor gathers rows of the tables that score the deployments, knock-outs of single deployments, and criteria whose
levels differ between deployments (`rules/factors.yaml`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from advisor.errors import Problem
from advisor.facts import Facts
from advisor.recommendation.content import Factor, Factors
from advisor.recommendation.frozen import Frozen
from advisor.recommendation.ranking import Case
from advisor.recommendation.verdict import ANY, covered
from advisor.rules.compile import Table
from advisor.rules.decide import decide
from advisor.rules.reader import Reader
from advisor.rules.schema import Row
from advisor.scoring.matrix import matrix
from advisor.scoring.methods import total
from advisor.scoring.model import NO_DEPLOYMENT, Floats, Scheme
from advisor.source import read

FILE = "factors.yaml"
# A factor that moves the lead by less than this, in points of a hundred, decides nothing.
LEAST = 0.05
DIGITS = 2

Rows = Mapping[str, tuple[Row, ...]]


class FactorPoints(Frozen):
    """What one factor gives to the value of each deployment of the advised path, in points of a hundred; `effect` is
    what the lead over the runner-up loses without it, `rows` are those of its rows that fired."""

    factor: str
    points: dict[str, float]
    effect: float
    rows: tuple[str, ...]


class HostingChoice(Frozen):
    """The chosen deployment against the others of the same path.

    `lead` is how far its value is above that of the runner-up, in points of a hundred: the effects of all factors and
    `rest` (what the deployments start with, the balance, and knock-outs that depend on open answers). `removed` is the
    deployment that a knock-out took away and that would have come first, or was the only other one; then `deciding` is
    the factor of this knock-out, else the one with the largest effect. None: there was nothing to decide, or no factor
    counts alone.
    """

    chosen: str
    runner_up: str | None
    lead: float
    rest: float
    deciding: str | None
    removed: str | None
    factors: tuple[FactorPoints, ...]


class Place(Frozen):
    """Where exactly the system runs, by which row and on which sources."""

    place: str
    row: str
    sources: tuple[str, ...]


def place_of(tables: Iterable[Table], facts: Facts) -> Place | None:
    """The answer of the first table of places that has a row for the facts (with the chosen path and deployment)."""
    for table in tables:
        for row in decide(table, facts).rows:
            return Place(place=str(row.then["place"]), row=row.id, sources=row.sources)
    return None


def hosting_choice(factors: Factors, case: Case, rows: Rows) -> HostingChoice:
    """The chosen deployment, its rival and what decided; `rows` are those that fired on what is known, by table.

    Rows that depend on open answers are in no factor. Where a score is at its bound, taking a factor away moves it only
    as far as the bound allows.
    """
    scheme, option = case.content.scheme, case.content.scheme.options[case.advised]
    if option.deployment == NO_DEPLOYMENT:
        return HostingChoice(
            chosen=NO_DEPLOYMENT, runner_up=None, lead=0.0, rest=0.0, deciding=None, removed=None, factors=()
        )
    places = {o.deployment: i for i, o in enumerate(scheme.options) if o.path == option.path}
    free = [d for d, i in places.items() if d != option.deployment and not case.barred[i]]
    runner_up = max(free, key=lambda d: case.values[places[d]]) if free else None
    found = _points(factors, case, rows, places)
    effects = [_effect(points, option.deployment, runner_up) for points in found]
    removed = _removed(case, places, only=not free)
    lead = 0.0 if runner_up is None else 100 * float(case.values[case.advised] - case.values[places[runner_up]])
    fired = _fired(case, rows, places)
    return HostingChoice(
        chosen=option.deployment,
        runner_up=runner_up,
        lead=_round(lead),
        rest=_round(lead - sum(effects)),
        deciding=_deciding(factors, effects) if removed is None else _knocked(factors, case, rows, places[removed]),
        removed=removed,
        factors=tuple(
            FactorPoints(
                factor=factor.id,
                points={d: _round(p) for d, p in points.items()},
                effect=_round(effect),
                rows=tuple(row for row in factor.rows if row in fired),
            )
            for factor, points, effect in zip(factors, found, effects, strict=True)
        ),
    )


def load_factors(rules: Path, tables: Mapping[str, Table], scheme: Scheme) -> tuple[Factors, list[Problem]]:
    """The factors of `factors.yaml`; every row and criterion that tells deployments apart stands in exactly one."""
    reader = Reader(read(rules / FILE))
    data = reader.mapping(reader.document.data, (), ("since", "factors"))
    reader.text(data.get("since"), ("since",))
    entries = reader.mapping(data.get("factors"), ("factors",), (), None)
    if not entries and not reader.problems:
        reader.find("missing-field", (), "The file has no factors.", "Write `factors:`.")
    factors = tuple(_factor(reader, name, entry) for name, entry in entries.items())
    wanted = {"rows": {row.id for row in _telling_apart(tables, scheme)}, "criteria": _levelled(scheme)}
    for kind, known in wanted.items():
        named = Counter(name for factor in factors for name in getattr(factor, kind))
        for factor in factors:
            for name in getattr(factor, kind):
                if name not in known:
                    message = f"“{factor.id}” names “{name}”, which tells no deployments apart."
                    reader.find("bad-value", ("factors", factor.id), message, f"Correct its {kind}.")
                elif named[name] > 1:
                    message = f"“{name}” stands in “{factor.id}” and is listed {named[name]} times."
                    reader.find("duplicate-row", ("factors", factor.id), message, "Keep it in one factor.")
        for name in sorted(known - named.keys()):
            message = f"“{name}” tells deployments apart but stands in no factor."
            reader.find("missing-field", ("factors",), message, f"Add it to the {kind} of a factor.")
    return factors, sorted(reader.problems)


def word_keys(factors: Factors, tables: Iterable[Table]) -> Iterator[tuple[str, ...]]:
    """The words that every language must have; `tables` are those of places."""
    yield from (("factors", factor.id, part) for factor in factors for part in ("name", "question"))
    places = {value for table in tables for value in table.spec.outputs["place"].values}
    yield from (("places", place, part) for place in sorted(places) for part in ("name", "about"))
    kinds = ("by_points", "by_knock_out", "only_one", "no_single", "nothing", "runner_up")
    yield from (("hosting_choice", kind) for kind in kinds)


def _round(points: float) -> float:
    return round(points, DIGITS) + 0.0  # no negative zero


def _factor(reader: Reader, name: str, data: Any) -> Factor:
    at = ("factors", name)
    entry = reader.mapping(data, at, ("rows", "sources"), ("criteria",))
    return Factor(
        name,
        reader.words(entry.get("rows"), (*at, "rows")),
        reader.words(entry.get("criteria"), (*at, "criteria")),
        reader.words(entry.get("sources"), (*at, "sources")),
    )


def _scoring(tables: Iterable[Table], scheme: Scheme) -> list[Table]:
    """The tables that give points to deployments."""
    return [table for table in tables if table.spec.hit == "C+" and set(scheme.deployments) & table.spec.outputs.keys()]


def _telling_apart(tables: Mapping[str, Table], scheme: Scheme) -> Iterator[Row]:
    """Rows that give points to deployments, and knock-outs of single deployments."""
    for table in _scoring(tables.values(), scheme):
        yield from table.rows
    for table in tables.values():
        if {"path", "deployment"} <= table.spec.outputs.keys():
            yield from (row for row in table.rows if row.then["deployment"] != ANY)


def _levelled(scheme: Scheme) -> set[str]:
    """Criteria whose levels differ between deployments."""
    return {c.id for c in scheme.criteria if c.kind != "host" and any(c.deployment.values())}


def _fired(case: Case, rows: Rows, places: Mapping[str, int]) -> set[str]:
    """The ids of the rows that fired; of the knock-outs only those that hit the advised path."""
    roles = case.content.roles
    scored = {row.id for table in roles.scores for row in rows[table.id]}
    hits = (row for table in roles.exclusions for row in rows[table.id])
    return scored | {row.id for row in hits if any(_covers(case, row, i) for i in places.values())}


def _covers(case: Case, row: Row, option: int) -> bool:
    return covered(case.content.scheme, row)[option]


def _points(factors: Factors, case: Case, rows: Rows, places: Mapping[str, int]) -> list[dict[str, float]]:
    """Per factor what it gives to the value of each deployment, means over the readings."""
    scheme = case.content.scheme
    hosted = _hosting_points(factors, case, rows)
    by_level = case.matrix - matrix(_without_levels(scheme), case.verdict.scores)
    added = 100 * (1 - scheme.balance) * (case.verdict.weights[:, np.newaxis, :] * by_level).mean(axis=0)
    position = {c.id: i for i, c in enumerate(scheme.criteria)}
    return [
        {d: hosted[d][i] + sum(float(added[option, position[c]]) for c in f.criteria) for d, option in places.items()}
        for i, f in enumerate(factors)
    ]


@lru_cache(maxsize=8)
def _without_levels(scheme: Scheme) -> Scheme:
    """The scheme in which no criterion tells deployments apart by level."""
    return replace(scheme, criteria=tuple(replace(c, deployment={}) for c in scheme.criteria))


def _hosting_points(factors: Factors, case: Case, rows: Rows) -> dict[str, list[float]]:
    """Per deployment what the rows of each factor give through its score, in points of a hundred of the value."""
    scheme = case.content.scheme
    hosts = [i for i, c in enumerate(scheme.criteria) if c.kind == "host"]
    weight = (1 - scheme.balance) * case.verdict.weights[:, hosts].sum(axis=1)
    found: dict[str, list[float]] = {}
    for table in _scoring(case.content.roles.scores, scheme):
        by_row = {row.id: row.then for row in rows[table.id]}
        for d in table.spec.outputs.keys() & set(scheme.deployments):
            output = table.spec.outputs[d]
            low, high = output.min or 0.0, 100.0 if output.max is None else output.max
            moved = [sum(float(by_row[row].get(d, 0.0)) for row in f.rows if row in by_row) for f in factors]
            raw = _unbounded(case.verdict.scores[d], output.base + sum(moved), low, high)
            now = np.clip(raw, low, high)
            found[d] = [float((weight * (now - np.clip(raw - points, low, high))).mean()) for points in moved]
    return found


def _unbounded(scores: Floats, known: float, low: float, high: float) -> Floats:
    """The scores before they were cut at their bounds, as far as the `known` sum of base and rows tells."""
    above = np.where(scores >= high, np.maximum(scores, known), scores)
    return np.asarray(np.where(scores <= low, np.minimum(scores, known), above))


def _effect(points: Mapping[str, float], chosen: str, runner_up: str | None) -> float:
    return 0.0 if runner_up is None else points[chosen] - points[runner_up]


def _deciding(factors: Factors, effects: list[float]) -> str | None:
    """The factor with the largest effect, of equals the earlier one."""
    place = max(range(len(factors)), key=lambda i: effects[i])
    return factors[place].id if effects[place] >= LEAST else None


def _removed(case: Case, places: Mapping[str, int], *, only: bool) -> str | None:
    """The best of the deployments that knock-outs took away, if it would have been first or is the `only` other one."""
    barred = [d for d, i in places.items() if case.barred[i]]
    if not barred:
        return None
    values = total(case.matrix, case.verdict.weights, case.content.scheme.balance).mean(axis=0)
    best = max(barred, key=lambda d: values[places[d]])
    return best if only or values[places[best]] > values[case.advised] else None


def _knocked(factors: Factors, case: Case, rows: Rows, option: int) -> str | None:
    """The factor of the first knock-out that hits the option: one that fired, else one that may."""
    tables = case.content.roles.exclusions
    certain = [row.id for table in tables for row in rows[table.id] if _covers(case, row, option)]
    possible = [row.id for table in tables for row in table.rows if _covers(case, row, option)]
    for row in (*certain, *possible):
        for factor in factors:
            if row in factor.rows:
                return factor.id
    return None

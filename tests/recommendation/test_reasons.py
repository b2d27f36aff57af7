"""Every effect is what the lead loses when the row is taken out of its table and everything is worked out again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from advisor.recommendation.content import Content
from advisor.recommendation.ranking import SEED, Case, compare
from advisor.recommendation.reasons import LEAST_DOUBT, LEAST_REASON, Why, differences, moves_of, why
from advisor.recommendation.verdict import fired, judge_one
from advisor.rules.compile import compiled
from advisor.rules.schema import Row
from advisor.scoring.matrix import matrix
from advisor.scoring.model import Floats
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, SETTLED, random_answers, typed


def explained(content: Content, answers: dict[str, Any]) -> tuple[Case, Why, dict[str, tuple[Row, ...]]]:
    case = compare(content, answers, SAMPLES, SEED)
    rows = fired(content.roles.scores, case.replayed.facts)
    return case, why(case, rows), rows


def lead(case: Case, scores: dict[str, Floats], rivals: NDArray[np.bool_]) -> float:
    """Weighted lead over the rivals in points of a hundred, from the whole matrix and without the balance."""
    means = {name: np.array([score.mean()]) for name, score in scores.items()}
    weighted = (matrix(case.content.scheme, means)[0] * case.verdict.weights.mean(axis=0)).sum(axis=1)
    return float(100 * (weighted[case.advised] - weighted[rivals].mean()))


def scores_without(case: Case, row: Row) -> dict[str, Floats]:
    """All scores again, with the row removed from its table."""
    content, tables = case.content, []
    for table in content.roles.scores:
        rows = tuple(other for other in table.rows if other.id != row.id)
        same = len(rows) == len(table.rows)
        tables.append(table if same else compiled(replace(table.spec, rows=rows), content.vocabulary.facts))
    roles = replace(content.roles, scores=tuple(tables))
    return judge_one(roles, content.scheme, case.replayed.facts).scores


def rivals_of(case: Case, hosting: bool) -> NDArray[np.bool_]:
    options = case.content.scheme.options
    chosen = options[case.advised]
    found = np.zeros(len(options), dtype=np.bool_)
    if hosting:
        for i, option in enumerate(options):
            found[i] = option.path == chosen.path and i != case.advised and not case.barred[i]
        return found
    for path in case.content.scheme.paths:
        free = [i for i, option in enumerate(options) if option.path == path and not case.barred[i]]
        if free and path != chosen.path:
            found[max(free, key=lambda i: (case.values[i], -i))] = True
    return found


def test_taking_a_row_away_costs_exactly_its_effect(content: Content) -> None:
    tried = 0
    for seed in range(12):
        case, found, rows = explained(content, random_answers(seed, silence=0.0))
        by_id = {row.id: row for table in rows.values() for row in table}
        rivals, before = rivals_of(case, hosting=False), case.verdict.scores
        for reason in (*found.speaking_for, *found.against):
            after = scores_without(case, by_id[reason.row])
            if len(by_id[reason.row].then) > 1 or after[reason.moves] != before[reason.moves] - reason.points:
                continue  # it moves more than one score, or a bound was reached
            tried += 1
            effect = lead(case, before, rivals) - lead(case, after, rivals)
            assert reason.effect == pytest.approx(effect, abs=0.0051), (seed, reason.row)
    assert tried > 20


@pytest.mark.parametrize("seed", range(12))
def test_reasons_for_the_hosting_are_effects_over_its_siblings(content: Content, seed: int) -> None:
    case, found, rows = explained(content, random_answers(seed, silence=0.0))
    by_id = {row.id: row for table in rows.values() for row in table}
    rivals, before = rivals_of(case, hosting=True), case.verdict.scores
    for reason in found.hosting:
        scores = before | {reason.moves: np.clip(before[reason.moves] - reason.points, 0, 100)}
        effect = lead(case, before, rivals) - lead(case, scores, rivals)
        assert reason.effect == pytest.approx(effect, abs=0.0051)
        assert by_id[reason.row].then[reason.moves] == reason.points
    if not rivals.any():
        assert found.hosting == ()


@pytest.mark.parametrize("raw", [MAKER, SELLER])
def test_reasons_are_told_apart_and_ordered(content: Content, raw: dict[str, Any]) -> None:
    _, found, _ = explained(content, typed(raw))
    assert found.speaking_for
    assert all(reason.effect >= LEAST_REASON for reason in (*found.speaking_for, *found.hosting))
    assert all(reason.effect <= -LEAST_DOUBT for reason in found.against)
    for group in (found.speaking_for, found.against, found.hosting):
        sizes = [abs(reason.effect) for reason in group]
        assert sizes == sorted(sizes, reverse=True)
    hosting = set(content.scheme.deployments)
    assert {reason.moves for reason in found.hosting} <= hosting
    assert not hosting & {reason.moves for reason in (*found.speaking_for, *found.against)}


def test_reasons_carry_the_sources_of_their_rows(content: Content) -> None:
    _, found, rows = explained(content, typed(MAKER))
    by_id = {row.id: row for table in rows.values() for row in table}
    for reason in (*found.speaking_for, *found.against, *found.hosting):
        assert reason.sources == by_id[reason.row].sources != ()


@pytest.mark.parametrize("seed", range(20))
def test_a_strength_never_speaks_against(content: Content, seed: int) -> None:
    _, found, _ = explained(content, random_answers(seed))
    strengths = {criterion.score for criterion in content.scheme.criteria if criterion.kind == "bear"}
    assert [r.row for r in found.against if r.moves in strengths and r.points > 0] == []


def test_without_rivals_there_is_nothing_to_explain(content: Content) -> None:
    _, found, _ = explained(content, typed(SETTLED))
    assert found == Why((), (), ())


def row(name: str, **points: float) -> Row:
    return Row(name, 1, {}, points, (), "2026-01-01", "x")


def test_a_score_at_its_bound_loses_only_what_it_had(content: Content) -> None:
    """With 10 of 100 points, taking away a row of 40 cannot cost more than the 10."""
    scheme = content.scheme
    scores = dict.fromkeys((*(c.score for c in scheme.criteria if c.score), *scheme.deployments), 50.0)
    scores["operations"] = 10.0
    moves = moves_of([row("test.big", operations=40.0), row("test.all", operations=10.0)], scores)
    weights = scheme.base_weights / scheme.base_weights.sum()
    big, whole = differences(scheme, scores, weights, moves)
    assert big.tolist() == whole.tolist()
    assert np.abs(big).max() > 0


def test_rows_that_move_no_score_are_left_out() -> None:
    rows = [row("test.zero", customer=0.0), row("test.other", luck=5.0), row("test.two", customer=1.0, operations=-2.0)]
    moves = moves_of(rows, {"customer": 50.0, "operations": 50.0})
    assert [(move.row.id, move.score, move.points) for move in moves] == [
        ("test.two", "customer", 1.0),
        ("test.two", "operations", -2.0),
    ]

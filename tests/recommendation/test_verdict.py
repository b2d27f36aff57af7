"""Tables find their role by what they put out, and judge every reading as one case would be judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from advisor.questionnaire.flow import replay
from advisor.questionnaire.readings import readings
from advisor.recommendation.content import Content
from advisor.recommendation.verdict import ANY, Roles, covered, fired, judge, judge_one
from advisor.rules.decide import decide
from advisor.rules.schema import Row
from advisor.scoring.model import NOT_YET
from tests.recommendation.samples import random_answers, typed


def row(path: str, deployment: str) -> Row:
    return Row("test.row", 1, {}, {"path": path, "deployment": deployment}, (), "2026-01-01", "test.row")


def test_roles_follow_the_outputs(content: Content) -> None:
    roles = content.roles
    assert {o for table in roles.exclusions for o in table.spec.outputs} == {"path", "deployment"}
    assert {o for table in roles.modules for o in table.spec.outputs} == {"module", "priority"}
    assert {o for table in roles.risks for o in table.spec.outputs} == {"risk", "severity"}
    assert {o for table in roles.styles for o in table.spec.outputs} == {"style"}
    assert all(table.id.startswith("weigh") for table in roles.shifts)
    assert {table.spec.hit for table in (*roles.scores, *roles.shifts)} == {"C+"}


def test_no_tables_have_no_roles() -> None:
    assert Roles.of([]) == Roles((), (), (), (), (), (), (), ())


@pytest.mark.parametrize("path", [ANY, "crm", "erp", "both", "phased-crm-first", "phased-erp-first"])
@pytest.mark.parametrize("deployment", [ANY, "saas", "hybrid", "on-premise"])
def test_a_knock_out_covers_its_path_with_its_deployment(content: Content, path: str, deployment: str) -> None:
    hit = {
        o.id
        for o, yes in zip(content.scheme.options, covered(content.scheme, row(path, deployment)), strict=True)
        if yes
    }
    assert hit == {
        option.id
        for option in content.scheme.options
        if option.path != NOT_YET
        if path in (ANY, option.path)
        if deployment in (ANY, option.deployment)
    }
    assert hit


def test_doing_nothing_yet_is_never_excluded(content: Content) -> None:
    place = [o.path for o in content.scheme.options].index(NOT_YET)
    assert covered(content.scheme, row(ANY, ANY)) == [i != place for i in range(len(content.scheme.options))]


@pytest.mark.parametrize("seed", range(6))
def test_every_reading_is_judged_like_a_case_of_its_own(content: Content, seed: int) -> None:
    """Scores and knock-outs of all readings at once, against the tables asked one case at a time."""
    scheme, vocabulary = content.scheme, content.vocabulary
    known = random_answers(seed, silence=0.0)
    replayed = replay(content.questionnaire, vocabulary, content.rates, known)
    columns = readings(content.questionnaire, vocabulary, replayed, 1, 1)
    verdict = judge(content.roles, scheme, columns, 1)
    for table in content.roles.scores:
        result = decide(table, replayed.facts).result
        assert isinstance(result, dict)
        for output, value in result.items():
            assert verdict.scores[output][0] == pytest.approx(value)
    alone = judge_one(content.roles, scheme, replayed.facts)
    assert {key: score[0] for key, score in alone.scores.items()} == pytest.approx(
        {key: score[0] for key, score in verdict.scores.items()}
    )
    assert alone.weights == pytest.approx(verdict.weights[:1])
    assert alone.excluded.tolist() == verdict.excluded[:1].tolist()
    out = np.zeros(len(scheme.options), dtype=np.bool_)
    for rows in fired(content.roles.exclusions, replayed.facts).values():
        for found in rows:
            out |= np.array(covered(scheme, found))
    assert verdict.excluded[0].tolist() == out.tolist()


def test_shapes_and_ranges(content: Content) -> None:
    replayed = replay(content.questionnaire, content.vocabulary, content.rates, {})
    verdict = judge(
        content.roles, content.scheme, readings(content.questionnaire, content.vocabulary, replayed, 64, 7), 64
    )
    assert verdict.weights.shape == (64, len(content.scheme.criteria))
    assert verdict.weights.sum(axis=1) == pytest.approx(np.ones(64))
    assert (verdict.weights > 0).all()
    assert verdict.excluded.shape == (64, len(content.scheme.options))
    assert {score.shape for score in verdict.scores.values()} == {(64,)}
    assert all(((score >= 0) & (score <= 100)).all() for score in verdict.scores.values())
    assert not verdict.excluded.all(axis=1).any(), "something always remains"


def test_splitting_a_table_of_weights_changes_nothing(content: Content) -> None:
    """Shifts of several tables add up, so a table asked twice must shift twice as far."""
    replayed = replay(
        content.questionnaire, content.vocabulary, content.rates, typed({"main_goal": "cost", "budget": "1000 EUR"})
    )
    columns = readings(content.questionnaire, content.vocabulary, replayed, 16, 7)
    once = judge(content.roles, content.scheme, columns, 16).weights
    none = judge(replace(content.roles, shifts=()), content.scheme, columns, 16).weights
    twice = judge(replace(content.roles, shifts=content.roles.shifts * 2), content.scheme, columns, 16).weights
    assert none == pytest.approx(np.tile(content.scheme.base_weights / content.scheme.base_weights.sum(), (16, 1)))
    assert not np.allclose(once, none)
    assert not np.allclose(once, twice)


def test_fired_names_every_table_and_only_rows_that_match(content: Content) -> None:
    tables = content.roles.exclusions
    assert fired(tables, {}) == {table.id: () for table in tables}
    rows = [r for found in fired(tables, {"it_staff": 0.0}).values() for r in found]
    assert rows
    assert all(r.when["it_staff"].matches(0.0) for r in rows)

"""What if: both sides as the advice itself would work them out, and weights as a reader sets them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from advisor.recommendation.content import Content
from advisor.recommendation.doubt.weighing import weight_flips
from advisor.recommendation.doubt.what_if import SAMPLES, outcome, what_if, with_weights
from advisor.recommendation.ranking import SEED, compare
from advisor.recommendation.verdict import CAPACITY, NEEDS, fired
from tests.recommendation.samples import MAKER, SELLER, SETTLED, random_answers, typed

RAWS = [MAKER, SELLER, SETTLED, {}]


@pytest.mark.parametrize("raw", RAWS)
def test_without_changes_both_sides_are_the_same(content: Content, raw: dict[str, Any]) -> None:
    found = what_if(content, typed(raw), {}, {})
    assert found.before == found.after
    assert (found.fires, found.silent) == ((), ())


@pytest.mark.parametrize("seed", range(5))
def test_both_sides_are_what_comparing_says(content: Content, seed: int) -> None:
    answers, changes = random_answers(seed), typed({"crm_state": "good", "budget": "900 EUR"})
    found = what_if(content, answers, changes, {})
    for side, given in ((found.before, answers), (found.after, {**answers, **changes})):
        case = compare(content, given, SAMPLES, SEED)
        option = content.scheme.options[case.advised]
        assert (side.path, side.deployment) == (option.path, option.deployment)
        assert side.share == pytest.approx(content.scheme.share_by("path", case.shares)[option.path])
        assert side.clear is (side.share >= content.scheme.clear_from)
        assert side.scores == {name: round(float(case.verdict.scores[name].mean())) for name in (*NEEDS, *CAPACITY)}


def test_rows_that_fire_and_fall_silent(content: Content) -> None:
    answers, changes = typed(MAKER), typed({"erp_state": "good", "stock_trouble": "1"})
    found = what_if(content, answers, changes, {})
    tables = (*content.roles.scores, *content.roles.shifts, *content.roles.exclusions)

    def rows(raw: dict[str, Any]) -> set[str]:
        facts = compare(content, typed(raw), SAMPLES, SEED).replayed.facts
        return {row.id for rows in fired(tables, facts).values() for row in rows}

    before, after = rows(MAKER), rows(MAKER | {"erp_state": "good", "stock_trouble": "1"})
    assert set(found.fires) == after - before
    assert set(found.silent) == before - after
    assert "operations.good_erp" in found.fires
    assert "operations.stock_trouble_constant" in found.silent
    assert len(found.fires) == len(set(found.fires))


def test_taking_the_changes_back_mirrors_the_difference(content: Content) -> None:
    answers, changes = typed(SELLER), typed({"crm_state": "good"})
    there = what_if(content, answers, changes, {})
    back = what_if(content, {**answers, **changes}, typed({"crm_state": "none"}), {})
    assert (back.before, back.after) == (there.after, there.before)
    assert (set(back.fires), set(back.silent)) == (set(there.silent), set(there.fires))


def test_the_lead_is_over_the_best_option_of_another_path(content: Content) -> None:
    for seed in range(5):
        case = compare(content, random_answers(seed), SAMPLES, SEED)
        side = outcome(case)
        options = content.scheme.options
        values = {
            o.path: max(case.values[i] for i, p in enumerate(options) if p.path == o.path and not case.barred[i])
            for i, o in enumerate(options)
            if not case.barred[i]
        }
        others = {path: value for path, value in values.items() if path != side.path}
        assert side.rival == max(others, key=lambda p: others[p])
        assert side.lead == pytest.approx(100 * (values[side.path] - others[side.rival]), abs=0.006)


def test_nothing_left_to_compare_with(content: Content) -> None:
    side = what_if(content, typed(SETTLED), {}, {}).before
    assert (side.path, side.rival, side.lead) == ("not-yet", "", None)


@pytest.mark.parametrize("raw", RAWS)
@pytest.mark.parametrize("shares", [{"speed": 0.3}, {"speed": 0.0, "growth": 0.5}, {"customer": 0.9}])
def test_set_weights_have_their_share_and_the_others_keep_their_proportions(
    content: Content, raw: dict[str, Any], shares: dict[str, float]
) -> None:
    case = compare(content, typed(raw), SAMPLES, SEED)
    weights = with_weights(case, shares).verdict.weights
    names = [c.id for c in content.scheme.criteria]
    assert weights.sum(axis=1) == pytest.approx(1.0)
    for name, share in shares.items():
        assert weights[:, names.index(name)] == pytest.approx(share)
    rest = [place for place, name in enumerate(names) if name not in shares]
    before = case.verdict.weights[:, rest]
    assert np.allclose(weights[:, rest] / before, (weights[:, rest] / before)[:, :1])


def test_the_present_weights_change_nothing(content: Content) -> None:
    case = compare(content, random_answers(3, silence=0.0), SAMPLES, SEED)
    assert len(case.verdict.weights) == 1
    names = [c.id for c in content.scheme.criteria]
    same = with_weights(case, {"speed": float(case.verdict.weights[0, names.index("speed")])})
    assert np.allclose(same.by_reading, case.by_reading)
    assert same.advised == case.advised
    assert same.shares == pytest.approx(case.shares, abs=2 / SAMPLES)


@pytest.mark.parametrize("raw", [MAKER, SELLER, {}])
def test_the_weight_at_which_another_path_takes_over_is_the_one_of_the_result(
    content: Content, raw: dict[str, Any]
) -> None:
    answers = typed(raw)
    turns = weight_flips(compare(content, answers, SAMPLES, SEED))
    assert turns
    for turn in turns:
        way = 1 if turn.needed > turn.now else -1
        over = max(0.0, turn.needed + way * 0.001)
        after = what_if(content, answers, {}, {turn.criterion: over}).after
        before = what_if(content, answers, {}, {turn.criterion: turn.needed - way * 0.01}).after
        assert after.path == turn.to
        assert before.path != turn.to


def test_answers_and_weights_together(content: Content) -> None:
    answers, changes = typed(MAKER), typed({"budget": "900 EUR"})
    both = what_if(content, answers, changes, {"affordability": 0.5})
    answer_only = what_if(content, answers, changes, {})
    assert both.before == answer_only.before
    assert both.after.lead != answer_only.after.lead
    assert both.after.scores == answer_only.after.scores
    assert both.fires == answer_only.fires

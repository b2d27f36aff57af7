"""Where voices differ: what follows if each is right, and what a meeting should talk about."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.questionnaire.merging import Merged, Rule, Voice, merge
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.gaps import (
    LEAST_MINUTES,
    LEAST_SHIFT,
    MEETING,
    MOST_MINUTES,
    Gap,
    agenda,
    gaps,
)
from advisor.recommendation.doubt.what_if import what_if
from advisor.recommendation.ranking import SEED
from advisor.recommendation.tailoring import Tailoring, tailored, tailoring_of
from tests.recommendation.samples import MAKER, random_answers, typed

some = settings(max_examples=60, deadline=None, derandomize=True)
NOBODY = Rule(by_owner=False)


def told(content: Content, *raws: dict[str, Any], rule: Rule | None = None) -> Merged:
    roles = ("management", "sales", "it")
    voices = [Voice(f"v{i}", roles[i], 1.0, typed(raw)) for i, raw in enumerate(raws)]
    return merge(content.questionnaire, content.rates, voices, rule)


def strangers(content: Content, seed: int, rule: Rule | None = None) -> Merged:
    """Three people who answer as if they were of three companies."""
    voices = [Voice(f"v{i}", role, 1.0, random_answers(seed + i)) for i, role in enumerate(("management", "it", "hr"))]
    return merge(content.questionnaire, content.rates, voices, rule)


def gap(name: str, shift: float, *to: str, consensus: float = 0.5) -> Gap:
    return Gap(name, (), (), shift, to, consensus, "", None)


def test_nothing_differs_nothing_to_talk_about(content: Content) -> None:
    assert gaps(content, told(content, MAKER, MAKER)) == ()
    assert gaps(content, told(content, MAKER)) == ()
    empty = agenda(())
    assert (empty.items, empty.later, empty.idle, empty.minutes) == ((), (), (), 0)


@pytest.mark.parametrize("rule", [Rule(), NOBODY])
@pytest.mark.parametrize("seed", [3, 20])
def test_every_dispute_is_a_gap_with_its_effect(content: Content, seed: int, rule: Rule) -> None:
    merged = strangers(content, seed, rule)
    found = gaps(content, merged)
    assert sorted(g.question for g in found) == sorted(d.question for d in merged.disputed)
    disputes = {d.question: d for d in merged.disputed}
    for one in found:
        dispute = disputes[one.question]
        assert (one.said, one.owner, one.decided) == (dispute.said, dispute.owner, dispute.decided)
        assert one.consensus == merged.consensus[one.question]
        shares = [view.share for view in one.views]
        assert one.shift == pytest.approx(max(shares) - min(shares), abs=1e-4)
        assert [(view.answer, role) for view in one.views for role in view.roles] == [
            (answer, role)
            for answer in dict.fromkeys(s.answer for s in one.said)
            for role in dict.fromkeys(s.role for s in one.said if s.answer == answer)
        ]
    order = [(-one.shift, one.consensus) for one in found]
    assert order == sorted(order)


@pytest.mark.parametrize("rule", [Rule(), NOBODY])
def test_a_view_is_what_happens_when_it_is_answered(content: Content, rule: Rule) -> None:
    """The same as the reader finds who puts the answer in on the page."""
    merged = strangers(content, 7, rule)
    weights = {c.id: 1.0 / len(content.scheme.criteria) for c in content.scheme.criteria}
    own = tailoring_of(merged, weights=weights)
    there = tailored(content, own)
    found = gaps(content, merged, own)
    for one in found[:6]:
        for view in one.views:
            moved = what_if(there, merged.answers, {one.question: view.answer}, {})
            assert view.path == moved.after.path
            if moved.after.path == moved.before.path:
                assert view.share == pytest.approx(moved.after.share, abs=1e-4)
        now = what_if(there, merged.answers, {}, {}).before.path
        assert set(one.to) == {view.path for view in one.views} - {now}


def test_what_the_owner_said_is_where_the_advice_stands(content: Content) -> None:
    merged = told(content, MAKER, MAKER | {"main_strain": "acquisition", "budget": "2000 EUR"})
    found = {one.question: one for one in gaps(content, merged)}
    assert found["main_strain"].owner == "management"
    assert found["budget"].owner == "management"
    assert found["main_strain"].decided == "production_supply"
    for one in found.values():
        mine = next(view for view in one.views if "management" in view.roles)
        assert mine.path not in one.to


def test_own_weights_count(content: Content) -> None:
    merged = told(content, MAKER, MAKER | {"stock_trouble": "1", "erp_state": "good"}, rule=NOBODY)
    rest = 0.1 / (len(content.scheme.criteria) - 1)
    weights = {c.id: 0.9 if c.id == "customer" else rest for c in content.scheme.criteria}
    one, other = gaps(content, merged), gaps(content, merged, Tailoring(weights=weights))
    assert {g.question for g in one} == {g.question for g in other} == {"stock_trouble", "erp_state"}
    assert [g.shift for g in one] != [g.shift for g in other]


def test_what_is_not_asked_moves_nothing(content: Content) -> None:
    raw = MAKER | {"inventory": "none", "warehouses": "3"}
    merged = told(content, raw, raw | {"warehouses": "9"}, rule=NOBODY)
    (one,) = gaps(content, merged)
    assert (one.question, one.shift, one.to, one.moves) == ("warehouses", 0.0, (), False)
    assert agenda([one]).idle == (one,)


def test_the_same_seed_gives_the_same_map(content: Content) -> None:
    merged = strangers(content, 11, NOBODY)
    assert gaps(content, merged) == gaps(content, merged, seed=SEED)
    assert [g.question for g in gaps(content, merged, seed=4)] != []


def test_thirty_disputes_take_less_than_two_seconds(content: Content) -> None:
    """Of processor time, so that other work on the machine does not count."""
    merged = strangers(content, 3, NOBODY)
    assert len(merged.disputed) >= 30
    some_only = replace(merged, disputed=merged.disputed[:30])
    gaps(content, replace(merged, disputed=merged.disputed[:1]))
    begun = time.process_time()
    assert len(gaps(content, some_only)) == 30
    assert time.process_time() - begun < 2.0


shifts = st.floats(0.0, 1.0).map(lambda shift: round(shift, 4))
found_gaps = st.lists(
    st.tuples(shifts, st.sampled_from([(), (), ("erp",), ("crm", "both")]), st.floats(0.0, 1.0)), max_size=40
).map(lambda all_: [gap(f"q{i}", shift, *to, consensus=near) for i, (shift, to, near) in enumerate(all_)])


@some
@given(found_gaps, st.integers(LEAST_MINUTES, 120))
def test_a_meeting_is_never_longer_than_it_is(found: list[Gap], minutes: int) -> None:
    plan = agenda(found, minutes)
    assert plan.minutes == sum(item.minutes for item in plan.items) <= minutes
    assert all(LEAST_MINUTES <= item.minutes <= MOST_MINUTES for item in plan.items)
    told_of = [item.gap for item in plan.items] + [*plan.later, *plan.idle]
    assert sorted(one.question for one in told_of) == sorted(one.question for one in found)
    assert all(one.moves for one in told_of[: len(plan.items) + len(plan.later)])
    assert not any(one.moves for one in plan.idle)


@some
@given(found_gaps, st.integers(LEAST_MINUTES, 120))
def test_time_goes_where_the_effect_is(found: list[Gap], minutes: int) -> None:
    plan = agenda(found, minutes)
    changing = [bool(item.gap.to) for item in plan.items]
    assert changing == sorted(changing, reverse=True)
    if any(one.to for one in plan.later):
        assert all(changing), "what could change the path comes before all else"
    for one in plan.items:
        for other in plan.items:
            if one.gap.shift > other.gap.shift:
                assert one.minutes >= other.minutes
    if plan.items and plan.minutes < minutes:
        assert all(item.minutes == MOST_MINUTES for item in plan.items)


def test_a_meeting_by_hand() -> None:
    found = [gap("b", 0.5), gap("a", 0.25, "erp"), gap("c", 0.25), gap("small", 0.01), gap("none", LEAST_SHIFT / 2)]
    plan = agenda(found)
    assert [(item.gap.question, item.minutes) for item in plan.items] == [("a", 8), ("b", 15), ("c", 7)]
    assert [one.question for one in plan.later] == ["small"]
    assert [one.question for one in plan.idle] == ["none"]


def test_of_equal_effect_the_greater_dispute_comes_first() -> None:
    plan = agenda([gap("near", 0.2, consensus=0.9), gap("far", 0.2, consensus=0.1)], 7)
    assert [(item.gap.question, item.minutes) for item in plan.items] == [("far", 4), ("near", 3)]


@pytest.mark.parametrize("minutes", [LEAST_MINUTES - 1, 0, -5, 481])
def test_a_meeting_of_no_length_is_refused(minutes: int) -> None:
    with pytest.raises(BadInput, match="from 3 to 480 minutes"):
        agenda([gap("a", 1.0)], minutes)
    assert MEETING == 30

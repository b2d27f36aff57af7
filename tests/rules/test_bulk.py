"""Many cases at once give what single cases give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.facts import Value, encode
from advisor.rules.bulk import BLOCK, COMBINATIONS, JOIN_FROM, _joined, any_fires, decide_columns, fires, masks
from advisor.rules.compile import Table, joined
from advisor.rules.decide import RuleConflict, decide
from tests.rules.naive import FACTS, Rule, built, cases, tables
from tests.rules.test_decide import API, ROWS, SUITE, rule

COLUMN_HITS = ("U", "F", "A", "P", "C+", "C<", "C>", "C#")


def columns_of(facts: list[dict[str, Value]]) -> dict[str, Any]:
    return {fact: encode(FACTS[fact], [case.get(fact) for case in facts]) for fact in FACTS}


def folded(columns: dict[str, Any]) -> dict[str, Any]:
    """Constant columns as one number each."""
    return {fact: float(c[0]) if len(set(map(str, c))) == 1 else c for fact, c in columns.items()}


def coded(table: Table, facts: dict[str, Value]) -> dict[str, float]:
    """The single decision, encoded as a column would be."""
    result: Any = decide(table, facts).result
    return {
        name: np.nan if result is None else float(output.values.index(result[name]) if output.values else result[name])
        for name, output in table.spec.outputs.items()
    }


@pytest.mark.parametrize("hit", COLUMN_HITS)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_columns_equal_single_decisions(hit: str, data: st.DataObject) -> None:
    table, _, _ = data.draw(tables(hit))
    facts = data.draw(cases)
    columns = columns_of(facts)
    try:
        expected = [coded(table, case) for case in facts]
    except RuleConflict:
        with pytest.raises(RuleConflict):
            decide_columns(table, columns, len(facts))
        return
    for given_columns in (columns, folded(columns)):
        found = decide_columns(table, given_columns, len(facts))
        for output, values in found.items():
            assert values.dtype == np.float64
            np.testing.assert_array_equal(values, [one[output] for one in expected])


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_fired_rows_equal_single_matches(data: st.DataObject) -> None:
    table, _, _ = data.draw(tables("C"))
    facts = data.draw(cases)
    expected = [table.match(case) for case in facts]
    for columns in (columns_of(facts), folded(columns_of(facts))):
        found = masks(table, columns, len(facts))
        assert [joined(found[:, case]) for case in range(len(facts))] == expected
        fired = fires(table, columns, len(facts))
        assert fired.shape == (len(table.rows), len(facts))
        assert [[mask >> row & 1 for mask in expected] for row in range(len(table.rows))] == fired.astype(int).tolist()


def test_blocks_join() -> None:
    """More cases than one step takes."""
    n = 2 * BLOCK + 5
    table = built("C+", [rule({"need": 5.0}, pain=">= 3"), rule({"speed": 1.0}, staff="< 2")])
    pain = np.arange(n, dtype=np.float64) % 5 + 1
    found = decide_columns(table, {"pain": pain, "staff": 1.0}, n)
    np.testing.assert_array_equal(found["need"], np.where(pain >= 3, 15.0, 10.0))
    np.testing.assert_array_equal(found["speed"], np.ones(n))


@pytest.mark.parametrize("hit", COLUMN_HITS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_joined_inputs_equal_single_decisions(hit: str, data: st.DataObject) -> None:
    """From `JOIN_FROM` cases on, several inputs are looked up together."""
    table, _, _ = data.draw(tables(hit))
    facts = data.draw(cases)
    n = JOIN_FROM + 3
    again = np.arange(n) % len(facts)
    columns = {fact: column[again] for fact, column in columns_of(facts).items()}
    try:
        expected = [coded(table, case) for case in facts]
    except RuleConflict:
        with pytest.raises(RuleConflict):
            decide_columns(table, columns, n)
        return
    for output, values in decide_columns(table, columns, n).items():
        np.testing.assert_array_equal(values, np.array([one[output] for one in expected])[again])


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_joined_inputs_fire_the_same_rows(data: st.DataObject) -> None:
    table, _, _ = data.draw(tables("C"))
    facts = data.draw(cases)
    n = BLOCK + JOIN_FROM
    again = np.arange(n) % len(facts)
    found = masks(table, {fact: column[again] for fact, column in columns_of(facts).items()}, n)
    for place in (*range(len(facts)), BLOCK - 1, BLOCK, n - 1):
        assert joined(found[:, place]) == table.match(facts[again[place]])


def test_inputs_are_joined_as_far_as_their_combinations_fit() -> None:
    """Every input once, and no joint of several with more combinations than a byte holds."""
    table = built("C+", [rule({"need": 1.0}, trade="retail", pain=">= 3", staff="< 2", remote="true", budget=">= 10")])
    joints = _joined(table, tuple(range(len(table.columns))))
    assert sorted(place for joint in joints for place in joint.places) == list(range(len(table.columns)))
    assert len(joints) == 1
    sizes = [len(table.columns[place].masks) for place in joints[0].places]
    assert joints[0].words.shape == (table.width, np.prod(sizes))
    assert np.prod(sizes) <= COMBINATIONS
    assert _joined(table, (1,))[0].places == (1,)


def test_an_input_with_many_segments_stays_alone() -> None:
    rows = [Rule({"budget": f"[{low}..{low + 1})"}, {}, {"need": 0.0, "speed": float(low)}) for low in range(0, 600, 2)]
    table = built("C+", [*rows, rule({"speed": 1000.0}, pain=">= 3")])
    assert sorted(len(joint.places) for joint in _joined(table, (0, 1))) == [1, 1]
    n = JOIN_FROM + 1
    budget, pain = np.arange(n) % 601.0, np.arange(n) % 5 + 1.0
    found = decide_columns(table, {"budget": budget, "pain": pain}, n)["speed"]
    np.testing.assert_array_equal(found, np.where((budget % 2 == 0) & (budget < 600), budget, 0) + 1000 * (pain >= 3))


@pytest.mark.parametrize("n", [4, JOIN_FROM + 4])
def test_groups_of_rows(n: int) -> None:
    table = built("C", [rule(API, trade="retail"), rule(SUITE, pain=">= 3"), rule(API, remote="true")])
    columns = {"trade": np.arange(n) % 2.0, "pain": np.arange(n) % 4 + 1.0, "remote": 0.0}
    found = any_fires(table, columns, n, (0b001, 0b110, 0b111, 0))
    retail, hurts = columns["trade"] == 0, columns["pain"] >= 3
    np.testing.assert_array_equal(found, [retail, hurts, retail | hurts, np.zeros(n, dtype=np.bool_)])


def test_missing_columns_are_unknown() -> None:
    table = built("F", [rule(API, trade="retail"), rule(SUITE, pain="unknown")])
    found = decide_columns(table, {"trade": np.array([0.0, 1.0, np.nan])}, 3)
    np.testing.assert_array_equal(found["style"], [1.0, 0.0, 0.0])


def test_an_input_that_cannot_matter_still_counts() -> None:
    """The pain is the same on both sides of its bound, once the constant trade has dropped the row that tells them."""
    table = built("C", [rule(API, trade="retail", pain=">= 3"), rule(SUITE, trade="services", pain="unknown")])
    columns = {"trade": 1.0, "pain": np.array([1.0, 5.0])}
    assert fires(table, columns, 2).tolist() == [[False, False], [False, False]]


@pytest.mark.parametrize("n", [0, 1, 3])
def test_constant_inputs_give_whole_columns(n: int) -> None:
    table = built("C+", [rule({"need": 5.0}, remote="true")])
    found = decide_columns(table, {"remote": 1.0}, n)
    assert found["need"].tolist() == [15.0] * n
    assert fires(table, {"remote": 1.0}, n).shape == (1, n)


def test_a_conflict_is_raised() -> None:
    columns = {"trade": np.array([1.0, 0.0]), "pain": np.array([4.0, 4.0])}
    with pytest.raises(RuleConflict, match=r"r\.r0 and r\.r1"):
        decide_columns(built("U", ROWS), columns, 2)


@pytest.mark.parametrize("hit", ["C", "R", "O"])
def test_lists_are_refused(hit: str) -> None:
    with pytest.raises(ValueError, match="lists of rows"):
        decide_columns(built(hit, ROWS), {}, 1)


def test_many_bounds_do_not_overflow() -> None:
    """More segments than a byte counts."""
    rows = [Rule({"budget": f"[{low}..{low + 1})"}, {}, {"need": 0.0, "speed": float(low)}) for low in range(0, 600, 2)]
    budget = np.array([0.0, 1.0, 510.5, 598.0, 700.0, np.nan])
    found = decide_columns(built("C+", rows), {"budget": budget}, len(budget))
    assert found["speed"].tolist() == [0.0, 0.0, 510.0, 598.0, 0.0, 0.0]


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_every_combination_has_the_rows_of_its_segments(data: st.DataObject) -> None:
    """The words of a joint are those of its inputs, ANDed, for every combination: the last input varies fastest."""
    table, _, _ = data.draw(tables("C"))
    for joint in _joined(table, tuple(range(len(table.columns)))):
        sizes = [table.words[place].shape[1] for place in joint.places]
        for at, segments in enumerate(np.ndindex(*sizes)):
            alone = [table.words[place][:, segment] for place, segment in zip(joint.places, segments, strict=True)]
            np.testing.assert_array_equal(joint.words[:, at], np.bitwise_and.reduce(alone))


@pytest.mark.parametrize("n", [JOIN_FROM - 1, JOIN_FROM, BLOCK - 1, BLOCK, BLOCK + 1])
def test_around_the_sizes_where_the_work_changes(n: int) -> None:
    rows = [rule({"need": 5.0}, pain=">= 3", trade="retail"), rule({"need": 1.0, "speed": 2.0}, staff="unknown")]
    pain, trade = np.arange(n) % 5 + 1.0, np.arange(n) % 4.0
    staff = np.where(np.arange(n) % 3 == 0, np.nan, 7.0)
    found = decide_columns(built("C+", rows), {"pain": pain, "trade": trade, "staff": staff}, n)
    hurts, open_ = (pain >= 3) & (trade == 0), np.isnan(staff)
    np.testing.assert_array_equal(found["need"], 10.0 + 5.0 * hurts + open_)
    np.testing.assert_array_equal(found["speed"], 2.0 * open_)


def test_what_is_given_stays_as_it_is() -> None:
    columns = {"pain": np.arange(BLOCK + JOIN_FROM) % 5 + 1.0, "staff": 1.0}
    before = columns["pain"].copy()
    decide_columns(built("C+", [rule({"need": 5.0}, pain=">= 3", staff="< 2")]), columns, len(before))
    np.testing.assert_array_equal(columns["pain"], before)

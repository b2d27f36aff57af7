"""Many cases at once give what single cases give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.facts import Value, encode
from advisor.rules.bulk import BLOCK, decide_columns, fires, masks
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

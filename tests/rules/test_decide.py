"""Every hit policy against the plain reading, and the explanation of a decision."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.cells import parse
from advisor.rules.decide import RuleConflict, decide, explain
from advisor.rules.schema import Hit
from tests.rules.naive import FACTS, Contradiction, Rule, Then, answer, built, cases, tables

HITS = get_args(Hit)


def rule(then: Then, **cells: str) -> Rule:
    """A row over the facts of the tests; the predicates are those of the cells themselves."""
    return Rule(cells, {fact: parse(text, FACTS[fact]).matches for fact, text in cells.items()}, then)


SUITE: Then = {"style": "suite", "urgency": "low"}
API: Then = {"style": "api", "urgency": "high"}
ROWS = [rule(API, trade="retail"), rule(SUITE, pain=">= 3"), rule(SUITE, remote="true")]
BOTH: dict[str, Any] = {"trade": "retail", "pain": 4.0}


@pytest.mark.parametrize("hit", HITS)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_decides_as_the_plain_reading(hit: str, data: st.DataObject) -> None:
    table, rules, default = data.draw(tables(hit))
    for facts in data.draw(cases):
        try:
            expected = answer(hit, rules, default, facts)
        except Contradiction:
            with pytest.raises(RuleConflict):
                decide(table, facts)
            continue
        assert decide(table, facts).result == expected


@pytest.mark.parametrize(
    ("hit", "result", "rows"),
    [
        ("F", API, ["r.r0"]),
        ("P", SUITE, ["r.r1"]),
        ("C", (API, SUITE), ["r.r0", "r.r1"]),
        ("R", (API, SUITE), ["r.r0", "r.r1"]),
        ("O", (SUITE, API), ["r.r1", "r.r0"]),
    ],
)
def test_policies_rank_rows(hit: str, result: Any, rows: list[str]) -> None:
    decision = decide(built(hit, ROWS), BOTH)
    assert decision.result == result
    assert [row.id for row in decision.rows] == rows
    assert {row.id for row in decision.matched} == {"r.r0", "r.r1"}


@pytest.mark.parametrize("hit", ["U", "A"])
def test_a_conflict_names_both_rows(hit: str) -> None:
    with pytest.raises(RuleConflict, match=r"r\.r0 and r\.r1 of table t") as caught:
        decide(built(hit, ROWS), BOTH)
    assert caught.value.status == 500


def test_any_names_all_rows_that_agree() -> None:
    decision = decide(built("A", ROWS), {"pain": 5.0, "remote": True})
    assert decision.result == SUITE
    assert [row.id for row in decision.rows] == ["r.r1", "r.r2"]


def test_unique_allows_no_agreement_either() -> None:
    with pytest.raises(RuleConflict):
        decide(built("U", ROWS), {"pain": 5.0, "remote": True})


@pytest.mark.parametrize("hit", HITS)
def test_without_a_match(hit: str) -> None:
    then: Then = {"need": 5.0, "speed": 5.0} if hit.startswith("C") and hit != "C" else SUITE
    rows = [rule({k: v for k, v in then.items() if hit != "C#" or k == "speed"}, trade="retail")]
    decision = decide(built(hit, rows), {})
    of_nothing = {"C+": {"need": 10.0, "speed": 0.0}, "C#": {"speed": 0.0}}
    assert decision == ((), (), of_nothing.get(hit))


def test_a_default_answers_when_nothing_matches() -> None:
    assert decide(built("F", ROWS, API), {}).result == API
    assert decide(built("C", ROWS, API), {}).result == (API,)


def test_sums_are_exact_and_cut() -> None:
    effects = [rule({"need": 0.1, "speed": 0.1}, pain=f">= {least}") for least in (1, 2, 3)]
    assert decide(built("C+", effects), {"pain": 3.0}).result == {"need": 10.3, "speed": 0.3}
    high = [rule({"need": 99.0}, pain="5"), rule({"need": -50.0, "speed": -50.0}, pain="1")]
    assert decide(built("C+", high), {"pain": 5.0}).result == {"need": 30.0, "speed": 0.0}
    assert decide(built("C+", high), {"pain": 1.0}).result == {"need": 0.0, "speed": -50.0}


def test_extremes_name_the_rows_that_give_them() -> None:
    rows = [rule({"need": n, "speed": s}, remote="true") for n, s in ((1.0, 5.0), (2.0, 4.0), (3.0, 3.0))]
    decision = decide(built("C>", rows), {"remote": True})
    assert decision.result == {"need": 3.0, "speed": 5.0}
    assert [row.id for row in decision.rows] == ["r.r0", "r.r2"]


def test_explanation_says_which_cell_failed() -> None:
    table = built("F", [rule(API, trade="retail", pain=">= 3"), rule(SUITE, remote="unknown")])
    first, second = explain(table, {"trade": "retail", "pain": 2.0})
    assert (first.row.id, first.fired) == ("r.r0", False)
    assert first.cells == (("trade", "retail", True), ("pain", ">= 3", False))
    assert second.fired
    assert second.cells == (("remote", "unknown", True),)


def test_explanation_is_a_sequence() -> None:
    explanation = explain(built("F", ROWS), BOTH)
    assert len(explanation) == 3
    assert [trace.fired for trace in explanation] == [True, True, False]
    assert explanation[-1] == list(explanation)[2]
    assert [trace.row.id for trace in explanation[1:]] == ["r.r1", "r.r2"]
    with pytest.raises(IndexError):
        explanation[3]


@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_explanation_agrees_with_the_decision(data: st.DataObject) -> None:
    table, _, _ = data.draw(tables("C"))
    for facts in data.draw(cases):
        explanation = explain(table, facts)
        assert tuple(trace.row for trace in explanation if trace.fired) == decide(table, facts).matched
        for trace in explanation:
            assert trace.fired == all(cell.matched for cell in trace.cells)
            assert [cell.fact for cell in trace.cells] == list(trace.row.when)

"""Cells and conditions: what matches, what is refused and with which words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.cells import CellError, domain, hint, parse, parse_value, parse_when
from advisor.facts import Fact, Value, Vocabulary, encode

TRADE = Fact(id="trade", kind="enum", values=("retail", "services", "production"))
REMOTE = Fact(id="remote", kind="boolean")
PAIN = Fact(id="pain", kind="scale", min=1, max=5)
STAFF = Fact(id="staff", kind="number", min=0, max=1000)
VOCABULARY = Vocabulary({f.id: f for f in (TRADE, REMOTE, PAIN, STAFF)}, {})


@pytest.mark.parametrize(
    ("fact", "text", "matching", "others"),
    [
        (TRADE, "-", ["retail", "production", None], []),
        (TRADE, " - ", ["retail", None], []),
        (TRADE, "retail", ["retail"], ["services", None]),
        (TRADE, "retail, production", ["retail", "production"], ["services", None]),
        (TRADE, "not(retail)", ["services", "production"], ["retail", None]),
        (TRADE, "not( retail , services )", ["production"], ["retail", "services", None]),
        (TRADE, "unknown", [None], ["retail"]),
        (TRADE, "unknown, retail", [None, "retail"], ["services"]),
        (TRADE, "unknown, not(retail)", [None, "services"], ["retail"]),
        (TRADE, "not(retail), unknown", [None, "services"], ["retail"]),
        (TRADE, "not(retail, services, production)", [], ["retail", "production", None]),
        (REMOTE, "true", [True], [False, None]),
        (REMOTE, "false, unknown", [False, None], [True]),
        (REMOTE, "not(true)", [False], [True, None]),
        (PAIN, "5", [5.0], [4.0, None]),
        (PAIN, ">= 4", [4.0, 5.0], [3.0, None]),
        (PAIN, ">=4", [4.0], [3.0]),
        (PAIN, "unknown, <= 2", [None, 1.0, 2.0], [3.0]),
        (STAFF, "< 10", [0.0, 9.99], [10.0, None]),
        (STAFF, "> 10", [10.01], [10.0, None]),
        (STAFF, "<= 10", [10.0], [10.01]),
        (STAFF, "[10..250)", [10.0, 249.9], [9.9, 250.0, None]),
        (STAFF, "(1..2]", [1.5, 2.0], [1.0, 2.1]),
        (STAFF, "[1 .. 1]", [1.0], [0.9, 1.1]),
        (STAFF, "5, [10..20), > 100", [5.0, 10.0, 101.0], [6.0, 20.0, 100.0, None]),
        (STAFF, "not(5, [10..250))", [4.0, 5.5, 250.0], [5.0, 10.0, None]),
        (STAFF, "2.5", [2.5], [2.0, 3.0]),
    ],
)
def test_matching(fact: Fact, text: str, matching: list[Value], others: list[Value]) -> None:
    cell = parse(text, fact)
    assert [value for value in matching + others if cell.matches(value)] == matching
    column = encode(fact, matching + others)
    assert cell.matches_column(column).tolist() == [True] * len(matching) + [False] * len(others)


@pytest.mark.parametrize(
    ("fact", "text", "words"),
    [
        (TRADE, "retial", "“retial” is not a value of “trade” (enum); it has retail, services, production"),
        (TRADE, "", "The cell of “trade” is empty"),
        (TRADE, "retail,", "a comma too many"),
        (TRADE, "not(retail", "“not(retail” is not a value"),
        (TRADE, "not(unknown)", "“unknown” is not a value"),
        (TRADE, "retail, -", "“-” is not a value"),
        (TRADE, "> retail", "“> retail” is not a value"),
        (TRADE, "retail, not(services)", "“not(services)” is not a value"),
        (REMOTE, "yes", "“yes” is not a value of “remote” (boolean); it has false, true"),
        (PAIN, "6", "6 is outside of “pain”, which goes from 1 to 5"),
        (PAIN, "3.5", "whole numbers"),
        (PAIN, "high", "“high” is not a number, comparison or range"),
        (STAFF, "= 5", "“= 5” is not a number"),
        (STAFF, "-1", "outside"),
        (STAFF, "1e3", "not a number"),
        (STAFF, "[5..1]", "The range “[5..1]” of “staff” holds nothing"),
        (STAFF, "(5..5]", "holds nothing"),
        (STAFF, "[1..5[", "not a number"),
        (STAFF, "nan", "not a number"),
        (STAFF, "5 6", "not a number"),
    ],
)
def test_refusals_say_why(fact: Fact, text: str, words: str) -> None:
    with pytest.raises(CellError) as caught:
        parse(text, fact)
    assert words in caught.value.message
    assert caught.value.message.endswith(".")


def test_long_lists_of_values_are_not_repeated() -> None:
    many = Fact(id="country", kind="country", values=tuple(f"C{i}" for i in range(50)))
    with pytest.raises(CellError, match="the nearest is “C49”"):
        parse("CC49", many)


def test_spans_are_joined() -> None:
    assert parse("retail, services", TRADE).spans == ((0.0, 2.0),)
    assert parse("[1..2), [2..3), 7", STAFF).spans[0] == (1.0, 3.0)


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [(TRADE, "retail", "retail"), (TRADE, "unknown", None), (REMOTE, "false", False), (PAIN, "3", 3.0)],
)
def test_values_are_read(fact: Fact, text: str, value: Value) -> None:
    found = parse_value(text, fact)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("fact", "text"), [(TRADE, "x"), (REMOTE, "1"), (PAIN, ">= 3"), (PAIN, "-")])
def test_bad_values_are_refused(fact: Fact, text: str) -> None:
    with pytest.raises(CellError):
        parse_value(text, fact)


def test_domain() -> None:
    assert domain(REMOTE) == (False, True)
    assert domain(TRADE) == TRADE.values


def test_hint() -> None:
    assert hint("stuff", ["staff", "pain"]) == "; the nearest is “staff”"
    assert hint("xyz", ["staff", "pain"]) == ""


def test_all_conditions_of_a_mapping_must_hold() -> None:
    when = parse_when({"trade": "not(retail)", "pain": ">= 3"}, VOCABULARY)
    assert when.reads == ("trade", "pain")
    assert when.holds({"trade": "services", "pain": 3.0})
    assert not when.holds({"trade": "services", "pain": 2.0})
    assert not when.holds({"trade": "services"})


def test_any_mapping_of_a_list_is_enough() -> None:
    when = parse_when([{"trade": "retail"}, {"pain": "5", "trade": "services"}, {"staff": "unknown"}], VOCABULARY)
    assert when.reads == ("trade", "pain", "staff")
    assert when.holds({"trade": "retail", "staff": 1.0})
    assert when.holds({"trade": "services", "pain": 5.0, "staff": 1.0})
    assert not when.holds({"trade": "services", "pain": 4.0, "staff": 1.0})
    assert when.holds({"trade": "services", "pain": 4.0})


def test_no_condition_always_holds() -> None:
    when = parse_when({}, VOCABULARY)
    assert when.holds({})
    assert when.reads == ()
    assert when.holds_columns({}, 2).tolist() == [True, True]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], "A list of conditions is empty."),
        ("trade", "must be a mapping"),
        ([["trade"]], "must be a mapping"),
        ({"trad": "retail"}, "There is no fact “trad”; the nearest is “trade”."),
        ({"trade": ["retail"]}, "The cell of “trade” must be one text in quotes."),
        ({"trade": "x"}, "“x” is not a value"),
    ],
)
def test_bad_conditions_are_refused(data: Any, words: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_when(data, VOCABULARY)
    assert words in caught.value.message


@given(
    trades=st.lists(st.sampled_from([None, "retail", "services", "production"]), min_size=1, max_size=20),
    pain=st.sampled_from([None, 1.0, 3.0, 5.0]),
)
@settings(max_examples=50, deadline=None)
def test_columns_hold_as_single_cases(trades: list[Value], pain: float | None) -> None:
    """With an array, a constant and a missing column."""
    when = parse_when(
        [{"trade": "unknown, not(retail)", "pain": ">= 3"}, {"pain": "1", "remote": "unknown"}], VOCABULARY
    )
    columns = {"trade": encode(TRADE, trades), "pain": np.nan if pain is None else pain}
    expected = [when.holds({"trade": trade, "pain": pain}) for trade in trades]
    assert when.holds_columns(columns, len(trades)).tolist() == expected

"""The vocabulary: flattened sets, derived facts, and columns that say the same as single cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.facts import Derive, Fact, Value, Vocabulary, derive, derive_columns, encode

FACTS = [
    Fact(id="staff", kind="number", min=1, max=1000),
    Fact(id="country", kind="country", values=("DE", "FR", "NO", "US")),
    Fact(id="budget", kind="money", min=0, max=10_000),
    Fact(id="tools.mail", kind="boolean", member_of="tools"),
    Fact(id="tools.sheets", kind="boolean", member_of="tools"),
    Fact(id="per_head", kind="number", derive=Derive(ratio=("budget", "staff"))),
    Fact(id="rich", kind="enum", values=("no", "some", "yes"), derive=Derive(bands="per_head", at=(10, 100))),
    Fact(
        id="regime",
        kind="enum",
        values=("eu", "other"),
        derive=Derive(map="country", to={"eu": ("DE", "FR")}, default="other"),
    ),
    Fact(
        id="north",
        kind="enum",
        values=("yes", "no"),
        derive=Derive(map="country", to={"yes": ("NO",), "no": ("DE", "FR", "US")}),
    ),
    Fact(id="tool_count", kind="number", derive=Derive(count=("tools.mail", "tools.sheets"))),
]
VOCABULARY = Vocabulary({fact.id: fact for fact in FACTS}, {"tools": ("mail", "sheets")})
BASE = [fact for fact in FACTS if fact.derive is None]


def test_numbers_are_told_from_words() -> None:
    assert [fact.id for fact in BASE if fact.numeric] == ["staff", "budget"]


def test_derived_facts_follow_what_they_read() -> None:
    order = [fact.id for fact in VOCABULARY.derived]
    assert set(order) == {"per_head", "rich", "regime", "north", "tool_count"}
    assert order.index("per_head") < order.index("rich")
    turned = Vocabulary({fact.id: fact for fact in reversed(FACTS)}, {})
    order = [fact.id for fact in turned.derived]
    assert order.index("per_head") < order.index("rich")


def test_a_ring_is_refused() -> None:
    ring = [Fact(id=a, kind="number", derive=Derive(count=(b,))) for a, b in (("x", "y"), ("y", "x"))]
    with pytest.raises(ValueError, match="ring"):
        _ = Vocabulary({fact.id: fact for fact in ring}, {}).derived


def test_dependants_reach_through() -> None:
    assert [fact.id for fact in VOCABULARY.dependants["budget"]] == ["per_head", "rich"]
    assert [fact.id for fact in VOCABULARY.dependants["country"]] == ["regime", "north"]
    assert "rich" not in VOCABULARY.dependants


def test_complete_fills_in_unknown_and_derived() -> None:
    full = VOCABULARY.complete({"staff": 50.0, "budget": 1000.0, "country": "FR", "tools.mail": True})
    assert list(full) == [fact.id for fact in FACTS]
    assert (full["per_head"], full["rich"], full["regime"], full["north"]) == (20.0, "some", "eu", "no")
    assert full["tools.sheets"] is None
    assert full["tool_count"] is None


@pytest.mark.parametrize(
    ("fact", "facts", "value"),
    [
        ("rich", {"per_head": 9.99}, "no"),
        ("rich", {"per_head": 10.0}, "some"),
        ("rich", {"per_head": 100.0}, "yes"),
        ("rich", {}, None),
        ("regime", {"country": "US"}, "other"),
        ("north", {"country": "NO"}, "yes"),
        ("tool_count", {"tools.mail": True, "tools.sheets": False}, 1.0),
        ("tool_count", {"tools.mail": True}, None),
        ("per_head", {"budget": 50.0, "staff": 0.0}, 50.0),
    ],
)
def test_derivations(fact: str, facts: dict[str, Value], value: Value) -> None:
    assert derive(VOCABULARY.facts[fact], facts) == value


def test_expand() -> None:
    assert VOCABULARY.expand("tools", frozenset({"mail"})) == {"tools.mail": True, "tools.sheets": False}
    assert VOCABULARY.expand("tools", None) == {"tools.mail": None, "tools.sheets": None}


def test_encode() -> None:
    country, mail, staff = (VOCABULARY.facts[fact] for fact in ("country", "tools.mail", "staff"))
    np.testing.assert_array_equal(encode(country, ["US", None, "DE"]), [3.0, np.nan, 0.0])
    np.testing.assert_array_equal(encode(mail, [True, False, None]), [1.0, 0.0, np.nan])
    np.testing.assert_array_equal(encode(staff, [1.5, None]), [1.5, np.nan])
    assert encode(staff, []).dtype == np.float64


def values(fact: Fact) -> st.SearchStrategy[Value]:
    if fact.numeric:
        return st.none() | st.sampled_from([0.0, 1.0, 10.0, 100.0, 250.5])
    return st.none() | (st.booleans() if fact.kind == "boolean" else st.sampled_from(fact.values))


@given(cases=st.lists(st.fixed_dictionaries({fact.id: values(fact) for fact in BASE}), min_size=1, max_size=10))
@settings(max_examples=50, deadline=None)
def test_columns_derive_as_single_cases(cases: list[dict[str, Value]]) -> None:
    full = [VOCABULARY.complete(case) for case in cases]
    columns = {fact.id: encode(fact, [case[fact.id] for case in cases]) for fact in BASE}
    for fact in VOCABULARY.derived:
        columns[fact.id] = derive_columns(VOCABULARY, fact, columns)
        np.testing.assert_array_equal(columns[fact.id], encode(fact, [case[fact.id] for case in full]))

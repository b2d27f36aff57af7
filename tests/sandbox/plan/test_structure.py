"""Levels of products that are made of others, and loops among them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.sandbox.plan.structure import LoopError, levels, loop


def test_a_part_used_at_several_levels_gets_the_lowest() -> None:
    assert levels({"table": ["top", "leg", "bolt"], "leg": ["bolt"], "top": []}) == {
        "table": 0,
        "top": 1,
        "leg": 1,
        "bolt": 2,
    }


def test_nothing_has_no_levels() -> None:
    assert levels({}) == {}


def test_the_same_part_twice_in_one_product_counts_once() -> None:
    assert levels({"a": ["b", "b"], "b": ["c"]}) == {"a": 0, "b": 1, "c": 2}


@pytest.mark.parametrize(
    ("shape", "path"),
    [
        ({"a": ["a"]}, ["a", "a"]),
        ({"a": ["b"], "b": ["c"], "c": ["b"]}, ["b", "c", "b"]),
        ({"x": ["y", "a"], "a": ["b"], "b": ["a"]}, ["a", "b", "a"]),
    ],
)
def test_a_loop_is_told_with_its_path(shape: dict[str, list[str]], path: list[str]) -> None:
    with pytest.raises(LoopError, match=" > ".join(path)) as caught:
        levels(shape)
    assert caught.value.path == path


def test_no_loop_has_no_path() -> None:
    assert loop({"a": ["b", "c"], "b": ["c"]}, ["a"]) == []


def test_a_loop_is_looked_for_only_from_where_it_may_begin() -> None:
    shape = {"a": ["b"], "c": ["d"], "d": ["c"]}
    assert loop(shape, ["a"]) == []
    assert loop(shape, ["a", "c"]) == ["c", "d", "c"]


def test_a_deep_structure_needs_no_deep_stack() -> None:
    shape = {number: [number + 1] for number in range(5000)}
    assert levels(shape)[5000] == 5000
    assert loop(shape | {5000: [0]}, [0])[0] == 0


@given(st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4), max_size=10))
def test_levels_and_loops_agree(shape: dict[int, list[int]]) -> None:
    path = loop(shape, shape)
    if path:
        assert path[0] == path[-1]
        assert all(after in shape[before] for before, after in pairwise(path))
        with pytest.raises(LoopError):
            levels(shape)
    else:
        found = levels(shape)
        assert all(found[part] > found[item] for item, parts in shape.items() for part in parts)
        used = {part for parts in shape.values() for part in parts}
        assert all(not level for item, level in found.items() if item not in used)

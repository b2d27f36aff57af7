"""Reading YAML and JSON as text: values as written, lines of everything, and hostile files refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.source import MAX_BYTES, MAX_DEPTH, parse, parse_json, parse_yaml, read


def test_scalars_stay_text() -> None:
    document = parse_yaml("a: no\nb: 1.10\nc: 2024-01-01\nd: null\ne:\nf: 'on'\n", "x.yaml")
    assert document.data == {"a": "no", "b": "1.10", "c": "2024-01-01", "d": "null", "e": "", "f": "on"}
    assert document.problems == ()


def test_lines() -> None:
    document = parse_yaml("# comment\na:\n  - x\n  - k: v\n    l: {m: n}\nb: c\n", "x.yaml")
    assert document.data == {"a": ["x", {"k": "v", "l": {"m": "n"}}], "b": "c"}
    assert document.line() == 2
    assert document.line(("a", 0)) == 3
    assert document.line(("a", 1, "k")) == 4
    assert document.line(("a", 1, "l", "m")) == 5
    assert document.line(("a", 1, "l", "gone", "deeper")) == 5
    assert document.line(("b",)) == 6


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\nb: &x 2\n", "alias", 2),
        ("a: *x\n", "alias", 1),
        ("a: 1\na: 2\n", "duplicate-key", 2),
        ("a: {b: 1,\n b: 2}\n", "duplicate-key", 2),
        ("a: [1\nb: 2\n", "yaml", 2),
        ("? [a]\n: b\n", "key", 1),
        ("a: 1\n---\nb: 2\n", "documents", 2),
        ("\n".join("  " * level + "a:" for level in range(MAX_DEPTH + 2)), "depth", MAX_DEPTH + 1),
        ("a: \x00\n", "yaml", 1),
    ],
)
def test_yaml_problems(text: str, code: str, line: int) -> None:
    document = parse_yaml(text, "x.yaml")
    assert [(p.file, p.code, p.line) for p in document.problems] == [("x.yaml", code, line)]


def test_a_deep_flood_is_refused_early() -> None:
    assert [p.code for p in parse(b"[" * 100_000, "x").problems] == ["depth"]
    assert [p.code for p in parse_yaml("- " * 100_000, "x").problems] == ["depth"]


def test_json_numbers_stay_as_written() -> None:
    document = parse_json('{"a": 1.10, "b": [true, false, null, "no", 1e5]}', "x.json")
    assert document.data == {"a": "1.10", "b": ["true", "false", "null", "no", "1e5"]}
    assert document.line(("a",)) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [('{"a": 1, "a": 2}', "duplicate-key"), ('{"a": ', "json"), ("{'a': 1}", "json"), ("[" * 90_000, "depth")],
)
def test_json_problems(text: str, code: str) -> None:
    assert code in [problem.code for problem in parse_json(text, "x.json").problems]


def test_the_first_character_tells_json_from_yaml() -> None:
    assert parse(b' {"a": 1}', "x").data == {"a": "1"}
    assert parse(b"a: 1", "x").data == {"a": "1"}
    assert parse(b"\xef\xbb\xbfa: 1", "x").data == {"a": "1"}


@pytest.mark.parametrize(
    ("raw", "code", "line"), [(b"a: 1\nb: \xff", "encoding", 2), (b"x" * (MAX_BYTES + 1), "too-large", 1)]
)
def test_bytes_that_are_refused(raw: bytes, code: str, line: int) -> None:
    document = parse(raw, "x")
    assert document.data is None
    assert [(p.code, p.line) for p in document.problems] == [(code, line)]


def test_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: b\n", encoding="utf-8")
    assert read(path).data == {"a": "b"}
    assert read(path).name == "a.yaml"
    assert read(path, "shown").name == "shown"


def test_what_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.yaml", tmp_path):
        document = read(path)
        assert document.data is None
        assert [p.code for p in document.problems] == ["unreadable"]
        assert str(tmp_path) not in document.problems[0].message


@given(raw=st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_bytes_raise(raw: bytes) -> None:
    document = parse(raw, "x")
    assert all(problem.line >= 1 for problem in document.problems)


leaves = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=10)
trees: st.SearchStrategy[Any] = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(leaves, inner, max_size=3), max_leaves=10
)


@given(data=st.dictionaries(leaves, trees, max_size=3))
@settings(max_examples=50, deadline=None)
def test_json_comes_back(data: Any) -> None:
    assert parse(json.dumps(data).encode(), "x").data == data

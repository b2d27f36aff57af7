"""The reader of typed values: it returns what is right and collects what is wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest

from advisor.cells import CellError
from advisor.rules.reader import Reader
from advisor.source import parse_yaml

TEXT = "a:\n  b: x\n  c: [y, '']\nd: 12\n"


@pytest.fixture
def reader() -> Reader:
    return Reader(parse_yaml(TEXT, "file.yaml"))


def found(reader: Reader) -> list[tuple[int, str, str]]:
    return [(p.line, p.code, p.message) for p in reader.problems]


def test_problems_of_the_file_come_first() -> None:
    reader = Reader(parse_yaml("a: 1\na: 2\n", "file.yaml"))
    reader.find("bad-value", ("a",), "Wrong.", "Correct it.")
    assert [p.code for p in reader.problems] == ["duplicate-key", "bad-value"]


def test_mapping(reader: Reader) -> None:
    data = reader.document.data
    assert reader.mapping(data["a"], ("a",), ("b",), ("c",)) == data["a"]
    assert reader.mapping(data, (), (), None) == data
    assert reader.problems == []


def test_mapping_names_missing_and_unknown_keys(reader: Reader) -> None:
    reader.mapping(reader.document.data["a"], ("a",), ("b", "z"))
    assert found(reader) == [
        (2, "missing-field", "“a” has no “z”."),
        (3, "unknown-field", "“a” cannot have “c”."),
    ]
    assert reader.problems[1].fix == "Use one of: b, z."


def test_what_is_no_mapping_is_empty(reader: Reader) -> None:
    assert reader.mapping("x", ("a", "b"), ("c",)) == {}
    assert found(reader) == [(2, "bad-value", "“a.b” must be a mapping.")]


def test_the_whole_file_has_a_name(reader: Reader) -> None:
    reader.mapping([], ())
    assert found(reader)[0][2] == "The file must be a mapping."


def test_lists_and_words(reader: Reader) -> None:
    assert reader.items(["x"], ("a",)) == ["x"]
    assert reader.words(reader.document.data["a"]["c"], ("a", "c")) == ("y", "")
    assert found(reader) == [(3, "bad-value", "“a.c.1” is “”, not a word.")]
    assert reader.items("x", ("d",)) == []
    assert found(reader)[1] == (4, "bad-value", "“d” must be a list.")


@pytest.mark.parametrize(("text", "number"), [("12", 12.0), ("-0.5", -0.5), ("1.2345", 1.2345)])
def test_numbers(reader: Reader, text: str, number: float) -> None:
    assert reader.number(text, ("d",)) == number
    assert reader.problems == []


@pytest.mark.parametrize("text", ["", "x", "1e3", "nan", "1.", ".5", "+1", "1.23456", "1234567890", "1 2", [], {}])
def test_no_numbers(reader: Reader, text: Any) -> None:
    assert reader.number(text, ("d",)) == 0.0
    assert [p.code for p in reader.problems] == ["bad-value"]


def test_text_like_a_pattern(reader: Reader) -> None:
    assert reader.text("ab", ("d",), re.compile("[ab]+"), "letters") == "ab"
    assert reader.text("abc", ("d",), re.compile("[ab]+"), "letters") == ""
    assert found(reader) == [(4, "bad-value", "“d” is “abc”, not letters.")]


def test_choice(reader: Reader) -> None:
    assert reader.choice("x", ("d",), ("x", "y"), "bad-output") == "x"
    reader.choice("z", ("d",), ("x", "y"), "bad-output")
    assert found(reader) == [(4, "bad-output", "“d” is “z”.")]
    assert reader.problems[0].fix == "Use one of: x, y."


def test_attempt(reader: Reader) -> None:
    def refuse() -> int:
        raise CellError("It does not fit.")

    assert reader.attempt("bad-cell", ("d",), lambda: 5, 0) == 5
    assert reader.attempt("bad-cell", ("d",), refuse, 0) == 0
    assert found(reader) == [(4, "bad-cell", "It does not fit.")]


def test_what_is_absent_is_empty_and_was_reported_before(reader: Reader) -> None:
    assert reader.mapping(None, ("a",), ("b",)) == {}
    assert reader.items(None, ("a",)) == []
    assert reader.text(None, ("a",)) == ""
    assert reader.number(None, ("a",)) == 0.0
    reader.choice(None, ("a",), ("x",), "unknown-hit")
    assert reader.problems == []

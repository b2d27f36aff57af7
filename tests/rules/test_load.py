"""Sound files become the vocabulary and the tables that they say; damaged ones are the matter of test_check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.errors import Problem
from advisor.facts import Vocabulary
from advisor.rules.check import check_tables
from advisor.rules.compile import Table
from advisor.rules.decide import decide
from advisor.rules.load import load_tables, load_vocabulary
from advisor.source import parse_yaml

FOLDER = Path(__file__).resolve().parents[1] / "broken" / "rules"
COUNTRIES = ("DE", "NO")


@pytest.fixture
def vocabulary(tmp_path: Path) -> Vocabulary:
    (tmp_path / "facts.yaml").write_text((FOLDER / "_facts.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    found, problems = load_vocabulary(tmp_path, COUNTRIES)
    assert problems == []
    return found


def loaded(text: str, folder: Path, vocabulary: Vocabulary) -> tuple[dict[str, Table], list[Problem]]:
    (folder / "table.yaml").write_text(text, encoding="utf-8")
    return load_tables(folder, vocabulary, {"module": ("crm-contacts",)})


TABLE = """
table: small
hit: F
stage: after
since: "2026-11-22"
inputs: [chosen_path, pain]
outputs:
  module: {kind: module}
  priority: {kind: enum, values: [must, later]}
default: {module: crm-contacts, priority: later}
rows:
  - id: small.first
    when: {pain: ">= 4", chosen_path: "crm"}
    then: {priority: must, module: crm-contacts}
    sources: [a, b]
    since: "2026-01-01"
    reason: words.first
  - id: small.second
    when: {pain: "-"}
    then: {module: crm-contacts, priority: later}
    sources: [a]
examples:
  - given: {pain: "5", chosen_path: unknown}
    rows: [small.second]
"""


def test_sets_become_booleans(vocabulary: Vocabulary) -> None:
    assert vocabulary.sets == {"tools": ("mail", "sheets")}
    assert "tools" not in vocabulary.facts
    member = vocabulary.facts["tools.mail"]
    assert (member.kind, member.member_of, member.set_by) == ("boolean", "tools", "question")


def test_facts_are_typed(vocabulary: Vocabulary) -> None:
    facts = vocabulary.facts
    assert (facts["employees"].min, facts["employees"].max, facts["employees"].unit) == (1.0, 1000.0, "people")
    assert (facts["pain"].min, facts["pain"].max) == (1.0, 5.0)
    assert facts["country"].values == COUNTRIES
    assert facts["chosen_path"].set_by == "choice"
    assert [fact.id for fact in vocabulary.derived] == ["size_class", "tool_count"]
    assert vocabulary.complete({"employees": 50.0})["size_class"] == "large"


def test_a_missing_vocabulary_is_one_problem(tmp_path: Path) -> None:
    vocabulary, problems = load_vocabulary(tmp_path, COUNTRIES)
    assert vocabulary.facts == {}
    assert [(p.file, p.code) for p in problems] == [("facts.yaml", "unreadable")]


def test_a_vocabulary_without_facts_says_so(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text("words: {}\n", encoding="utf-8")
    _, problems = load_vocabulary(tmp_path, COUNTRIES)
    assert [p.code for p in problems] == ["missing-field", "unknown-field"]


def test_one_bad_fact_leaves_the_others(tmp_path: Path) -> None:
    text = "facts:\n  a: {kind: boolean}\n  b: {kind: colour}\n  c: {kind: scale, owner: me}\n  d: text\n"
    (tmp_path / "facts.yaml").write_text(text, encoding="utf-8")
    vocabulary, problems = load_vocabulary(tmp_path, COUNTRIES)
    assert list(vocabulary.facts) == ["a"]
    assert sorted({p.line for p in problems}) == [3, 4, 5]


def test_a_table_is_read(tmp_path: Path, vocabulary: Vocabulary) -> None:
    tables, problems = loaded(TABLE, tmp_path, vocabulary)
    assert problems == []
    spec = tables["small"].spec
    assert (spec.id, spec.file, spec.line, spec.hit, spec.stage) == ("small", "table.yaml", 2, "F", "after")
    assert spec.inputs == {"chosen_path": 6, "pain": 6}
    assert spec.outputs["module"].values == ("crm-contacts",)
    assert spec.outputs["priority"].values == ("must", "later")
    assert spec.default == {"module": "crm-contacts", "priority": "later"}
    first, second = spec.rows
    assert (first.id, first.line, first.sources, first.since) == ("small.first", 12, ("a", "b"), "2026-01-01")
    assert first.reason == "words.first"
    assert list(first.when) == ["chosen_path", "pain"]
    assert list(first.then) == ["module", "priority"]
    assert (second.reason, second.since, second.when) == ("small.second", "2026-11-22", {})
    assert spec.examples[0].given == {"pain": 5.0, "chosen_path": None}
    assert (spec.examples[0].expect, spec.examples[0].rows) == (None, ("small.second",))


def test_a_table_decides(tmp_path: Path, vocabulary: Vocabulary) -> None:
    tables, _ = loaded(TABLE, tmp_path, vocabulary)
    assert decide(tables["small"], {"pain": 5.0, "chosen_path": "crm"}).rows[0].id == "small.first"


def test_scores_have_bounds_and_the_stage_is_before(vocabulary: Vocabulary) -> None:
    tables, problems = load_tables(FOLDER, vocabulary, {})
    good = tables["good"].spec
    need = good.outputs["need"]
    assert (need.base, need.min, need.max, need.values) == (10.0, 0.0, 100.0, ())
    assert good.outputs["speed"].min is None
    assert good.stage == "before"
    assert good.examples[0].expect == {"need": 39.5, "speed": 1.0}
    assert "_good.yaml" not in {p.file for p in problems}


junk = st.sampled_from(["", "x", "-1", "unknown", [], {}, ["x"], {"kind": "enum"}, {"pain": [], "x": {}}])


def damaged(data: Any, draw: st.DrawFn) -> Any:
    """The same tree with one node, chosen at random, replaced or removed."""
    if not isinstance(data, dict | list) or not data or draw(st.integers(0, 3)) == 0:
        return draw(junk)
    key = draw(st.sampled_from(list(data) if isinstance(data, dict) else range(len(data))))
    copy = data.copy()
    if draw(st.integers(0, 5)) == 0:
        del copy[key]
    else:
        copy[key] = damaged(data[key], draw)
    return copy


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_never_raises(data: st.DataObject, tmp_path: Path, vocabulary: Vocabulary) -> None:
    tree = damaged(parse_yaml(TABLE, "x").data, data.draw)
    tables, problems = loaded(json.dumps(tree), tmp_path, vocabulary)
    assert len(tables) + bool(problems) == (isinstance(tree, dict) and "table" in tree)
    check_tables(tables, vocabulary, frozenset(), frozenset())


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_facts_never_raise(data: st.DataObject, tmp_path: Path) -> None:
    tree = parse_yaml((FOLDER / "_facts.yaml").read_text(encoding="utf-8"), "x").data
    (tmp_path / "facts.yaml").write_text(json.dumps(damaged(tree, data.draw)), encoding="utf-8")
    vocabulary, problems = load_vocabulary(tmp_path, COUNTRIES)
    assert vocabulary.complete({}).keys() == vocabulary.facts.keys()
    assert all(problem.file == "facts.yaml" for problem in problems)


def test_lists_expect_lists(tmp_path: Path, vocabulary: Vocabulary) -> None:
    text = TABLE.replace("hit: F", "hit: C").replace(
        "rows: [small.second]", "expect: [{priority: later, module: crm-contacts}]"
    )
    tables, problems = loaded(text, tmp_path, vocabulary)
    assert problems == []
    assert tables["small"].spec.examples[0].expect == ({"module": "crm-contacts", "priority": "later"},)


def test_other_files_are_left_alone(tmp_path: Path, vocabulary: Vocabulary) -> None:
    assert loaded("criteria: []\n", tmp_path, vocabulary) == ({}, [])


@pytest.mark.parametrize("raw", [b"\xff", b"hit: [F\ntable: small\n"])
def test_a_file_that_cannot_be_read_does_not_vanish(raw: bytes, tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "lost.yaml").write_bytes(raw)
    tables, problems = load_tables(tmp_path, vocabulary, {})
    assert tables == {}
    assert [p.file for p in problems] == ["lost.yaml"]


def test_all_problems_are_returned_at_once(tmp_path: Path, vocabulary: Vocabulary) -> None:
    text = TABLE.replace('">= 4"', '">= 9"').replace("hit: F", "hit: X").replace("later}", "soon}")
    tables, problems = loaded(text, tmp_path, vocabulary)
    assert tables == {}
    assert {p.code for p in problems} == {"bad-cell", "unknown-hit", "bad-output"}
    assert problems == sorted(problems)


@pytest.mark.parametrize(
    "text",
    [
        "table: {}\n",
        "table:\nhit:\nsince:\ninputs:\noutputs:\nrows:\n",
        "table: x\nhit: [F]\nstage: {}\nsince: []\ninputs: {}\noutputs: []\nrows: {}\ndefault: []\nexamples: x\n",
        "table: x\nhit: F\nsince: '2026-11-22'\ninputs: [[pain]]\noutputs: {a: b, c: {kind: []}}\nrows: [x, []]\n",
        "table: x\nhit: C+\nsince: '2026-11-22'\ninputs: [pain]\noutputs: {a: {kind: score, base: [], min: x}}\n"
        "rows: [{id: [], when: {pain: []}, then: {a: {}}, sources: x}]\nexamples: [x, {given: [], expect: []}]\n",
    ],
)
def test_wrong_shapes_are_problems_not_errors(text: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    tables, problems = loaded(text, tmp_path, vocabulary)
    assert tables == {}
    assert problems
    assert {p.file for p in problems} == {"table.yaml"}

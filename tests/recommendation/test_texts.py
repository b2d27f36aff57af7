"""Words are found by their path of keys, and a text file with holes or left-overs is told so."""

from __future__ import annotations

import pytest

from advisor.recommendation.texts import Texts, check
from advisor.source import parse_yaml

ASKING = {"title": "Choosing", "questions": {"employees": {"ask": "How many?"}}}
ADVISING = {"paths": {"crm": {"name": "CRM"}}, "not_assessed": ["Prices.", "Vendors."]}
CITING = {"claims": {"x-01": "It says so."}}
FILE = """title: Choosing
paths:
  crm: {name: CRM, about: ""}
  erp: {name: ERP}
not_assessed: [Prices.]
"""
WANTED = [("title",), ("paths", "crm", "name"), ("paths", "erp", "name"), ("not_assessed",)]


@pytest.fixture
def texts() -> Texts:
    return Texts("en", ASKING, ADVISING, CITING)


def test_words_of_both_trees(texts: Texts) -> None:
    assert texts.ask("title") == "Choosing"
    assert texts.ask("questions", "employees", "ask") == "How many?"
    assert texts.say("paths", "crm", "name") == "CRM"
    assert texts.items("not_assessed") == ("Prices.", "Vendors.")
    assert texts.cite("claims", "x-01") == "It says so."


@pytest.mark.parametrize("key", [("paths",), ("paths", "crm"), ("paths", "crm", "about"), ("titles",)])
def test_words_that_are_not_there(texts: Texts, key: tuple[str, ...]) -> None:
    with pytest.raises(KeyError):
        texts.say(*key)


def test_a_tree_does_not_answer_for_the_other(texts: Texts) -> None:
    with pytest.raises(KeyError):
        texts.say("title")
    with pytest.raises(KeyError):
        texts.ask("paths", "crm", "name")
    with pytest.raises(KeyError):
        texts.say("claims", "x-01")


def told(file: str, wanted: list[tuple[str, ...]]) -> list[tuple[int, str, str]]:
    found = check(parse_yaml(file, "text.xx.yaml"), frozenset(wanted))
    assert {p.file for p in found} <= {"text.xx.yaml"}
    return [(p.line, p.code, p.message) for p in found]


def test_a_complete_file_has_no_problems() -> None:
    assert told(FILE.replace(', about: ""', ""), WANTED) == []


def test_a_missing_word_is_told_at_the_place_where_it_belongs() -> None:
    wanted = [*WANTED, ("paths", "erp", "verdict")]
    assert told(FILE.replace(', about: ""', ""), wanted) == [
        (4, "missing-word", "There are no words for “paths.erp.verdict”.")
    ]


def test_an_empty_word_counts_as_missing() -> None:
    assert told(FILE, [*WANTED, ("paths", "crm", "about")]) == [
        (3, "missing-word", "There are no words for “paths.crm.about”.")
    ]


def test_an_unused_word_is_told_with_its_line() -> None:
    assert told(FILE, WANTED) == [(3, "unused-word", "The words “paths.crm.about” belong to nothing.")]


def test_a_branch_where_a_word_should_be() -> None:
    found = told("title: {big: Choosing}\n", [("title",)])
    assert [code for _, code, _ in found] == ["missing-word", "unused-word"]


@pytest.mark.parametrize("file", ["title: [Choosing]\n", "title: []\n"])
def test_a_list_is_no_word(file: str) -> None:
    assert [code for _, code, _ in told(file, [("title",)])] == ["missing-word"]


@pytest.mark.parametrize("file", ["not_assessed: Prices.\n", "not_assessed: []\n", "not_assessed: [[Prices.]]\n"])
def test_limits_are_a_list_of_sentences(file: str) -> None:
    assert [code for _, code, _ in told(file, [("not_assessed",)])] == ["missing-word"]


@pytest.mark.parametrize("file", ["", "Choosing\n", "[Choosing]\n"])
def test_a_file_that_is_no_tree_lacks_everything(file: str) -> None:
    codes = [code for _, code, _ in told(file, WANTED)]
    assert codes.count("missing-word") == len(WANTED)

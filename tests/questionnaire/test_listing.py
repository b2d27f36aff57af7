"""The bank as plain values, with the words of every question."""

from __future__ import annotations

import json
from typing import Any

import pytest

from advisor.cells import parse_when
from advisor.questionnaire.answers import parse
from advisor.questionnaire.listing import condition, entry, listing


def words(*key: str) -> str:
    """Words that show which key was looked up."""
    return "/".join(key)


@pytest.fixture
def entries(small: Any) -> dict[str, dict[str, Any]]:
    return {e["id"]: e for e in listing(small.questionnaire, words)}


def test_every_question_in_order(small: Any, entries: dict[str, Any]) -> None:
    assert list(entries) == [q.id for q in small.questionnaire.questions]
    assert all(entries[q.id] == entry(q, words) for q in small.questionnaire.questions)


def test_what_every_entry_says(entries: dict[str, Any]) -> None:
    assert entries["seller_count"] == {
        "id": "seller_count",
        "page": "people",
        "type": "number",
        "ask": "questions/seller_count/ask",
        "help": "questions/seller_count/help",
        "why": "questions/seller_count/why",
        "who": [],
        "required": False,
        "asked": True,
        "when": "trade: not(making)",
        "sets": "sellers",
        "unknown": {"0": 20, "4": 50, "40": 30},
        "claims": ["src-1"],
        "min": 0,
        "max": 1000,
        "unit": "questions/seller_count/unit",
    }


def test_required_and_who(small: Any, entries: dict[str, Any]) -> None:
    assert (
        [key for key, e in entries.items() if e["required"]] == [q.id for q in small.questionnaire.start] == ["trade"]
    )
    assert entries["trade"]["who"] == ["management"]
    assert entries["trade"]["when"] is None


def test_choices_have_words(entries: dict[str, Any]) -> None:
    assert entries["trade"]["choices"]["making"] == "questions/trade/options/making"
    assert list(entries["pains"]["choices"]) == ["returns", "quotes", "billing"]
    assert entries["export"]["choices"]["true"] == "questions/export/options/true"
    assert list(entries["mood"]["choices"]) == ["1", "2", "3", "4", "5"]
    assert entries["mood"]["choices"]["5"] == "questions/mood/anchors/5"


def test_money_and_country(entries: dict[str, Any]) -> None:
    assert entries["purse"]["currencies"] == ["EUR", "UAH", "JPY"]
    assert (entries["purse"]["min"], entries["purse"]["max"]) == (0, 1_000_000)
    assert "choices" not in entries["home"]


def test_what_unknown_stands_for_is_written_like_an_answer(small: Any, entries: dict[str, Any]) -> None:
    assert entries["export"]["unknown"] == {"true": 40, "false": 60}
    assert entries["mood"]["unknown"] == {"1": 1, "5": 3}
    for question in small.questionnaire.questions:
        for text in entries[question.id]["unknown"]:
            assert parse(question, f"{text} EUR" if question.type == "money" else text) is not None


def test_conditions_as_text(small: Any) -> None:
    cells = [{"team": "big"}, {"export": "true", "sellers": ">= 1"}]
    assert condition(parse_when(cells, small.vocabulary)) == "team: big, or export: true and sellers: >= 1"


def test_the_real_bank_is_plain_json_with_all_its_words(content: Any) -> None:
    found = listing(content.questionnaire, content.texts["en"].ask)
    assert json.loads(json.dumps(found)) == found
    assert len(found) == len(content.questionnaire.questions)
    assert [e["id"] for e in found if not (e["ask"] and e["why"])] == []
